"""Lists kept by a name."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from app.consultations.models import SavedList
from app.errors import NotFoundError
from tenants import current_actor_id, db


def saved_lists() -> Sequence[SavedList]:
    """One's own lists and those that colleagues share, by name."""
    open_to_me = (SavedList.account_id == current_actor_id()) | SavedList.shared
    lists = sa.select(SavedList).where(open_to_me)
    return db.session.scalars(lists.order_by(SavedList.name, SavedList.id)).all()


def saved_list(saved_list_id: UUID) -> SavedList:
    """One of one's own lists.

    Raises:
        NotFoundError: there is none, or it is somebody else's: the same answer.
    """
    own = sa.select(SavedList).where(SavedList.account_id == current_actor_id())
    found = db.session.scalars(own.where(SavedList.id == saved_list_id)).one_or_none()
    if found is None:
        raise NotFoundError("お探しの保存した一覧は見つかりませんでした。")
    return found
