"""The walk sees what a person of a canary ward would see, and says so when it is too much."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
import sqlalchemy as sa

from app.canaries import rules
from app.canaries.gateway import Walk
from app.canaries.service import password
from app.cli.canaries import walk_as_canaries
from app.consultations.models import Consultation
from app.statistics.models import Incident
from tenants import CenterScope, acting_for, db
from tenants.models import Center


def incidents() -> list[str]:
    return list(db.session.scalars(sa.select(Incident.detail)))


def canary_scope(as_system, slug: str) -> CenterScope:
    with as_system():
        return CenterScope(db.session.scalars(sa.select(Center.id).filter_by(slug=slug)).one())


def test_a_clean_walk_sees_the_pages_and_reports_nothing(app, as_system):
    pages, sights = walk_as_canaries(app)

    assert sights == []
    assert pages >= 2 * 10
    with as_system():
        assert incidents() == []


def test_walking_twice_plants_once(app, as_system):
    walk_as_canaries(app)
    walk_as_canaries(app)

    with acting_for(canary_scope(as_system, "canary-north")):
        assert len(db.session.scalars(sa.select(Consultation)).all()) == 1


@contextmanager
def sabotaged(administrator: str, statement: str, repair: str) -> Iterator[None]:
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(statement)
        try:
            yield
        finally:
            connection.execute(repair)


@pytest.mark.commits
def test_a_policy_that_was_opened_is_noticed(app, database, as_system):
    walk_as_canaries(app)
    opened = "ALTER POLICY own_rows ON consultations USING (true)"
    closed = "ALTER POLICY own_rows ON consultations USING (center_id = wall.current_center())"

    with sabotaged(database.administrator, opened, closed):
        _, sights = walk_as_canaries(app)

    assert any("canary-north: /centers/canary-north/consultations/" in sight for sight in sights)
    with as_system():
        (kept,) = incidents()
        assert kept == "\n".join(sights)


def test_a_door_that_was_opened_is_noticed(app, monkeypatch):
    walk_as_canaries(app)
    monkeypatch.setattr("app.access.identity.Identity.at", lambda self, _: self.memberships[0])

    _, sights = walk_as_canaries(app)

    assert any("/centers/canary-south/ が 200 で開きました" in sight for sight in sights)


def test_a_walk_that_sees_nothing_at_all_is_noticed(app, monkeypatch):
    monkeypatch.setattr("app.canaries.service.password", lambda *_, **__: "wrong")

    _, sights = walk_as_canaries(app)

    assert "canary-north: サインインできませんでした。" in sights
    assert "canary-north: 自分の文字も見えませんでした。" in sights


def test_the_walk_ends_its_sessions(app, database, as_system):
    walk = Walk(app.wsgi_app, "canary-north", database.settings.public_url)
    key = database.settings.secret_key
    walk.sign_in(
        email="canary-north@canary.invalid", password=password("canary-north", secret_key=key)
    )
    walk.sign_out()

    with as_system():
        assert db.session.scalar(sa.text("SELECT count(*) FROM sessions")) == 0


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ('<a href="/centers/x/?page=2#top">', ["/centers/x/?page=2"]),
        ('<a href="/static/style.css">', []),
        ('<a href="https://city.invalid/">', []),
        ('<a href="//city.invalid/">', []),
        ('<a href="mailto:a@city.invalid">', []),
        ('<link href="/elsewhere">', []),
    ],
)
def test_only_links_on_this_site_are_followed(page, found):
    assert list(rules.links(page)) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("カナリア〔canary-north〕本文", {"canary-north"}),
        ("カナリア〔canary-north〕とカナリア〔canary-south〕", {"canary-north", "canary-south"}),
        ("カナリアの相談", set()),
    ],
)
def test_a_marked_text_tells_whose_it_is(text, found):
    assert rules.owners(text) == found
