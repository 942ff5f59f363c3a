from datetime import date

import pytest
import sqlalchemy as sa

from app.calendar import Month, Period
from app.statistics import queries, service
from app.statistics.rules import StatisticsReport
from tenants import CenterScope, acting_for, db
from tenants.models import Center
from tests.statistics.months import MAY, a_consultation, counted_everything, the_golden_rows
from tests.transfers.golden import TOPIC_COUNTS

R2 = Period(Month(2020, 4), Month(2021, 2))
THIS = Period(Month(2026, 4), Month(2026, 6))


def report_on(slug: str | None, period: Period = THIS) -> StatisticsReport:
    return queries.report(period, centers=queries.cities_centers(slug))


def test_the_golden_rows_give_the_citys_printed_table(at, across_the_city, central) -> None:
    with at(central):
        the_golden_rows()
        counted_everything()

    with across_the_city():
        report = report_on(central.slug, R2)

    assert report.consultations.value == 507
    assert {row.code: row.value for row in report.topics.rows} == TOPIC_COUNTS
    assert report.topics.total == 615
    assert {row.code: row.mark for row in report.topics.rows if row.mark} == {
        "covid": "①",
        "activities": "②",
        "corporate_affairs": "③",
    }
    assert sum(row.value or 0 for row in report.months) == 507
    assert sum(row.value for row in report.channels) == 507


def test_center_and_city_see_the_same_report(at, across_the_city, central) -> None:
    with at(central):
        a_consultation(minutes=20)
        counted_everything()
        own = queries.report(THIS, centers=[queries.open_center()])

    with across_the_city():
        assert report_on(central.slug) == own
    assert own.mean_minutes == 20


def test_the_city_is_every_center_and_the_wards_alone_when_asked(
    at, across_the_city, north, south, central
) -> None:
    for place in (north, south, central):
        with at(place):
            a_consultation()
            counted_everything()

    with across_the_city():
        city, wards = report_on(None), report_on(queries.WARDS_ALONE)

    assert city.consultations.value == 3
    assert [row.place.slug for row in city.centers] == ["north", "south", "central"]
    assert wards.consultations.value == 2
    assert [row.place.slug for row in wards.centers] == ["north", "south"]


def test_a_canary_ward_is_in_no_figure_of_the_city(as_system, across_the_city) -> None:
    with as_system():
        canaries = db.session.scalars(sa.select(Center.id).where(Center.kind == "canary")).all()
    for canary in canaries:
        with acting_for(CenterScope(canary)):
            a_consultation()
            counted_everything()

    with across_the_city():
        report = report_on(None)
        assert queries.cities_centers("canary-north") == []
        assert "canary-north" not in dict(queries.center_choices())

    assert len(canaries) == 2
    assert report.consultations.value == 0
    assert report.as_of is None


def test_the_year_before_stands_beside(at, north) -> None:
    with at(north):
        a_consultation(date(2025, 5, 1), topics=("tax",))
        a_consultation(date(2025, 7, 1), topics=("tax",))
        a_consultation(MAY.first_day, topics=("tax", "labor"))
        counted_everything()
        report = queries.report(THIS, centers=[queries.open_center()])

    assert (report.consultations.value, report.consultations.before) == (1, 1)
    labor = next(row for row in report.topics.rows if row.code == "labor")
    assert (labor.before, labor.difference) == (0, 1)
    assert [(row.value, row.before) for row in report.months] == [
        (None, None),
        (1, 1),
        (None, None),
    ]


def test_what_nobody_reported_the_year_before_is_not_nothing(at, north) -> None:
    with at(north):
        a_consultation()
        counted_everything()
        report = queries.report(THIS, centers=[queries.open_center()])

    assert report.consultations.before is None
    assert report.remarks == ("前年同期の数字はありません。",)


def test_a_topic_new_this_year_is_not_compared(at, north) -> None:
    """センターの機能 came with R3."""
    with at(north):
        a_consultation(date(2020, 5, 1))
        a_consultation(date(2021, 5, 1), topics=("center_functions",))
        counted_everything()
        later = Period(Month(2021, 4), Month(2021, 6))
        report = queries.report(later, centers=[queries.open_center()])
        before = queries.report(later.year_before, centers=[queries.open_center()])

    new = next(row for row in report.topics.rows if row.code == "center_functions")
    assert (new.value, new.before) == (1, None)
    assert "「センターの機能に関する相談」" in report.remarks[0]
    assert "center_functions" not in {row.code for row in before.topics.rows}


def test_a_center_opened_on_the_way_says_so(at, as_system, central) -> None:
    with as_system():
        opened = sa.update(Center).where(Center.id == central.id)
        db.session.execute(opened.values(opened_on=date(2020, 6, 29)))
    with at(central):
        a_consultation(date(2020, 7, 1))
        a_consultation(date(2021, 7, 1))
        counted_everything()
        report = queries.report(
            Period(Month(2021, 4), Month(2022, 3)), centers=[queries.open_center()]
        )

    assert any("令和2年6月29日(月)に開設" in remark for remark in report.remarks)


def test_the_city_counts_which_wards_have_reported(at, across_the_city, north, south) -> None:
    with at(north):
        for month in THIS.months:
            service.close_month(month, by_name="見本")

    with across_the_city():
        reported = queries.reported(THIS)

    assert reported.label == "1/2区"
    assert [place.slug for place in reported.missing] == ["south"]


def test_a_closed_month_without_a_row_is_nothing_and_an_open_one_unknown(
    at, across_the_city, north, south
) -> None:
    with at(north):
        for month in THIS.months:
            service.close_month(month, by_name="見本")

    with across_the_city():
        values = {row.place.slug: row.value for row in report_on(None).centers}

    assert values == {"north": 0, "south": None, "central": None}


def test_a_month_that_is_not_over_cannot_be_closed(at, north) -> None:
    with at(north), pytest.raises(service.MonthOpenError, match="まだ終わっていない"):
        service.close_month(Month(2199, 1), by_name="見本")


def test_a_closed_month_cannot_be_closed_again(at, north) -> None:
    with at(north):
        service.close_month(MAY, by_name="見本")
        with pytest.raises(service.AlreadyClosedError, match="令和8年5月はすでに提出"):
            service.close_month(MAY, by_name="見本")


def test_a_closing_is_taken_back_and_given_again(at, north) -> None:
    with at(north):
        service.close_month(MAY, by_name="見本")
        service.reopen_month(MAY, by_name="見本")
        assert queries.closings() == {}
        service.close_month(MAY, by_name="見本")
