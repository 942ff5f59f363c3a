from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.notifications import queries
from app.notifications.models import NoticeRead
from tenants import current_actor_id, db


def read_all() -> int:
    """The person at work has seen everything there is; how much of it was new."""
    return _read(None)


def read_about(subject_id: UUID) -> int:
    """The person at work opens a letter or other subject, and with it all that is told of it."""
    return _read(subject_id)


def _read(subject_id: UUID | None) -> int:
    unread = queries.unread_ids(subject_id)
    if unread:
        facts = [
            {"account_id": current_actor_id(), "notice_id": each, "read_at": calendar.now()}
            for each in unread
        ]
        db.session.execute(insert(NoticeRead).values(facts).on_conflict_do_nothing())
    return len(unread)
