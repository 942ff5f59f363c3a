"""Papers that are added to a pack after it was published, each published by itself."""

from alembic import op

from tenants import ddl

revision = "0056"
down_revision = "0055"

TABLES = """
CREATE TABLE late_papers (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    pack_id uuid NOT NULL,
    added_id uuid NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    requested_at timestamptz NOT NULL,
    requested_by_name text NOT NULL,
    leased_until timestamptz,
    finished_at timestamptz,
    failed_at timestamptz,
    failure text,
    published_at timestamptz,
    published_by_name text,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, pack_id, number),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings,
    FOREIGN KEY (center_id, pack_id) REFERENCES packs ON DELETE CASCADE,
    FOREIGN KEY (center_id, added_id) REFERENCES pack_files,
    CONSTRAINT late_papers_one_end_check CHECK (finished_at IS NULL OR failed_at IS NULL),
    CONSTRAINT late_papers_finished_check CHECK (published_at IS NULL OR finished_at IS NOT NULL)
);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.late_paper_checked() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- As `wall.pack_checked`, for the one paper that comes late.
BEGIN
    IF EXISTS (
        SELECT FROM pack_marks
         WHERE center_id = NEW.center_id AND pack_id = NEW.pack_id AND number = NEW.number
           AND NOT EXISTS (
               SELECT FROM mark_decisions
                WHERE mark_decisions.center_id = NEW.center_id
                  AND meeting_id = NEW.meeting_id AND mark_decisions.key = pack_marks.key)
    ) THEN
        RAISE check_violation USING MESSAGE = 'marks are undecided',
            CONSTRAINT = 'marks_undecided';
    END IF;
    RETURN NEW;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER checked BEFORE UPDATE ON late_papers
    FOR EACH ROW WHEN (OLD.published_at IS NULL AND NEW.published_at IS NOT NULL)
    EXECUTE FUNCTION wall.late_paper_checked();
"""

SEEN = (
    *("center_id", "id", "requested_at", "finished_at", "failed_at", "leased_until"),
    "published_at",
)


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "late_papers")
    ddl.read_by_all_when(op, "late_papers", "published_at")
    ddl.read_by_system(op, "late_papers", SEEN)
    ddl.audit(op, "late_papers")
    op.execute(FUNCTIONS)
