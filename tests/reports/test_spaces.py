"""Golden: the printed table of 「占用利用状況」 (domain.md 1.4) from minutes."""

from app.calendar import Month
from app.reports.rules.spaces import (
    BASIS,
    MEAN_OF_MONTHS,
    METHODS,
    POOLED,
    ROUNDED,
    SpaceMonth,
    percent,
    utilization,
)
from tests.reports.fixtures import (
    PRINTED_JOINT,
    PRINTED_STANDALONE,
    PRINTED_WHOLE,
    space_months,
)


def test_the_printed_months_and_averages_come_out_of_minutes():
    table = utilization(space_months())

    assert [(row.label, row.months, row.average) for row in table.rows] == [
        ("スペースAB 稼働率", PRINTED_WHOLE, 30),
        ("アトリウム一体", PRINTED_JOINT, 11),
        ("スペースAB 単独", PRINTED_STANDALONE, 19),
    ]
    assert [month.label for month in table.months][:2] == ["7月", "8月"]
    assert table.notes == (BASIS, METHODS[POOLED])  # the parts add up: nothing to excuse


def test_the_mean_of_the_printed_months_is_another_number_and_says_so():
    table = utilization(space_months(), average=MEAN_OF_MONTHS)

    assert [row.average for row in table.rows] == [31, 11, 19]
    assert table.notes == (BASIS, METHODS[MEAN_OF_MONTHS], ROUNDED)


def test_half_a_per_cent_is_rounded_up():
    assert [percent(used, 200) for used in (0, 1, 2, 3, 199, 200)] == [0, 1, 1, 2, 100, 100]


def test_a_month_without_open_hours_is_in_no_average():
    closed = SpaceMonth(Month(2020, 6), 0, 0, 0)
    months = [SpaceMonth(Month(2020, 7), 100, 10, 20), closed]

    for average in (POOLED, MEAN_OF_MONTHS):
        row = utilization(months, average=average).rows[0]
        assert (row.months, row.average) == ((None, 30), 30)


def test_parts_that_do_not_add_up_are_excused_under_the_table():
    table = utilization([SpaceMonth(Month(2020, 7), 1000, 104, 104)])

    assert [row.average for row in table.rows] == [21, 10, 10]
    assert ROUNDED in table.notes
