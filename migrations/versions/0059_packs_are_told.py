"""The platform sees that a pack was published, so that the wards are told by mail."""

from alembic import op

revision = "0059"
down_revision = "0058"


def upgrade() -> None:
    op.execute("GRANT SELECT (published_at) ON packs TO kyodo_system")
