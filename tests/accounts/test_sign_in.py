import re
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.accounts import service
from app.accounts.models import Account, SignedInSession
from app.web.limits import SIGN_IN_PER_ACCOUNT
from tenants import db
from tests.places import PASSWORD, email_of

WRONG = "メールアドレスまたはパスワードが正しくありません。"


@pytest.fixture
def stranger(app, north):
    """Somebody at the door, who has opened the page and so holds a form token."""
    return app.test_client()


def form_token(client, address="/sign-in"):
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(address).text)[1]


def sign_in(client, *, email=None, password=PASSWORD, query="", token=None):
    typed = {
        "email": email or email_of(Role.WARD_WORKER, "north"),
        "password": password,
        "csrf_token": token or form_token(client),
    }
    return client.post(f"/sign-in{query}", data=typed)


def cookie(client):
    kept = client.get_cookie("kyodo")
    return kept.value if kept else None


def test_a_person_lands_on_her_desk(stranger):
    assert sign_in(stranger).location == "/"
    assert stranger.get("/").location == "/centers/north/"
    assert stranger.get("/centers/north/").status_code == 200
    assert stranger.get("/sign-in").location == "/centers/north/"


def test_the_address_may_be_typed_in_capitals_and_with_blanks(stranger):
    email = f"  {email_of(Role.WARD_WORKER, 'north').upper()} "
    assert sign_in(stranger, email=email).status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [(None, "ちがう合言葉"), ("nobody@north.invalid", PASSWORD), ("'; --", PASSWORD)],
)
def test_unknown_account_and_wrong_password_get_the_same_words_for_the_same_work(
    stranger, monkeypatch, email, password
):
    checked = []
    verify = service.hasher.verify

    def counted(kept, typed):
        checked.append(kept)
        return verify(kept, typed)

    monkeypatch.setattr(service, "hasher", _Hasher(counted))
    refused = sign_in(stranger, email=email, password=password)

    assert refused.status_code == 401
    assert WRONG in refused.text
    assert cookie(stranger) is None
    assert len(checked) == 1
    assert checked[0].startswith("$argon2id$")


class _Hasher:
    """The real one, with its checks counted."""

    def __init__(self, verify):
        self.verify = verify

    def __getattr__(self, name):
        return getattr(service.PasswordHasher(), name)


def test_the_answers_differ_in_nothing_but_what_was_typed(stranger):
    token = form_token(stranger)
    answers = []
    for email in (email_of(Role.WARD_WORKER, "north"), "nobody@north.invalid"):
        page = sign_in(stranger, email=email, password="x", token=token)
        answers.append(re.sub(r'value="[^"]*"', "", page.text))
    assert answers[0] == answers[1]


def test_the_wasted_check_costs_what_a_real_one_costs(as_system):
    with as_system():
        kept = db.session.scalars(sa.select(Account.password_hash)).first()
    assert (
        service.nobody().rpartition("$")[0].rpartition("$")[0]
        == (kept.rpartition("$")[0].rpartition("$")[0])
    )


def test_a_deactivated_account_is_an_unknown_one(stranger, as_system, north):
    with as_system():
        db.session.execute(
            sa.update(Account)
            .where(Account.id == north.people[Role.WARD_WORKER])
            .values(deactivated_at=sa.func.now())
        )
    refused = sign_in(stranger)
    assert (refused.status_code, WRONG in refused.text) == (401, True)


@pytest.mark.parametrize(("field", "sent"), [("email", ""), ("password", "")])
def test_what_is_missing_is_said_at_its_field(stranger, field, sent):
    typed = {"email": "a@b.invalid", "password": "x", "csrf_token": form_token(stranger)}
    refused = stranger.post("/sign-in", data={**typed, field: sent})
    assert refused.status_code == 422
    assert f'id="field-{field}-error"' in refused.text


def test_the_password_is_never_sent_back(stranger):
    assert "ちがう合言葉" not in sign_in(stranger, password="ちがう合言葉").text


