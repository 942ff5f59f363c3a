"""Populations of the wards, which everybody reads and the central center enters."""

from alembic import op

from tenants import ddl

revision = "0034"
down_revision = "0033"

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


def upgrade() -> None:
    op.execute(POPULATIONS)
    ddl.share_with_all(op, "ward_populations")
