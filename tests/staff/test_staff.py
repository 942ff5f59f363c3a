import re

import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.accounts import service as accounts
from app.accounts.models import Membership, SignedInSession
from app.audit.models import AuditEntry
from app.errors import InvalidError
from app.staff import queries, service
from tenants import db
from tests.accounts.test_sign_in import form_token
from tests.places import PASSWORD, email_of

GOOD = "みなとを歩いてから考える"
STAFF = "/centers/north/staff/"


def place_of(center, role):
    return db.session.scalars(
        sa.select(Membership).where(
            Membership.center_id == center.id, Membership.account_id == center.people[role]
        )
    ).one()


@pytest.fixture
def manager(visitor, north):
    return visitor(Role.WARD_MANAGER, north)


def invited(manager, **typed) -> str:
    page = manager.post(
        f"{STAFF}invitations",
        data={"name": "新しい人", "email": "New@north.example.com", "role": "ward_worker", **typed},
    )
    assert page.status_code == 200, page.text
    return re.search(r"/welcome\?key=([\w-]+)", page.text)[1]


def test_a_newcomer_gets_in_by_a_link_that_holds_once(manager, nobody, north, as_system):
    key = invited(manager)
    page = nobody.get(f"/welcome?key={key}")
    assert "新しい人さん、ようこそ" in page.text
    sent = {"key": key, "password": GOOD, "csrf_token": form_token(nobody, f"/welcome?key={key}")}
    assert nobody.post("/welcome", data=sent).status_code == 302
    assert nobody.get("/centers/north/").status_code == 200
    assert nobody.get("/centers/north/staff/").status_code == 403
    assert nobody.get("/centers/south/").status_code == 404
    assert nobody.get(f"/welcome?key={key}").status_code == 404
    with as_system():
        assert accounts.sign_in(email="new@north.example.com", password=GOOD)


@pytest.mark.parametrize("password", ["短い", "a" * 20, "new@north.example.com"])
def test_a_poor_password_is_refused_and_the_link_still_holds(manager, as_system, password):
    key = invited(manager)
    with as_system(), pytest.raises(InvalidError):
        service.accept(key, password=password)
    with as_system():
        assert service.accept(key, password=GOOD)


def test_a_link_can_be_withdrawn_and_a_new_one_ends_the_old(manager, as_system, north):
    old, new = invited(manager), invited(manager)
    with as_system(), pytest.raises(service.LinkSpentError):
        service.accept(old, password=GOOD)
    with as_system():
        (only,) = queries.open_invitations(north.id)
        service.withdraw_invitation(only)
    with as_system(), pytest.raises(service.LinkSpentError):
        service.accept(new, password=GOOD)


def test_a_link_of_yesterweek_holds_no_more(manager, as_system, monkeypatch):
    key = invited(manager)
    later = service.calendar.now() + service.rules.LINK_HOLDS_FOR
    monkeypatch.setattr(service.calendar, "now", lambda: later)
    with as_system(), pytest.raises(service.LinkSpentError):
        service.accept(key, password=GOOD)


def test_that_somebody_works_elsewhere_is_not_told(manager, north, south, as_system, visitor):
    """The same page for a known address as for one nobody has; and only the password opens it."""
    email = email_of(Role.WARD_WORKER, "south")
    key = invited(manager, email=email)
    with as_system(), pytest.raises(InvalidError, match="入力内容"):
        service.accept(key, password=GOOD)
    with as_system():
        service.accept(key, password=PASSWORD)
    both = visitor(Role.WARD_WORKER, south)
    assert both.get("/centers/south/").status_code == 200
    shown = manager.get(STAFF).text
    assert email in shown
    assert "新しい人" in shown  # as this center calls them
    assert "南 区センター職員" not in shown
    assert south.name not in shown


def test_a_manager_cannot_choose_the_password_of_somebody_of_two_centers(
    manager, north, south, as_system
):
    key = invited(manager, email=email_of(Role.WARD_WORKER, "south"))
    with as_system():
        service.accept(key, password=PASSWORD)
        place = db.session.scalars(
            sa.select(Membership).where(
                Membership.center_id == north.id,
                Membership.account_id == south.people[Role.WARD_WORKER],
            )
        ).one()
        membership_id = place.id
    answer = manager.post(f"{STAFF}{membership_id}/password-link")
    assert answer.status_code == 409
    assert "/welcome" not in answer.text


