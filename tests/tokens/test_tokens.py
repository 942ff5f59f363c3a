"""A token opens what its scopes name and its person's role allows, at its own center."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from redis.exceptions import ConnectionError as RedisConnectionError

from app import calendar
from app.access.permissions import GRANTS, Permission, Role
from app.access.scopes import BUNDLES, NEVER_BY_TOKEN, Scope
from app.accounts.models import Account, Membership
from app.audit import queries as audit
from app.errors import InvalidError
from app.tokens import queries, rules, service
from app.tokens.models import AccessToken
from app.web.limits import limiter
from tenants import db
from tests.consultations.records import typed

DESK = "/api/v1/centers/north/consultations/"
FIGURES = "/api/v1/centers/north/statistics/"
ALL_OF_A_MANAGER = rules.offered_to(Role.WARD_MANAGER)


def made(at, place, *scopes, role=Role.WARD_WORKER, days=30):
    with at(place, role=role):
        return service.make_token(
            name="表計算",
            scopes=list(scopes),
            expires_on=calendar.today() + timedelta(days=days),
            role=role,
        )


@pytest.fixture
def program(app, north):
    """A program that shows a secret, and nothing else."""

    def program(secret):
        client = app.test_client()
        client.place = north
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
        return client

    return program


def test_a_token_opens_what_its_scopes_name_and_no_more(program, at, north):
    reader = program(made(at, north, Scope.READ_CONSULTATIONS).secret)
    assert reader.get(DESK).status_code == 200
    refused = reader.post(DESK, json=typed())
    assert (refused.status_code, refused.content_type) == (403, "application/problem+json")
    assert refused.json["missing_scopes"] == ["consultations:write"]
    assert "consultations:write" in refused.headers["WWW-Authenticate"]
    assert reader.get(FIGURES).json["missing_scopes"] == [
        "figures:read",
        "figures:close",
        "figures:publish",
        "populations:write",
    ]

    writer = program(made(at, north, Scope.WRITE_CONSULTATIONS).secret)
    assert writer.post(DESK, json=typed()).status_code == 201


def test_a_scope_opens_nothing_that_the_role_does_not(program, at, north):
    token, secret = made(at, north, Scope.READ_MEETINGS)
    with at(north):
        escalated = sa.update(AccessToken).values(scopes=[Scope.WRITE_MEETINGS.value])
        db.session.execute(escalated.where(AccessToken.id == token.id))
    refused = program(secret).post("/api/v1/centers/north/meetings/", json={})
    assert refused.status_code == 403
    assert "missing_scopes" not in refused.json


def test_only_what_the_role_may_is_offered():
    offered = {role: {scope.value for scope in rules.offered_to(role)} for role in Role}
    assert "figures:close" not in offered[Role.WARD_WORKER]
    assert "figures:close" in offered[Role.WARD_MANAGER]
    assert "meetings:write" not in offered[Role.WARD_MANAGER]
    assert "meetings:write" in offered[Role.CENTRAL_COORDINATOR]


def test_a_token_is_worth_nothing_at_another_center_nor_across_the_city(program, at, north):
    program = program(made(at, north, *ALL_OF_A_MANAGER, role=Role.WARD_MANAGER).secret)
    for address in ("/api/v1/centers/south/consultations/", "/api/v1/city/statistics/"):
        assert program.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/centers/north/", "/centers/north/tokens/", "/city/x"])
def test_a_token_opens_no_page(program, at, north, address):
    program = program(made(at, north, *ALL_OF_A_MANAGER, role=Role.WARD_MANAGER).secret)
    assert program.get(address).location.startswith("/sign-in")


def test_a_token_in_a_cookie_is_nothing(app, at, north):
    client = app.test_client()
    client.set_cookie("kyodo", made(at, north, Scope.READ_CONSULTATIONS).secret)
    assert client.get(DESK).status_code == 401


def test_a_token_makes_no_token_and_ends_no_session(program, at, north):
    everything = program(made(at, north, *ALL_OF_A_MANAGER, role=Role.WARD_MANAGER).secret)
    tokens = "/api/v1/centers/north/tokens/"
    wanted = {"name": "もう一つ", "scopes": ["figures:read"], "expires_on": "2026-12-01"}
    assert everything.post(tokens, json=wanted).status_code == 403
    assert everything.get(tokens).status_code == 403
    assert everything.delete("/api/v1/session").status_code == 403


def test_an_expired_token_opens_nothing(program, at, north):
    token, secret = made(at, north, Scope.READ_CONSULTATIONS)
    with at(north):
        expired = sa.update(AccessToken).values(expires_at=calendar.now())
        db.session.execute(expired.where(AccessToken.id == token.id))
    assert program(secret).get(DESK).status_code == 401


def test_a_revoked_token_opens_nothing_from_the_next_request_on(program, visitor, at, north):
    token, secret = made(at, north, Scope.READ_CONSULTATIONS)
    client = program(secret)
    assert client.get(DESK).status_code == 200
    person = visitor(Role.WARD_WORKER, north)
    assert person.delete(f"/api/v1/centers/north/tokens/{token.id}").status_code == 204
    assert client.get(DESK).status_code == 401


def test_who_is_deactivated_has_no_token_any_more(program, at, as_system, north):
    client = program(made(at, north, Scope.READ_CONSULTATIONS).secret)
    with as_system():
        gone = sa.update(Account).values(deactivated_at=calendar.now())
        db.session.execute(gone.where(Account.id == north.people[Role.WARD_WORKER]))
    assert client.get(DESK).status_code == 401


def test_a_token_is_lost_with_the_place_at_its_center(program, at, as_system, north):
    client = program(made(at, north, Scope.READ_CONSULTATIONS).secret)
    with as_system():
        lost = sa.delete(Membership).where(Membership.account_id == north.people[Role.WARD_WORKER])
        db.session.execute(lost)
    assert client.get(DESK).status_code == 401
    with at(north):
        assert db.session.scalar(sa.select(sa.func.count(AccessToken.id))) == 0


def test_a_token_does_less_when_its_person_may_do_less(program, at, as_system, north):
    client = program(made(at, north, Scope.CLOSE_MONTHS, role=Role.WARD_MANAGER).secret)
    with as_system():
        now_worker = sa.update(Membership).values(role=Role.WARD_WORKER.value)
        db.session.execute(
            now_worker.where(Membership.account_id == north.people[Role.WARD_MANAGER])
        )
    assert client.post(f"{FIGURES}closings", json={"month": "2020-05"}).status_code == 403


def test_its_first_use_of_a_day_stands_in_the_trail_and_the_last_is_kept(program, at, north):
    token, secret = made(at, north, Scope.READ_CONSULTATIONS)
    client = program(secret)
    for _ in range(3):
        client.get(DESK)
    earlier = calendar.now() - timedelta(minutes=2)
    with at(north):
        assert queries.token(token.id).last_used_at
        db.session.execute(sa.update(AccessToken).values(last_used_at=earlier))
    client.get(DESK)
    with at(north):
        assert queries.token(token.id).last_used_at > earlier
        trail = audit.trail_of(token.id)
        assert [entry.action for entry in trail][:2] == ["insert", "update"]
        assert len(trail) <= 4  # two more if midnight is near
        assert {entry.actor_id for entry in trail} == {north.people[Role.WARD_WORKER]}


def test_only_the_hash_is_kept(at, north):
    token, secret = made(at, north, Scope.READ_CONSULTATIONS)
    assert secret.startswith(rules.PREFIX)
    with at(north):
        assert secret not in str(vars(queries.token(token.id)))


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"days": 366}, "expires_on"),
        ({"days": -1}, "expires_on"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"scopes": ["referrals:write", "consultations"]}, "scopes"),
        ({"scopes": []}, "scopes"),
    ],
)
def test_a_token_lives_a_year_at_most_and_for_what_there_is(at, north, wanted, field):
    scopes = wanted.get("scopes", ["figures:read"])
    with pytest.raises(InvalidError) as refused:
        made(at, north, *scopes, days=wanted.get("days", 1))
    assert refused.value.fields.keys() == {field}


def test_nobody_keeps_more_tokens_than_they_can_look_over(at, north):
    for _ in range(rules.MOST):
        made(at, north, Scope.READ_FIGURES)
    with pytest.raises(service.TooManyTokensError):
        made(at, north, Scope.READ_FIGURES)


def test_each_token_is_limited_by_itself(app, program, at, north, monkeypatch):
    monkeypatch.setitem(app.config, "API_RATE_PER_CALLER", "3 per minute")
    one, other = (program(made(at, north, Scope.READ_CONSULTATIONS).secret) for _ in range(2))
    answers = [one.get(DESK) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3].content_type == "application/problem+json"
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 61
    assert one.get(f"{DESK}{'0' * 8}-0000-7000-8000-{'0' * 12}").status_code == 429
    assert other.get(DESK).status_code == 200


def test_without_redis_each_process_counts_for_itself(app, program, at, north, monkeypatch):
    def away(*_args, **_options):
        raise RedisConnectionError

    monkeypatch.setitem(app.config, "API_RATE_PER_CALLER", "3 per minute")
    monkeypatch.setattr(limiter.limiter, "hit", away)
    client = program(made(at, north, Scope.READ_CONSULTATIONS).secret)
    try:
        met = [client.get(DESK).status_code for _ in range(4)]
    finally:
        monkeypatch.setattr(limiter, "_storage_dead", False)
    assert met == [200, 200, 200, 429]


def test_every_permission_is_in_a_scope_or_never_given_to_a_token():
    bundled = frozenset().union(*BUNDLES.values())
    assert bundled | NEVER_BY_TOKEN == set(Permission), "app/access/scopes.py leaves one out"
    assert bundled & NEVER_BY_TOKEN == set()
    assert all(Permission.KEEP_ACCESS_TOKENS in granted for granted in GRANTS.values())


def test_the_page_shows_a_secret_once(browser, north):
    person = browser(Role.WARD_WORKER, north)
    form = person.get("/centers/north/tokens/").text
    token = form.partition('name="csrf_token" value="')[2].partition('"')[0]
    sent = {
        "csrf_token": token,
        "name": "月次集計",
        "scopes": ["figures:read"],
        "expires_on": f"{calendar.today():%Y/%m/%d}",
    }
    answer = person.post("/centers/north/tokens/", data=sent)
    assert answer.status_code == 201
    assert rules.PREFIX in answer.text
    listed = person.get("/centers/north/tokens/").text
    assert "月次集計" in listed
    assert rules.PREFIX not in listed
    refused = person.post("/centers/north/tokens/", data={**sent, "expires_on": "R20.1.1"})
    assert (refused.status_code, "1年以内" in refused.text) == (422, True)
