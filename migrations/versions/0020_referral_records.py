"""The central center's own record of a case that a ward asked about, counted as linked."""

from alembic import op

from tenants import ddl

revision = "0020"
down_revision = "0019"

TABLES = """
CREATE TABLE referral_records (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    referral_id uuid NOT NULL,
    consultation_id uuid NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, referral_id),
    UNIQUE (center_id, consultation_id),
    FOREIGN KEY (center_id, consultation_id) REFERENCES consultations ON DELETE CASCADE
);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.case_recorded() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Only a case that the center was asked about, and took.
BEGIN
    IF NOT EXISTS (SELECT FROM referral_steps step JOIN referrals letter
                     ON letter.id = step.referral_id
                    WHERE step.center_id = NEW.center_id AND step.kind = 'received'
                      AND step.referral_id = NEW.referral_id
                      AND letter.to_center_id = NEW.center_id) THEN
        RAISE no_data_found USING MESSAGE = 'no such referral';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.record_linked() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    subject record;
BEGIN
    IF TG_OP = 'DELETE' THEN subject := OLD; ELSE subject := NEW; END IF;
    -- No row: the consultation itself is going, and marks its month.
    PERFORM wall.mark_month(center_id, month) FROM consultations
     WHERE center_id = subject.center_id AND id = subject.consultation_id;
    RETURN NULL;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER recorded BEFORE INSERT OR UPDATE ON referral_records
    FOR EACH ROW EXECUTE FUNCTION wall.case_recorded();
CREATE TRIGGER marked AFTER INSERT OR UPDATE OR DELETE ON referral_records
    FOR EACH ROW EXECUTE FUNCTION wall.record_linked();
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "referral_records")
    op.execute(FUNCTIONS)
    ddl.audit(op, "referral_records")
