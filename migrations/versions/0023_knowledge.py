"""Case stories: proposed, approved word by word, published, withdrawn."""

from alembic import op

from tenants import ddl

revision = "0023"
down_revision = "0022"

TABLES = """
CREATE TABLE story_proposals (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    referral_id uuid NOT NULL,
    to_center_id uuid NOT NULL REFERENCES centers,
    title text NOT NULL,
    situation text NOT NULL,
    response text NOT NULL,
    lesson text NOT NULL,
    topics text[] NOT NULL,
    note text NOT NULL,
    proposed_by_id uuid,
    proposed_by_name text NOT NULL,
    proposed_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id)
);
CREATE INDEX story_proposals_to_center_id_proposed_at_idx
    ON story_proposals (to_center_id, proposed_at);
CREATE INDEX story_proposals_center_id_referral_id_idx
    ON story_proposals (center_id, referral_id);

CREATE TABLE stories (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    proposal_id uuid,
    referral_id uuid,
    consultation_id uuid,
    title text NOT NULL,
    situation text NOT NULL,
    response text NOT NULL,
    lesson text NOT NULL,
    topics text[] NOT NULL,
    is_named boolean NOT NULL DEFAULT false,
    words_hash text NOT NULL,
    version integer NOT NULL DEFAULT 1,
    written_by_name text NOT NULL,
    written_at timestamptz NOT NULL,
    published_at timestamptz,
    withdrawn_at timestamptz,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, proposal_id)
);
CREATE INDEX stories_published_idx ON stories (published_at) WHERE published_at IS NOT NULL;

CREATE TABLE story_decisions (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    story_id uuid,
    proposal_id uuid,
    referral_id uuid,
    to_center_id uuid REFERENCES centers,
    kind text NOT NULL
        CONSTRAINT story_decisions_kind_check
        CHECK (kind IN ('declined', 'approved', 'withdrawn')),
    words_hash text,
    words text NOT NULL DEFAULT '',
    actor_id uuid,
    actor_name text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id)
);
CREATE INDEX story_decisions_center_id_story_id_at_idx
    ON story_decisions (center_id, story_id, at);
CREATE INDEX story_decisions_center_id_proposal_id_idx
    ON story_decisions (center_id, proposal_id);
CREATE INDEX story_decisions_to_center_id_at_idx ON story_decisions (to_center_id, at);
"""

