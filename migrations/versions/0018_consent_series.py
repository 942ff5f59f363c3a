"""Consent as a series of facts: given, narrowed, withdrawn, given again."""

from alembic import op

revision = "0018"
down_revision = "0017"

# What was one row with a withdrawal becomes two facts. The owner writes them itself:
# no center is at work here, so nobody's row security could let them pass.
SERIES = """
ALTER TABLE referral_consents NO FORCE ROW LEVEL SECURITY;
ALTER TABLE referral_consents DISABLE TRIGGER USER;
ALTER TABLE referral_consents
    ADD COLUMN position integer NOT NULL DEFAULT 1,
    ADD COLUMN kind text NOT NULL DEFAULT 'given',
    ADD COLUMN scope text[] NOT NULL DEFAULT '{name,kana,contact,organization}',
    ADD COLUMN actor_name text NOT NULL DEFAULT '',
    ADD COLUMN at timestamptz,
    DROP CONSTRAINT referral_consents_center_id_referral_id_key;
UPDATE referral_consents SET actor_name = asked_by_name, at = given_at;
INSERT INTO referral_consents (center_id, referral_id, reader_center_id, position, kind, scope,
                               asked_by_name, manner, purpose, actor_name, given_at, at)
SELECT center_id, referral_id, reader_center_id, 2, 'withdrawn', '{}',
       asked_by_name, manner, purpose, coalesce(withdrawn_by_name, ''), given_at, withdrawn_at
  FROM referral_consents WHERE withdrawn_at IS NOT NULL;
ALTER TABLE referral_consents
    ALTER COLUMN position DROP DEFAULT,
    ALTER COLUMN kind DROP DEFAULT,
    ALTER COLUMN scope DROP DEFAULT,
    ALTER COLUMN actor_name DROP DEFAULT,
    ALTER COLUMN at SET NOT NULL,
    DROP COLUMN given_at,
    DROP COLUMN withdrawn_at,
    DROP COLUMN withdrawn_by_name,
    ADD UNIQUE (center_id, referral_id, position),
    ADD CONSTRAINT referral_consents_kind_check
        CHECK (kind IN ('given', 'narrowed', 'withdrawn')),
    ADD CONSTRAINT referral_consents_scope_check CHECK (
        scope <@ ARRAY['name', 'kana', 'contact', 'organization']
        AND (kind = 'withdrawn') = (cardinality(scope) = 0));
ALTER TABLE referral_consents ENABLE TRIGGER USER;
ALTER TABLE referral_consents FORCE ROW LEVEL SECURITY;
REVOKE UPDATE, DELETE ON referral_consents FROM kyodo_center;
DROP TRIGGER changed ON referral_consents;
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

DROP FUNCTION wall.consent_changed();

CREATE FUNCTION wall.consented(of_center uuid, of_referral uuid) RETURNS text[]
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
-- What may go along with the letter now; empty: nothing. The last fact counts.
    SELECT coalesce((SELECT scope FROM referral_consents
                      WHERE center_id = of_center AND referral_id = of_referral
                      ORDER BY position DESC LIMIT 1), '{}')
$$;

CREATE OR REPLACE FUNCTION wall.consent_given() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Which fact may follow: narrowed leaves less than before, withdrawn ends what there was,
-- and nothing is given any more once the letter is withdrawn.
DECLARE
    last record;
    before text[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.referral_id::text, 0));
    NEW.reader_center_id := wall.other_center(NEW.referral_id, NEW.center_id);
    IF NEW.reader_center_id IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'no such referral';
    END IF;
    SELECT * INTO last FROM referral_consents
     WHERE center_id = NEW.center_id AND referral_id = NEW.referral_id
     ORDER BY position DESC LIMIT 1;
    before := coalesce(last.scope, '{}');
    NEW.position := coalesce(last.position, 0) + 1;
    IF NOT (CASE NEW.kind
        WHEN 'given' THEN NOT EXISTS (
            SELECT FROM referral_steps
             WHERE referral_id = NEW.referral_id AND kind = 'withdrawn')
        WHEN 'narrowed' THEN NEW.scope <@ before AND NOT before <@ NEW.scope
        WHEN 'withdrawn' THEN cardinality(before) > 0
        ELSE false
    END) THEN
        RAISE check_violation USING
            MESSAGE = format('%s may not follow this consent', NEW.kind),
            CONSTRAINT = 'referral_consents_follow';
    END IF;
    IF NEW.kind <> 'given' THEN
        NEW.asked_by_name := last.asked_by_name;
        NEW.manner := last.manner;
        NEW.purpose := last.purpose;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.consent_taken_down() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What may no longer go along is gone from the letter at once.
BEGIN
    IF NEW.kind = 'withdrawn' THEN
        DELETE FROM referral_persons
         WHERE center_id = NEW.center_id AND referral_id = NEW.referral_id;
    ELSE
        UPDATE referral_persons SET referral_id = NEW.referral_id
         WHERE center_id = NEW.center_id AND referral_id = NEW.referral_id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION wall.step_taken() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- A letter taken back takes its consent back.
BEGIN
    IF cardinality(wall.consented(NEW.center_id, NEW.referral_id)) > 0 THEN
        INSERT INTO referral_consents
            (center_id, referral_id, kind, scope, asked_by_name, manner, purpose, actor_name, at)
        VALUES (NEW.center_id, NEW.referral_id, 'withdrawn', '{}', '', 'word', '',
                NEW.actor_name, NEW.at);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION wall.person_shared() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Without consent there is no person on a letter; with it, only what it names.
DECLARE
    scope text[] := wall.consented(NEW.center_id, NEW.referral_id);
BEGIN
    IF cardinality(scope) = 0 THEN
        RAISE check_violation USING MESSAGE = 'no person without consent',
            CONSTRAINT = 'referral_persons_consent';
    END IF;
    NEW.person_name := CASE WHEN 'name' = ANY (scope) THEN NEW.person_name END;
    NEW.person_kana := CASE WHEN 'kana' = ANY (scope) THEN NEW.person_kana END;
    NEW.person_contact := CASE WHEN 'contact' = ANY (scope) THEN NEW.person_contact END;
    NEW.organization_name :=
        CASE WHEN 'organization' = ANY (scope) THEN NEW.organization_name END;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION wall.disclose_person(of_referral uuid)
RETURNS TABLE (person_name text, person_kana text, person_contact text, organization_name text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- The only way for the addressee to read the person of a letter, as far as the consent
-- goes now. It writes down, for both centers, who read what and when. No row: no consent.
DECLARE
    reader uuid := wall.current_center();
    letter record;
    scope text[];
BEGIN
    SELECT referral.center_id, person.id AS person_id INTO letter
      FROM public.referrals referral
      JOIN public.referral_persons person
        ON person.center_id = referral.center_id AND person.referral_id = referral.id
     WHERE referral.id = of_referral AND referral.to_center_id = reader;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    scope := wall.consented(letter.center_id, of_referral);
    IF cardinality(scope) = 0 THEN
        RETURN;
    END IF;
    INSERT INTO public.audit_entries
        (center_id, at, actor_id, scope, table_name, row_id, action, columns)
    SELECT of_center, clock_timestamp(), wall.current_actor(), wall.announced('scope'),
           'referral_persons', of_referral, 'disclose',
           ARRAY(SELECT shown.name
                   FROM (VALUES ('name', 'person_name', 1), ('kana', 'person_kana', 2),
                                ('contact', 'person_contact', 3),
                                ('organization', 'organization_name', 4)) AS shown (part, name, at)
                  WHERE shown.part = ANY (scope) ORDER BY shown.at)
      FROM unnest(ARRAY[letter.center_id, reader]) AS of_center;
    RETURN QUERY
        SELECT CASE WHEN 'name' = ANY (scope) THEN person.person_name END,
               CASE WHEN 'kana' = ANY (scope) THEN person.person_kana END,
               CASE WHEN 'contact' = ANY (scope) THEN person.person_contact END,
               CASE WHEN 'organization' = ANY (scope) THEN person.organization_name END
          FROM public.referral_persons person
         WHERE person.center_id = letter.center_id AND person.id = letter.person_id;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER applied AFTER INSERT ON referral_consents
    FOR EACH ROW EXECUTE FUNCTION wall.consent_taken_down();
"""


def upgrade() -> None:
    op.execute(SERIES)
    op.execute(FUNCTIONS)
