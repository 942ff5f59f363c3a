"""What a consultation said before each change."""

from alembic import op

from tenants import ddl

revision = "0010"
down_revision = "0009"

TABLES = """
CREATE TABLE consultation_changes (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    consultation_id uuid NOT NULL,
    transaction bigint NOT NULL,
    at timestamptz NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    PRIMARY KEY (center_id, id)
);
CREATE INDEX consultation_changes_center_id_consultation_id_idx
    ON consultation_changes (center_id, consultation_id);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.keep_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- What changed in a consultation, with the words; personal ones too, for they stay in the ward.
-- Left out is what another fact says already, or what follows by itself. What a closing did
-- to the outcome is told as what followed from it. The version is kept, so that it is known
-- what changed since somebody opened the form.
DECLARE
    untold text[] := ARRAY['updated_at', 'month', 'owner_id', 'owner_name',
                           'next_action_on', 'next_action', 'closed_at'];
    was jsonb;
    became jsonb;
BEGIN
    SELECT coalesce(jsonb_object_agg(key, earlier.value), '{}'),
           coalesce(jsonb_object_agg(key, later.value), '{}')
      INTO was, became
      FROM jsonb_each(to_jsonb(OLD)) earlier JOIN jsonb_each(to_jsonb(NEW)) later USING (key)
     WHERE earlier.value IS DISTINCT FROM later.value AND key <> ALL (untold);
    IF was <> '{}' THEN
        INSERT INTO public.consultation_changes
            (center_id, consultation_id, transaction, at, actor_id, action, before, after)
        VALUES (NEW.center_id, NEW.id, pg_current_xact_id()::text::bigint, clock_timestamp(),
                wall.current_actor(),
                CASE pg_trigger_depth() WHEN 1 THEN 'changed' ELSE 'followed' END,
                was, became);
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION wall.keep_topic_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- A topic taken away, changed or added. One added is told only where another one went first:
-- otherwise it came with the record itself.
DECLARE
    of_consultation uuid;
    of_center uuid;
    was jsonb := '{}';
    became jsonb := '{}';
    this bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := jsonb_build_object('topic', OLD.topic, 'is_primary', OLD.is_primary);
        of_center := OLD.center_id; of_consultation := OLD.consultation_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        became := jsonb_build_object('topic', NEW.topic, 'is_primary', NEW.is_primary);
        of_center := NEW.center_id; of_consultation := NEW.consultation_id;
    END IF;
    IF was = became OR TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT FROM public.consultation_changes
         WHERE center_id = of_center AND consultation_id = of_consultation
           AND transaction = this AND action = 'topic'
    ) THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.consultation_changes
        (center_id, consultation_id, transaction, at, actor_id, action, before, after)
    VALUES (of_center, of_consultation, this, clock_timestamp(), wall.current_actor(), 'topic',
            was, became);
    RETURN NULL;
END $$;

CREATE FUNCTION wall.keep_removal() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- Gone, and come back: without the words, which lie in deleted_consultations meanwhile.
DECLARE
    subject record;
    moved text := CASE WHEN TG_OP = 'DELETE' THEN 'deleted' ELSE 'restored' END;
BEGIN
    IF TG_OP = 'DELETE' THEN
        subject := OLD;
    ELSE
        subject := NEW;
        IF NOT EXISTS (SELECT FROM public.consultation_changes
                        WHERE center_id = NEW.center_id AND consultation_id = NEW.id
                          AND action = 'deleted') THEN
            RETURN NULL;
        END IF;
    END IF;
    INSERT INTO public.consultation_changes
        (center_id, consultation_id, transaction, at, actor_id, action, before, after)
    VALUES (subject.center_id, subject.id, pg_current_xact_id()::text::bigint, clock_timestamp(),
            wall.current_actor(), moved, '{}', '{}');
    RETURN NULL;
END $$;

CREATE FUNCTION wall.forget_changes(of_consultation uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- The words a consultation had before: gone with it, or when retention ends.
    DELETE FROM public.consultation_changes
     WHERE center_id = wall.current_center() AND consultation_id = of_consultation
$$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER changes_kept AFTER UPDATE ON consultations
    FOR EACH ROW EXECUTE FUNCTION wall.keep_change();
CREATE TRIGGER changes_kept AFTER INSERT OR UPDATE OR DELETE ON consultation_topics
    FOR EACH ROW EXECUTE FUNCTION wall.keep_topic_change();
CREATE TRIGGER removal_kept AFTER DELETE ON consultations
    FOR EACH ROW EXECUTE FUNCTION wall.keep_removal();
-- Only what is not new: a record that is written down for the first time need not be asked.
CREATE TRIGGER return_kept AFTER INSERT ON consultations
    FOR EACH ROW WHEN (NEW.created_at <> now()) EXECUTE FUNCTION wall.keep_removal();
"""


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center_kept_by_keeper(op, "consultation_changes")
    ddl.open_to_keeper(op, "consultation_changes", reads=True)
    ddl.let_keeper_remove(op, "consultation_changes")
    op.execute(FUNCTIONS)
