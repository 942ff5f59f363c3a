"""Eighteen tiles, reminders, and the month of the whole city."""

from datetime import timedelta

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app import calendar
from app.access.permissions import Role
from app.calendar import Month
from app.closings import queries, rules, service
from app.closings.models import ClosingReminder
from app.errors import InvalidError, MonthClosedError, NotFoundError
from app.notifications import queries as notices
from app.notifications import service as telling
from app.notifications.models import Mail
from app.statistics import queries as statistics
from app.statistics import service as months
from app.statistics.models import CityClosing
from app.statistics.service import AlreadyClosedError, MonthOpenError
from tenants import db
from tests.places import across_the_city, as_system, at
from tests.statistics.months import MAY
from tests.statistics.test_pages import text_of

MANAGER = Role.CENTRAL_MANAGER
CITY_PAGE = "/city/closings/2026-05"
ROOM = "/centers/central/closings"
API = "/api/v1/centers/central/closings"


def tiles(month=MAY):
    with across_the_city():
        return {tile.place.slug: tile.label for tile in queries.city_month(month).tiles}


def remind(central, *slugs, month=MAY):
    with at(central, role=MANAGER):
        return [each.to_center_id for each in service.remind(month, slugs, by_name="推進の人")]


def close_city(month=MAY, *, confirmed=True):
    with as_system():
        return service.close_city_month(month, by_name="推進の人", confirmed=confirmed)


def test_a_tile_goes_from_missing_to_reminded_to_submitted(app, north, south, central):
    assert tiles() == {"north": "未提出", "south": "未提出"}

    remind(central, "north", "south")
    assert tiles() == {"north": "督促済み", "south": "督促済み"}

    with at(north):
        months.close_month(MAY, by_name="見本")
    assert tiles() == {"north": "提出済み", "south": "督促済み"}
    with across_the_city():
        assert queries.city_month(MAY).label == "1/2区"


def test_nobody_is_reminded_twice_a_day_nor_after_submitting(app, north, south, central):
    with at(south):
        months.close_month(MAY, by_name="見本")

    assert remind(central, "north", "south") == [north.id]
    with pytest.raises(service.NobodyToRemindError):
        remind(central, "north", "south")


def test_a_day_later_one_may_be_reminded_again(app, north, central):
    today = calendar.today()
    with at(central):
        yesterday = {
            "to_center_id": north.id,
            "month": MAY.first_day,
            "reminded_on": today - timedelta(days=1),
            "reminded_at": calendar.now() - timedelta(days=1),
            "reminded_by_name": "推進の人",
        }
        db.session.execute(sa.insert(ClosingReminder).values(yesterday))
    with across_the_city():
        assert [tile.place.slug for tile in queries.city_month(MAY).to_remind(today)] == [
            "north",
            "south",
        ]
    assert remind(central, "north") == [north.id]


@pytest.mark.parametrize("slugs", [(), ("nowhere",), ("central",)])
def test_only_wards_that_exist_are_reminded(app, central, slugs):
    with pytest.raises(InvalidError):
        remind(central, *slugs)


def test_a_month_that_runs_is_neither_reminded_of_nor_closed(app, central):
    running = Month.of(calendar.today())
    with pytest.raises(MonthOpenError):
        remind(central, "north", month=running)
    with pytest.raises(MonthOpenError):
        close_city(running)


def test_a_ward_cannot_remind_another(app, north, south):
    written = {
        "to_center_id": south.id,
        "month": MAY.first_day,
        "reminded_on": calendar.today(),
        "reminded_at": calendar.now(),
        "reminded_by_name": "見本",
    }
    with pytest.raises(DBAPIError) as refused, at(north):
        db.session.execute(sa.insert(ClosingReminder).values(written))
    assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


def test_the_wards_managers_hear_of_it_in_the_app_and_by_one_mail_each(app, north, south, central):
    remind(central, "north")
    with at(north):
        telling.decide()
        telling.decide()
        mails = db.session.scalars(sa.select(Mail)).all()
    assert [mail.account_id for mail in mails] == [north.people[Role.WARD_MANAGER]]
    with at(north, role=Role.WARD_MANAGER):
        [notice] = notices.page().items
        assert (notice.reference, notice.is_unread) == ("令和8年5月", True)
        envelope = telling.claim(mails[0].account_id, public_url="https://kyodo.example")
    assert envelope is not None
    assert "月の提出をお待ちしています（令和8年5月）" in envelope.words.subject
    assert "/centers/north/statistics/closings/2026-05" in envelope.words.body
    for place, role in ((north, Role.WARD_WORKER), (south, Role.WARD_MANAGER)):
        with at(place, role=role):
            assert notices.page().items == []


def test_a_reminder_is_no_news_once_the_month_is_submitted(app, north, central):
    remind(central, "north")
    with at(north, role=Role.WARD_MANAGER):
        assert notices.count_unread() == 1
        months.close_month(MAY, by_name="見本")
        assert notices.count_unread() == 0


def test_the_platform_finds_whom_to_tell_of_a_reminder(app, north, central):
    remind(central, "north")
    with as_system():
        assert notices.mails.centers_to_tell(calendar.now()) == [north.id]


