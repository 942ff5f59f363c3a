"""Files in the thread of a referral, each carried by a step."""

from alembic import op

from tenants import ddl

revision = "0019"
down_revision = "0018"

TABLES = """
CREATE TABLE referral_files (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    referral_id uuid NOT NULL,
    step_id uuid NOT NULL,
    reader_center_id uuid REFERENCES centers,
    name text NOT NULL,
    media_type text NOT NULL,
    content bytea NOT NULL,
    size integer NOT NULL,
    sha256 text NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, step_id) REFERENCES referral_steps,
    CONSTRAINT referral_files_size_check
        CHECK (size = octet_length(content) AND size BETWEEN 1 AND 20971520)
);
CREATE INDEX referral_files_center_id_referral_id_idx ON referral_files (center_id, referral_id);
CREATE INDEX referral_files_reader_center_id_referral_id_idx
    ON referral_files (reader_center_id, referral_id);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.file_carried() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- A file goes where its step went, and nowhere once the letter is withdrawn.
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.referral_id::text, 0));
    SELECT reader_center_id INTO NEW.reader_center_id FROM referral_steps
     WHERE center_id = NEW.center_id AND id = NEW.step_id AND referral_id = NEW.referral_id
       AND kind IN ('noted', 'asked', 'replied', 'answered', 'reopened', 'passed_on', 'declined');
    IF NEW.reader_center_id IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'no such step';
    END IF;
    IF EXISTS (SELECT FROM referral_steps
                WHERE referral_id = NEW.referral_id AND kind = 'withdrawn') THEN
        RAISE check_violation USING MESSAGE = 'the letter is withdrawn',
            CONSTRAINT = 'referral_files_carried';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.file_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What was sent stays as it was sent. All that may happen to it is to be taken back.
BEGIN
    IF NEW.reader_center_id IS NOT NULL OR to_jsonb(NEW) - 'reader_center_id' - 'content'
           <> to_jsonb(OLD) - 'reader_center_id' - 'content'
       OR NEW.content <> OLD.content THEN
        RAISE check_violation USING MESSAGE = 'a file can only be taken back',
            CONSTRAINT = 'referral_files_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.files_taken_back() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- With the letter go the files of the center that withdraws it.
BEGIN
    UPDATE referral_files SET reader_center_id = NULL
     WHERE center_id = NEW.center_id AND referral_id = NEW.referral_id;
    RETURN NULL;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER carried BEFORE INSERT ON referral_files
    FOR EACH ROW EXECUTE FUNCTION wall.file_carried();
CREATE TRIGGER changed BEFORE UPDATE ON referral_files
    FOR EACH ROW EXECUTE FUNCTION wall.file_changed();
CREATE TRIGGER files_withdrawn AFTER INSERT ON referral_steps
    FOR EACH ROW WHEN (NEW.kind = 'withdrawn') EXECUTE FUNCTION wall.files_taken_back();
-- Not `ddl.audit`: an update compares whole rows, and a row holds up to 20 MB.
CREATE TRIGGER audited AFTER INSERT OR DELETE ON referral_files
    FOR EACH ROW EXECUTE FUNCTION wall.audit();
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "referral_files")
    ddl.read_by_addressee(op, "referral_files", "reader_center_id")
    op.execute(FUNCTIONS)
