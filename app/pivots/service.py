"""Keeping a question by a name."""

from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.errors import InvalidError
from app.pivots import queries
from app.pivots.models import Pivot
from app.pivots.rules import Question
from tenants import current_actor_id, db

MOST_PIVOTS = 50


def save_pivot(question: Question, *, name: str, reach: str, account_name: str) -> Pivot:
    """Keep a question; under a name that one has already, instead of what it was.

    Raises:
        InvalidError: one has enough questions.
    """
    kept_here = queries.saved_pivots(reach)
    mine = {each.name for each in kept_here if each.account_id == current_actor_id()}
    if len(mine) >= MOST_PIVOTS and name not in mine:
        message = f"一人{MOST_PIVOTS}個までです。使わないものを消してください。"
        raise InvalidError({"name": [message]})
    kept = {
        "account_name": account_name,
        "question": question.address,
        "saved_at": calendar.now(),
    }
    written = (
        insert(Pivot)
        .values(account_id=current_actor_id(), reach=reach, name=name, **kept)
        .on_conflict_do_update(
            index_elements=["center_id", "account_id", "reach", "name"], set_=kept
        )
        .returning(Pivot)
    )
    saved = db.session.execute(written, execution_options={"populate_existing": True})
    return saved.scalar_one()


def remove_pivot(pivot: Pivot) -> None:
    db.session.delete(pivot)
    db.session.flush()
