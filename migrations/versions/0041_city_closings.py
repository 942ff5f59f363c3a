"""The city closes months, and reminds the wards that have not submitted them."""

from alembic import op

from tenants import ddl

revision = "0041"
down_revision = "0040"

TABLES = """
CREATE TABLE city_closings (
    id uuid PRIMARY KEY DEFAULT wall.new_id(),
    month date NOT NULL,
    closed_at timestamptz NOT NULL,
    closed_by_name text NOT NULL,
    submitted integer NOT NULL,
    wards integer NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by_name text,
    withdrawn_reason text
);
CREATE UNIQUE INDEX city_closings_standing_idx ON city_closings (month)
    WHERE withdrawn_at IS NULL;
CREATE TABLE closing_reminders (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    to_center_id uuid NOT NULL REFERENCES centers,
    month date NOT NULL,
    reminded_on date NOT NULL,
    reminded_at timestamptz NOT NULL,
    reminded_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, to_center_id, month, reminded_on)
);
CREATE INDEX closing_reminders_to_center_id_reminded_at_idx
    ON closing_reminders (to_center_id, reminded_at);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.reminded_by_central() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Only the central center reminds, and only wards.
BEGIN
    IF NEW.center_id IS DISTINCT FROM wall.current_center() OR NOT EXISTS (
        SELECT FROM centers sender, centers ward
         WHERE sender.id = NEW.center_id AND sender.kind = 'central'
           AND ward.id = NEW.to_center_id AND ward.kind = 'ward'
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the central center reminds wards';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.reminded_in_vain() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Who has submitted is left in peace. As a trigger this tells nobody who has.
BEGIN
    IF EXISTS (
        SELECT FROM public.month_closings
         WHERE center_id = NEW.to_center_id AND month = NEW.month AND withdrawn_at IS NULL
    ) THEN
        RETURN NULL;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.is_closed_by_city(of_month date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM city_closings WHERE month = of_month AND withdrawn_at IS NULL)
$$;
GRANT EXECUTE ON FUNCTION wall.is_closed_by_city TO kyodo_center;

CREATE FUNCTION wall.submission_stands() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What the city closed was submitted: it cannot be taken back any more.
BEGIN
    IF wall.is_closed_by_city(OLD.month) THEN
        RAISE check_violation USING MESSAGE = OLD.month::text, CONSTRAINT = 'closed_by_city';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

SET LOCAL ROLE kyodo_owner;

-- In the order of their names: who may, then whether there is need.
CREATE TRIGGER reminded_by BEFORE INSERT ON closing_reminders
    FOR EACH ROW EXECUTE FUNCTION wall.reminded_by_central();
CREATE TRIGGER reminded_in_vain BEFORE INSERT ON closing_reminders
    FOR EACH ROW EXECUTE FUNCTION wall.reminded_in_vain();
CREATE TRIGGER stands BEFORE UPDATE OR DELETE ON month_closings
    FOR EACH ROW EXECUTE FUNCTION wall.submission_stands();
"""

# A letter that is told of is no longer the only thing that is.
NOTICES = """
ALTER TABLE notice_wishes DROP CONSTRAINT notice_wishes_about_check;
ALTER TABLE notice_wishes ADD CONSTRAINT notice_wishes_about_check
    CHECK (about IN ('referral', 'story', 'figures'));
ALTER TABLE mails DROP CONSTRAINT mails_about_check;
ALTER TABLE mails ADD CONSTRAINT mails_about_check
    CHECK (about IN ('referral', 'story', 'figures'));
ALTER TABLE mails ALTER referral_id DROP NOT NULL, ADD subject_id uuid, ADD month date;
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.share_with_all(op, "city_closings")
    reminder = ("id", "center_id", "to_center_id", "month", "reminded_on")
    ddl.own_by_center(op, "closing_reminders", city_columns=reminder, append_only=True)
    ddl.read_by_addressee(op, "closing_reminders", "to_center_id")
    seen = ("center_id", "id", "to_center_id", "reminded_at")
    ddl.read_by_system(op, "closing_reminders", seen)
    ddl.audit(op, "closing_reminders")
    ddl.open_to_keeper(op, "month_closings", reads=True)
    ddl.read_by_system(op, "month_closings", ("center_id", "month", "withdrawn_at"))
    op.execute(FUNCTIONS)
    op.execute(NOTICES)
