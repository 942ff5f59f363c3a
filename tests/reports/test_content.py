from dataclasses import replace

import pytest

from app.calendar import Month, Period
from app.reports.rules import kinds
from app.reports.rules.changes import changes
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
    consultations=Line("total", "相談件数", 507, None),
    year_to_date=507,
    topics=(TopicLine("covid", "新型コロナウイルス関連", 153, None, 1),),
    topics_total=615,
    topics_total_before=None,
    months=(),
    breakdowns=(),
    results=(),
    reported="17/18区",
    since="",
    remarks=(),
)
CONTENT = Content(
    kind=kinds.ANNUAL,
    stage=kinds.PRELIMINARY,
    number=1,
    title="実績報告",
    center="推進センター",
    first="2020-04",
    last="2021-02",
    as_of="2021-03-01T00:00:00+09:00",
    counted=COUNTED,
    entered=Entered((SpaceLine("2020-07", 100, 10, 20),), "pooled", ()),
    texts=(),
    examples=(),
    definitions=(),
    compared_with=None,
    changes=(),
)


def test_an_edition_opens_as_it_was_written():
    written = canonical(CONTENT)
    assert reopened(written) == CONTENT
    assert canonical(reopened(written)) == written


def test_the_hash_is_of_every_letter():
    other = replace(CONTENT, counted=replace(COUNTED, topics_total=616))
    assert digest(canonical(CONTENT)) != digest(canonical(other))
    assert len(digest(canonical(CONTENT))) == 64


def test_each_figure_that_changed_since_the_first_report_stands_with_both_values():
    hand = Result("hand.講座", 4, "講座の回数", 6, None, "回", by_hand=True)
    now = replace(
        CONTENT,
        stage=kinds.FINAL,
        counted=replace(COUNTED, consultations=Line("total", "相談件数", 560, None)),
        entered=Entered((SpaceLine("2020-07", 100, 10, 21),), "pooled", (hand,)),
    )

    assert [(each.label, each.was, each.now, each.unit) for each in changes(CONTENT, now)] == [
        ("相談件数", 507, 560, "件"),
        ("講座の回数", None, 6, "回"),
        ("スペースAB 稼働率(7月)", 30, 31, "%"),
        ("スペースAB 稼働率(平均)", 30, 31, "%"),
        ("スペースAB 単独(7月)", 20, 21, "%"),
        ("スペースAB 単独(平均)", 20, 21, "%"),
    ]
    assert changes(CONTENT, CONTENT) == ()


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
