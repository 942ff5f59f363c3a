"""A center's own topics, and what stands in its empty form."""

import sqlalchemy as sa

from app import calendar
from app.calendar import FiscalYear
from app.centers import queries
from app.centers.models import FormDefaults, OwnTopic
from app.codes.queries import code_lists
from app.errors import InvalidError
from tenants import db

LISTS = {"channel": "channels", "client_type": "client_types", "kind": "kinds"}


def add_own_topic(
    *, topic: str, label: str, first_fiscal_year: int, last_fiscal_year: int | None = None
) -> OwnTopic:
    """Divide one of the city's topics more finely.

    Raises:
        InvalidError: the city has no such topic that year, or the name is taken.
    """
    if not code_lists().holds("topics", topic, first_fiscal_year):
        raise InvalidError({"topic": ["市の項目の中から選んでください。"]})
    _check_span(first_fiscal_year, last_fiscal_year)
    _check_name(topic, label)
    added = OwnTopic(
        topic=topic,
        label=label,
        first_fiscal_year=first_fiscal_year,
        last_fiscal_year=last_fiscal_year,
    )
    db.session.add(added)
    db.session.flush()
    return added


def change_own_topic(
    own_topic: OwnTopic, *, label: str, last_fiscal_year: int | None = None
) -> None:
    """Call it otherwise, or let it end: what was recorded under it keeps it.

    Raises:
        InvalidError: the name is taken, or it would end before it began.
    """
    _check_span(own_topic.first_fiscal_year, last_fiscal_year)
    if label != own_topic.label:
        _check_name(own_topic.topic, label)
    own_topic.label = label
    own_topic.last_fiscal_year = last_fiscal_year
    db.session.flush()


def keep_form_defaults(
    *, channel: str | None, client_type: str | None, kind: str | None, by_use: bool
) -> FormDefaults:
    """Keep what stands in the empty form from now on.

    Raises:
        InvalidError: a code that this fiscal year does not have.
    """
    codes = {"channel": channel, "client_type": client_type, "kind": kind}
    year = FiscalYear.of(calendar.today()).year
    unknown = [
        name
        for name, code in codes.items()
        if code and not code_lists().holds(LISTS[name], code, year)
    ]
    if unknown:
        raise InvalidError({name: ["今年度の選択肢にありません。"] for name in unknown})
    kept = queries.form_defaults()
    kept.channel, kept.client_type, kept.kind, kept.by_use = channel, client_type, kind, by_use
    db.session.add(kept)
    db.session.flush()
    return kept


def _check_span(first: int, last: int | None) -> None:
    if last is not None and last < first:
        raise InvalidError({"last_fiscal_year": ["使い始める年度と同じか、後にしてください。"]})


def _check_name(topic: str, label: str) -> None:
    same = sa.exists().where(OwnTopic.topic == topic, OwnTopic.label == label)
    if db.session.scalar(sa.select(same)):
        raise InvalidError({"label": ["同じ名前の項目があります。"]})
