"""People are told of a call for topics as they are of letters: in the app and by mail."""

from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE mails ADD CONSTRAINT mails_one_subject_check
            CHECK (num_nonnulls(referral_id, subject_id) = 1) NOT VALID;
        ALTER TABLE mails VALIDATE CONSTRAINT mails_one_subject_check;
        ALTER TABLE mails DROP CONSTRAINT mails_about_check;
        ALTER TABLE mails ADD CONSTRAINT mails_about_check
            CHECK (about IN ('referral', 'story', 'figures', 'meeting')) NOT VALID;
        ALTER TABLE mails VALIDATE CONSTRAINT mails_about_check;
        ALTER TABLE notice_wishes DROP CONSTRAINT notice_wishes_about_check;
        ALTER TABLE notice_wishes ADD CONSTRAINT notice_wishes_about_check
            CHECK (about IN ('referral', 'story', 'figures', 'meeting')) NOT VALID;
        ALTER TABLE notice_wishes VALIDATE CONSTRAINT notice_wishes_about_check;
    """)
