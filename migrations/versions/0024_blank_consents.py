"""The narrow way in which the words of a consent go when their time is over."""

from alembic import op

from tenants import ddl

revision = "0024"
down_revision = "0023"

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.blank_consents(of_consultations uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    blanked bigint;
BEGIN
    UPDATE public.referral_consents SET purpose = ''
     WHERE center_id = wall.current_center() AND referral_id IN (
           SELECT id FROM public.referrals
            WHERE center_id = wall.current_center()
              AND consultation_id = ANY (of_consultations));
    GET DIAGNOSTICS blanked = ROW_COUNT;
    RETURN blanked;
END $$;

REVOKE ALL ON FUNCTION wall.blank_consents(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wall.blank_consents(uuid[]) TO kyodo_center;

SET LOCAL ROLE kyodo_owner;
"""


def upgrade() -> None:
    ddl.blank_by_keeper(op, "referral_consents", ("purpose",))
    op.execute(FUNCTIONS)
