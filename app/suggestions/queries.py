from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import sqlalchemy as sa

from app import calendar
from app.actions import queries as actions
from app.calendar import CITY_TIME, Month, Period
from app.calls import queries as calls
from app.calls.rules import Line
from app.codes.queries import code_lists
from app.errors import NotFoundError
from app.knowledge import queries as knowledge
from app.meetings import queries as meetings
from app.meetings.models import AgendaItem, Meeting
from app.referrals import queries as letters
from app.referrals.models import Referral
from app.statistics.models import MonthlyFigure
from app.statistics.queries import city_closings, seen
from app.statistics.queries.figures import within
from app.suggestions import rules
from app.suggestions.models import AgendaDismissal, RisingTopic
from app.suggestions.rules import Suggestion
from tenants import db, own
from tenants.queries import wards


def suggestions(meeting: Meeting) -> list[Suggestion]:
    """What could be talked about at a meeting of the open center; nothing once it was held."""
    if meeting.held_on < calendar.today():
        return []
    return rules.still_to_decide(_all(meeting), _decided(meeting))


def suggestion(meeting: Meeting, key: str) -> Suggestion:
    """One of them, also where it is not among the first of its kind.

    Raises:
        NotFoundError: it is not made, or not any more.
    """
    for each in _all(meeting):
        if each.key == key:
            return each
    raise NotFoundError("この提案は、もうありません。画面を開き直してください。")


def taken(meeting: Meeting, key: str) -> AgendaItem | None:
    """The item that it became, if somebody put it on the agenda."""
    item = sa.select(AgendaItem).where(
        own(AgendaItem), AgendaItem.meeting_id == meeting.id, AgendaItem.suggestion == key
    )
    return db.session.scalars(item).one_or_none()


def promises_changed(meeting: Meeting) -> bool:
    """Whether the agenda lists other promises than are open now."""
    item = taken(meeting, rules.Origin.ACTIONS)
    now = list(rules.open_promises(_promises(meeting), calendar.today()))
    return bool(item and now and item.details != now[0].item.details)


def dismissed(meeting: Meeting) -> set[str]:
    """The keys of those that were let pass."""
    passed = sa.select(AgendaDismissal.suggestion).where(
        own(AgendaDismissal), AgendaDismissal.meeting_id == meeting.id
    )
    return set(db.session.scalars(passed))


def coming_meetings() -> Sequence[Meeting]:
    """The open center's own that are still to be held."""
    coming = sa.select(Meeting).where(own(Meeting), Meeting.held_on >= calendar.today())
    return db.session.scalars(coming.order_by(Meeting.held_on)).all()


def ward_figures(period: Period) -> list[rules.WardFigure]:
    """Each topic in each ward, beside the year before. In the city's scope."""
    figures = seen(MonthlyFigure)
    summed = [
        sa.func.coalesce(sa.func.sum(figures.c.value).filter(within(figures.c.month, span)), 0)
        for span in (period, period.year_before)
    ]
    counted = (
        sa.select(figures.c.code, *(sa.cast(each, sa.Integer) for each in summed))
        .where(
            figures.c.measure == "topics",
            figures.c.center_id.in_([ward.id for ward in wards()]),
        )
        .group_by(figures.c.center_id, figures.c.code)
    )
    return [rules.WardFigure(*row) for row in db.session.execute(counted)]


def _decided(meeting: Meeting) -> set[str]:
    on_agenda = sa.select(AgendaItem.suggestion).where(
        own(AgendaItem), AgendaItem.meeting_id == meeting.id, AgendaItem.suggestion.is_not(None)
    )
    return dismissed(meeting) | {key for key in db.session.scalars(on_agenda) if key}


def _all(meeting: Meeting) -> Iterator[Suggestion]:
    """In the order in which a meeting would wish to hear them."""
    others = [each for each in meetings.meetings() if each.center_id == meeting.center_id]
    yield from rules.open_promises(_promises(meeting), calendar.today())
    yield from _of_the_call(meeting)
    yield from rules.rising_topics(_rising(meeting), len(wards()))
    yield from rules.many_letters(_letters(meeting))
    yield from rules.late_letters(sum(line.is_late for line in letters.queue()))
    yield from _stories(each.held_on for each in others if each.held_on < meeting.held_on)
    yield from rules.open_months(_open_months(meeting))
    coming = [rules.Coming(each.id, each.title, each.held_on) for each in others]
    yield from rules.coming_meetings(coming, meeting.held_on)


def _promises(meeting: Meeting) -> list[rules.Promise]:
    return [
        rules.Promise(line.owner_name, line.item.what, line.due_on)
        for line in actions.open_before(meeting)
        # The agenda goes to every ward.
        if line.is_convened and line.item.for_all
    ]


def _of_the_call(meeting: Meeting) -> Iterator[Suggestion]:
    call = calls.call_of(meeting)
    if call is None:
        return
    lines = [
        rules.Brought(line.id, each.center_name, Line(line.kind, line.words))
        for each in calls.received(call)
        for line in each.lines
    ]
    yield from rules.brought_lines(lines, calls.lines_on_agenda(call))


def _rising(meeting: Meeting) -> list[tuple[rules.Rising, str]]:
    counted = sa.select(RisingTopic).where(own(RisingTopic), RisingTopic.meeting_id == meeting.id)
    labels = _topics()
    return [
        (rules.Rising(row.topic, row.wards, row.value, row.before), labels[row.topic])
        for row in db.session.scalars(
            counted.order_by(RisingTopic.wards.desc(), RisingTopic.value.desc(), RisingTopic.topic)
        )
        if row.topic in labels
    ]


def _letters(meeting: Meeting) -> list[rules.LettersOfTopic]:
    """By main topic, of those that came in the meeting's period."""
    begins, ends = (
        calendar.start_of(day)
        for day in (meeting.first_month, Month.of(meeting.last_month).next.first_day)
    )
    counted = (
        sa.select(
            Referral.primary_topic,
            sa.func.count(),
            sa.func.count(Referral.center_id.distinct()),
        )
        .where(
            Referral.to_center_id == sa.func.wall.current_center(),
            Referral.primary_topic.is_not(None),
            Referral.sent_at >= begins,
            Referral.sent_at < ends,
        )
        .group_by(Referral.primary_topic)
    )
    labels = _topics()
    return [
        rules.LettersOfTopic(topic, labels[topic], number, centers)
        for topic, number, centers in db.session.execute(counted)
        if topic in labels
    ]


def _topics() -> dict[str, str]:
    """Label by code, without その他: what was gathered there is not one thing to talk about."""
    topics = code_lists().lists["topics"]
    return {topic.code: topic.label for topic in topics if not topic.is_other}


def _stories(earlier: Iterable[date]) -> Iterator[Suggestion]:
    """`earlier`: the days of the meetings before this one."""
    since = max(earlier, default=None)
    titles = [
        story.title
        for story in knowledge.published().items
        if since is None or story.published_at.astimezone(CITY_TIME).date() > since
    ]
    yield from rules.new_stories(titles, since)


def _open_months(meeting: Meeting) -> list[Month]:
    closed, this_month = city_closings(), Month.of(calendar.today())
    period = Period(Month.of(meeting.first_month), Month.of(meeting.last_month))
    over = [month for month in period.months if month.first_day < this_month.first_day]
    return [month for month in over if month not in closed]
