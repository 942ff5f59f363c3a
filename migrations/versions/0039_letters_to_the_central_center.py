"""A letter goes to the central center: no ward reads another's words, whoever writes the row."""

from alembic import op

revision = "0039"
down_revision = "0038"


def upgrade() -> None:
    op.execute("""
        SET LOCAL ROLE kyodo_keeper;

        CREATE OR REPLACE FUNCTION wall.letter_sent() RETURNS trigger
        LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
        BEGIN
            IF NOT EXISTS (SELECT FROM centers WHERE id = NEW.to_center_id AND kind = 'central')
            THEN
                RAISE check_violation USING MESSAGE = 'letters go to the central center',
                    CONSTRAINT = 'referrals_to_central';
            END IF;
            PERFORM wall.only_letter_about(NEW.consultation_id, NEW.id);
            RETURN NEW;
        END $$;

        SET LOCAL ROLE kyodo_owner;
    """)
