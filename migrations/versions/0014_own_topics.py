"""A center's own topics below the city's, and what stands in its empty form."""

from alembic import op

from tenants import ddl

revision = "0014"
down_revision = "0013"

TABLES = """
CREATE TABLE own_topics (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    topic text NOT NULL REFERENCES topics,
    label text NOT NULL,
    first_fiscal_year integer NOT NULL,
    last_fiscal_year integer,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, topic, label),
    UNIQUE (center_id, id, topic),
    CONSTRAINT own_topics_ends_after_it_begins_check
        CHECK (last_fiscal_year >= first_fiscal_year)
);
CREATE TABLE form_defaults (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    channel text REFERENCES channels,
    client_type text REFERENCES client_types,
    kind text REFERENCES kinds,
    by_use boolean NOT NULL DEFAULT true,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id)
);
-- With the topic in the key, an own topic is never counted below another topic than its own.
ALTER TABLE consultation_topics
    ADD COLUMN own_topic_id uuid,
    ADD FOREIGN KEY (center_id, own_topic_id, topic) REFERENCES own_topics (center_id, id, topic);
CREATE INDEX consultation_topics_center_id_own_topic_id_idx
    ON consultation_topics (center_id, own_topic_id) WHERE own_topic_id IS NOT NULL;
"""


def upgrade() -> None:
    op.execute(TABLES)
    for table in ("own_topics", "form_defaults"):
        ddl.own_by_center(op, table)
        ddl.audit(op, table)
