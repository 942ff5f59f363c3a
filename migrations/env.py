"""Forward only, one at a time, as the owner, and afraid of the clock."""

import sqlalchemy as sa
from alembic import context

from app.factory import every_table

LOCK = sa.text("SELECT pg_advisory_lock(hashtext('kyodo migrations'))")
UNLOCK = sa.text("SELECT pg_advisory_unlock(hashtext('kyodo migrations'))")
SESSION = sa.text("SET ROLE kyodo_owner; SET lock_timeout = '4s'; SET statement_timeout = '60s'")


def migrate(connection: sa.Connection) -> None:
    connection.execute(LOCK)
    connection.execute(SESSION)
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=every_table,
        transaction_per_migration=True,
    )
    try:
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.rollback()
        connection.execute(UNLOCK)
        connection.commit()


migrate(context.config.attributes["connection"])
