"""Following up: notes, who has a case, what is to be done next, its end; and deletion.

What was deleted lies in a table of its own, so that no list, count or search can forget
to leave it out.
"""

from alembic import op

from tenants import ddl

revision = "0009"
down_revision = "0008"

COLUMNS = """
ALTER TABLE consultations
    ADD COLUMN owner_id uuid,
    ADD COLUMN owner_name text NOT NULL DEFAULT '',
    ADD COLUMN next_action_on date,
    ADD COLUMN next_action text NOT NULL DEFAULT '',
    ADD COLUMN closed_at timestamptz;
"""

# As the owner, who is kept out of the rows as everybody else, and without the triggers:
# nothing happened to these records but that they are now asked something new.
WHAT_IS_THERE = """
ALTER TABLE consultations NO FORCE ROW LEVEL SECURITY, DISABLE TRIGGER USER;
UPDATE consultations
   SET owner_id = received_by_id,
       owner_name = CASE WHEN received_by_id IS NULL THEN '' ELSE received_by_name END,
       closed_at = CASE WHEN NOT wall.left_open(outcome, import_id) THEN received_at END;
ALTER TABLE consultations FORCE ROW LEVEL SECURITY, ENABLE TRIGGER USER;
CREATE INDEX consultations_due_idx ON consultations (center_id, next_action_on)
    WHERE closed_at IS NULL AND next_action_on IS NOT NULL;
CREATE INDEX consultations_open_idx ON consultations (center_id, received_at, id)
    WHERE closed_at IS NULL;
CREATE INDEX consultations_continues_idx ON consultations (center_id, continues_id)
    WHERE continues_id IS NOT NULL;
"""

TABLES = """
CREATE TABLE follow_ups (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    consultation_id uuid NOT NULL,
    happened_on date NOT NULL,
    channel text NOT NULL REFERENCES channels,
    words text NOT NULL,
    minutes integer CONSTRAINT follow_ups_minutes_check CHECK (minutes BETWEEN 0 AND 1440),
    corrects_id uuid,
    author_id uuid,
    author_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, corrects_id),
    FOREIGN KEY (center_id, consultation_id) REFERENCES consultations ON DELETE CASCADE
);
CREATE INDEX follow_ups_center_id_consultation_id_idx ON follow_ups (center_id, consultation_id);
CREATE TABLE next_actions (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    consultation_id uuid NOT NULL,
    due_on date,
    task text NOT NULL DEFAULT '',
    author_id uuid,
    author_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, consultation_id) REFERENCES consultations ON DELETE CASCADE
);
CREATE INDEX next_actions_center_id_consultation_id_idx
    ON next_actions (center_id, consultation_id);
CREATE TABLE handovers (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    consultation_id uuid NOT NULL,
    from_id uuid,
    from_name text NOT NULL DEFAULT '',
    to_id uuid NOT NULL,
    to_name text NOT NULL,
    message text NOT NULL DEFAULT '',
    author_id uuid,
    author_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, consultation_id) REFERENCES consultations ON DELETE CASCADE
);
CREATE INDEX handovers_center_id_consultation_id_idx ON handovers (center_id, consultation_id);
CREATE TABLE consultation_closings (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    consultation_id uuid NOT NULL,
    kind text NOT NULL
        CONSTRAINT consultation_closings_kind_check CHECK (kind IN ('reopened', 'closed')),
    outcome text REFERENCES outcomes,
    referral_target text REFERENCES referral_targets,
    remark text NOT NULL DEFAULT '',
    author_id uuid,
    author_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, consultation_id) REFERENCES consultations ON DELETE CASCADE,
    CONSTRAINT consultation_closings_outcome_check CHECK (kind = 'reopened' OR outcome IS NOT NULL)
);
CREATE INDEX consultation_closings_center_id_consultation_id_idx
    ON consultation_closings (center_id, consultation_id);
CREATE TABLE deleted_consultations (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    consultation_id uuid NOT NULL,
    fiscal_year integer NOT NULL,
    number integer NOT NULL,
    summary text NOT NULL DEFAULT '',
    record jsonb NOT NULL,
    reason text NOT NULL,
    deleted_at timestamptz NOT NULL,
    deleted_by_id uuid,
    deleted_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, consultation_id)
);
CREATE INDEX deleted_consultations_center_id_deleted_at_idx
    ON deleted_consultations (center_id, deleted_at);
"""

LEFT_OPEN = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.left_open(outcome text, import_id uuid) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
-- Whether there is more to come after what was recorded. A row of a workbook without an
-- outcome is the past; app/consultations/rules/following.py says the same to people.
RETURN coalesce(outcome IN ('continuing', 'central'), import_id IS NULL);

SET LOCAL ROLE kyodo_owner;
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE OR REPLACE FUNCTION wall.number_consultation() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The number is counted within the center and the fiscal year (April to March). What was
-- deleted comes back with the number it had.
BEGIN
    IF NEW.number IS NOT NULL AND EXISTS (
        SELECT FROM deleted_consultations
         WHERE center_id = NEW.center_id AND consultation_id = NEW.id
           AND fiscal_year = NEW.fiscal_year AND number = NEW.number
    ) THEN
        RETURN NEW;
    END IF;
    NEW.fiscal_year := extract(
        year FROM NEW.received_at AT TIME ZONE 'Asia/Tokyo' - interval '3 months');
    INSERT INTO reception_counters AS counter (center_id, fiscal_year, last_number)
    VALUES (NEW.center_id, NEW.fiscal_year, 1)
    ON CONFLICT (center_id, fiscal_year) DO UPDATE SET last_number = counter.last_number + 1
    RETURNING last_number INTO NEW.number;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.comes_back(of_center uuid, consultation uuid) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
