"""What must be decided about before a pack is published; the database publishes none before."""

from alembic import op

from tenants import ddl

revision = "0055"
down_revision = "0054"

TABLES = """
CREATE TABLE pack_marks (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    pack_id uuid NOT NULL,
    number integer NOT NULL,
    key text NOT NULL,
    kind text NOT NULL,
    words text NOT NULL,
    passage text NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, pack_id, number, key),
    FOREIGN KEY (center_id, pack_id) REFERENCES packs ON DELETE CASCADE
);
CREATE TABLE mark_decisions (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    key text NOT NULL,
    decided_at timestamptz NOT NULL,
    decided_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id, key),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings
);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.pack_checked() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- A pack is published when somebody has decided about every mark that was found in it.
BEGIN
    IF EXISTS (
        SELECT FROM pack_marks
         WHERE center_id = NEW.center_id AND pack_id = NEW.id AND NOT EXISTS (
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

CREATE TRIGGER checked BEFORE UPDATE ON packs
    FOR EACH ROW WHEN (OLD.published_at IS NULL AND NEW.published_at IS NOT NULL)
    EXECUTE FUNCTION wall.pack_checked();
"""


def upgrade() -> None:
    op.execute(TABLES)
    for table in ("pack_marks", "mark_decisions"):
        ddl.own_by_center(op, table)
    # The marks themselves are what must not be seen: only what was decided is written down.
    ddl.audit(op, "mark_decisions")
    op.execute(FUNCTIONS)
