from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.notifications import queries
from app.notifications.models import NoticeRead
from tenants import current_actor_id, db


def read_all() -> int:
    """The person at work has seen everything there is; how much of it was new."""
    return _read(None)


def read_about(referral_id: UUID) -> int:
    """The person at work opens a letter, and with it all that is told about it."""
    return _read(referral_id)


def read_one(notice_id: UUID) -> int:
    """The person at work opens what one notice tells of."""
    return _keep([notice_id])


def _read(referral_id: UUID | None) -> int:
    return _keep(queries.unread_ids(referral_id))


def _keep(unread: Sequence[UUID]) -> int:
    if unread:
        facts = [
            {"account_id": current_actor_id(), "notice_id": each, "read_at": calendar.now()}
            for each in unread
        ]
        db.session.execute(insert(NoticeRead).values(facts).on_conflict_do_nothing())
    return len(unread)
