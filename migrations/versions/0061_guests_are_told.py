"""A guest who is asked no more is told by a last mail."""

from alembic import op

revision = "0061"
down_revision = "0060"


def upgrade() -> None:
    op.execute("""
        ALTER TABLE guest_mails DROP CONSTRAINT guest_mails_kind_check;
        ALTER TABLE guest_mails ADD CONSTRAINT guest_mails_kind_check CHECK (
            kind IN ('invited', 'changed', 'cancelled', 'deadline', 'eve', 'withdrawn'))
    """)
