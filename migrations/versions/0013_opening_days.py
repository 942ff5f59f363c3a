"""When each center is open: public facts that every center reads."""

from alembic import op

from tenants import ddl

revision = "0013"
down_revision = "0012"

TABLES = """
CREATE TABLE opening_hours (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    first_day date NOT NULL,
    weekday integer NOT NULL
        CONSTRAINT opening_hours_weekday_check CHECK (weekday BETWEEN 0 AND 7),
    opens time NOT NULL,
    closes time NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, first_day, weekday),
    CONSTRAINT opening_hours_closes_after_it_opens_check CHECK (closes > opens)
);
CREATE TABLE closed_days (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    kind text NOT NULL
        CONSTRAINT closed_days_kind_check CHECK (kind IN ('once', 'yearly', 'monthly')),
    first_day date NOT NULL,
    last_day date,
    yearly_from integer,
    yearly_until integer,
    nth integer CONSTRAINT closed_days_nth_check CHECK (nth BETWEEN 1 AND 5),
    weekday integer CONSTRAINT closed_days_weekday_check CHECK (weekday BETWEEN 0 AND 6),
    reason text NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (center_id, id),
    CONSTRAINT closed_days_ends_after_it_begins_check CHECK (last_day >= first_day),
    CONSTRAINT closed_days_says_when_check CHECK (
        CASE kind WHEN 'once' THEN last_day IS NOT NULL
                  WHEN 'yearly' THEN yearly_from IS NOT NULL AND yearly_until IS NOT NULL
                  ELSE nth IS NOT NULL AND weekday IS NOT NULL END)
);
"""


def upgrade() -> None:
    op.execute(TABLES)
    for table in ("opening_hours", "closed_days"):
        ddl.own_by_center(op, table)
        ddl.read_by_all_when(op, table, "published_at")
        ddl.audit(op, table)
