from dataclasses import replace
from datetime import date

import pytest

from app.calendar import Month, Period
from app.reports.rules import kinds
from app.reports.rules.changes import compared
from app.reports.rules.content import (
    Content,
    Counted,
    Entered,
    Line,
    Result,
    SpaceLine,
    TopicLine,
    canonical,
    digest,
    reopened,
)

COUNTED = Counted(
    first="2020-04",
    last="2021-02",
    consultations=Line("total", "相談件数", 507, None, None),
    to_date=Line("total", "相談件数", 507, None, None),
    others=(),
    topics=(TopicLine("covid", "新型コロナウイルス関連", 153, None, None, 1),),
    topics_total=Line("total", "合計", 615, None, None),
    months=(),
    breakdowns=(),
    results=(),
    reported="17/18区",
    since="",
    remarks=(),
)
JULY, MARCH = SpaceLine("2020-07", 100, 10, 20), SpaceLine("2021-03", 100, 50, 50)
CONTENT = Content(
    kind=kinds.ANNUAL,
    stage=kinds.PRELIMINARY,
    number=1,
    title="実績報告",
    center="推進センター",
    as_of="2021-02-28",
    made_on="2021-03-01",
    counted=COUNTED,
    entered=Entered((JULY,), "pooled", ()),
    texts=(),
    examples=(),
    stories=(),
    definitions=(),
    compared=None,
)
HAND = Result("hand.4.講座", 4, "講座の回数", 6, None, "回", by_hand=True)
WHOLE_YEAR = Period(Month(2020, 4), Month(2021, 3))


def test_an_edition_opens_as_it_was_written():
    written = canonical(CONTENT)
    assert reopened(written) == CONTENT
    assert canonical(reopened(written)) == written


def test_the_hash_is_of_every_letter():
    other = replace(CONTENT, title="実績 報告")
    assert digest(canonical(CONTENT)) != digest(canonical(other))
    assert len(digest(canonical(CONTENT))) == 64


def told(compared):
    return [(each.label, each.was, each.now, each.unit) for each in compared.changes]


def test_each_figure_that_changed_since_the_first_report_stands_with_both_values():
    again = replace(COUNTED, consultations=Line("total", "相談件数", 560, None, None))
    now = Entered((SpaceLine("2020-07", 100, 10, 21),), "pooled", (HAND,))

    found = compared(CONTENT, again, now, CONTENT.period)

    assert (found.number, found.period) == (1, CONTENT.period)
    assert told(found) == [
        ("相談件数", 507, 560, "件"),
        ("講座の回数", None, 6, "回"),
        ("スペースAB 稼働率(7月)", 30, 31, "%"),
        ("スペースAB 稼働率(平均)", 30, 31, "%"),
        ("スペースAB 単独(7月)", 20, 21, "%"),
        ("スペースAB 単独(平均)", 20, 21, "%"),
    ]
    assert told(compared(CONTENT, COUNTED, CONTENT.entered, CONTENT.period)) == []


def test_what_later_months_added_is_no_change():
    now = Entered((JULY, MARCH), "pooled", (HAND,))

    assert told(compared(CONTENT, COUNTED, now, WHOLE_YEAR)) == []


def test_the_head_of_the_first_table_is_the_seeds():
    assert kinds.short_period(Period(Month(2020, 4), Month(2021, 2))) == "R2(2月末)"


@pytest.mark.parametrize(
    ("today", "last", "stage"),
    [
        (Month(2021, 3).first_day, Month(2021, 2), kinds.PRELIMINARY),
        (Month(2021, 3).last_day, Month(2021, 2), kinds.PRELIMINARY),
        (Month(2021, 4).first_day, Month(2021, 3), kinds.FINAL),
        (Month(2023, 4).first_day, Month(2021, 3), kinds.FINAL),
        (Month(2020, 4).first_day, Month(2020, 4), kinds.PRELIMINARY),
    ],
)
def test_a_years_report_covers_what_is_over_and_ends_with_its_fiscal_year(today, last, stage):
    terms = kinds.first_terms(kinds.ANNUAL, Month(2020, 4), today)
    assert (terms.last_month, terms.stage) == (last, stage)
    assert kinds.may_cover(kinds.ANNUAL, Month(2020, 4), Month(2021, 3))
    assert not kinds.may_cover(kinds.ANNUAL, Month(2020, 4), Month(2021, 4))


def test_a_report_is_behind_when_more_is_over_than_it_covers():
    april, february, march = Month(2020, 4), Month(2021, 2), Month(2021, 3)

    def behind(last, stage, today):
        return kinds.is_behind(kinds.ANNUAL, april, last, stage, today)

    assert not behind(february, kinds.PRELIMINARY, date(2021, 3, 31))
    assert behind(february, kinds.PRELIMINARY, date(2021, 4, 1))
    assert behind(march, kinds.PRELIMINARY, date(2021, 4, 1))
    assert not behind(march, kinds.FINAL, date(2023, 4, 1))


def test_nothing_is_reported_of_what_has_not_begun():
    begins = Month(2020, 4).first_day
    assert kinds.may_begin(kinds.ANNUAL, Month(2020, 4), begins)
    assert not kinds.may_begin(kinds.ANNUAL, Month(2020, 5), Month(2021, 1).first_day)
    assert not kinds.may_begin(kinds.MONTHLY, Month(2020, 5), begins)
