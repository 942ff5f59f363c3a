from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from uuid import UUID

import sqlalchemy as sa

from app.centers import rules
from app.centers.models import ClosedDays, FormDefaults, OpeningHour, OwnTopic
from app.centers.rules import Closed, Hours, OpeningDays, Week
from app.errors import NotFoundError
from tenants import db, own
from tenants.models import Center


def opening_days(center_id: UUID) -> OpeningDays:
    """The calendar of any center, for any center.

    What a center chose for itself; until it does, the city's list and 年末年始.

    Raises:
        NotFoundError: there is no such center.
    """
    weeks = _weeks(center_id)
    if not weeks:
        return OpeningDays([_listed(center_id)], [rules.NEW_YEAR])
    return OpeningDays(weeks, [as_rule(row) for row in _rows(center_id)])


def closed_days() -> Sequence[ClosedDays]:
    """The open center's own, the earliest first."""
    mine = sa.select(ClosedDays).where(own(ClosedDays))
    return db.session.scalars(mine.order_by(ClosedDays.first_day, ClosedDays.id)).all()


def closed_span(closed_id: UUID) -> ClosedDays:
    """One entry of the open center.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    mine = sa.select(ClosedDays).where(own(ClosedDays), ClosedDays.id == closed_id)
    found = db.session.scalars(mine).one_or_none()
    if found is None:
        raise NotFoundError("お探しの休館日は見つかりませんでした。")
    return found


def has_own_hours() -> bool:
    """Whether the open center has chosen hours of its own."""
    return db.session.scalar(sa.select(sa.exists().where(own(OpeningHour)))) is True


def _weeks(center_id: UUID) -> list[Week]:
    lines = sa.select(OpeningHour).where(OpeningHour.center_id == center_id)
    in_order = lines.order_by(OpeningHour.first_day, OpeningHour.weekday)
    return [
        Week(first_day, {line.weekday: Hours(line.opens, line.closes) for line in week})
        for first_day, week in groupby(db.session.scalars(in_order), attrgetter("first_day"))
    ]


def _rows(center_id: UUID) -> Sequence[ClosedDays]:
    theirs = sa.select(ClosedDays).where(ClosedDays.center_id == center_id)
    return db.session.scalars(theirs.order_by(ClosedDays.first_day, ClosedDays.id)).all()


def as_rule(row: ClosedDays) -> Closed:
    return Closed(
        kind=row.kind,
        first_day=row.first_day,
        last_day=row.last_day,
        reason=row.reason,
        yearly_from=row.yearly_from,
        yearly_until=row.yearly_until,
        nth=row.nth,
        weekday=row.weekday,
    )


def _listed(center_id: UUID) -> Week:
    center = db.session.scalars(sa.select(Center).where(Center.id == center_id)).one_or_none()
    if center is None:
        raise NotFoundError
    return rules.listed_week(
        Hours(center.weekday_opens, center.weekday_closes),
        Hours(center.weekend_opens, center.weekend_closes),
    )


def own_topics() -> Sequence[OwnTopic]:
    """The open center's own topics, those of one city topic together."""
    listed = sa.select(OwnTopic).order_by(OwnTopic.topic, OwnTopic.label)
    return db.session.scalars(listed).all()


def own_topic(own_topic_id: UUID) -> OwnTopic:
    """One of the open center's own topics.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    asked = sa.select(OwnTopic).where(OwnTopic.id == own_topic_id)
    found = db.session.scalars(asked).one_or_none()
    if found is None:
        raise NotFoundError("お探しの独自の項目は見つかりませんでした。")
    return found


def form_defaults() -> FormDefaults:
    """What stands in the open center's empty form; of a center that said nothing, nothing."""
    kept = db.session.scalars(sa.select(FormDefaults)).one_or_none()
    return kept or FormDefaults(channel=None, client_type=None, kind=None, by_use=True)
