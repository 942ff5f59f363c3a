"""An import may be taken back as a whole: who did, how many went, how many stayed."""

from alembic import op

revision = "0027"
down_revision = "0026"

COLUMNS = """
ALTER TABLE imports
    ADD COLUMN undone_at timestamptz,
    ADD COLUMN undone_by_name text,
    ADD COLUMN rows_removed integer,
    ADD COLUMN rows_kept integer;
CREATE INDEX consultations_import_idx ON consultations (center_id, import_id)
    WHERE import_id IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(COLUMNS)
