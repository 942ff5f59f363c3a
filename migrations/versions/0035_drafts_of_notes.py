"""A note of 経過 is drafted like every longer text."""

from alembic import op

revision = "0035"
down_revision = "0034"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE drafts DROP CONSTRAINT drafts_form_check;
        ALTER TABLE drafts ADD CONSTRAINT drafts_form_check
            CHECK (form IN ('consultation', 'revision', 'referral', 'note')) NOT VALID;
        ALTER TABLE drafts VALIDATE CONSTRAINT drafts_form_check;
    """)
