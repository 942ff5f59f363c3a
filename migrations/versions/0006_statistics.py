"""Consolidated figures, closed months, and incidents."""

from alembic import op

from tenants import ddl

revision = "0006"
down_revision = "0005"

REFERRALS_COUNT_TOO = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.referral_sent() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wall.mark_month(NEW.center_id,
        (date_trunc('month', NEW.sent_at AT TIME ZONE 'Asia/Tokyo'))::date);
    RETURN NULL;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER marked AFTER INSERT ON referrals
    FOR EACH ROW EXECUTE FUNCTION wall.referral_sent();
"""


def upgrade() -> None:
    op.execute("""
        CREATE TABLE monthly_figures (
            center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
            id uuid NOT NULL DEFAULT wall.new_id(),
            month date NOT NULL,
            measure text NOT NULL,
            code text NOT NULL,
            value bigint NOT NULL,
            consolidated_at timestamptz NOT NULL,
            PRIMARY KEY (center_id, id),
            UNIQUE (center_id, month, measure, code)
        );
        CREATE INDEX monthly_figures_measure_month_idx ON monthly_figures (measure, month);
        CREATE TABLE month_closings (
            center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
            id uuid NOT NULL DEFAULT wall.new_id(),
            month date NOT NULL,
            closed_at timestamptz NOT NULL,
            closed_by_name text NOT NULL,
            PRIMARY KEY (center_id, id),
            UNIQUE (center_id, month)
        );
        CREATE TABLE incidents (
            id uuid PRIMARY KEY DEFAULT wall.new_id(),
            at timestamptz NOT NULL,
            kind text NOT NULL,
            detail text NOT NULL
        );
    """)
    figures = ("id", "center_id", "month", "measure", "code", "value", "consolidated_at")
    ddl.own_by_center(op, "monthly_figures", city_columns=figures)
    ddl.own_by_center(op, "month_closings", city_columns=("id", "center_id", "month", "closed_at"))
    ddl.keep_for_platform(op, "incidents")
    ddl.audit(op, "month_closings")
    op.execute(REFERRALS_COUNT_TOO)
