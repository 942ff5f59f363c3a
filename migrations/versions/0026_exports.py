"""Lists taken out: the facts, and the files while they are kept."""

from alembic import op

from tenants import ddl

revision = "0026"
down_revision = "0025"

TABLES = """
CREATE TABLE exports (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    ordered_at timestamptz NOT NULL,
    account_id uuid NOT NULL,
    ordered_by_name text NOT NULL,
    file_format text NOT NULL
        CONSTRAINT exports_file_format_check CHECK (file_format IN ('xlsx', 'csv', 'csv_cp932')),
    filters jsonb NOT NULL,
    filters_words text NOT NULL,
    columns text[] NOT NULL,
    with_person boolean NOT NULL,
    reason text NOT NULL DEFAULT '',
    rows_found integer NOT NULL,
    rows_written integer,
    cells_unwritable integer,
    finished_at timestamptz,
    failed_at timestamptz,
    removed_at timestamptz,
    PRIMARY KEY (center_id, id),
    CONSTRAINT exports_reason_check CHECK (reason <> '' OR NOT with_person)
);
CREATE INDEX exports_center_id_ordered_at_idx ON exports (center_id, ordered_at);
CREATE TABLE export_parts (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    export_id uuid NOT NULL,
    position integer NOT NULL,
    row_ids uuid[] NOT NULL,
    content bytea,
    size integer,
    rows integer,
    unwritable jsonb,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, export_id, position),
    FOREIGN KEY (center_id, export_id) REFERENCES exports ON DELETE CASCADE
);
-- Deflated already: PostgreSQL need not try again.
ALTER TABLE export_parts ALTER COLUMN content SET STORAGE EXTERNAL;
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "exports")
    ddl.own_by_center(op, "export_parts")
    ddl.read_by_system(
        op,
        "exports",
        ("center_id", "id", "ordered_at", "finished_at", "failed_at", "removed_at"),
    )
    # The parts are not: the fact of the export says it all, and a trail of pieces nothing.
    ddl.audit(op, "exports")
