"""Published figures: frozen with their definitions, their moment and a hash."""

from alembic import op

from tenants import ddl

revision = "0043"
down_revision = "0042"

TABLES = """
CREATE TABLE snapshots (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    of_city boolean NOT NULL,
    first_month date NOT NULL,
    last_month date NOT NULL,
    known_on date,
    ordered_at timestamptz NOT NULL,
    ordered_by_name text NOT NULL,
    frozen_at timestamptz,
    failed_at timestamptz,
    content jsonb,
    cells jsonb,
    sha256 text,
    PRIMARY KEY (center_id, id)
);
CREATE INDEX snapshots_waiting_idx ON snapshots (ordered_at)
    WHERE frozen_at IS NULL AND failed_at IS NULL;
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.snapshot_ordered() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The figures of the whole city are published by the central center alone.
BEGIN
    IF NEW.of_city AND NOT EXISTS (
        SELECT FROM centers WHERE id = NEW.center_id AND kind = 'central'
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only the central center publishes them';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.snapshot_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What was frozen stays as it is, for ever.
BEGIN
    IF OLD.frozen_at IS NOT NULL THEN
        RAISE insufficient_privilege USING MESSAGE = 'a published figure stays as it is';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER ordered BEFORE INSERT ON snapshots
    FOR EACH ROW EXECUTE FUNCTION wall.snapshot_ordered();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON snapshots
    FOR EACH ROW EXECUTE FUNCTION wall.snapshot_stays();
"""

SEEN = ("id", "center_id", "of_city", "first_month", "last_month", "frozen_at", "cells", "sha256")


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "snapshots", city_columns=SEEN)
    waiting = ("center_id", "id", "ordered_at", "frozen_at", "failed_at")
    ddl.read_by_system(op, "snapshots", waiting)
    ddl.audit(op, "snapshots")
    op.execute(FUNCTIONS)
