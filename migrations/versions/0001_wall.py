"""The wall: signed announcements, and what every policy asks."""

from alembic import op

from tenants import ddl

revision = "0001"
down_revision = None


def upgrade() -> None:
    ddl.build_wall(op)
