"""One letter at a time about a consultation: sent or reopened only while no other is open."""

from alembic import op

revision = "0031"
down_revision = "0030"

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.only_letter_about(consultation uuid, letter uuid) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The states are BLOCKING in app/referrals/rules. Whoever comes second waits for the first.
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(consultation::text, 0));
    IF EXISTS (
        SELECT FROM referrals other
         WHERE other.center_id = wall.current_center()
           AND other.consultation_id = consultation AND other.id <> letter
           AND coalesce((SELECT state FROM referral_steps
                          WHERE referral_id = other.id ORDER BY position DESC LIMIT 1), 'sent')
               IN ('sent', 'received', 'asked', 'replied', 'answered', 'reopened')
    ) THEN
        RAISE check_violation USING MESSAGE = 'a letter about it is open',
            CONSTRAINT = 'referrals_one_open';
    END IF;
END $$;

CREATE FUNCTION wall.letter_sent() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wall.only_letter_about(NEW.consultation_id, NEW.id);
    RETURN NEW;
END $$;

CREATE FUNCTION wall.letter_reopened() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wall.only_letter_about(consultation_id, id)
       FROM referrals WHERE center_id = NEW.center_id AND id = NEW.referral_id;
    RETURN NULL;
END $$;

GRANT EXECUTE ON FUNCTION wall.only_letter_about TO kyodo_center;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER sent_alone BEFORE INSERT ON referrals
    FOR EACH ROW EXECUTE FUNCTION wall.letter_sent();
CREATE TRIGGER reopened_alone AFTER INSERT ON referral_steps
    FOR EACH ROW WHEN (NEW.kind = 'reopened') EXECUTE FUNCTION wall.letter_reopened();
"""


def upgrade() -> None:
    op.execute(FUNCTIONS)
