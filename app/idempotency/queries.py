import sqlalchemy as sa

from app import calendar
from app.idempotency.models import KeptAnswer
from app.idempotency.rules import KEPT_FOR
from tenants import current_actor_id, db


def kept_answer(key: str) -> KeptAnswer | None:
    """What the person at work was answered under this key within the last day."""
    kept = sa.select(KeptAnswer).where(
        KeptAnswer.account_id == current_actor_id(),
        KeptAnswer.key == key,
        KeptAnswer.answered_at > calendar.now() - KEPT_FOR,
    )
    return db.session.scalars(kept).one_or_none()
