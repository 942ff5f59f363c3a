"""The 議事録: its text, its editions, and what wards answer."""

from alembic import op

from tenants import ddl

revision = "0053"
down_revision = "0052"

TABLES = """
CREATE TABLE minutes (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    items jsonb NOT NULL,
    actions text NOT NULL DEFAULT '',
    others text NOT NULL DEFAULT '',
    begun_at timestamptz NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by_name text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings
);
CREATE TABLE minutes_editions (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    stage text NOT NULL
        CONSTRAINT minutes_editions_stage_check CHECK (stage IN ('draft', 'final')),
    number integer NOT NULL,
    content text NOT NULL,
    sha256 text NOT NULL,
    docx_file_id uuid,
    pdf_file_id uuid,
    opened_at timestamptz,
    opened_by_name text,
    requested_at timestamptz NOT NULL,
    requested_by_name text NOT NULL,
    leased_until timestamptz,
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 1,
    step text NOT NULL DEFAULT '',
    finished_at timestamptz,
    failed_at timestamptz,
    failure text,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id, stage, number),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings,
    FOREIGN KEY (center_id, docx_file_id) REFERENCES stored_files,
    FOREIGN KEY (center_id, pdf_file_id) REFERENCES stored_files,
    CONSTRAINT minutes_editions_one_end_check CHECK (finished_at IS NULL OR failed_at IS NULL),
    CONSTRAINT minutes_editions_finished_check CHECK (
        opened_at IS NULL OR finished_at IS NOT NULL)
);
CREATE TABLE minutes_answers (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    minutes_id uuid NOT NULL,
    to_center_id uuid NOT NULL REFERENCES centers,
    kind text NOT NULL
        CONSTRAINT minutes_answers_kind_check CHECK (kind IN ('confirmed', 'correction')),
    words text NOT NULL,
    by_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    CONSTRAINT minutes_answers_says_what_check CHECK (kind = 'confirmed' OR words <> '')
);
CREATE INDEX minutes_answers_center_id_minutes_id_idx ON minutes_answers (center_id, minutes_id);
CREATE INDEX minutes_answers_to_center_id_minutes_id_idx
    ON minutes_answers (to_center_id, minutes_id);
"""

# The functions read as whoever writes: a ward finds an edition that was opened, and no other.
FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.minutes_edition_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What an edition says is hashed when it is ordered and never changes; opened, its files neither.
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.sha256 := encode(sha256(convert_to(NEW.content, 'UTF8')), 'hex');
        RETURN NEW;
    END IF;
    IF OLD.opened_at IS NOT NULL AND (TG_OP = 'DELETE' OR NEW IS DISTINCT FROM OLD) THEN
        RAISE insufficient_privilege USING MESSAGE = 'minutes that were sent stay as they are';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF (NEW.meeting_id, NEW.stage, NEW.number, NEW.content, NEW.sha256)
        IS DISTINCT FROM (OLD.meeting_id, OLD.stage, OLD.number, OLD.content, OLD.sha256) THEN
        RAISE insufficient_privilege USING MESSAGE = 'another text is another edition';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.published_file_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What every center may have read already says the same for ever.
BEGIN
    IF TG_OP = 'DELETE' OR NEW.published_at IS NULL
        OR (NEW.name, NEW.media_type, NEW.content, NEW.size, NEW.sha256)
        IS DISTINCT FROM (OLD.name, OLD.media_type, OLD.content, OLD.size, OLD.sha256) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a published file stays as it is';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.minutes_answered() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- An answer goes to the center whose edition it is about, as far as its author may read that.
DECLARE
    convener uuid;
BEGIN
    SELECT center_id INTO convener FROM minutes_editions WHERE id = NEW.minutes_id;
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'no such minutes';
    END IF;
    NEW.to_center_id := convener;
    RETURN NEW;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER stays BEFORE INSERT OR UPDATE OR DELETE ON minutes_editions
    FOR EACH ROW EXECUTE FUNCTION wall.minutes_edition_stays();
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON stored_files
    FOR EACH ROW WHEN (OLD.published_at IS NOT NULL)
    EXECUTE FUNCTION wall.published_file_stays();
CREATE TRIGGER answered BEFORE INSERT ON minutes_answers
    FOR EACH ROW EXECUTE FUNCTION wall.minutes_answered();
"""

# Where a worker is needed and whom a mail is due to; never a word of what is told.
SEEN = {
    "minutes_editions": (
        *("center_id", "id", "requested_at", "finished_at", "failed_at", "leased_until"),
        "opened_at",
    ),
    "minutes_answers": ("center_id", "id", "to_center_id", "kind", "at"),
}


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "minutes")
    ddl.own_by_center(op, "minutes_editions")
    ddl.read_by_all_when(op, "minutes_editions", "opened_at")
    ddl.own_by_center(op, "minutes_answers", append_only=True)
    ddl.read_by_addressee(op, "minutes_answers", "to_center_id")
    for table, columns in SEEN.items():
        ddl.read_by_system(op, table, columns)
    op.execute(FUNCTIONS)
    for table in ("minutes", "minutes_editions", "minutes_answers"):
        ddl.audit(op, table)
