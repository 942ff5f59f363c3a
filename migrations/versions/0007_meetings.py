"""The network meeting, its agenda, its packs and their handouts."""

from alembic import op

from tenants import ddl

revision = "0007"
down_revision = "0006"

TABLES = """
CREATE TABLE meetings (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    title text NOT NULL,
    held_on date NOT NULL,
    begins_at time NOT NULL,
    ends_at time NOT NULL,
    place text NOT NULL,
    online_address text NOT NULL DEFAULT '',
    first_month date NOT NULL,
    last_month date NOT NULL,
    announced_at timestamptz,
    created_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    CONSTRAINT meetings_ends_after_it_begins_check CHECK (ends_at > begins_at),
    CONSTRAINT meetings_period_check CHECK (last_month >= first_month)
);
CREATE TABLE agenda_items (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    position integer NOT NULL,
    title text NOT NULL,
    kind text NOT NULL CONSTRAINT agenda_items_kind_check CHECK (
        kind IN ('opening', 'report', 'discussion', 'sharing', 'case_study', 'closing')),
    presenter text NOT NULL DEFAULT '',
    minutes integer NOT NULL
        CONSTRAINT agenda_items_minutes_check CHECK (minutes BETWEEN 0 AND 480),
    version integer NOT NULL DEFAULT 1,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id, position) DEFERRABLE,
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings ON DELETE CASCADE
);
CREATE TABLE packs (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    edition integer NOT NULL,
    title text NOT NULL,
    requested_at timestamptz NOT NULL,
    requested_by_name text NOT NULL,
    leased_until timestamptz,
    done integer NOT NULL DEFAULT 0,
    total integer NOT NULL DEFAULT 1,
    step text NOT NULL DEFAULT '',
    finished_at timestamptz,
    failed_at timestamptz,
    failure text,
    file_id uuid,
    published_at timestamptz,
    published_by_name text,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id, edition),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings,
    FOREIGN KEY (center_id, file_id) REFERENCES stored_files,
    CONSTRAINT packs_one_end_check CHECK (finished_at IS NULL OR failed_at IS NULL),
    CONSTRAINT packs_finished_check CHECK (published_at IS NULL OR finished_at IS NOT NULL)
);
CREATE TABLE handouts (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    pack_id uuid NOT NULL,
    number integer NOT NULL,
    title text NOT NULL,
    file_format text NOT NULL,
    file_id uuid NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, pack_id, number, file_format),
    FOREIGN KEY (center_id, pack_id) REFERENCES packs ON DELETE CASCADE,
    FOREIGN KEY (center_id, file_id) REFERENCES stored_files
);
"""


def upgrade() -> None:
    op.execute(TABLES)
    for table in ("meetings", "agenda_items", "packs", "handouts"):
        ddl.own_by_center(op, table)
    ddl.read_by_all_when(op, "meetings", "announced_at")
    ddl.read_by_all_when(op, "packs", "published_at")
    ddl.read_by_all_when(op, "handouts", "published_at")
    ddl.read_by_system(
        op,
        "packs",
        ("center_id", "id", "requested_at", "finished_at", "failed_at", "leased_until"),
    )
    for table in ("meetings", "agenda_items", "packs", "handouts"):
        ddl.audit(op, table)