-- While a deleted consultation is put back, its facts are not acted on a second time.
    SELECT EXISTS (SELECT FROM deleted_consultations
                    WHERE center_id = of_center AND consultation_id = consultation)
$$;

CREATE FUNCTION wall.settle_consultation() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- A record with a final outcome is closed at once. An outcome corrected later closes or
-- reopens; a closing that was recorded as one sets both by itself.
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.owner_id IS NULL AND NEW.received_by_id IS NOT NULL THEN
            NEW.owner_id := NEW.received_by_id;
            NEW.owner_name := NEW.received_by_name;
        END IF;
        IF NEW.closed_at IS NULL AND NOT wall.left_open(NEW.outcome, NEW.import_id) THEN
            NEW.closed_at := NEW.received_at;
        END IF;
    ELSIF NEW.outcome IS DISTINCT FROM OLD.outcome
          AND NEW.closed_at IS NOT DISTINCT FROM OLD.closed_at THEN
        NEW.closed_at := CASE WHEN NOT wall.left_open(NEW.outcome, NEW.import_id)
                              THEN coalesce(OLD.closed_at, clock_timestamp()) END;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.action_planned() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The last word counts: a day, or no day when it is done.
BEGIN
    UPDATE consultations
       SET next_action_on = NEW.due_on,
           next_action = CASE WHEN NEW.due_on IS NULL THEN '' ELSE NEW.task END
     WHERE center_id = NEW.center_id AND id = NEW.consultation_id;
    RETURN NULL;
END $$;

CREATE FUNCTION wall.handed_over() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE consultations SET owner_id = NEW.to_id, owner_name = NEW.to_name
     WHERE center_id = NEW.center_id AND id = NEW.consultation_id;
    RETURN NULL;
END $$;

CREATE FUNCTION wall.closing_recorded() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The outcome stands in the form too: whoever has it open must see that it changed.
BEGIN
    IF NEW.kind = 'closed' THEN
        UPDATE consultations
           SET closed_at = NEW.at, outcome = NEW.outcome, referral_target = NEW.referral_target,
               version = version + 1, updated_at = NEW.at
         WHERE center_id = NEW.center_id AND id = NEW.consultation_id;
    ELSE
        UPDATE consultations
           SET closed_at = NULL,
               outcome = CASE WHEN wall.left_open(outcome, NULL) AND outcome IS NOT NULL
                              THEN outcome ELSE 'continuing' END,
               version = version + 1, updated_at = NEW.at
         WHERE center_id = NEW.center_id AND id = NEW.consultation_id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION wall.forget_story(of_consultation uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- At the end of retention: the words of what followed go, the consultation stays to be counted.
DECLARE
    here uuid := wall.current_center();
BEGIN
    DELETE FROM public.follow_ups WHERE center_id = here AND consultation_id = of_consultation;
    DELETE FROM public.next_actions WHERE center_id = here AND consultation_id = of_consultation;
    DELETE FROM public.handovers WHERE center_id = here AND consultation_id = of_consultation;
    DELETE FROM public.consultation_closings
     WHERE center_id = here AND consultation_id = of_consultation;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER settled BEFORE INSERT OR UPDATE OF outcome ON consultations
    FOR EACH ROW EXECUTE FUNCTION wall.settle_consultation();
CREATE TRIGGER planned AFTER INSERT ON next_actions
    FOR EACH ROW WHEN (NOT wall.comes_back(NEW.center_id, NEW.consultation_id))
    EXECUTE FUNCTION wall.action_planned();
CREATE TRIGGER handed_over AFTER INSERT ON handovers
    FOR EACH ROW WHEN (NOT wall.comes_back(NEW.center_id, NEW.consultation_id))
    EXECUTE FUNCTION wall.handed_over();
CREATE TRIGGER recorded AFTER INSERT ON consultation_closings
    FOR EACH ROW WHEN (NOT wall.comes_back(NEW.center_id, NEW.consultation_id))
    EXECUTE FUNCTION wall.closing_recorded();
"""


def upgrade() -> None:
    op.execute(COLUMNS)
    op.execute(LEFT_OPEN)
    op.execute(WHAT_IS_THERE)
    op.execute(TABLES)
    for table in ("follow_ups", "next_actions", "handovers", "consultation_closings"):
        ddl.own_by_center(op, table, append_only=True)
        ddl.open_to_keeper(op, table, reads=True)
        ddl.let_keeper_remove(op, table)
    ddl.own_by_center(op, "deleted_consultations")
    op.execute(FUNCTIONS)
    ddl.audit(op, "deleted_consultations")
    for table in ("follow_ups", "next_actions", "handovers", "consultation_closings"):
        ddl.audit(op, table)
