"""Free questions that are kept by a name, and the codes that the city may ask for."""

from alembic import op

from tenants import ddl

revision = "0037"
down_revision = "0036"

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
    CONSTRAINT pivots_reach_check CHECK (reach IN ('center', 'city'))
);
"""

# The other codes are references. An array cannot be one: so no word comes to the city by it.
NO_WORDS = """
ALTER TABLE consultations ADD CONSTRAINT consultations_activity_fields_check
    CHECK (array_to_string(activity_fields, ' ', '?') ~ '^[a-z0-9_ -]*$') NOT VALID;
ALTER TABLE consultations VALIDATE CONSTRAINT consultations_activity_fields_check;
"""

CODES = ("channel", "client_type", "kind", "outcome", "activity_fields")


def upgrade() -> None:
    op.execute(PIVOTS)
    ddl.own_by_center(op, "pivots")
    ddl.audit(op, "pivots")
    op.execute(NO_WORDS)
    listed = ("id", "center_id", "month", *CODES, "minutes", "continues_id")
    ddl.see_across(op, "consultations", listed, disguised=("id", "continues_id"))
    tags = ("center_id", "consultation_id", "topic", "is_primary")
    ddl.see_across(op, "consultation_topics", tags, disguised=("consultation_id",))
