"""The search entries, which the database writes with each record by itself."""

import sqlalchemy as sa

from tenants import db

REBUILD = sa.text("SELECT count(wall.keep_search_entry(consultations)) FROM consultations")


def rebuild_search() -> int:
    """Write those of the open center anew; give how many.

    Needed only where records came in past the triggers. Half a second for a thousand.
    """
    return int(db.session.execute(REBUILD).scalar_one())