FUNCTIONS = """
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.story_proposed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- Only who was asked and took the letter on may propose, and only to the ward that asked.
BEGIN
    SELECT center_id INTO NEW.to_center_id FROM referrals
     WHERE id = NEW.referral_id AND to_center_id = NEW.center_id
       AND EXISTS (SELECT FROM referral_steps step
                    WHERE step.center_id = NEW.center_id AND step.referral_id = NEW.referral_id);
    IF NEW.to_center_id IS NULL THEN
        RAISE no_data_found USING MESSAGE = 'no such referral';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.story_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- What others read is what was approved, to the letter, and not withdrawn since.
DECLARE
    last record;
BEGIN
    NEW.words_hash := encode(sha256(convert_to(jsonb_build_array(
        NEW.title, NEW.situation, NEW.response, NEW.lesson, NEW.topics, NEW.is_named
    )::text, 'UTF8')), 'hex');
    IF NEW.published_at IS NOT NULL THEN
        SELECT kind, words_hash INTO last FROM story_decisions
         WHERE center_id = NEW.center_id AND story_id = NEW.id
         ORDER BY at DESC, id DESC LIMIT 1;
        IF last.kind IS DISTINCT FROM 'approved' OR last.words_hash <> NEW.words_hash THEN
            RAISE check_violation USING
                MESSAGE = 'these words were not approved', CONSTRAINT = 'stories_approved';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.story_decided() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- The proposer hears what was decided; an approval is of the words as they stand.
DECLARE
    proposal record;
BEGIN
    IF NEW.proposal_id IS NOT NULL THEN
        SELECT center_id, referral_id INTO proposal FROM story_proposals
         WHERE id = NEW.proposal_id AND to_center_id = NEW.center_id;
        IF NOT FOUND THEN
            RAISE no_data_found USING MESSAGE = 'no such proposal';
        END IF;
        NEW.to_center_id := proposal.center_id;
        NEW.referral_id := proposal.referral_id;
    ELSE
        NEW.to_center_id := NULL;
        NEW.referral_id := NULL;
    END IF;
    IF NEW.kind = 'approved' AND NOT EXISTS (
        SELECT FROM stories
         WHERE center_id = NEW.center_id AND id = NEW.story_id AND words_hash = NEW.words_hash
    ) THEN
        RAISE check_violation USING
            MESSAGE = 'these are not the words', CONSTRAINT = 'story_decisions_words';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION wall.story_withdrawn() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
-- From this moment nobody else reads it.
BEGIN
    UPDATE stories SET published_at = NULL, withdrawn_at = NEW.at, version = version + 1
     WHERE center_id = NEW.center_id AND id = NEW.story_id;
    RETURN NULL;
END $$;

CREATE FUNCTION wall.published_stories(
    patterns text[], of_topics text[], before_at timestamptz, before_id uuid, one uuid, most integer
) RETURNS TABLE (
    id uuid, title text, situation text, response text, lesson text, topics text[],
    published_at timestamptz, named_center_id uuid, is_own boolean
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
-- The only way for one center to read another's story: published words, and whose they are
-- only where the ward wishes it. NULL leaves a condition out.
    SELECT story.id, story.title, story.situation, story.response, story.lesson, story.topics,
           story.published_at, CASE WHEN story.is_named THEN story.center_id END,
           story.center_id = wall.current_center()
      FROM public.stories story
     WHERE story.published_at IS NOT NULL
       AND wall.acting_as('center')
       AND (one IS NULL OR story.id = one)
       AND (of_topics IS NULL OR story.topics && of_topics)
       AND (before_at IS NULL OR (story.published_at, story.id) < (before_at, before_id))
       AND (patterns IS NULL OR lower(normalize(concat_ws(' ',
            story.title, story.situation, story.response, story.lesson), NFKC)) LIKE ALL (patterns))
     ORDER BY story.published_at DESC, story.id DESC
     LIMIT least(most, 500)
$$;

SET LOCAL ROLE kyodo_owner;

CREATE TRIGGER proposed BEFORE INSERT ON story_proposals
    FOR EACH ROW EXECUTE FUNCTION wall.story_proposed();
CREATE TRIGGER written BEFORE INSERT OR UPDATE ON stories
    FOR EACH ROW EXECUTE FUNCTION wall.story_written();
CREATE TRIGGER decided BEFORE INSERT ON story_decisions
    FOR EACH ROW EXECUTE FUNCTION wall.story_decided();
CREATE TRIGGER withdrawn AFTER INSERT ON story_decisions
    FOR EACH ROW WHEN (NEW.kind = 'withdrawn') EXECUTE FUNCTION wall.story_withdrawn();
"""

SEEN = {
    "story_proposals": ("center_id", "id", "to_center_id", "proposed_at"),
    "story_decisions": ("center_id", "id", "to_center_id", "at"),
}


def upgrade() -> None:
    op.execute(TABLES)
    ddl.own_by_center(op, "story_proposals", append_only=True)
    ddl.read_by_addressee(op, "story_proposals", "to_center_id")
    ddl.own_by_center(op, "stories")
    ddl.open_to_keeper(op, "stories", reads=True)
    ddl.own_by_center(op, "story_decisions", append_only=True)
    ddl.read_by_addressee(op, "story_decisions", "to_center_id")
    op.execute(FUNCTIONS)
    for table, columns in SEEN.items():
        ddl.read_by_system(op, table, columns)
    for table in ("story_proposals", "stories", "story_decisions"):
        ddl.audit(op, table)
