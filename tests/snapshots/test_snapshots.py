"""What was published opens identically for ever, and what changed since is said with why."""

import json
from datetime import date, datetime, timedelta

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app import calendar
from app.access.permissions import Role
from app.calendar import CITY_TIME, Month, Period
from app.cli.statistics import recount_everything
from app.closings.service import withdraw_city_closing
from app.consultations import queries as consultations
from app.errors import InvalidError, NotAllowedError, NotFoundError
from app.snapshots import queries, rules, service
from app.snapshots.models import Snapshot
from app.statistics import service as months
from app.statistics.models import CityClosing, Incident
from tenants import db
from tests.corrections.test_corrections import decide, proposed_revision
from tests.corrections.test_guard import close_city
from tests.places import across_the_city, as_system, at
from tests.statistics.months import MAY, a_consultation, counted_everything
from tests.statistics.test_pages import text_of
from worker.tasks.corrections import apply_accepted
from worker.tasks.snapshots import freeze_waiting

PERIOD = Period(Month(2026, 4), MAY)
ROOM = "/centers/central/snapshots/"


@pytest.fixture
def records(app, north):
    with at(north):
        made = [a_consultation().id for _ in range(3)]
        counted_everything()
    return made


def published(place, *, of_city=True, known_on=None):
    with at(place, role=Role.CENTRAL_MANAGER if place.central else Role.WARD_MANAGER):
        ordered = service.order(PERIOD, of_city=of_city, known_on=known_on, by_name="見本").id
    freeze_waiting()
    return ordered


def frozen(place, snapshot_id):
    with at(place):
        kept = queries.snapshot(snapshot_id)
        return kept.content, kept.cells, kept.sha256, kept.frozen_at


def changed(snapshot_id):
    with across_the_city():
        return queries.changed(snapshot_id)


def test_a_report_is_frozen_with_definitions_moment_and_hash(records, central):
    made = published(central)

    content, cells, sha256, at_moment = frozen(central, made)
    assert content["report"]["consultations"]["value"] == 3
    assert content["report"]["reported"] == {
        "closed": 0,
        "of": 2,
        "missing": content["report"]["reported"]["missing"],
    }
    assert {card["code"] for card in content["definitions"]} >= {"consultations", "topics"}
    assert ["north", "2026-05", "consultations", "total", 3] in cells
    assert sha256 == rules.fingerprint(content, cells)
    assert at_moment


def test_it_stays_whatever_happens_to_the_records(records, north, central, visitor):
    made = published(central)
    before = frozen(central, made)
    client = visitor(Role.CENTRAL_COORDINATOR, central)
    page = text_of(client.get(f"{ROOM}{made}").text)
    with at(north):
        a_consultation()
        counted_everything()
        months.close_month(MAY, by_name="見本")
    freeze_waiting()

    assert frozen(central, made) == before
    assert text_of(client.get(f"{ROOM}{made}").text) == page
    assert "相談件数 3" in page


def test_not_even_the_center_can_change_it(records, central):
    made = published(central)
    for statement in (
        sa.update(Snapshot).values(cells=[]),
        sa.delete(Snapshot).where(Snapshot.id == made),
    ):
        with pytest.raises(DBAPIError, match="stays as it is"), at(central):
            db.session.execute(statement)


def test_what_changed_since_is_parted_into_corrections_and_the_rest(records, north, central):
    close_city()
    made = published(central)
    assert changed(made).differences == []

    correction = proposed_revision(
        north, records[0], received_at=datetime(2026, 6, 2, 9, tzinfo=CITY_TIME)
    )
    decide(central, correction)
    apply_accepted()
    with at(north):
        a_consultation(date(2026, 4, 20))
        counted_everything()

    since = changed(made)
    [april, may] = [each for each in since.differences if each.measure == "consultations"]
    assert (april.month, april.change, april.corrected, april.other) == (Month(2026, 4), 1, 0, 1)
    assert (may.month, may.change, may.corrected, may.other) == (MAY, -1, -1, 0)
    assert all(each.measure != "consultations" for each in since.totals)  # one came, one went
    assert len(since.corrections) == 1


def test_what_was_said_about_months_since_is_told(records, north, central):
    close_city()
    made = published(central)
    with at(north):
        months.close_month(Month(2026, 4), by_name="見本")
    with as_system():
        withdraw_city_closing(MAY, reason="早すぎた", by_name="推進の人")

    assert {(each.name, each.words) for each in changed(made).events} == {
        ("港北", "提出"),
        ("全市", "全市の締めの取り消し"),
    }


def test_a_ward_publishes_its_own_figures_and_nobody_elses(records, north, south, central):
    made = published(north, of_city=False)

    content, *_ = frozen(north, made)
    assert content["report"]["consultations"]["value"] == 3
    for place in (south, central):
        with pytest.raises(NotFoundError), at(place):
            queries.snapshot(made)
    with pytest.raises(NotFoundError):
        changed(made)
    with at(north):
        assert queries.changed(made).differences == []
    with pytest.raises(NotAllowedError):
        published(north, of_city=True)
    row = {"first_month": MAY.first_day, "last_month": MAY.first_day, "ordered_by_name": ""}
    of_city = sa.insert(Snapshot).values(of_city=True, ordered_at=calendar.now(), **row)
    with pytest.raises(DBAPIError, match="central center"), at(north):
        db.session.execute(of_city)


