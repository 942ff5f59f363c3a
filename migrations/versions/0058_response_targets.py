"""By when a letter is owed an answer is kept with it, so that the figures can say what was met.

A receipt and a first reply are counted in the month in which they came: a month that was
closed stays as it is.
"""

from alembic import op

from tenants import ddl

revision = "0058"
down_revision = "0057"


def upgrade() -> None:
    # Letters sent before this know no time; they are not counted.
    op.execute("""
        ALTER TABLE referrals ADD COLUMN receipt_due_at timestamptz,
                              ADD COLUMN reply_due_at timestamptz;
    """)
    ddl.open_to_keeper(op, "dirty_marks", reads=True, writes=True)
    op.execute("""
        SET LOCAL ROLE kyodo_keeper;

        CREATE FUNCTION wall.target_touched() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        -- The figures are the sender's, whoever took the step.
        BEGIN
            PERFORM wall.mark_month(NEW.reader_center_id,
                                    date_trunc('month', NEW.at AT TIME ZONE 'Asia/Tokyo')::date);
            RETURN NULL;
        END $$;

        SET LOCAL ROLE kyodo_owner;

        CREATE TRIGGER marked AFTER INSERT ON referral_steps
            FOR EACH ROW WHEN (NEW.kind IN ('received', 'asked', 'answered', 'declined',
                                            'passed_on'))
            EXECUTE FUNCTION wall.target_touched();
    """)
