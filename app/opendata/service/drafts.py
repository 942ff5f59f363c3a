"""An edition is ordered; the worker counts and hides; what went wrong is said on its page."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from app import calendar, orders
from app.calendar import Period
from app.errors import InvalidError
from app.opendata.models import OpenDataDraft
from app.opendata.queries import editions as queries
from app.opendata.rules.documents import Words, period_words
from app.opendata.rules.keeping import Counted, kept
from tenants import db

LEASE = timedelta(minutes=6)
"""How long a worker may be silent before another takes the draft over: longer than any task."""
FAILED = (
    "公開する数を用意できませんでした。もう一度お試しください。続くときは管理者にお知らせください。"
)
UNPROTECTABLE = (
    "この期間について前に公開した版と合わせると、少ない件数を秘匿しきれません。"
    "載せる表を減らしてお試しください。"
)
OVERLAPPING = (
    "「{}」の版をすでに公開しています。一部だけ重なる期間を公開すると、差から少ない件数がわかるため、"
    "公開できません。同じ期間か、重ならない期間を選んでください。"
)


def order_edition(
    period: Period, tables: Sequence[str], words: Words, *, threshold: int, by_name: str
) -> OpenDataDraft:
    """Have an edition prepared. Nothing of it is public before somebody publishes it.

    Raises:
        InvalidError: the period is not over, or a part of it was published otherwise.
    """
    refuse_period(period)
    draft = OpenDataDraft(
        title=words.title,
        description=words.description,
        contact=words.contact,
        first_month=period.first.first_day,
        last_month=period.last.first_day,
        tables=list(tables),
        threshold=threshold,
        requested_at=calendar.now(),
        requested_by_name=by_name,
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def refuse_period(period: Period) -> None:
    """Two periods that share some months would give the rest away by subtraction.

    Raises:
        InvalidError: so it would be, or the period is not over.
    """
    if period.last.last_day >= calendar.today():
        raise InvalidError({"span": ["まだ終わっていない期間は公開できません。"]})
    for other in queries.overlapping(period):
        raise InvalidError({"span": [OVERLAPPING.format(period_words(queries.period_of(other)))]})


def claim_draft(draft_id: UUID) -> bool:
    return orders.claim(OpenDataDraft, draft_id, lease=LEASE)


def keep_figures(draft_id: UUID, counted: Counted) -> None:
    """Keep what was counted and hidden; once is enough."""
    done = {"figures": kept(counted), "finished_at": calendar.now(), "leased_until": None}
    db.session.execute(orders.unfinished(OpenDataDraft, draft_id).values(**done))


def give_up(draft_id: UUID, sentence: str = FAILED) -> None:
    orders.give_up(OpenDataDraft, draft_id, sentence)
