"""Which papers go into a pack, files added to it, and what each paper says."""

from alembic import op

from tenants import ddl

revision = "0054"
down_revision = "0053"

TABLES = """
CREATE TABLE pack_plans (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    papers text[] NOT NULL DEFAULT '{}',
    left_out text[] NOT NULL DEFAULT '{}',
    story_ids uuid[] NOT NULL DEFAULT '{}',
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings
);
CREATE TABLE pack_files (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    file_id uuid NOT NULL,
    name text NOT NULL,
    title text NOT NULL,
    item_id uuid,
    pages integer,
    added_at timestamptz NOT NULL,
    added_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings,
    FOREIGN KEY (center_id, file_id) REFERENCES stored_files
);
CREATE INDEX pack_files_center_id_meeting_id_idx ON pack_files (center_id, meeting_id);
CREATE TABLE pack_papers (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    pack_id uuid NOT NULL,
    number integer NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    digest text NOT NULL,
    document jsonb,
    published_at timestamptz,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, pack_id, number),
    FOREIGN KEY (center_id, pack_id) REFERENCES packs ON DELETE CASCADE
);
"""


def upgrade() -> None:
    op.execute(TABLES)
    for table in ("pack_plans", "pack_files", "pack_papers"):
        ddl.own_by_center(op, table)
        ddl.audit(op, table)
    ddl.read_by_all_when(op, "pack_papers", "published_at")
