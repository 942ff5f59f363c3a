"""What was known when: each figure at the end of each day it changed, and closings as facts."""

from alembic import op

from tenants import ddl

revision = "0033"
down_revision = "0032"

TABLES = """
CREATE TABLE figure_history (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    month date NOT NULL,
    measure text NOT NULL,
    code text NOT NULL,
    known_on date NOT NULL,
    value bigint NOT NULL,
    consolidated_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, month, measure, code, known_on)
);
ALTER TABLE month_closings ADD withdrawn_at timestamptz, ADD withdrawn_by_name text;
ALTER TABLE month_closings DROP CONSTRAINT month_closings_center_id_month_key;
CREATE UNIQUE INDEX month_closings_standing_idx ON month_closings (center_id, month)
    WHERE withdrawn_at IS NULL;
"""

# A day of a busy center changes its month some hundred times: the last of a day is kept.
FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.remember_figure() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- What this figure is from now on. One that vanished is nothing, which is known too.
DECLARE
    subject record;
    moment timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'DELETE' THEN subject := OLD; ELSE subject := NEW; END IF;
    INSERT INTO public.figure_history
        (center_id, month, measure, code, known_on, value, consolidated_at)
    VALUES (subject.center_id, subject.month, subject.measure, subject.code,
            (moment AT TIME ZONE 'Asia/Tokyo')::date,
            CASE TG_OP WHEN 'DELETE' THEN 0 ELSE subject.value END,
            CASE TG_OP WHEN 'DELETE' THEN moment ELSE subject.consolidated_at END)
    ON CONFLICT (center_id, month, measure, code, known_on) DO UPDATE
       SET value = EXCLUDED.value, consolidated_at = EXCLUDED.consolidated_at;
    RETURN NULL;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER remembered AFTER INSERT OR DELETE ON monthly_figures
    FOR EACH ROW EXECUTE FUNCTION wall.remember_figure();
CREATE TRIGGER changed_remembered AFTER UPDATE ON monthly_figures
    FOR EACH ROW WHEN (OLD.value <> NEW.value) EXECUTE FUNCTION wall.remember_figure();
"""

# What stands today was known when it was counted; of what it was before nothing is left.
SO_FAR = """
INSERT INTO figure_history (center_id, month, measure, code, known_on, value, consolidated_at)
SELECT center_id, month, measure, code,
       (consolidated_at AT TIME ZONE 'Asia/Tokyo')::date, value, consolidated_at
  FROM monthly_figures
"""

CLOSINGS_AGAIN = """
SET LOCAL ROLE kyodo_lens;
CREATE OR REPLACE VIEW city.month_closings AS
SELECT id, center_id, month, closed_at, withdrawn_at FROM public.month_closings
 WHERE wall.acting_as('city');
SET LOCAL ROLE kyodo_owner;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(SO_FAR)
    ddl.own_by_center_kept_by_keeper(op, "figure_history")
    ddl.open_to_keeper(op, "figure_history", reads=True)
    ddl.keep_up_to_date_by_keeper(op, "figure_history")
    columns = ("id", "center_id", "month", "measure", "code", "known_on", "value")
    ddl.see_across(op, "figure_history", (*columns, "consolidated_at"))
    op.execute("GRANT SELECT (withdrawn_at) ON month_closings TO kyodo_lens")
    op.execute(CLOSINGS_AGAIN)
    op.execute(FUNCTIONS)
