"""What a ward confirmed when it submitted a month."""

from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.execute("ALTER TABLE month_closings ADD warnings text[] NOT NULL DEFAULT '{}'")
