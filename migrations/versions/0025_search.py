"""What the search box reads of each consultation, and lists that somebody keeps by a name."""

from alembic import op

from tenants import ddl

revision = "0025"
down_revision = "0024"

TABLES = """
CREATE TABLE search_entries (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    received_at timestamptz NOT NULL,
    key text NOT NULL,
    signature bit(2048) NOT NULL,
    PRIMARY KEY (center_id, id),
    FOREIGN KEY (center_id, id) REFERENCES consultations ON DELETE CASCADE
);
CREATE INDEX search_entries_newest_idx
    ON search_entries (center_id, received_at DESC, id DESC) INCLUDE (signature);
CREATE TABLE saved_lists (
    center_id uuid NOT NULL DEFAULT wall.current_center() REFERENCES centers,
    id uuid NOT NULL DEFAULT wall.new_id(),
    account_id uuid NOT NULL,
    account_name text NOT NULL,
    name text NOT NULL,
    shared boolean NOT NULL,
    filters jsonb NOT NULL,
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (center_id, id),
    UNIQUE (center_id, account_id, name),
    FOREIGN KEY (center_id, account_id) REFERENCES memberships (center_id, account_id)
        ON DELETE CASCADE
);
"""

# The same as app.consultations.rules.search, which asks by what these two keep.
FUNCTIONS = r"""
SET LOCAL ROLE kyodo_keeper;

CREATE FUNCTION wall.search_key(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- The same word however it was typed: one width, one kana, no blanks, the common kanji.
BEGIN
    RETURN coalesce((
        SELECT lower(translate(
                   string_agg(CASE WHEN ascii(letter) BETWEEN 12353 AND 12438
                                   THEN chr(ascii(letter) + 96) ELSE letter END, ''),
                   'ヶヵ髙﨑𠮷邊邉齋齊斎澤廣濱嶋‐‑–—−' || E' \t\n\r',
                   'ケカ高崎吉辺辺斉斉斉沢広浜島-----') COLLATE "C")
          FROM unnest(string_to_array(normalize(words, NFKC), NULL)) AS letter), '');
END $$;

CREATE FUNCTION wall.signature(key text) RETURNS bit(2048)
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
-- One bit for each character that occurs, and one for each two that follow one another.
DECLARE
    signed bit(2048) := repeat('0', 2048);
    before bigint := 0;
    this bigint;
BEGIN
    FOREACH this IN ARRAY ARRAY(SELECT ascii(letter) FROM unnest(string_to_array(key, NULL)) letter)
    LOOP
        signed := set_bit(set_bit(signed, (this % 2039)::int, 1),
                          ((before * 1009 + this * 7919) % 2039)::int, 1);
        before := this;
    END LOOP;
    RETURN signed;
END $$;

CREATE FUNCTION wall.keep_search_entry(of consultations) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    said text := wall.search_key(concat_ws(chr(31), of.summary, of.body, of.response,
                                           of.organization_name, of.person_name, of.person_kana));
BEGIN
    INSERT INTO search_entries (center_id, id, received_at, key, signature)
    VALUES (of.center_id, of.id, of.received_at, said, wall.signature(said))
    ON CONFLICT (center_id, id) DO UPDATE
        SET received_at = excluded.received_at, key = excluded.key, signature = excluded.signature;
END $$;

CREATE FUNCTION wall.consultation_said() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM wall.keep_search_entry(NEW);
    RETURN NULL;
END $$;

SET LOCAL ROLE kyodo_owner;
"""

TRIGGERS = """
CREATE TRIGGER said AFTER INSERT ON consultations
    FOR EACH ROW EXECUTE FUNCTION wall.consultation_said();
CREATE TRIGGER said_anew AFTER UPDATE ON consultations
    FOR EACH ROW WHEN (
        (OLD.received_at, OLD.summary, OLD.body, OLD.response, OLD.organization_name,
         OLD.person_name, OLD.person_kana)
        IS DISTINCT FROM
        (NEW.received_at, NEW.summary, NEW.body, NEW.response, NEW.organization_name,
         NEW.person_name, NEW.person_kana))
    EXECUTE FUNCTION wall.consultation_said();
"""

# Half a second for each thousand records. As the owner, who otherwise sees no row.
WHAT_IS_THERE = """
SET LOCAL statement_timeout = '2h';
ALTER TABLE consultations NO FORCE ROW LEVEL SECURITY;
SELECT count(wall.keep_search_entry(consultations)) FROM consultations;
ALTER TABLE consultations FORCE ROW LEVEL SECURITY;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(FUNCTIONS)
    op.execute(WHAT_IS_THERE)
    op.execute(TRIGGERS)
    ddl.own_by_center(op, "search_entries")
    ddl.own_by_center(op, "saved_lists")
    ddl.audit(op, "saved_lists")
