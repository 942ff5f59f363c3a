"""Items have a paper and may be for once; a meeting may be cancelled, and counts its changes."""

from alembic import op

from tenants import ddl

revision = "0050"
down_revision = "0049"

COLUMNS = """
ALTER TABLE agenda_items ADD COLUMN handout text NOT NULL DEFAULT '';
ALTER TABLE agenda_items ADD COLUMN once boolean NOT NULL DEFAULT false;
ALTER TABLE agenda_items ADD CONSTRAINT agenda_items_handout_check
    CHECK (handout IN ('statistics', 'cases', 'reports', 'stories', 'promises', '')) NOT VALID;
ALTER TABLE agenda_items VALIDATE CONSTRAINT agenda_items_handout_check;

ALTER TABLE meetings ADD COLUMN sequence integer NOT NULL DEFAULT 0;
ALTER TABLE meetings ADD COLUMN changed_at timestamptz;
ALTER TABLE meetings ADD COLUMN cancelled_at timestamptz;
ALTER TABLE meetings ADD COLUMN cancelled_by_name text;
"""

# What tells the platform that somebody has to be told; never where or about what.
SEEN = ("center_id", "id", "held_on", "sequence", "cancelled_at")


def upgrade() -> None:
    op.execute(COLUMNS)
    ddl.read_by_system(op, "meetings", SEEN)
