"""Keeping what one looks for often, by a name."""

from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.consultations import queries
from app.consultations.models import SavedList
from app.consultations.rules.finding import Filters
from app.errors import InvalidError
from tenants import current_actor_id, db

MOST_LISTS = 30


def save_list(filters: Filters, *, name: str, shared: bool, account_name: str) -> SavedList:
    """Keep what `filters` ask for; under a name that one has already, instead of what it was.

    Raises:
        InvalidError: nothing is looked for, or one has enough lists.
    """
    if not filters:
        raise InvalidError({"filters": ["探す言葉か条件を、一つ以上選んでください。"]})
    mine = [each for each in queries.saved_lists() if each.account_id == current_actor_id()]
    if len(mine) >= MOST_LISTS and name not in {each.name for each in mine}:
        raise InvalidError(
            {"name": [f"一人{MOST_LISTS}個までです。使わないものを消してください。"]}
        )
    kept = {
        "account_name": account_name,
        "shared": shared,
        "filters": filters.address,
        "saved_at": calendar.now(),
    }
    written = (
        insert(SavedList)
        .values(account_id=current_actor_id(), name=name, **kept)
        .on_conflict_do_update(index_elements=["center_id", "account_id", "name"], set_=kept)
        .returning(SavedList)
    )
    saved = db.session.execute(written, execution_options={"populate_existing": True})
    return saved.scalar_one()


def remove_list(saved: SavedList) -> None:
    db.session.delete(saved)
    db.session.flush()
