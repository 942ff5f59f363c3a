import sqlalchemy as sa

from app.access.permissions import Role
from app.accounts import queries, service
from app.accounts.models import Account, Membership
from tenants import db


def kept(as_system, **changes):
    values = {
        "email": "New@North.invalid",
        "name": "見本 花子",
        "password": "はじめの合言葉",
        "places": [],
        **changes,
    }
    with as_system():
        return service.keep_account(**values).id


def hash_of(as_system, account_id):
    with as_system():
        return db.session.scalar(sa.select(Account.password_hash).where(Account.id == account_id))


def test_keeping_an_account_twice_keeps_one_and_its_hash(as_system, north):
    places = [(north.id, Role.WARD_WORKER)]
    first = kept(as_system, places=places)
    before = hash_of(as_system, first)
    again = kept(as_system, places=[(north.id, Role.WARD_MANAGER)], name="見本 桜子")

    assert (again, hash_of(as_system, again)) == (first, before)
    with as_system():
        rows = sa.select(Membership.role, Membership.name).where(Membership.account_id == first)
        assert db.session.execute(rows).all() == [(Role.WARD_MANAGER, "見本 桜子")]


def test_a_new_password_replaces_the_old_one(as_system, north):
    first = kept(as_system, places=[(north.id, Role.WARD_WORKER)])
    before = hash_of(as_system, first)
    kept(as_system, password="つぎの合言葉")
    assert hash_of(as_system, first) != before


def test_a_hash_made_with_old_settings_is_renewed_at_the_next_sign_in(as_system, north):
    weak = service.PasswordHasher(time_cost=1, memory_cost=8192)
    first = kept(as_system, places=[(north.id, Role.WARD_WORKER)])
    with as_system():
        db.session.execute(
            sa.update(Account)
            .where(Account.id == first)
            .values(password_hash=weak.hash("はじめの合言葉"))
        )
    with as_system():
        service.sign_in(email="new@north.invalid", password="はじめの合言葉")
    assert "m=65536" in hash_of(as_system, first)


def test_a_person_at_two_centers_has_both_in_the_citys_order(as_system, north, south):
    places = [(south.id, Role.WARD_WORKER), (north.id, Role.WARD_MANAGER)]
    kept(as_system, places=places)
    with as_system():
        token = service.sign_in(email="new@north.invalid", password="はじめの合言葉")
        db.session.flush()
        person = queries.signed_in(token).person
    assert [(m.slug, m.role) for m in person.memberships] == [
        ("north", Role.WARD_MANAGER),
        ("south", Role.WARD_WORKER),
    ]


def test_colleagues_are_those_of_the_open_center(at, north):
    with at(north):
        assert {m.account_id for m in queries.colleagues()} == set(north.people.values())
