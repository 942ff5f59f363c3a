"""A file of a letter can be taken back by itself: by whom and when."""

from alembic import op

revision = "0032"
down_revision = "0031"

COLUMNS = """
ALTER TABLE referral_files
    ADD COLUMN taken_back_at timestamptz,
    ADD COLUMN taken_back_by_name text;
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE OR REPLACE FUNCTION wall.file_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What was sent stays as it was sent. All that may happen to it is to be taken back, once.
DECLARE
    changeable text[] := '{reader_center_id,taken_back_at,taken_back_by_name,content}';
BEGIN
    IF OLD.reader_center_id IS NULL OR NEW.reader_center_id IS NOT NULL
       OR NEW.taken_back_at IS NULL OR NEW.taken_back_by_name IS NULL
       OR to_jsonb(NEW) - changeable <> to_jsonb(OLD) - changeable
       OR NEW.content <> OLD.content THEN
        RAISE check_violation USING MESSAGE = 'a file can only be taken back',
            CONSTRAINT = 'referral_files_kept';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION wall.files_taken_back() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- With the letter go the files of the center that withdraws it.
BEGIN
    UPDATE referral_files
       SET reader_center_id = NULL, taken_back_at = NEW.at, taken_back_by_name = NEW.actor_name
     WHERE center_id = NEW.center_id AND referral_id = NEW.referral_id
       AND reader_center_id IS NOT NULL;
    RETURN NULL;
END $$;

SET LOCAL ROLE kyodo_owner;
"""


def upgrade() -> None:
    op.execute(COLUMNS)
    op.execute(FUNCTIONS)
