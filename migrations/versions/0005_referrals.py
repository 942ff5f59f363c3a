"""Referrals: the letter, its steps, the consent, and the person that travels with it."""

from alembic import op

from tenants import ddl

revision = "0005"
down_revision = "0004"

TABLES = """
CREATE TABLE referrals (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    to_center_id uuid NOT NULL REFERENCES centers,
    consultation_id uuid NOT NULL,
    wanted text NOT NULL
        CONSTRAINT referrals_wanted_check CHECK (wanted IN ('advice', 'together', 'handover')),
    urgency text NOT NULL
        CONSTRAINT referrals_urgency_check CHECK (urgency IN ('normal', 'soon', 'urgent')),
    wished_by date,
    message text NOT NULL,
    received_on date NOT NULL,
    channel text NOT NULL,
    client_type text NOT NULL,
    kind text NOT NULL,
    topics text[] NOT NULL,
    primary_topic text,
    summary text NOT NULL,
    body text NOT NULL,
    response text NOT NULL,
    sent_at timestamptz NOT NULL,
    sent_by_id uuid,
    sent_by_name text NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, consultation_id) REFERENCES consultations,
    CONSTRAINT referrals_goes_elsewhere_check CHECK (to_center_id <> center_id)
);
CREATE INDEX referrals_to_center_id_sent_at_idx ON referrals (to_center_id, sent_at);
CREATE INDEX referrals_center_id_consultation_id_idx ON referrals (center_id, consultation_id);

CREATE TABLE referral_steps (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    referral_id uuid NOT NULL,
    reader_center_id uuid NOT NULL REFERENCES centers,
    position integer NOT NULL,
    kind text NOT NULL,
    words text NOT NULL DEFAULT '',
    actor_id uuid,
    actor_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, referral_id, position)
);
CREATE INDEX referral_steps_reader_center_id_referral_id_idx
    ON referral_steps (reader_center_id, referral_id);
CREATE UNIQUE INDEX referral_steps_one_owner_idx
    ON referral_steps (center_id, referral_id) WHERE kind = 'received';

CREATE TABLE referral_consents (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    referral_id uuid NOT NULL,
    reader_center_id uuid NOT NULL REFERENCES centers,
    asked_by_name text NOT NULL,
    manner text NOT NULL
        CONSTRAINT referral_consents_manner_check CHECK (manner IN ('word', 'writing')),
    purpose text NOT NULL,
    given_at timestamptz NOT NULL,
    withdrawn_at timestamptz,
    withdrawn_by_name text,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, referral_id),
    FOREIGN KEY (center_id, referral_id) REFERENCES referrals
);
CREATE TABLE referral_persons (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    referral_id uuid NOT NULL,
    person_name text,
    person_kana text,
    person_contact text,
    organization_name text,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, referral_id),
    FOREIGN KEY (center_id, referral_id) REFERENCES referrals
);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.other_center(of_referral uuid, author uuid) RETURNS uuid
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
-- Whom the author of a step writes to: the sender writes to the addressee and back.
    SELECT CASE WHEN center_id = author THEN to_center_id ELSE center_id END
      FROM referrals WHERE id = of_referral AND author IN (center_id, to_center_id)
$$;

CREATE FUNCTION wall.take_step() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Which step may follow which, and who may take it. The same table is in
-- app/referrals/rules.py, which only decides what buttons to show.
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
    SELECT kind, position INTO last FROM referral_steps
     WHERE referral_id = NEW.referral_id ORDER BY position DESC LIMIT 1;
    NEW.position := coalesce(last.position, 0) + 1;
    IF NOT EXISTS (
        SELECT FROM (VALUES
            ('received', false, ARRAY['sent']),
            ('asked', false, ARRAY['received', 'asked', 'replied', 'answered', 'reopened']),
            ('replied', true, ARRAY['received', 'asked', 'replied', 'answered', 'reopened']),
            ('answered', false, ARRAY['received', 'asked', 'replied', 'answered', 'reopened']),
            ('resolved', true, ARRAY['answered']),
            ('reopened', true, ARRAY['answered', 'resolved']),
            ('withdrawn', true,
             ARRAY['sent', 'received', 'asked', 'replied', 'answered', 'reopened'])
        ) AS allowed (kind, by_sender, follows)
        WHERE allowed.kind = NEW.kind AND by_sender = sender
          AND coalesce(last.kind, 'sent') = ANY (follows)
    ) THEN
        RAISE check_violation USING
            MESSAGE = format('%s may not follow %s', NEW.kind, coalesce(last.kind, 'sent')),
            CONSTRAINT = 'referral_steps_follow';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.step_taken() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- A letter taken back takes its consent back.
BEGIN
    UPDATE referral_consents
       SET withdrawn_at = NEW.at, withdrawn_by_name = NEW.actor_name
     WHERE center_id = NEW.center_id AND referral_id = NEW.referral_id AND withdrawn_at IS NULL;
    RETURN NULL;
END $$;

CREATE FUNCTION wall.consent_given() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    NEW.reader_center_id := wall.other_center(NEW.referral_id, NEW.center_id);
    RETURN NEW;
END $$;

CREATE FUNCTION wall.consent_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- A consent can only be withdrawn, once; and then the person is gone from the letter.
BEGIN
    IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL THEN
        RAISE check_violation USING MESSAGE = 'a consent can only be withdrawn, once',
            CONSTRAINT = 'referral_consents_withdrawal';
    END IF;
    DELETE FROM referral_persons
     WHERE center_id = NEW.center_id AND referral_id = NEW.referral_id;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.person_shared() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM referral_consents
                    WHERE center_id = NEW.center_id AND referral_id = NEW.referral_id
                      AND withdrawn_at IS NULL) THEN
        RAISE check_violation USING MESSAGE = 'no person without consent',
            CONSTRAINT = 'referral_persons_consent';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.disclose_person(of_referral uuid)
RETURNS TABLE (person_name text, person_kana text, person_contact text, organization_name text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- The only way for the addressee to read the person of a letter. It writes down,
-- for both centers, who read it and when. No row: no consent, or none any more.
DECLARE
    reader uuid := wall.current_center();
    letter record;
BEGIN
    SELECT referral.center_id, person.id AS person_id INTO letter
      FROM public.referrals referral
      JOIN public.referral_consents consent
        ON consent.center_id = referral.center_id AND consent.referral_id = referral.id
       AND consent.withdrawn_at IS NULL
      JOIN public.referral_persons person
        ON person.center_id = referral.center_id AND person.referral_id = referral.id
     WHERE referral.id = of_referral AND referral.to_center_id = reader;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO public.audit_entries
        (center_id, at, actor_id, scope, table_name, row_id, action, columns)
    SELECT of_center, clock_timestamp(), wall.current_actor(), wall.announced('scope'),
           'referral_persons', of_referral, 'disclose',
           '{person_name,person_kana,person_contact,organization_name}'
      FROM unnest(ARRAY[letter.center_id, reader]) AS of_center;
    RETURN QUERY
        SELECT person.person_name, person.person_kana, person.person_contact,
               person.organization_name
          FROM public.referral_persons person
         WHERE person.center_id = letter.center_id AND person.id = letter.person_id;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER stepped BEFORE INSERT ON referral_steps
    FOR EACH ROW EXECUTE FUNCTION wall.take_step();
CREATE TRIGGER withdrawn AFTER INSERT ON referral_steps
    FOR EACH ROW WHEN (NEW.kind = 'withdrawn') EXECUTE FUNCTION wall.step_taken();
CREATE TRIGGER given BEFORE INSERT ON referral_consents
    FOR EACH ROW EXECUTE FUNCTION wall.consent_given();
CREATE TRIGGER changed BEFORE UPDATE ON referral_consents
    FOR EACH ROW EXECUTE FUNCTION wall.consent_changed();
CREATE TRIGGER shared BEFORE INSERT OR UPDATE ON referral_persons
    FOR EACH ROW EXECUTE FUNCTION wall.person_shared();
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "referrals", append_only=True)
    ddl.read_by_addressee(op, "referrals", "to_center_id")
    ddl.own_by_center(op, "referral_steps", append_only=True)
    ddl.read_by_addressee(op, "referral_steps", "reader_center_id")
    ddl.own_by_center(op, "referral_consents")
    ddl.read_by_addressee(op, "referral_consents", "reader_center_id")
    ddl.own_by_center(op, "referral_persons")
    for table in ("referrals", "referral_consents", "referral_persons"):
        ddl.open_to_keeper(op, table, reads=True)
    op.execute(FUNCTIONS)
    for table in ("referrals", "referral_steps", "referral_consents", "referral_persons"):
        ddl.audit(op, table)
