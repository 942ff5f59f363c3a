"""What is typed on the page of a letter is drafted too, on both sides."""

from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE drafts DROP CONSTRAINT drafts_form_check;
        ALTER TABLE drafts ADD CONSTRAINT drafts_form_check
            CHECK (form IN ('consultation', 'revision', 'referral', 'note', 'reply', 'answer',
                            'passing_on', 'declining', 'thanks')) NOT VALID;
        ALTER TABLE drafts VALIDATE CONSTRAINT drafts_form_check;
    """)
