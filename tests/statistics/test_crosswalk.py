"""Where a code list changed, the series breaks: both figures, no difference, and why."""

from datetime import date

import pytest

from app.access.permissions import Role
from app.calendar import Month, Period
from app.codes.queries import code_lists
from app.codes.rules import CROSSINGS, crossed
from app.meetings.documents.statistics import statistics_paper
from app.statistics import queries
from tests.places import across_the_city
from tests.statistics.months import a_consultation, counted_everything

ACROSS = Period(Month(2021, 4), Month(2021, 9))
AFTER = Period(Month(2022, 4), Month(2022, 9))


@pytest.fixture
def counted(at, north):
    with at(north):
        for year in (2020, 2021, 2022):
            for _ in range(year - 2018):
                a_consultation(date(year, 5, 1), topics=("other",))
            a_consultation(date(year, 5, 1), topics=("tax",))
        counted_everything()


def rows(period):
    with across_the_city():
        report = queries.report(period, centers=queries.cities_centers(None))
    return {row.code: row for row in report.topics.rows}, report


def test_what_meant_something_else_is_shown_and_not_subtracted(counted):
    topics, report = rows(ACROSS)

    assert (topics["other"].value, topics["other"].before) == (3, 2)
    assert topics["other"].difference is None
    assert topics["tax"].difference == 0
    assert topics["center_functions"].before is None
    assert any("令和3年度に" in remark for remark in report.remarks)
    table = str(statistics_paper(report, 1).blocks)
    assert "('その他', '3', '2', '－')" in table


def test_a_year_later_the_series_goes_on(counted):
    topics, report = rows(AFTER)

    assert topics["other"].difference == 1
    assert not any("令和3年度に" in remark for remark in report.remarks)


def test_nothing_is_moved_silently(counted):
    """The figures themselves are as they were recorded, on both sides."""
    topics, _ = rows(Period(Month(2020, 4), Month(2020, 9)))
    assert topics["other"].value == 2
    assert "center_functions" not in topics


def test_every_code_of_the_crosswalk_holds_on_its_side(at, north):
    with at(north):
        lists = code_lists()
    for crossing in CROSSINGS:
        for code in crossing.before:
            assert lists.holds(crossing.list_name, code, crossing.fiscal_year - 1)
        for code in crossing.after:
            assert lists.holds(crossing.list_name, code, crossing.fiscal_year)
    assert crossed("topics", 2021, 2021) == crossed("topics", 2019, 2026) == list(CROSSINGS)
    assert crossed("topics", 2022, 2026) == []


def test_the_crosswalk_can_be_read(visitor, north):
    client = visitor(Role.WARD_WORKER, north)
    assert "項目の移り変わり" in client.get("/centers/north/indicators/").text
    listed = client.get("/api/v1/centers/north/indicators/crosswalk").json["items"]
    assert listed[0]["broken"] == ["other"]
