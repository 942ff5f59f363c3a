"""What was known when: figures and closings as of a day that is past."""

from datetime import date, timedelta

import psycopg
import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.calendar import Period
from app.statistics import queries, service
from app.statistics.models import FigureHistory
from tenants import db
from tests.statistics.months import MAY, a_consultation, counted_everything
from tests.statistics.test_pages import text_of

pytestmark = pytest.mark.commits

PERIOD = Period(MAY, MAY)
YESTERDAY = calendar.today() - timedelta(days=1)


@pytest.fixture
def days_pass(database):
    """Let what happened so far have happened some days ago."""

    def pass_by(days):
        with psycopg.connect(database.administrator) as administrator:
            administrator.execute("UPDATE figure_history SET known_on = known_on - %s", [days])
            administrator.execute(
                "UPDATE month_closings SET closed_at = closed_at - %(days)s * interval '1 day',"
                " withdrawn_at = withdrawn_at - %(days)s * interval '1 day'",
                {"days": days},
            )

    return pass_by


def total(as_of: date | None = None) -> int:
    asked = {"centers": [queries.open_center()], "as_of": as_of}
    return queries.report(PERIOD, **asked).consultations.value


def test_a_later_correction_does_not_change_what_was_known(at, north, days_pass):
    with at(north):
        first = a_consultation()
        a_consultation()
        counted_everything()
    days_pass(3)
    with at(north):
        a_consultation(topics=("covid",))
        counted_everything()
    days_pass(2)
    with at(north):
        db.session.delete(db.session.merge(first))
        db.session.flush()
        a_consultation()
        counted_everything()

        assert total() == 3
        assert total(calendar.today()) == 3
        assert total(calendar.today() - timedelta(days=1)) == 3
        assert total(calendar.today() - timedelta(days=4)) == 2
        assert total(calendar.today() - timedelta(days=6)) == 0


def test_a_figure_that_vanished_is_known_to_be_nothing(at, north, days_pass):
    with at(north):
        only = a_consultation()
        counted_everything()
    days_pass(2)
    with at(north):
        db.session.delete(db.session.merge(only))
        db.session.flush()
        counted_everything()

        assert total(YESTERDAY) == 1
        assert total(calendar.today()) == 0


def test_the_last_of_a_day_is_kept(at, north):
    with at(north):
        for _ in range(3):
            a_consultation()
            counted_everything()

        history = sa.select(FigureHistory.value).where(FigureHistory.measure == "consultations")
        assert db.session.scalars(history).all() == [3]


def test_a_count_without_a_change_is_not_remembered_anew(at, north, days_pass):
    with at(north):
        a_consultation()
        counted_everything()
    days_pass(1)
    with at(north):
        a_consultation(topics=("covid",))
        counted_everything()

        tax = sa.select(FigureHistory.known_on).where(FigureHistory.code == "tax")
        assert len(set(db.session.scalars(tax).all())) == 1


def test_who_had_reported_is_known_too(at, north, days_pass):
    with at(north):
        service.close_month(MAY, by_name="管理者")
    days_pass(3)
    with at(north):
        service.reopen_month(MAY, by_name="管理者")
        assert queries.closings() == {}
        service.close_month(MAY, by_name="管理者")
        service.reopen_month(MAY, by_name="管理者")

        def label(as_of):
            asked = {"centers": [queries.open_center()], "as_of": as_of}
            return queries.report(PERIOD, **asked).reported.label

        assert [label(None), label(YESTERDAY)] == ["0/1区", "1/1区"]


def test_a_page_and_a_program_ask_what_was_known(at, north, days_pass, visitor):
    with at(north):
        a_consultation()
        counted_everything()
    days_pass(3)
    with at(north):
        a_consultation()
        counted_everything()
    client = visitor(Role.WARD_WORKER, north)
    span = "from=2026-05&to=2026-05"

    def page(day):
        return text_of(client.get(f"/centers/north/statistics/?{span}&as_of={day}").text)

    assert "相談件数 1 件" in page(YESTERDAY)
    assert "の終わりに分かっていた数字です" in page(YESTERDAY)
    assert "5年間の相談件数" not in page(YESTERDAY)
    assert "相談件数 2 件" in page("")
    assert "時点の数字は残っていません" in page("2020-04-01")
    program = f"/api/v1/centers/north/statistics/?{span}"
    told = client.get(f"{program}&as_of={YESTERDAY}").json
    assert (told["consultations"]["value"], told["known_on"]) == (1, str(YESTERDAY))
    coming = calendar.today() + timedelta(days=1)
    assert client.get(f"{program}&as_of={coming}").status_code == 422
