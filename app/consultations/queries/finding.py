"""What is looked for, as a statement: the list, its counts and what is taken out read the same."""

from collections.abc import Callable
from datetime import date
from typing import Any

import sqlalchemy as sa

from app.calendar import Month, end_of, start_of
from app.consultations.models import Consultation, ConsultationTopic
from app.consultations.queries import search
from app.consultations.queries.following import is_open
from app.consultations.queries.search import Condition, Sought, array_of
from app.consultations.rules import parse_number
from app.consultations.rules.finding import NO_OUTCOME, OPEN, YES, Filters
from app.consultations.rules.search import sought

letters = sa.table(
    "referrals",
    sa.column("center_id", sa.Uuid),
    sa.column("consultation_id", sa.Uuid),
    sa.column("sent_at", sa.DateTime(timezone=True)),
)
"""The room of referrals stands above this one: only that a letter exists is asked, and when."""
linked = sa.table("referral_records", sa.column("center_id", sa.Uuid), sa.column("consultation_id"))


def matching(filters: Filters) -> sa.Select[Consultation]:
    """The open center's consultations that `filters` let through, newest first."""
    newest_first = Consultation.received_at.desc(), Consultation.id.desc()
    return sa.select(Consultation).where(*conditions(filters)).order_by(*newest_first)


def conditions(filters: Filters) -> list[Condition]:
    """All that `filters` ask of a row."""
    narrowed = plain_conditions(filters)
    if sought := words_sought(filters):
        candidates = search.candidates(sought, narrowed=search_period(filters))
        ids = array_of(candidates.with_only_columns(search.entries.c.id).order_by(None))
        narrowed.append(Consultation.id == sa.any_(search.holders(sought, ids)))
    return narrowed


def plain_conditions(filters: Filters) -> list[Condition]:
    """All but the words; a 受付番号 among them is a plain thing too."""
    narrowed = [
        NARROWED_BY[name](value) for name, value in filters.asked.items() if name in NARROWED_BY
    ]
    if filters.sent_since or filters.sent_until:
        narrowed.append(_sent_within(filters.sent_since, filters.sent_until))
    if named := parse_number(filters.words):
        year, number = named
        narrowed += [Consultation.fiscal_year == year, Consultation.number == number]
    return narrowed


def words_sought(filters: Filters) -> Sought:
    return [] if parse_number(filters.words) else sought(filters.words)


def search_period(filters: Filters) -> tuple[Condition, ...]:
    """The days asked for, as the index of the search knows them."""
    received_at = search.entries.c.received_at
    since = received_at >= start_of(filters.since) if filters.since else None
    until = received_at < end_of(filters.until) if filters.until else None
    return tuple(each for each in (since, until) if each is not None)


def _topics(codes: tuple[str, ...]) -> Condition:
    tagged = sa.select(ConsultationTopic.consultation_id).where(ConsultationTopic.topic.in_(codes))
    return Consultation.id == sa.any_(array_of(tagged))


def _primary_topics(codes: tuple[str, ...]) -> Condition:
    tagged = sa.select(ConsultationTopic.consultation_id).where(
        ConsultationTopic.topic.in_(codes), ConsultationTopic.is_primary
    )
    return Consultation.id == sa.any_(array_of(tagged))


def _outcomes(codes: tuple[str, ...]) -> Condition:
    chosen = Consultation.outcome.in_(codes)
    return chosen | Consultation.outcome.is_(None) if NO_OUTCOME in codes else chosen


def _continued(answer: str) -> Condition:
    if answer == "continued":
        return Consultation.continues_id.is_not(None)
    return Consultation.continues_id.is_(None)


def _sent_within(since: date | None, until: date | None) -> Condition:
    """A letter about it was sent on one of the days."""
    sent = sa.select(letters.c.consultation_id).where(
        letters.c.center_id == sa.func.wall.current_center()
    )
    if since:
        sent = sent.where(letters.c.sent_at >= start_of(since))
    if until:
        sent = sent.where(letters.c.sent_at < end_of(until))
    return Consultation.id.in_(sent)


def _linked(_yes: str) -> Condition:
    known = sa.select(linked.c.consultation_id).where(
        linked.c.center_id == sa.func.wall.current_center()
    )
    return Consultation.id.in_(known)


def _state(state: str) -> Condition:
    return is_open() if state == OPEN else sa.not_(is_open())


def is_referred() -> Condition:
    """Handed to somebody else, or asked about in a letter."""
    sent = sa.select(letters.c.consultation_id).where(
        letters.c.center_id == sa.func.wall.current_center()
    )
    return Consultation.referral_target.is_not(None) | Consultation.id.in_(sent)


def _referred(answer: str) -> Condition:
    return is_referred() if answer == YES else sa.not_(is_referred())


def _month(month: Month) -> Condition:
    return Consultation.month == month.first_day


NARROWED_BY: dict[str, Callable[[Any], Condition]] = {
    "since": lambda day: Consultation.received_at >= start_of(day),
    "until": lambda day: Consultation.received_at < end_of(day),
    "month": _month,
    "topics": _topics,
    "primary_topics": _primary_topics,
    "channels": Consultation.channel.in_,
    "client_types": Consultation.client_type.in_,
    "kinds": Consultation.kind.in_,
    "outcomes": _outcomes,
    "activity_fields": lambda codes: Consultation.activity_fields.op("&&")(
        sa.cast(list(codes), sa.ARRAY(sa.Text))
    ),
    "staff": Consultation.received_by_name.in_,
    "owners": Consultation.owner_name.in_,
    "state": _state,
    "referred": _referred,
    "continued": _continued,
    "timed": lambda _yes: Consultation.minutes.is_not(None),
    "linked": _linked,
}
"""Each filter and what it asks of a row. A new filter is a field of `Filters` and a line here."""
