"""What is written down in a meeting, version by version, and which item it is at."""

from alembic import op

from tenants import ddl

revision = "0052"
down_revision = "0051"

TABLES = """
CREATE TABLE minutes_entries (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    thread_id uuid NOT NULL,
    item_id uuid,
    kind text NOT NULL
        CONSTRAINT minutes_entries_kind_check CHECK (kind IN ('note', 'decision', 'attendance')),
    state text
        CONSTRAINT minutes_entries_state_check CHECK (state IN ('present', 'absent', 'observer')),
    words text NOT NULL,
    substitutes text NOT NULL DEFAULT '',
    follows uuid[] NOT NULL DEFAULT '{}',
    author_id uuid NOT NULL,
    author_name text NOT NULL,
    written_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings,
    CONSTRAINT minutes_entries_attendance_check CHECK (
        (kind = 'attendance') = (state IS NOT NULL))
);
CREATE INDEX minutes_entries_center_id_meeting_id_received_at_idx
    ON minutes_entries (center_id, meeting_id, received_at);
CREATE TABLE meeting_turns (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    item_id uuid,
    at timestamptz NOT NULL,
    by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings
);
CREATE INDEX meeting_turns_center_id_meeting_id_at_idx ON meeting_turns (center_id, meeting_id, at);
"""


def upgrade() -> None:
    op.execute(TABLES)
    for table in ("minutes_entries", "meeting_turns"):
        ddl.own_by_center(op, table, append_only=True)
        ddl.audit(op, table)
