from datetime import date
from uuid import UUID

import pytest

from app.calendar import FiscalYear, Month, Period
from app.codes.rules import Entry
from app.statistics import rules
from tests.transfers.golden import CONSULTATIONS, TAGS, TOPIC_COUNTS, TOPICS

R2 = [Entry(code, label, 2000, None, code == "other") for code, label in TOPICS.items()]


def test_the_golden_table_is_marked_as_the_city_printed_it() -> None:
    table = rules.topic_table(TOPIC_COUNTS, R2, consultations=CONSULTATIONS)

    marked = {row.code: f"{row.mark}{row.value}" for row in table.rows if row.mark}
    assert marked == {"covid": "①153", "activities": "②60", "corporate_affairs": "③47"}
    assert [row.label for row in table.rows] == list(TOPICS.values())
    assert (table.consultations, table.total_mark, table.total) == (507, "※", TAGS)
    assert table.note == (
        "※1件の相談が、複数の項目に分類されることもあるため、相談件数とは一致しません。"
    )


def test_other_is_second_by_count_and_yet_not_ranked() -> None:
    table = rules.topic_table(TOPIC_COUNTS, R2, consultations=CONSULTATIONS, top=13)

    assert {row.code for row in table.rows if row.rank is None} == {"other"}


def test_two_equal_topics_are_numbered_in_printed_order() -> None:
    """The city's own page of R3 numbers two items of 43 as 4 and 5."""
    counts = {
        "functions": 62,
        "affairs": 52,
        "houses": 44,
        "covid": 43,
        "partners": 43,
        "other": 90,
    }
    printed = ("covid", "affairs", "partners", "functions", "houses", "other")
    topics = [Entry(code, code, 2021, None, code == "other") for code in printed]

    table = rules.topic_table(counts, topics, consultations=300, top=5)

    ranks = {row.code: row.rank for row in table.rows}
    assert ranks == {
        "functions": 1,
        "affairs": 2,
        "houses": 3,
        "covid": 4,
        "partners": 5,
        "other": None,
    }


def test_nothing_is_never_ranked() -> None:
    table = rules.topic_table({"tax": 1}, R2, consultations=1)

    assert [(row.code, row.mark) for row in table.rows if row.rank] == [("tax", "①")]


def test_a_topic_that_did_not_exist_the_year_before_cannot_be_compared() -> None:
    table = rules.topic_table({"tax": 5}, R2, consultations=5, before={"covid": 2})

    compared = {row.code: (row.before, row.difference) for row in table.rows}
    assert compared["covid"] == (2, -2)
    assert compared["tax"] == (None, None)


@pytest.mark.parametrize(
    ("until", "last"), [(4, Month(2020, 4)), (12, Month(2020, 12)), (2, Month(2021, 2))]
)
def test_a_fiscal_year_runs_from_april_to_the_end_of_a_month(until: int, last: Month) -> None:
    assert rules.period_until(FiscalYear(2020), until) == Period(Month(2020, 4), last)


def test_a_fiscal_year_falls_into_halves_and_quarters() -> None:
    spans = {span.label: span.period for span in rules.spans(FiscalYear(2020))}

    assert spans["下半期"] == Period(Month(2020, 10), Month(2021, 3))
    assert spans["第4四半期"] == Period(Month(2021, 1), Month(2021, 3))
    assert len(spans) == 7


def test_a_month_can_be_closed_on_its_last_day_at_the_earliest() -> None:
    assert not rules.may_close(Month(2021, 2), date(2021, 2, 27))
    assert rules.may_close(Month(2021, 2), date(2021, 2, 28))


def _place(number: int, ward_code: str | None) -> rules.Place:
    return rules.Place(UUID(int=number), f"w{number}", f"{number}区", str(number), ward_code, None)


WARDS = [_place(number, f"{number:06}") for number in range(18)]
YEAR = Period(Month(2020, 4), Month(2021, 3))


def test_seventeen_of_eighteen_wards_reported() -> None:
    closings = {(ward.id, month) for ward in WARDS for month in YEAR.months}
    closings.remove((WARDS[3].id, Month(2020, 8)))

    reported = rules.reported(WARDS, closings, YEAR, date(2021, 6, 1))

    assert reported.label == "17/18区"
    assert reported.missing == (WARDS[3],)


def test_a_running_year_asks_only_for_the_months_that_are_over() -> None:
    closings = {(ward.id, Month(2020, 4)) for ward in WARDS}

    assert rules.reported(WARDS, closings, YEAR, date(2020, 5, 31)).closed == 18
    assert rules.reported(WARDS, closings, YEAR, date(2020, 6, 1)).closed == 0


def test_before_the_first_month_is_over_nobody_has_reported() -> None:
    assert rules.reported(WARDS, set(), YEAR, date(2020, 4, 30)).closed == 0
