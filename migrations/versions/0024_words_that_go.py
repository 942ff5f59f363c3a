"""What a consent was for goes when its time is over, and a step may lose its words then."""

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

CREATE FUNCTION wall.step_says_something() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Asked when the step is taken, and not again: at the end of its time it says nothing.
BEGIN
    IF NEW.words = '' AND NEW.kind IN
            ('asked', 'replied', 'answered', 'reopened', 'declined', 'passed_on') THEN
        RAISE check_violation USING MESSAGE = 'no words: referral_steps_words_check',
            CONSTRAINT = 'referral_steps_words_check';
    END IF;
    RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION wall.blank_consents(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION wall.blank_consents(uuid[]) TO kyodo_center;

SET LOCAL ROLE kyodo_owner;

ALTER TABLE referral_steps DROP CONSTRAINT referral_steps_words_check;
CREATE TRIGGER said BEFORE INSERT ON referral_steps
    FOR EACH ROW EXECUTE FUNCTION wall.step_says_something();
"""


def upgrade() -> None:
    ddl.blank_by_keeper(op, "referral_consents", ("purpose",))
    op.execute(FUNCTIONS)
