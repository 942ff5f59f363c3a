"""What was promised at a meeting, what became of it, and who was reminded."""

from alembic import op

from tenants import ddl

revision = "0048"
down_revision = "0047"

TABLES = """
CREATE TABLE action_items (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    item_id uuid,
    item_title text NOT NULL DEFAULT '',
    owner_center_id uuid NOT NULL REFERENCES centers,
    person text NOT NULL DEFAULT '',
    what text NOT NULL,
    due_on date NOT NULL,
    for_all boolean NOT NULL,
    shown_at timestamptz,
    promised_at timestamptz NOT NULL,
    promised_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings,
    CONSTRAINT action_items_shown_for_all_check CHECK (shown_at IS NULL OR for_all)
);
CREATE INDEX action_items_center_id_meeting_id_idx ON action_items (center_id, meeting_id);
CREATE INDEX action_items_owner_center_id_promised_at_idx
    ON action_items (owner_center_id, promised_at);

CREATE TABLE action_steps (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    action_id uuid NOT NULL,
    reader_center_id uuid NOT NULL REFERENCES centers,
    position integer NOT NULL,
    kind text NOT NULL CONSTRAINT action_steps_kind_check
        CHECK (kind IN ('begun', 'done', 'asked', 'prolonged', 'withdrawn')),
    state text NOT NULL,
    words text NOT NULL DEFAULT '',
    due_on date,
    actor_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, action_id, position),
    CONSTRAINT action_steps_words_check CHECK (kind NOT IN ('asked', 'withdrawn') OR words <> ''),
    CONSTRAINT action_steps_due_check CHECK (
        CASE kind WHEN 'prolonged' THEN due_on IS NOT NULL WHEN 'asked' THEN true
             ELSE due_on IS NULL END)
);
CREATE INDEX action_steps_action_id_idx ON action_steps (action_id);
CREATE INDEX action_steps_reader_center_id_at_idx ON action_steps (reader_center_id, at);

CREATE TABLE action_reminders (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    action_id uuid NOT NULL,
    to_center_id uuid NOT NULL REFERENCES centers,
    kind text NOT NULL CONSTRAINT action_reminders_kind_check CHECK (kind IN ('near', 'overdue')),
    due_on date NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, action_id, due_on, kind),
    FOREIGN KEY (center_id, action_id) REFERENCES action_items
);
CREATE INDEX action_reminders_to_center_id_at_idx ON action_reminders (to_center_id, at);
"""

# The functions read as whoever writes: a center finds what it promised or was promised.
FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.action_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What was promised stays as it was: it ends by a step, and is shown to all once.
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.shown_at IS NULL AND to_jsonb(NEW) - 'shown_at' = to_jsonb(OLD) - 'shown_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE check_violation USING MESSAGE = 'a promise stays as it was made',
        CONSTRAINT = 'action_items_kept';
END $$;

CREATE FUNCTION wall.action_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The owner begins, ends or asks for more time; the convening center gives a new date, or lets
-- it go. What was let go is over for good. The reader is the other of the two.
DECLARE
    promise record;
    last record;
    stands text;
BEGIN
    SELECT center_id, owner_center_id INTO promise FROM action_items
     WHERE id = NEW.action_id AND NEW.center_id IN (center_id, owner_center_id);
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'no such promise';
    END IF;
    NEW.reader_center_id := CASE NEW.center_id
        WHEN promise.center_id THEN promise.owner_center_id ELSE promise.center_id END;
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.action_id::text, 0));
    SELECT state, position INTO last FROM action_steps
     WHERE action_id = NEW.action_id ORDER BY position DESC LIMIT 1;
    stands := coalesce(last.state, 'promised');
    IF NOT (CASE
        WHEN NEW.kind IN ('prolonged', 'withdrawn') THEN
            NEW.center_id = promise.center_id AND stands IN ('promised', 'begun', 'asked')
        ELSE NEW.center_id = promise.owner_center_id AND CASE NEW.kind
            WHEN 'begun' THEN stands IN ('promised', 'asked', 'done')
            WHEN 'done' THEN stands IN ('promised', 'begun', 'asked')
            WHEN 'asked' THEN stands IN ('promised', 'begun')
        END
    END) THEN
        RAISE check_violation USING MESSAGE = stands, CONSTRAINT = 'action_steps_follow';
    END IF;
    NEW.position := coalesce(last.position, 0) + 1;
    NEW.state := NEW.kind;
    IF NEW.kind = 'prolonged' THEN
        NEW.state := CASE WHEN EXISTS (
            SELECT FROM action_steps WHERE action_id = NEW.action_id AND kind = 'begun'
        ) THEN 'begun' ELSE 'promised' END;
    END IF;
    RETURN NEW;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON action_items
    FOR EACH ROW EXECUTE FUNCTION wall.action_kept();
CREATE TRIGGER moves BEFORE INSERT ON action_steps
    FOR EACH ROW EXECUTE FUNCTION wall.action_moves();
"""

# Where something may be due and whom a mail is due to; never what was promised.
SEEN = {
    "action_items": ("center_id", "id", "owner_center_id", "promised_at"),
    "action_steps": ("center_id", "id", "reader_center_id", "at"),
    "action_reminders": ("center_id", "id", "to_center_id", "at"),
}

ADDRESSED = {
    "action_items": "owner_center_id",
    "action_steps": "reader_center_id",
    "action_reminders": "to_center_id",
}


def upgrade() -> None:
    op.execute(TABLES)
    for table, column in ADDRESSED.items():
        ddl.own_by_center(op, table, append_only=table != "action_items")
        ddl.read_by_addressee(op, table, column)
        ddl.read_by_system(op, table, SEEN[table])
    ddl.read_by_all_when(op, "action_items", "shown_at")
    op.execute(FUNCTIONS)
    for table in ADDRESSED:
        ddl.audit(op, table)
