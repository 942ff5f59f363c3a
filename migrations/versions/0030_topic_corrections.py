"""その他 sorted anew: who moved which consultations to which topic, and why."""

from alembic import op

from tenants import ddl

revision = "0030"
down_revision = "0029"

TABLES = """
CREATE TABLE topic_corrections (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    from_topic text NOT NULL REFERENCES topics,
    to_topic text NOT NULL REFERENCES topics,
    reason text NOT NULL,
    corrected_at timestamptz NOT NULL,
    corrected_by_id uuid,
    corrected_by_name text NOT NULL,
    undone_at timestamptz,
    undone_by_name text,
    PRIMARY KEY (center_id, id)
);
CREATE TABLE corrected_topics (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    correction_id uuid NOT NULL,
    consultation_id uuid NOT NULL,
    topics_before text[] NOT NULL,
    primary_before text,
    topics_after text[] NOT NULL,
    primary_after text,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, correction_id, consultation_id),
    FOREIGN KEY (center_id, correction_id) REFERENCES topic_corrections ON DELETE CASCADE,
    FOREIGN KEY (center_id, consultation_id) REFERENCES consultations ON DELETE CASCADE
);
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "topic_corrections")
    ddl.own_by_center(op, "corrected_topics")
    ddl.audit(op, "topic_corrections")
