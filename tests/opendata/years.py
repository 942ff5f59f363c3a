"""A year's figures of three centers, as they are consolidated and closed, and an edition of it."""

from collections.abc import Iterable, Sequence
from random import Random

import sqlalchemy as sa

from app import calendar
from app.calendar import FiscalYear, Month, Period
from app.codes.queries import code_lists
from app.opendata.models import OpenDataDraft, OpenDataEdition
from app.opendata.queries import editions as queries
from app.opendata.rules.documents import Words
from app.opendata.rules.tables import TABLE_KINDS
from app.opendata.service import drafts, editions
from app.statistics.models import MonthClosing, MonthlyFigure
from tenants import db
from tests.places import Place, at

YEAR = FiscalYear(2024)
PERIOD = Period(YEAR.first, YEAR.last)
WORDS = Words("見本の統計", "見本の説明", "見本の窓口")


def a_year(
    places: Iterable[Place], *, cases: int = 90, months: Sequence[Month] = tuple(PERIOD.months)
) -> None:
    """Random cases of each center in those months, counted; and all the months closed."""
    for number, place in enumerate(places):
        random = Random(number)  # noqa: S311  nothing secret
        with at(place):
            figures: dict[tuple[Month, str, str], int] = {}
            for _ in range(cases):
                for key in _a_case(random, random.choice(months)):
                    figures[key] = figures.get(key, 0) + 1
            db.session.execute(
                sa.insert(MonthlyFigure),
                [
                    {
                        "month": month.first_day,
                        "measure": measure,
                        "code": code,
                        "value": value,
                        "consolidated_at": calendar.now(),
                    }
                    for (month, measure, code), value in figures.items()
                ],
            )
            close(months)


def _a_case(random: Random, month: Month) -> Iterable[tuple[Month, str, str]]:
    yield month, "consultations", "total"
    yield month, "continued", random.choice(["new", "new", "continued"])
    for measure in ("channels", "client_types", "kinds", "outcomes"):
        codes = [entry.code for entry in code_lists().entries(measure, YEAR.year)]
        yield month, measure, random.choices(codes, [1 / (1 + n) for n in range(len(codes))])[0]
    topics = [entry.code for entry in code_lists().entries("topics", YEAR.year)]
    for topic in random.sample(topics, random.choice([1, 1, 2])):
        yield month, "topics", topic


def one_more_case() -> None:
    """In April, in the open center's scope: what was counted most is one more."""
    for measure in ("consultations", "topics", "channels", "kinds"):
        most = (
            sa.select(MonthlyFigure.id)
            .where(MonthlyFigure.month == YEAR.first.first_day, MonthlyFigure.measure == measure)
            .order_by(MonthlyFigure.value.desc())
            .limit(1)
        )
        db.session.execute(
            sa.update(MonthlyFigure)
            .where(MonthlyFigure.id == most.scalar_subquery())
            .values(value=MonthlyFigure.value + 1)
        )


def close(months: Iterable[Month]) -> None:
    """In the open center's scope."""
    db.session.add_all(
        [
            MonthClosing(
                month=month.first_day, closed_at=calendar.now(), closed_by_name="見本の管理者"
            )
            for month in months
        ]
    )
    db.session.flush()


def an_order(
    central: Place,
    *,
    period: Period = PERIOD,
    tables: Sequence[str] = tuple(TABLE_KINDS),
    threshold: int = 3,
) -> OpenDataDraft:
    with at(central):
        return drafts.order_edition(
            period, list(tables), WORDS, threshold=threshold, by_name="見本の管理者"
        )


def published(central: Place, draft: OpenDataDraft) -> OpenDataEdition:
    with at(central):
        return editions.publish(queries.draft(draft.id), by_name="見本の管理者")
