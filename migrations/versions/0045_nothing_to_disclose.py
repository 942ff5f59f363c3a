"""What is no longer there is neither disclosed nor written down as disclosed.

A consent may be narrowed until it names nothing that the letter still holds.
"""

from alembic import op

revision = "0045"
down_revision = "0044"


def upgrade() -> None:
    op.execute("""
        SET LOCAL ROLE kyodo_keeper;

        CREATE OR REPLACE FUNCTION wall.disclose_person(of_referral uuid)
        RETURNS TABLE (person_name text, person_kana text, person_contact text,
                       organization_name text)
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        -- The only way for the addressee to read the person of a letter: what it holds, as far
        -- as the consent goes now. It writes down, for both centers, who read what and when.
        DECLARE
            reader uuid := wall.current_center();
            sender uuid;
            shown record;
            columns text[];
        BEGIN
            SELECT referral.center_id INTO sender
              FROM public.referrals referral
             WHERE referral.id = of_referral AND referral.to_center_id = reader;
            SELECT CASE WHEN 'name' = ANY (scope) THEN person.person_name END AS person_name,
                   CASE WHEN 'kana' = ANY (scope) THEN person.person_kana END AS person_kana,
                   CASE WHEN 'contact' = ANY (scope) THEN person.person_contact END
                       AS person_contact,
                   CASE WHEN 'organization' = ANY (scope) THEN person.organization_name END
                       AS organization_name
              INTO shown
              FROM public.referral_persons person, wall.consented(sender, of_referral) AS scope
             WHERE person.center_id = sender AND person.referral_id = of_referral;
            columns := ARRAY(
                SELECT part.name
                  FROM (VALUES ('person_name', shown.person_name, 1),
                               ('person_kana', shown.person_kana, 2),
                               ('person_contact', shown.person_contact, 3),
                               ('organization_name', shown.organization_name, 4))
                       AS part (name, words, at)
                 WHERE part.words <> '' ORDER BY part.at);
            IF cardinality(columns) = 0 THEN
                RETURN;
            END IF;
            INSERT INTO public.audit_entries
                (center_id, at, actor_id, scope, table_name, row_id, action, columns)
            SELECT of_center, clock_timestamp(), wall.current_actor(), wall.announced('scope'),
                   'referral_persons', of_referral, 'disclose', columns
              FROM unnest(ARRAY[sender, reader]) AS of_center;
            RETURN QUERY SELECT shown.person_name, shown.person_kana, shown.person_contact,
                                shown.organization_name;
        END $$;

        SET LOCAL ROLE kyodo_owner;
    """)