@pytest.mark.commits
def test_what_was_known_on_a_day_is_the_same_a_month_later_byte_for_byte(
    database, app, north, central
):
    with at(north):
        a_consultation()
        counted_everything()
    months_pass(database)
    a_month_ago = calendar.today() - timedelta(days=30)
    first = published(central, known_on=a_month_ago)
    with at(north):
        a_consultation()
        counted_everything()
    second = published(central, known_on=a_month_ago)
    now = published(central)

    reports = [
        json.dumps(frozen(central, each)[0], ensure_ascii=False) for each in (first, second, now)
    ]
    assert reports[0] == reports[1] != reports[2]
    assert frozen(central, first)[1:3] == frozen(central, second)[1:3]


def months_pass(database):
    """Let what was counted so far have been counted forty days ago."""
    with psycopg.connect(database.administrator) as administrator:
        administrator.execute("UPDATE figure_history SET known_on = known_on - 40")


def test_a_period_still_to_come_is_not_published(app, central):
    coming = Month.of(calendar.today()).next
    with pytest.raises(InvalidError), at(central):
        service.order(Period(coming, coming), of_city=True, known_on=None, by_name="見本")


def test_by_pages_and_programs(records, visitor, central):
    manager = visitor(Role.CENTRAL_MANAGER, central)
    typed = {"from": "2026-04", "to": "2026-05", "of_city": "1"}
    assert manager.post(ROOM, data={**typed, "to": "2026-03"}).status_code == 422
    made = manager.post(ROOM, data=typed)
    assert "作っています" in text_of(manager.get(made.location).text)
    freeze_waiting()
    page = text_of(manager.get(made.location).text)
    for words in ("R8年度(5月末)の公表版", "相談件数 3", "提出済み 0/2区", "SHA-256"):
        assert words in page
    since = manager.get(made.location.replace("/centers/central", "/city") + "/changes")
    assert "数字は変わっていません" in since.text
    assert "公表版" in manager.get(ROOM).text

    [line] = manager.get("/api/v1/centers/central/snapshots/").json["items"]
    shown = manager.get(f"/api/v1/centers/central/snapshots/{line['id']}").json
    assert shown["content"]["report"]["consultations"]["value"] == 3
    changes = manager.get(f"/api/v1/city/snapshots/{line['id']}/changes").json
    assert changes["differences"] == []
    asked = {"from": "2026-04", "to": "2026-05", "of_city": True}
    assert manager.post("/api/v1/centers/central/snapshots/", json=asked).status_code == 202


@pytest.mark.commits
def test_the_nightly_proof_finds_a_month_that_changed_past_its_closing(database, app, north):
    with at(north):
        a_consultation()
        counted_everything()
    months_pass(database)
    closed = {"closed_by_name": "推進の人", "submitted": 2, "wards": 2}
    with as_system():
        db.session.add(
            CityClosing(
                month=MAY.first_day, closed_at=calendar.now() - timedelta(days=20), **closed
            )
        )
    assert recount_everything()[1] == []

    with psycopg.connect(database.administrator) as administrator:  # past every guard
        administrator.execute("ALTER TABLE consultations DISABLE TRIGGER guarded")
        administrator.execute("ALTER TABLE consultation_topics DISABLE TRIGGER guarded")
    try:
        with at(north):
            a_consultation()
            counted_everything()
    finally:
        with psycopg.connect(database.administrator) as administrator:
            administrator.execute("ALTER TABLE consultations ENABLE TRIGGER guarded")
            administrator.execute("ALTER TABLE consultation_topics ENABLE TRIGGER guarded")

    found = recount_everything()[1]
    assert "港北 2026-05 consultations/total: 締めた時 1、いま 2、うち訂正 +0" in found


@pytest.mark.commits
def test_the_nightly_proof_finds_a_published_figure_that_was_tampered_with(
    database, app, north, central, visitor
):
    with at(north):
        a_consultation()
        counted_everything()
    made = published(central)
    assert recount_everything()[1] == []
    with psycopg.connect(database.administrator) as administrator:
        administrator.execute("ALTER TABLE snapshots DISABLE TRIGGER stays")
        administrator.execute("UPDATE snapshots SET cells = '[]'")
        administrator.execute("ALTER TABLE snapshots ENABLE TRIGGER stays")

    assert [str(made) in words for words in recount_everything()[1]] == [True]
    manager = visitor(Role.CENTRAL_MANAGER, central)
    assert "ハッシュが合いません" in manager.get(f"{ROOM}{made}").text
    assert str(made) in manager.get("/centers/central/statistics/incidents").text
    api = manager.get("/api/v1/centers/central/statistics/incidents").json
    assert str(made) in api["items"][0]["detail"]


def test_an_outcome_that_became_known_later_is_no_incident(records, north, central):
    close_city()
    with at(north):
        record = consultations.consultation(records[0])
        record.outcome = "advised"
        db.session.flush()
        counted_everything()
    assert recount_everything()[1] == []
    with as_system():
        assert db.session.scalars(sa.select(Incident)).all() == []