def test_the_city_closes_with_whoever_submitted_and_says_how_many(app, north):
    with at(north):
        months.close_month(MAY, by_name="見本")
    with pytest.raises(InvalidError) as refused:
        close_city(confirmed=False)
    assert "南が提出していません" in refused.value.fields["confirmed"][0]

    closing = close_city()
    assert (closing.submitted, closing.wards) == (1, 2)
    with pytest.raises(AlreadyClosedError):
        close_city()


def test_what_the_city_closed_no_ward_takes_back(app, north):
    with at(north):
        months.close_month(MAY, by_name="見本")
    close_city()
    with pytest.raises(MonthClosedError, match="令和8年5月は全市で締めてあります"), at(north):
        months.reopen_month(MAY, by_name="見本")
    with at(north):
        assert MAY in statistics.closings()


def test_a_closing_is_withdrawn_with_a_reason_and_both_are_kept(app, north):
    close_city()
    with as_system():
        service.withdraw_city_closing(MAY, reason="区の取り違え", by_name="推進の人")
        with pytest.raises(NotFoundError):
            service.withdraw_city_closing(MAY, reason="もう一度", by_name="推進の人")
    close_city()
    with at(north):
        kept = statistics.every_city_closing()
        assert [each.withdrawn_reason for each in kept] == [None, "区の取り違え"]
        assert list(statistics.city_closings()) == [MAY]


def test_no_center_writes_the_citys_closing_itself(app, central):
    with pytest.raises(DBAPIError, match="permission denied"), at(central):
        db.session.execute(
            sa.insert(CityClosing).values(
                month=MAY.first_day,
                closed_at=calendar.now(),
                closed_by_name="見本",
                submitted=18,
                wards=18,
            )
        )


def test_the_pages_remind_close_and_open_again(app, visitor, north, central):
    client = visitor(MANAGER, central)
    shown = text_of(client.get(CITY_PAGE).text)
    assert "提出 0/2区" in shown
    assert "港北 未提出" in shown

    client.post(f"{ROOM}/reminders", data={"month": "2026-05", "wards": ["north"]})
    assert "督促済み" in text_of(client.get(CITY_PAGE).text)

    client.post(f"{ROOM}/", data={"month": "2026-05", "confirmed": "1"})
    assert "この月は全市で締めてあります" in text_of(client.get(CITY_PAGE).text)
    assert "締め済み" in text_of(client.get("/city/closings/").text)
    ward = visitor(Role.WARD_MANAGER, north)
    months_of_ward = ward.get("/centers/north/statistics/?from=2026-05&to=2026-05").text
    assert "全市で締め済み" in text_of(months_of_ward)

    client.post(f"{ROOM}/2026-05/withdrawal", data={"reason": "区の取り違え"})
    assert "この月は全市で締めてあります" not in text_of(client.get(CITY_PAGE).text)


@pytest.mark.parametrize(
    ("act", "data", "said"),
    [
        ("/reminders", {"month": "2026-05"}, "督促する区"),
        ("/reminders", {"month": "2199-01", "wards": "north"}, "まだ終わっていない"),
        ("/", {"month": "2026-05"}, "提出していません"),
        ("/2026-05/withdrawal", {}, "入力してください"),
    ],
)
def test_what_is_refused_is_said_on_the_page_and_changes_nothing(
    app, browser, central, act, data, said
):
    client = browser(MANAGER, central)
    page = client.get(CITY_PAGE).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]

    answer = client.post(f"{ROOM}{act}", data={**data, "csrf_token": token}, follow_redirects=True)

    assert said in text_of(answer.text)
    with at(central):
        assert statistics.every_city_closing() == []
        assert db.session.scalars(sa.select(ClosingReminder)).all() == []


def test_a_coordinator_looks_on(visitor, central):
    client = visitor(Role.CENTRAL_COORDINATOR, central)

    assert "督促する" not in client.get(CITY_PAGE).text
    assert client.post(f"{ROOM}/", data={"month": "2026-05"}).status_code == 403


def test_a_program_does_all_of_it(visitor, north, central):
    client = visitor(MANAGER, central)
    shown = client.get("/api/v1/city/closings/2026-05").json
    assert (shown["label"], shown["closed_at"]) == ("0/2区", None)
    assert len(client.get("/api/v1/city/closings/").json["items"]) == rules.MONTHS_LISTED

    asked = {"month": "2026-05", "wards": ["north"]}
    assert client.post(f"{API}/reminders", json=asked).status_code == 201
    assert client.post(f"{API}/reminders", json=asked).status_code == 409
    ward = visitor(Role.WARD_MANAGER, north)
    [heard] = ward.get("/api/v1/centers/north/closings/reminders").json["items"]
    assert heard["month"] == "2026-05-01"
    [notice] = ward.get("/api/v1/centers/north/notifications/").json["items"]
    read = ward.post(f"/api/v1/centers/north/notifications/{notice['id']}/reading")
    assert (read.status_code, read.json) == (201, {"read": 1})

    closing = client.post(f"{API}/", json={"month": "2026-05", "confirmed": True})
    assert (closing.status_code, closing.json["submitted"]) == (201, 0)
    opened = client.post(f"{API}/2026-05/withdrawal", json={"reason": "区の取り違え"})
    assert opened.json["withdrawn_reason"] == "区の取り違え"
    assert len(ward.get("/api/v1/centers/north/closings/").json["items"]) == 1