def test_after_ten_tries_an_account_rests_whatever_address_they_come_from(stranger):
    tries = int(SIGN_IN_PER_ACCOUNT.split()[0])
    token = form_token(stranger)
    typed = {"email": "a@north.invalid", "password": "x", "csrf_token": token}
    seen = [
        stranger.post("/sign-in", data=typed, environ_overrides={"REMOTE_ADDR": f"127.0.0.{n + 1}"})
        for n in range(tries + 1)
    ]
    assert [each.status_code for each in seen] == [401] * tries + [429]
    assert "短い時間に何度も試されました。" in seen[-1].text
    assert sign_in(stranger, token=token).status_code == 302  # another account is not held up


def test_the_limit_holds_over_the_api(app, north):
    program = app.test_client()
    tries = int(SIGN_IN_PER_ACCOUNT.split()[0])
    sent = {"email": "b@north.invalid", "password": "x"}
    seen = [program.post("/api/v1/session", json=sent) for _ in range(tries + 1)]
    assert seen[-2].status_code == 401
    assert seen[-1].status_code == 429
    assert seen[-1].content_type == "application/problem+json"
    assert seen[-1].json["detail"].startswith("短い時間に何度も")


@pytest.mark.parametrize(
    ("then", "goes_to"),
    [
        ("/centers/north/consultations/", "/centers/north/consultations/"),
        (
            "/centers/north/consultations/?month=2025-10",
            "/centers/north/consultations/?month=2025-10",
        ),
        ("https://evil.invalid/", "/"),
        ("//evil.invalid/", "/"),
        ("/\\evil.invalid/", "/"),
        ("/%09/evil.invalid", "/%09/evil.invalid"),
        ("/\t/evil.invalid", "/"),
        ("/\n/evil.invalid", "/"),
        ("\\\\evil.invalid", "/"),
        ("javascript:alert(1)", "/"),
        ("evil.invalid", "/"),
        ("", "/"),
    ],
)
def test_after_signing_in_one_stays_on_this_site(stranger, then, goes_to):
    assert sign_in(stranger, query=f"?then={quote(then, safe='')}").location == goes_to


def test_an_address_asked_for_before_signing_in_comes_afterwards(stranger):
    asked = stranger.get("/centers/north/consultations/?month=2025-10")
    assert asked.status_code == 302
    token = form_token(stranger, asked.location)
    signed = sign_in(stranger, query=f"?{asked.location.partition('?')[2]}", token=token)
    assert signed.location == "/centers/north/consultations/?month=2025-10"


def test_the_cookie_is_closed_to_scripts_and_other_sites(stranger):
    sent = next(
        header
        for header in sign_in(stranger).headers.getlist("Set-Cookie")
        if header.startswith("kyodo=")
    )
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in sent.split(";")}


def test_every_sign_in_gives_a_new_token_and_ends_the_old_session(stranger, as_system):
    token = form_token(stranger)
    sign_in(stranger, token=token)
    first = cookie(stranger)
    again = sign_in(stranger, token=form_token(stranger, "/centers/north/consultations/new"))
    assert again.status_code == 302
    second = cookie(stranger)
    assert first != second
    stranger.set_cookie("kyodo", first)
    assert stranger.get("/centers/north/").status_code == 302
    stranger.set_cookie("kyodo", second)
    assert stranger.get("/centers/north/").status_code == 200


def test_a_token_made_up_before_signing_in_is_worth_nothing(stranger):
    stranger.set_cookie("kyodo", "chosen-by-someone-else")
    sign_in(stranger)
    assert cookie(stranger) != "chosen-by-someone-else"


def test_the_form_token_changes_with_the_session(stranger):
    before = form_token(stranger)
    sign_in(stranger, token=before)
    desk = "/centers/north/consultations/"
    refused = stranger.post(desk, data={"csrf_token": before})
    assert refused.status_code == 400


def test_the_database_keeps_no_token_that_could_be_used(stranger, as_system):
    sign_in(stranger)
    with as_system():
        [kept] = db.session.scalars(sa.select(SignedInSession)).all()
    assert cookie(stranger).encode() != kept.token_hash
    assert len(kept.token_hash) == 32
