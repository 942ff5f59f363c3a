"""Late corrections: what is counted in a closed month changes by a correction alone."""

from alembic import op

from tenants import ddl

revision = "0042"
down_revision = "0041"

TABLES = """
CREATE TABLE corrections (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    to_center_id uuid NOT NULL REFERENCES centers,
    kind text NOT NULL CONSTRAINT corrections_kind_check
        CHECK (kind IN ('revised', 'received', 'removed', 'restored', 'imported')),
    consultation_id uuid,
    import_id uuid,
    is_proposal boolean NOT NULL,
    months date[] NOT NULL,
    effect jsonb NOT NULL,
    reason text NOT NULL,
    proposed_by_id uuid,
    proposed_by_name text NOT NULL,
    proposed_at timestamptz NOT NULL,
    transaction bigint NOT NULL,
    PRIMARY KEY (center_id, id),
    CONSTRAINT corrections_subject_check CHECK (num_nonnulls(consultation_id, import_id) = 1)
);
CREATE INDEX corrections_to_center_id_proposed_at_idx ON corrections (to_center_id, proposed_at);
CREATE TABLE correction_steps (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    correction_id uuid NOT NULL,
    reader_center_id uuid NOT NULL REFERENCES centers,
    kind text NOT NULL CONSTRAINT correction_steps_kind_check
        CHECK (kind IN ('accepted', 'declined', 'withdrawn', 'applied', 'failed')),
    words text NOT NULL DEFAULT '',
    actor_id uuid,
    actor_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, correction_id, kind)
);
CREATE INDEX correction_steps_reader_center_id_at_idx ON correction_steps (reader_center_id, at);
CREATE INDEX correction_steps_correction_id_idx ON correction_steps (correction_id);
CREATE TABLE held_changes (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    correction_id uuid NOT NULL,
    request jsonb NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, correction_id),
    FOREIGN KEY (center_id, correction_id) REFERENCES corrections
);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.correction_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The database says to whom it goes, whether that center has to accept it, and by which
-- transaction it was written: a correction that needs nobody's consent holds for that one.
BEGIN
    SELECT id INTO NEW.to_center_id FROM centers WHERE kind = 'central';
    SELECT coalesce(bool_or(wall.is_closed_by_city(month)), false) INTO NEW.is_proposal
      FROM unnest(NEW.months) month;
    NEW.transaction := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.correction_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The center it is addressed to accepts or declines, once; the ward takes it back before that,
-- and writes down after it what came of it. The reader is the other of the two.
DECLARE
    letter record;
    stands text;
BEGIN
    SELECT center_id, to_center_id INTO letter FROM corrections
     WHERE id = NEW.correction_id AND is_proposal
       AND NEW.center_id IN (center_id, to_center_id);
    IF NOT FOUND THEN
        RAISE no_data_found USING MESSAGE = 'no such correction';
    END IF;
    NEW.reader_center_id :=
        CASE NEW.center_id WHEN letter.center_id THEN letter.to_center_id ELSE letter.center_id END;
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.correction_id::text, 0));
    SELECT kind INTO stands FROM correction_steps
     WHERE correction_id = NEW.correction_id
     ORDER BY kind IN ('applied', 'failed') DESC LIMIT 1;
    IF NOT (CASE NEW.kind
        WHEN 'accepted' THEN stands IS NULL AND NEW.center_id = letter.to_center_id
        WHEN 'declined' THEN stands IS NULL AND NEW.center_id = letter.to_center_id
        WHEN 'withdrawn' THEN stands IS NULL AND NEW.center_id = letter.center_id
        ELSE coalesce(stands = 'accepted', false) AND NEW.center_id = letter.center_id
    END) THEN
        RAISE check_violation USING MESSAGE = coalesce(stands, 'proposed'),
            CONSTRAINT = 'correction_steps_follow';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.guard_count(
    of_center uuid, of_month date, of_consultations uuid[], of_import uuid
) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What is counted in a month that the city closed changes only as an accepted correction says
-- that is being applied; in a month that the center submitted, also by one with a reason that
-- the same transaction wrote down. `kyodo.correction` names it, and gives no right by itself.
DECLARE
    by_city boolean := wall.is_closed_by_city(of_month);
    named uuid;
BEGIN
    IF NOT by_city AND NOT EXISTS (
        SELECT FROM month_closings
         WHERE center_id = of_center AND month = of_month AND withdrawn_at IS NULL
    ) THEN
        RETURN;
    END IF;
    named := nullif(current_setting('kyodo.correction', true), '')::uuid;
    IF named IS NOT NULL AND EXISTS (
        SELECT FROM corrections
         WHERE center_id = of_center AND id = named AND of_month = ANY (months)
           AND (consultation_id = ANY (of_consultations) OR import_id = of_import)
           AND (NOT is_proposal AND NOT by_city
                AND transaction = pg_current_xact_id()::text::bigint
                OR EXISTS (SELECT FROM correction_steps
                            WHERE correction_id = named AND kind = 'accepted')
               AND NOT EXISTS (SELECT FROM correction_steps
                                WHERE correction_id = named AND kind IN ('applied', 'failed')))
    ) THEN
        RETURN;
    END IF;
    RAISE check_violation USING MESSAGE = of_month::text,
        CONSTRAINT = CASE WHEN by_city THEN 'closed_by_city' ELSE 'submitted' END;
END $$;
GRANT EXECUTE ON FUNCTION wall.guard_count TO kyodo_center;

CREATE FUNCTION wall.guard_consultation() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What the recount reads of a consultation (app/statistics/sql/recount.sql). How a case that
-- was left open ended is no correction: it may be written down whenever it is known.
-- Who corrects a record corrects those that continue it too: their link comes or goes with it.
DECLARE
    subjects uuid[];
BEGIN
    IF TG_OP = 'UPDATE' AND (
        ROW (OLD.month, OLD.channel, OLD.client_type, OLD.kind, OLD.minutes,
             OLD.continues_id IS NULL, OLD.activity_fields)
        IS NOT DISTINCT FROM
        ROW (NEW.month, NEW.channel, NEW.client_type, NEW.kind, NEW.minutes,
             NEW.continues_id IS NULL, NEW.activity_fields)
    ) AND (
        OLD.outcome IS NOT DISTINCT FROM NEW.outcome
        OR pg_trigger_depth() > 1 OR wall.left_open(OLD.outcome, OLD.import_id)
    ) THEN
        RETURN NULL;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        subjects := ARRAY[OLD.id, OLD.continues_id];
    END IF;
    IF TG_OP <> 'DELETE' THEN
        subjects := subjects || ARRAY[NEW.id, NEW.continues_id];
        PERFORM wall.guard_count(NEW.center_id, NEW.month, subjects, NEW.import_id);
    END IF;
    IF TG_OP <> 'INSERT' THEN
        PERFORM wall.guard_count(OLD.center_id, OLD.month, subjects, OLD.import_id);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION wall.guard_part() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- A topic, or the link to a letter. No row: the consultation itself is going, and was asked.
DECLARE
    subject record;
BEGIN
    IF TG_OP = 'DELETE' THEN subject := OLD; ELSE subject := NEW; END IF;
    PERFORM wall.guard_count(center_id, month, ARRAY[id], import_id) FROM consultations
     WHERE center_id = subject.center_id AND id = subject.consultation_id;
    RETURN NULL;
END $$;

CREATE FUNCTION wall.guard_letter() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wall.guard_count(NEW.center_id,
        date_trunc('month', NEW.sent_at AT TIME ZONE 'Asia/Tokyo')::date,
        ARRAY[NEW.consultation_id], NULL);
    RETURN NULL;
END $$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER written BEFORE INSERT ON corrections
    FOR EACH ROW EXECUTE FUNCTION wall.correction_written();
CREATE TRIGGER moves BEFORE INSERT ON correction_steps
    FOR EACH ROW EXECUTE FUNCTION wall.correction_moves();
CREATE TRIGGER guarded AFTER INSERT OR UPDATE OR DELETE ON consultations
    FOR EACH ROW EXECUTE FUNCTION wall.guard_consultation();
CREATE TRIGGER guarded AFTER INSERT OR DELETE ON consultation_topics
    FOR EACH ROW EXECUTE FUNCTION wall.guard_part();
CREATE TRIGGER guarded_change AFTER UPDATE ON consultation_topics
    FOR EACH ROW WHEN (ROW (OLD.topic, OLD.is_primary) IS DISTINCT FROM
                       ROW (NEW.topic, NEW.is_primary))
    EXECUTE FUNCTION wall.guard_part();
CREATE TRIGGER guarded AFTER INSERT OR DELETE ON referral_records
    FOR EACH ROW EXECUTE FUNCTION wall.guard_part();
CREATE TRIGGER guarded AFTER INSERT ON referrals
    FOR EACH ROW EXECUTE FUNCTION wall.guard_letter();
"""

