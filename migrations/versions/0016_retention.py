"""How long records are kept, and the narrow way in which their words go."""

from alembic import op

from tenants import ddl

revision = "0016"
down_revision = "0015"

KINDS = "record_kind IN ('consultations', 'answers', 'imports')"

TABLES = f"""
ALTER TABLE consultations ADD COLUMN disposed_at timestamptz;
ALTER TABLE imports ADD COLUMN disposed_at timestamptz;
CREATE TABLE retention_periods (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    record_kind text NOT NULL CONSTRAINT retention_periods_record_kind_check CHECK ({KINDS}),
    years integer NOT NULL
        CONSTRAINT retention_periods_years_check CHECK (years BETWEEN 0 AND 100),
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, record_kind)
);
CREATE TABLE disposals (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    record_kind text NOT NULL CONSTRAINT disposals_record_kind_check CHECK ({KINDS}),
    fiscal_year integer NOT NULL,
    records integer NOT NULL,
    at timestamptz NOT NULL,
    by_id uuid,
    by_name text NOT NULL,
    PRIMARY KEY (center_id, id)
);
"""

# Letters and steps are facts that no center changes. Their words go by these two, which can
# do nothing but empty them, and only what the open center wrote itself.
FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.blank_letters(of_consultations uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    blanked bigint;
BEGIN
    UPDATE public.referrals SET message = '', summary = '', body = '', response = ''
     WHERE center_id = wall.current_center() AND consultation_id = ANY (of_consultations);
    GET DIAGNOSTICS blanked = ROW_COUNT;
    RETURN blanked;
END $$;

CREATE FUNCTION wall.blank_steps(of_steps uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    blanked bigint;
BEGIN
    UPDATE public.referral_steps SET words = ''
     WHERE center_id = wall.current_center() AND id = ANY (of_steps);
    GET DIAGNOSTICS blanked = ROW_COUNT;
    RETURN blanked;
END $$;

REVOKE ALL ON FUNCTION wall.blank_letters(uuid[]), wall.blank_steps(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wall.blank_letters(uuid[]), wall.blank_steps(uuid[]) TO kyodo_center;

SET LOCAL ROLE kyodo_owner;
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "retention_periods")
    ddl.own_by_center(op, "disposals", append_only=True)
    for table in ("retention_periods", "disposals"):
        ddl.audit(op, table)
    ddl.open_to_keeper(op, "referral_steps", reads=True)
    ddl.blank_by_keeper(op, "referrals", ("message", "summary", "body", "response"))
    ddl.blank_by_keeper(op, "referral_steps", ("words",))
    op.execute(FUNCTIONS)
