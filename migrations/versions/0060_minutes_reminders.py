"""A draft of minutes asks until a day, and who has not answered by then is asked once more."""

from alembic import op

from tenants import ddl

revision = "0060"
down_revision = "0059"

TABLES = """
ALTER TABLE minutes_editions ADD COLUMN answer_by date;
ALTER TABLE minutes_editions ADD COLUMN remind_on date;
ALTER TABLE minutes_editions ADD COLUMN reminded_at timestamptz;
ALTER TABLE minutes_editions ADD CONSTRAINT minutes_editions_answer_by_check
    CHECK (stage = 'draft' OR num_nonnulls(answer_by, remind_on, reminded_at) = 0);
CREATE TABLE minutes_reminders (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    minutes_id uuid NOT NULL,
    to_center_id uuid NOT NULL REFERENCES centers,
    by_name text,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, minutes_id) REFERENCES minutes_editions
);
CREATE INDEX minutes_reminders_center_id_minutes_id_idx
    ON minutes_reminders (center_id, minutes_id);
CREATE INDEX minutes_reminders_to_center_id_at_idx ON minutes_reminders (to_center_id, at);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE OR REPLACE FUNCTION wall.minutes_edition_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What an edition says is hashed when it is ordered and never changes; opened, its files neither.
-- Only that wards were asked again is noted of one that was opened.
DECLARE
    left_as_is minutes_editions;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.sha256 := encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex');
        RETURN NEW;
    END IF;
    left_as_is := NEW;
    left_as_is.reminded_at := OLD.reminded_at;
    IF OLD.opened_at IS NOT NULL AND (TG_OP = 'DELETE' OR left_as_is IS DISTINCT FROM OLD) THEN
        RAISE insufficient_privilege USING MESSAGE = 'minutes that were sent stay as they are';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF (NEW.meeting_id, NEW.stage, NEW.number, NEW.content, NEW.sha256)
        IS DISTINCT FROM (OLD.meeting_id, OLD.stage, OLD.number, OLD.content, OLD.sha256) THEN
        RAISE insufficient_privilege USING MESSAGE = 'another text is another edition';
    END IF;
    RETURN NEW;
END $$;

SET LOCAL ROLE kyodo_owner;
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "minutes_reminders", append_only=True)
    ddl.read_by_addressee(op, "minutes_reminders", "to_center_id")
    ddl.read_by_system(op, "minutes_reminders", ("center_id", "id", "to_center_id", "at"))
    op.execute("GRANT SELECT (remind_on, reminded_at) ON minutes_editions TO kyodo_system")
    op.execute(FUNCTIONS)
    ddl.audit(op, "minutes_reminders")