def test_a_new_role_ends_the_sessions_and_holds(manager, visitor, north, as_system):
    worker = visitor(Role.WARD_WORKER, north)
    assert worker.get("/centers/north/").status_code == 200
    with as_system():
        membership_id = place_of(north, Role.WARD_WORKER).id
    manager.post(f"{STAFF}{membership_id}/role", data={"role": "ward_manager"})
    assert worker.get("/centers/north/").status_code == 302
    assert visitor(Role.WARD_WORKER, north).get(STAFF).status_code == 200


def test_who_is_deactivated_is_out_at_once_and_comes_back(manager, visitor, north, as_system):
    worker = visitor(Role.WARD_WORKER, north)
    with as_system():
        membership_id = place_of(north, Role.WARD_WORKER).id
    manager.post(f"{STAFF}{membership_id}/deactivation")
    assert worker.get("/centers/north/").status_code == 302
    with as_system(), pytest.raises(accounts.SignInRefusedError):
        accounts.sign_in(email=email_of(Role.WARD_WORKER, "north"), password=PASSWORD)
    assert visitor(Role.WARD_WORKER, north).get("/centers/north/").status_code == 302
    manager.post(f"{STAFF}{membership_id}/reactivation")
    assert visitor(Role.WARD_WORKER, north).get("/centers/north/").status_code == 200


@pytest.mark.parametrize("act", ["deactivation", "role"])
def test_the_last_manager_cannot_remove_herself(manager, north, as_system, act):
    with as_system():
        membership_id = place_of(north, Role.WARD_MANAGER).id
    answer = manager.post(f"{STAFF}{membership_id}/{act}", data={"role": "ward_worker"})
    assert answer.status_code == 409
    assert "管理者が一人もいなくなる" in answer.text
    assert manager.get(STAFF).status_code == 200


def test_a_ward_gives_no_role_of_the_central_center(manager, north, as_system):
    with as_system():
        membership_id = place_of(north, Role.WARD_WORKER).id
    answer = manager.post(f"{STAFF}{membership_id}/role", data={"role": "central_manager"})
    assert answer.status_code == 422


def test_sessions_are_ended(manager, visitor, north, as_system):
    worker = visitor(Role.WARD_WORKER, north)
    with as_system():
        membership_id = place_of(north, Role.WARD_WORKER).id
    manager.post(f"{STAFF}{membership_id}/sessions/removal")
    assert worker.get("/centers/north/").status_code == 302


def test_another_centers_colleague_does_not_exist(manager, south, as_system):
    with as_system():
        membership_id = place_of(south, Role.WARD_WORKER).id
    for act in ("deactivation", "reactivation", "sessions/removal", "password-link"):
        assert manager.post(f"{STAFF}{membership_id}/{act}").status_code == 404


def test_every_change_is_written_down_with_its_author(manager, north, as_system, at):
    with as_system():
        membership_id = place_of(north, Role.WARD_WORKER).id
    manager.post(f"{STAFF}{membership_id}/deactivation")
    invited(manager)
    with at(north):
        written = sa.select(AuditEntry).where(AuditEntry.actor_id.isnot(None))
        entries = db.session.scalars(written).all()
        assert {(each.table_name, each.action) for each in entries} >= {
            ("memberships", "update"),
            ("invitations", "insert"),
        }
        assert {each.actor_id for each in entries} == {north.people[Role.WARD_MANAGER]}


def test_ones_own_password(browser, north, as_system):
    worker = browser(Role.WARD_WORKER, north)
    typed = {"csrf_token": form_token(worker, "/password"), "current": "ちがう", "password": GOOD}
    assert worker.post("/password", data=typed).status_code == 422
    assert worker.post("/password", data={**typed, "current": PASSWORD}).status_code == 302
    with as_system():
        assert accounts.sign_in(email=email_of(Role.WARD_WORKER, "north"), password=GOOD)
        sessions = db.session.scalars(
            sa.select(SignedInSession).where(
                SignedInSession.account_id == north.people[Role.WARD_WORKER]
            )
        ).all()
        assert len(sessions) == 2  # the browser's new one, and this one


def test_nobody_is_asked_to_sign_in_before_changing_a_password(nobody):
    assert nobody.get("/password").location.startswith("/sign-in")
    assert nobody.get("/welcome?key=nothing").status_code == 404
