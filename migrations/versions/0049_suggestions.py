"""Suggested agenda items: which were taken, which were let pass, and the figures behind some."""

from alembic import op

from tenants import ddl

revision = "0049"
down_revision = "0048"

TABLES = """
ALTER TABLE agenda_items
    ADD COLUMN details text NOT NULL DEFAULT '',
    ADD COLUMN suggestion text;
ALTER TABLE agenda_items ADD UNIQUE (center_id, meeting_id, suggestion);

CREATE TABLE agenda_dismissals (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    suggestion text NOT NULL,
    by_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id, suggestion),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings ON DELETE CASCADE
);
CREATE TABLE rising_topics (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    meeting_id uuid NOT NULL,
    topic text NOT NULL,
    wards integer NOT NULL,
    value integer NOT NULL,
    before integer NOT NULL,
    counted_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, meeting_id, topic),
    FOREIGN KEY (center_id, meeting_id) REFERENCES meetings ON DELETE CASCADE
);
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "agenda_dismissals", append_only=True)
    ddl.own_by_center(op, "rising_topics")
    ddl.audit(op, "agenda_dismissals")
