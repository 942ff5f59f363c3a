"""An addressee that was shown the person leaves the person out of its own words.

Words stay when a consent is withdrawn. The ward's are cleaned before they are sent, by
`app/referrals/rules/person.py`; the addressee may not read the person but through
`wall.disclose_person`, so its words are cleaned here, where no reading needs to be written down.
"""

from alembic import op

revision = "0057"
down_revision = "0056"


def upgrade() -> None:
    op.execute("""
        SET LOCAL ROLE kyodo_keeper;

        CREATE FUNCTION wall.words_without(words text, hidden text, put text) RETURNS text
        LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
        -- `hidden` put as 〔put〕, with whatever spaces, hyphens or width it was written.
            SELECT CASE WHEN count(*) < 2 THEN words ELSE regexp_replace(
                words, string_agg(
                    CASE WHEN letter ~ '^[0-9A-Za-z]$'
                         THEN '[' || letter || chr(ascii(letter) + 65248) || ']'
                         WHEN letter ~ '^[!-~]$'
                         THEN '(?:\\' || letter || '|' || chr(ascii(letter) + 65248) || ')'
                         ELSE letter END, '[\\s　・-]*' ORDER BY place),
                '〔' || put || '〕', 'g') END
              FROM regexp_split_to_table(regexp_replace(normalize(hidden, NFKC),
                                                        '[\\s・-]', '', 'g'), '')
                   WITH ORDINALITY AS spelled (letter, place)
        $$;

        CREATE FUNCTION wall.step_without_person() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        -- What the addressee was shown goes with the consent; its own words stay.
        DECLARE
            person record;
            title text;
        BEGIN
            SELECT * INTO person FROM public.referral_persons
             WHERE center_id = NEW.reader_center_id AND referral_id = NEW.referral_id;
            IF NOT FOUND THEN
                RETURN NEW;
            END IF;
            NEW.words := wall.words_without(NEW.words, person.person_contact, '連絡先');
            NEW.words := wall.words_without(NEW.words, person.person_name, '氏名');
            NEW.words := wall.words_without(NEW.words, person.person_kana, 'ふりがな');
            FOREACH title IN ARRAY ARRAY['さん', '様', 'さま', '氏'] LOOP
                NEW.words := wall.words_without(
                    NEW.words, split_part(normalize(person.person_name, NFKC), ' ', 1) || title,
                    '氏名');
            END LOOP;
            IF length(person.organization_name) >= 4 THEN
                NEW.words := wall.words_without(NEW.words, person.organization_name, '団体名');
            END IF;
            RETURN NEW;
        END $$;

        SET LOCAL ROLE kyodo_owner;

        -- After `stepped`, by the alphabet, which says who reads the step.
        CREATE TRIGGER stepped_without_person BEFORE INSERT ON referral_steps
            FOR EACH ROW WHEN (NEW.words <> '')
            EXECUTE FUNCTION wall.step_without_person();
    """)
