"""What stands out, and how figures went over the years."""

import html
from datetime import date

import pytest

from app import calendar
from app.access.permissions import Role
from app.calendar import Month, Period
from app.statistics.rules.trends import history_span, months_looked_at, trend_span
from app.statistics.rules.unusual import HISTORY, rise
from tests.statistics.months import a_consultation, counted_everything

NOW = Month(2026, 5)


def past(*values: int, now: int) -> dict[Month, int]:
    """The months before `NOW`, the latest value last, and now."""
    series, month = {NOW: now}, NOW
    for value in reversed(values):
        month = month.previous
        series[month] = value
    return series


def test_a_rise_is_marked_with_what_it_is_compared_with():
    found = rise(past(*[4] * HISTORY, now=13), NOW)

    assert found is not None
    assert found.reason == "過去36か月の中央値 4件、いま 13件"
    assert (found.median, found.limit, found.same_month) == (4, 12, 4)
    assert "「ふだんの上限」12件を超えたから" in found.why
    assert "過去の5月の最大 4件より多く" in found.why


@pytest.mark.parametrize(
    ("series", "why"),
    [
        (past(*[4] * HISTORY, now=12), "the usual limit itself"),
        (past(*[0] * HISTORY, now=9), "small numbers are never marked"),
        (past(*[4] * 23, now=50), "too short a past"),
        (past(*([4] * 11 + [60]) * 3, now=40) | {Month(2024, 5): 41}, "it comes every May"),
        (past(*[10, 40] * 18, now=80), "it swings that much anyway"),
        ({NOW: 30}, "no past at all"),
        (past(*[4] * HISTORY, now=12) | {NOW: 0}, "nothing"),
    ],
)
def test_what_is_not_marked(series, why):
    assert rise(series, NOW) is None, why


def test_one_wild_month_in_the_past_hides_no_rise():
    """A mean and a standard deviation would be blinded by it; the median is not."""
    wild = [5] * HISTORY
    wild[20] = 500
    assert rise(past(*wild, now=20), NOW) is not None


def test_gaps_are_no_zeros():
    series = past(*[8] * HISTORY, now=30)
    for month in [month for month in series if month.year == 2024]:
        del series[month]
    found = rise(series, NOW)
    assert found is not None
    assert (found.median, found.months) == (8, 24)


def test_the_month_that_runs_is_looked_at_but_not_drawn():
    today = date(2026, 5, 10)
    period = Period(Month(2026, 4), Month(2027, 3))

    assert months_looked_at(period, today) == [Month(2026, 4), Month(2026, 5)]
    assert trend_span(period, today) == Period(Month(2022, 4), Month(2026, 4))
    old = Period(Month(2020, 4), Month(2021, 3))
    assert months_looked_at(old, today) == [Month(2021, 3)]
    assert trend_span(old, today) == Period(Month(2016, 4), Month(2021, 3))
    assert history_span(period, today).first == Month(2022, 4)


@pytest.fixture
def a_busy_month(at, north, monkeypatch):
    """Three years of three cases a month, then twenty about taxes in May 2026."""
    monkeypatch.setattr(calendar, "today", lambda: date(2026, 6, 10))
    with at(north):
        for month in Period(Month(2023, 5), Month(2026, 4)).months:
            for day in (1, 2, 3):
                a_consultation(month.first_day.replace(day=day), topics=("funding",))
        for day in range(1, 21):
            a_consultation(date(2026, 5, day), topics=("tax",))
        counted_everything()


def test_a_ward_sees_what_stands_out_and_opens_it(a_busy_month, visitor, north):
    worker = visitor(Role.WARD_WORKER, north)
    asked = "from=2026-04&to=2026-05"

    trends = worker.get(f"/api/v1/centers/north/statistics/trends?{asked}").json
    seen = [(rise["label"], rise["month"], rise["value"]) for rise in trends["rises"]]
    assert seen == [("相談件数", "2026-05", 20), ("事務(税務)", "2026-05", 20)]
    assert trends["rises"][1]["reason"] == "過去36か月の中央値 0件、いま 20件"
    taxes = next(topic for topic in trends["topics"] if topic["code"] == "tax")
    assert taxes["values"] == [0, 20]
    assert len(trends["months"]) == len(trends["values"]) == 50
    assert trends["values"][-2:] == [3, 20]
    assert trends["values"][0] is None

    page = html.unescape(worker.get(f"/centers/north/statistics/?{asked}").text)
    assert "ふだんより多い項目" in page
    assert "過去36か月の中央値 3件、いま 20件" in page
    assert "2026-05-01" in page.split('id="rises"')[1].split("</a>")[0]
    assert 'class="number risen"' in page


def test_the_city_names_the_ward_that_stands_out(a_busy_month, visitor, central):
    client = visitor(Role.CENTRAL_COORDINATOR, central)

    trends = client.get("/api/v1/city/statistics/trends?from=2026-04&to=2026-05").json
    named = {(rise["center"] and rise["center"]["slug"], rise["code"]) for rise in trends["rises"]}
    assert named == {(None, "total"), (None, "tax"), ("north", "total"), ("north", "tax")}
    page = html.unescape(client.get("/city/statistics/?from=2026-04&to=2026-05").text)
    assert "港北: 事務(税務)" in page


def test_no_rise_no_box(at, visitor, north):
    with at(north):
        a_consultation()
        counted_everything()
    page = visitor(Role.WARD_WORKER, north).get("/centers/north/statistics/?year=2026").text

    assert "ふだんより多い項目" not in page


def test_a_free_period_is_kept_in_its_form(visitor, north):
    page = visitor(Role.WARD_WORKER, north).get(
        "/centers/north/statistics/?from=2025-11&to=2026-02"
    )

    assert "令和7年11月～令和8年2月" in page.text
    assert 'type="month" id="field-from" name="from" value="2025-11"' in page.text
    assert '<details class="free-period" open>' in page.text
