from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.accounts import service
from app.accounts.models import Account, Membership, SignedInSession
from tenants import db
from tests.accounts.test_sign_in import form_token
from tests.places import PASSWORD, email_of

DESK = "/centers/north/"
API = "/api/v1/centers/north/consultations/"


@pytest.fixture
def worker(browser, north):
    return browser(Role.WARD_WORKER, north)


@pytest.fixture
def later(monkeypatch):
    """Move the city's clock."""
    began = calendar.now()

    def move(after):
        monkeypatch.setattr(calendar, "now", lambda: began + after)

    return move


def is_in(client):
    return client.get(DESK).status_code == 200


def test_half_an_hour_without_a_request_ends_the_session(worker, later, as_system):
    later(service.IDLE_FOR - timedelta(seconds=5))
    assert is_in(worker)
    later(2 * service.IDLE_FOR - timedelta(seconds=30))
    assert is_in(worker)
    later(3 * service.IDLE_FOR)
    assert not is_in(worker)
    with as_system():
        assert db.session.scalars(sa.select(SignedInSession)).all() == []


def test_half_a_day_ends_the_session_however_busy(worker, later):
    step = timedelta(minutes=20)
    passed = step
    while passed < service.LASTS_FOR:
        later(passed)
        assert is_in(worker)
        passed += step
    later(service.LASTS_FOR + timedelta(seconds=1))
    assert not is_in(worker)


def test_not_every_click_writes(worker, later, as_system):
    def seen_at():
        with as_system():
            return db.session.scalars(sa.select(SignedInSession.seen_at)).one()

    began = seen_at()
    later(timedelta(seconds=50))
    is_in(worker)
    assert seen_at() == began
    later(timedelta(seconds=70))
    is_in(worker)
    assert seen_at() > began


def test_signing_out_kills_the_token(worker):
    token = worker.get_cookie("kyodo").value
    answer = worker.post("/sign-out", data={"csrf_token": form_token(worker, DESK)})
    assert answer.location == "/sign-in"
    assert worker.get_cookie("kyodo") is None
    worker.set_cookie("kyodo", token)
    assert not is_in(worker)
    assert "サインアウトしました。" in worker.get("/sign-in").text


def test_signing_out_over_the_api_kills_the_token(visitor, north):
    program = visitor(Role.WARD_WORKER, north)
    assert program.get(API).status_code == 200
    assert program.delete("/api/v1/session").status_code == 204
    assert program.get(API).status_code == 401


def test_a_deactivated_account_is_out_at_once(worker, as_system, north):
    assert is_in(worker)
    with as_system():
        db.session.execute(
            sa.update(Account)
            .where(Account.id == north.people[Role.WARD_WORKER])
            .values(deactivated_at=sa.func.now())
        )
    assert not is_in(worker)


def test_who_loses_her_place_is_out_at_once(worker, as_system, north):
    with as_system():
        db.session.execute(
            sa.delete(Membership).where(Membership.account_id == north.people[Role.WARD_WORKER])
        )
    assert not is_in(worker)


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer x", "Basic eDp5", "", "x y z"])
def test_a_made_up_bearer_is_nobody(nobody, header):
    answer = nobody.get(API, headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_a_cookie_serves_the_api_too_and_a_bearer_the_pages(browser, visitor, north):
    assert browser(Role.WARD_WORKER, north).get(API).status_code == 200
    assert visitor(Role.WARD_WORKER, north).get(DESK).status_code == 200


def test_a_program_gets_its_token_and_the_name_of_its_center(nobody, north):
    typed = {"email": email_of(Role.WARD_WORKER, "north"), "password": PASSWORD}
    begun = nobody.post("/api/v1/session", json=typed)
    assert begun.status_code == 201
    assert begun.json["center"] == "north"
    header = {"Authorization": f"Bearer {begun.json['token']}"}
    assert nobody.get(API, headers=header).status_code == 200


def test_sessions_that_can_no_longer_hold_are_swept_with_the_next_sign_in(
    worker, as_system, later, north
):
    later(service.LASTS_FOR + timedelta(hours=1))
    with as_system():
        service.sign_in(email=email_of(Role.WARD_MANAGER, "north"), password=PASSWORD)
        db.session.flush()
        assert len(db.session.scalars(sa.select(SignedInSession)).all()) == 1