# Activity fields are counted from now on: every month that has some is counted anew.
COUNT_AGAIN = """
ALTER TABLE consultations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE dirty_marks NO FORCE ROW LEVEL SECURITY;
INSERT INTO dirty_marks (center_id, month, transaction, marked_at)
SELECT center_id, month, pg_current_xact_id()::text::bigint, clock_timestamp()
  FROM consultations WHERE activity_fields <> '{}' GROUP BY center_id, month
ON CONFLICT (center_id, month, transaction) DO NOTHING;
ALTER TABLE consultations FORCE ROW LEVEL SECURITY;
ALTER TABLE dirty_marks FORCE ROW LEVEL SECURITY;
"""

CORRECTIONS = (*("id", "center_id", "kind", "is_proposal", "months", "effect", "proposed_at"),)
STEPS = ("id", "center_id", "correction_id", "reader_center_id", "kind", "at")


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "corrections", city_columns=CORRECTIONS, append_only=True)
    ddl.read_by_addressee(op, "corrections", "to_center_id")
    seen = ("center_id", "id", "to_center_id", "is_proposal", "proposed_by_id", "proposed_at")
    ddl.read_by_system(op, "corrections", seen)
    ddl.own_by_center(op, "correction_steps", city_columns=STEPS, append_only=True)
    ddl.read_by_addressee(op, "correction_steps", "reader_center_id")
    ddl.read_by_system(op, "correction_steps", STEPS)
    ddl.own_by_center(op, "held_changes")
    for table in ("corrections", "correction_steps", "held_changes"):
        ddl.audit(op, table)
    op.execute(FUNCTIONS)
    op.execute(COUNT_AGAIN)
