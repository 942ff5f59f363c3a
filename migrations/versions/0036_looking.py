"""Populations of the wards, and questions across the city and in a center."""

from alembic import op

from tenants import ddl

revision = "0036"
down_revision = "0030"

POPULATIONS = """
CREATE TABLE ward_populations (
    ward_code text NOT NULL,
    fiscal_year integer NOT NULL,
    population integer NOT NULL,
    source text NOT NULL,
    entered_by_name text NOT NULL,
    entered_at timestamptz NOT NULL,
    PRIMARY KEY (ward_code, fiscal_year),
    CHECK (population > 0)
);
"""

PIVOTS = """
CREATE TABLE pivots (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    account_id uuid NOT NULL,
    account_name text NOT NULL,
    reach text NOT NULL,
    name text NOT NULL,
    question jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, account_id, reach, name),
    CHECK (reach IN ('center', 'city'))
);
"""


def upgrade() -> None:
    op.execute(POPULATIONS)
    ddl.share_with_all(op, "ward_populations")
    op.execute(PIVOTS)
    ddl.own_by_center(op, "pivots")
    ddl.audit(op, "pivots")
    codes = ("channel", "client_type", "kind", "outcome", "activity_fields")
    listed = ("id", "center_id", "month", *codes, "minutes", "continues_id")
    ddl.show_to_city(op, "consultations", listed)
    tags = ("center_id", "consultation_id", "topic", "is_primary")
    ddl.show_to_city(op, "consultation_topics", tags)
