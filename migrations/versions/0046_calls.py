"""The call for topics before a meeting, what each ward brings, and who was reminded."""

from alembic import op

from tenants import ddl

revision = "0046"
down_revision = "0045"

TABLES = """
CREATE TABLE calls (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    words text NOT NULL DEFAULT '',
    due_on date NOT NULL,
    remind_before integer NOT NULL,
    remind_on date,
    reminded_at timestamptz,
    opened_at timestamptz,
    opened_by_name text,
    closed_at timestamptz,
    closed_by_name text,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings,
    CONSTRAINT calls_remind_before_check CHECK (remind_before BETWEEN 0 AND 10),
    CONSTRAINT calls_opened_before_closed_check CHECK (
        closed_at IS NULL OR opened_at IS NOT NULL)
);
CREATE TABLE call_reminders (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    call_id uuid NOT NULL,
    to_center_id uuid NOT NULL REFERENCES centers,
    by_name text,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, call_id) REFERENCES calls
);
CREATE INDEX call_reminders_center_id_call_id_idx ON call_reminders (center_id, call_id);
CREATE INDEX call_reminders_to_center_id_at_idx ON call_reminders (to_center_id, at);

CREATE TABLE contributions (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    call_id uuid NOT NULL,
    to_center_id uuid NOT NULL REFERENCES centers,
    reader_center_id uuid REFERENCES centers,
    story_ids uuid[] NOT NULL DEFAULT '{}',
    saved_at timestamptz NOT NULL,
    saved_by_name text NOT NULL,
    submitted_at timestamptz,
    submitted_by_name text,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, call_id)
);
CREATE INDEX contributions_reader_center_id_call_id_idx
    ON contributions (reader_center_id, call_id);
CREATE TABLE contribution_lines (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    contribution_id uuid NOT NULL,
    reader_center_id uuid REFERENCES centers,
    position integer NOT NULL,
    kind text NOT NULL
        CONSTRAINT contribution_lines_kind_check CHECK (kind IN ('report', 'topic')),
    words text NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, contribution_id) REFERENCES contributions ON DELETE CASCADE,
    CONSTRAINT contribution_lines_five_check CHECK (position BETWEEN 1 AND 5)
);
CREATE INDEX contribution_lines_center_id_contribution_id_idx
    ON contribution_lines (center_id, contribution_id);
CREATE INDEX contribution_lines_reader_center_id_idx ON contribution_lines (reader_center_id);
CREATE TABLE contribution_files (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    contribution_id uuid NOT NULL,
    reader_center_id uuid REFERENCES centers,
    name text NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    size integer NOT NULL,
    sha256 text NOT NULL,
    added_at timestamptz NOT NULL,
    added_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, contribution_id) REFERENCES contributions ON DELETE CASCADE
);
CREATE INDEX contribution_files_center_id_contribution_id_idx
    ON contribution_files (center_id, contribution_id);
CREATE INDEX contribution_files_reader_center_id_idx ON contribution_files (reader_center_id);

ALTER TABLE agenda_items ADD COLUMN line_id uuid;
ALTER TABLE agenda_items ADD UNIQUE (center_id, meeting_id, line_id);
"""

# The functions read as whoever writes: a ward finds a call that was opened, and no other.
FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.contribution_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Goes to whoever calls, is read there once it is submitted, and is written while the call is open.
DECLARE
    asked record;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.call_id <> OLD.call_id THEN
        RAISE check_violation USING MESSAGE = 'a contribution stays with its call',
            CONSTRAINT = 'contributions_call';
    END IF;
    SELECT center_id, closed_at INTO asked FROM calls WHERE id = NEW.call_id;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'no such call';
    END IF;
    IF asked.closed_at IS NOT NULL THEN
        RAISE check_violation USING MESSAGE = 'the call is closed',
            CONSTRAINT = 'contributions_open';
    END IF;
    NEW.to_center_id := asked.center_id;
    NEW.reader_center_id := CASE WHEN NEW.submitted_at IS NOT NULL THEN asked.center_id END;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.contribution_part_kept() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- A line or a file is read by whom the whole is read, and stays when the call is closed.
DECLARE
    part record;
    whole record;
BEGIN
    IF TG_OP = 'DELETE' THEN part := OLD; ELSE part := NEW; END IF;
    SELECT contributions.reader_center_id, calls.closed_at INTO whole
      FROM contributions JOIN calls ON calls.id = contributions.call_id
     WHERE contributions.center_id = part.center_id AND contributions.id = part.contribution_id;
    IF whole.closed_at IS NOT NULL THEN
        RAISE check_violation USING MESSAGE = 'the call is closed',
            CONSTRAINT = 'contributions_open';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.reader_center_id := whole.reader_center_id;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.contribution_submitted() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The lines and files go along, and come back with it.
BEGIN
    UPDATE contribution_lines SET reader_center_id = NEW.reader_center_id
     WHERE center_id = NEW.center_id AND contribution_id = NEW.id;
    UPDATE contribution_files SET reader_center_id = NEW.reader_center_id
     WHERE center_id = NEW.center_id AND contribution_id = NEW.id;
    RETURN NULL;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER kept BEFORE INSERT OR UPDATE ON contributions
    FOR EACH ROW EXECUTE FUNCTION wall.contribution_kept();
CREATE TRIGGER submitted AFTER UPDATE ON contributions
    FOR EACH ROW WHEN (NEW.reader_center_id IS DISTINCT FROM OLD.reader_center_id)
    EXECUTE FUNCTION wall.contribution_submitted();
CREATE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE ON contribution_lines
    FOR EACH ROW EXECUTE FUNCTION wall.contribution_part_kept();
CREATE TRIGGER kept BEFORE INSERT OR UPDATE OR DELETE ON contribution_files
    FOR EACH ROW EXECUTE FUNCTION wall.contribution_part_kept();
"""

# Where a reminder is due and whom a mail is due to; never what is asked or brought.
SEEN = {
    "calls": ("center_id", "id", "opened_at", "remind_on", "reminded_at", "closed_at"),
    "call_reminders": ("center_id", "id", "to_center_id", "at"),
}

ADDRESSED = {
    "call_reminders": "to_center_id",
    "contributions": "reader_center_id",
    "contribution_lines": "reader_center_id",
    "contribution_files": "reader_center_id",
}


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "calls")
    ddl.read_by_all_when(op, "calls", "opened_at")
    for table, column in ADDRESSED.items():
        ddl.own_by_center(op, table, append_only=table == "call_reminders")
        ddl.read_by_addressee(op, table, column)
    for table, columns in SEEN.items():
        ddl.read_by_system(op, table, columns)
    op.execute(FUNCTIONS)
    for table in ("calls", *ADDRESSED):
        ddl.audit(op, table)
