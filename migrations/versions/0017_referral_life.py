"""The rest of a referral's life: handed over, declined, passed on, added to, thanked for."""

from alembic import op

revision = "0017"
down_revision = "0016"

# The rows are rewritten by ALTER TABLE: an UPDATE would be stopped by row security.
COLUMNS = """
ALTER TABLE referral_steps
    ADD COLUMN state text,
    ADD COLUMN target text,
    ADD COLUMN target_name text,
    ADD COLUMN target_center_id uuid REFERENCES centers,
    ADD COLUMN target_account_id uuid;
ALTER TABLE referral_steps ALTER COLUMN state TYPE text USING kind;
ALTER TABLE referral_steps
    ALTER COLUMN state SET NOT NULL,
    ADD CONSTRAINT referral_steps_target_check
        CHECK (target IN ('colleague', 'ward', 'division', 'specialist')),
    ADD CONSTRAINT referral_steps_target_of_kind_check CHECK (
        CASE kind WHEN 'handed_over' THEN target IS NOT DISTINCT FROM 'colleague'
                  WHEN 'passed_on' THEN target IS NOT NULL AND target <> 'colleague'
                  ELSE target IS NULL END),
    ADD CONSTRAINT referral_steps_target_named_check CHECK (
        (target IS NOT NULL) = (coalesce(target_name, '') <> '')
        AND (target_account_id IS NOT NULL) = (coalesce(target, '') = 'colleague')
        AND (target_center_id IS NOT NULL) = (coalesce(target, '') = 'ward')),
    ADD CONSTRAINT referral_steps_words_check CHECK (
        words <> '' OR kind NOT IN
            ('asked', 'replied', 'answered', 'reopened', 'declined', 'passed_on'));
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE OR REPLACE FUNCTION wall.take_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Which step may follow which state, and who may take it. The same table is in
-- app/referrals/rules, which only decides what buttons to show. A step after which
-- nobody's turn changes leaves the state as it was.
DECLARE
    sender boolean;
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.referral_id::text, 0));
    NEW.reader_center_id := wall.other_center(NEW.referral_id, NEW.center_id);
    IF NEW.reader_center_id IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'no such referral';
    END IF;
    sender := EXISTS (SELECT FROM referrals
                       WHERE center_id = NEW.center_id AND id = NEW.referral_id);
    SELECT state, position INTO last FROM referral_steps
     WHERE referral_id = NEW.referral_id ORDER BY position DESC LIMIT 1;
    NEW.position := coalesce(last.position, 0) + 1;
    IF NOT EXISTS (
        SELECT FROM (VALUES
            ('received', false, ARRAY['sent']),
            ('handed_over', false, ARRAY['received', 'asked', 'replied', 'answered', 'reopened']),
            ('asked', false, ARRAY['received', 'asked', 'replied', 'answered', 'reopened']),
            ('answered', false, ARRAY['received', 'asked', 'replied', 'answered', 'reopened']),
            ('declined', false, ARRAY['received', 'asked', 'replied', 'answered', 'reopened']),
            ('passed_on', false, ARRAY['received', 'asked', 'replied', 'answered', 'reopened']),
            ('replied', true, ARRAY['received', 'asked', 'replied', 'answered', 'reopened']),
            ('resolved', true, ARRAY['answered', 'declined', 'passed_on']),
            ('reopened', true, ARRAY['answered', 'resolved', 'declined', 'passed_on']),
            ('withdrawn', true, ARRAY['sent', 'received', 'asked', 'replied', 'answered',
                                      'reopened', 'declined', 'passed_on']),
            ('noted', NULL, ARRAY['sent', 'received', 'asked', 'replied', 'answered',
                                  'reopened', 'declined', 'passed_on']),
            ('thanked', true, ARRAY['answered', 'resolved']),
            ('found_useful', true, ARRAY['answered', 'resolved'])
        ) AS allowed (kind, by_sender, follows)
        WHERE allowed.kind = NEW.kind AND coalesce(by_sender = sender, true)
          AND coalesce(last.state, 'sent') = ANY (follows)
    ) OR (
        -- One answer is thanked for once.
        NEW.kind IN ('thanked', 'found_useful') AND EXISTS (
            SELECT FROM referral_steps
             WHERE referral_id = NEW.referral_id AND kind = NEW.kind
               AND position > (SELECT coalesce(max(position), 0) FROM referral_steps
                                WHERE referral_id = NEW.referral_id AND kind = 'answered'))
    ) THEN
        RAISE check_violation USING
            MESSAGE = format('%s may not follow %s', NEW.kind, coalesce(last.state, 'sent')),
            CONSTRAINT = 'referral_steps_follow';
    END IF;
    IF NEW.target = 'colleague' AND NOT EXISTS (
        SELECT FROM memberships
         WHERE center_id = NEW.center_id AND account_id = NEW.target_account_id
    ) OR NEW.target = 'ward' AND NOT EXISTS (
        SELECT FROM centers
         WHERE id = NEW.target_center_id AND kind = 'ward' AND id <> NEW.reader_center_id
    ) THEN
        RAISE check_violation USING MESSAGE = 'nobody there to take it',
            CONSTRAINT = 'referral_steps_target_exists';
    END IF;
    NEW.state := CASE WHEN NEW.kind IN ('handed_over', 'noted', 'thanked', 'found_useful')
                      THEN coalesce(last.state, 'sent') ELSE NEW.kind END;
    RETURN NEW;
END $$;

SET LOCAL ROLE kyodo_owner;
"""


def upgrade() -> None:
    op.execute(COLUMNS)
    op.execute(FUNCTIONS)
