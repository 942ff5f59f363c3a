"""One message to one recipient, once, without a word of the case; and every reason is kept."""

import smtplib
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.accounts.models import Account
from app.calendar import CITY_TIME
from app.notifications import queries, rules, service
from app.notifications.gateway import Message, NotNowError, RefusedError, SmtpCarrier, carrier_for
from app.notifications.models import Mail
from app.referrals import rules as referrals
from tenants import db
from tests.notifications.post_office import opened
from tests.places import as_system, at, email_of
from tests.referrals.letters import CONSENT, sent, take
from worker.tasks import notifications as task

PUBLIC = "http://kyodo.invalid"
WORKER, COORDINATOR, SECOND = (
    Role.WARD_WORKER,
    Role.CENTRAL_COORDINATOR,
    Role.CENTRAL_MANAGER,
)
REAL_SMTP = smtplib.SMTP.__init__


class Bag:
    """A carrier that keeps what it is given, or does not."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.carried = []

    def carry(self, message: Message) -> None:
        answer = self.answers.pop(0) if self.answers else None
        if answer:
            raise answer
        self.carried.append(message)


@pytest.fixture
def office(monkeypatch):
    """Mail may leave in this test, as far as 127.0.0.1."""
    monkeypatch.setattr("smtplib.SMTP.__init__", REAL_SMTP)
    with opened() as office:
        yield office


def decide(*places):
    for place in places:
        with at(place):
            service.decide()


def deliver(carrier):
    task.send_waiting(carrier, public_url=PUBLIC)


def mails(place, role):
    with at(place, role=role):
        return [each.mail for each in queries.mails.page().items]


def standing(place, role, *, can_send=True):
    [mail] = mails(place, role)
    return rules.standing(mail, can_send=can_send)


def wish(place, role, chosen):
    with at(place, role=role):
        service.wish_for({"referral": chosen})


def later(place, by):
    """Move all mails of a center back in time, which is as good as waiting."""
    with at(place):
        moved = {
            column: getattr(Mail, column) - by
            for column in ("due_at", "happened_at", "leased_until")
        }
        db.session.execute(
            sa.update(Mail).values(moved), execution_options={"synchronize_session": False}
        )


def test_each_person_gets_a_message_of_their_own_once(north, central, office):
    letter = sent(north)
    carrier = SmtpCarrier(office.url, "お知らせ <kyodo@city.invalid>")
    for _ in range(2):
        task.tell_waiting()
        deliver(carrier)

    assert sorted(to for to, _ in office.taken) == [
        [email_of(COORDINATOR, "central")],
        [email_of(SECOND, "central")],
    ]
    for [to], message in office.taken:
        assert message["To"] == to
        assert message["Cc"] is message["Bcc"] is None
        assert message["From"].addresses[0].addr_spec == "kyodo@city.invalid"
        assert message["Auto-Submitted"] == "auto-generated"
    assert len({message["Message-ID"] for _, message in office.taken}) == 2
    assert f"{PUBLIC}/centers/central/referrals/{letter.id}" in office.taken[0][1].get_content()
    assert standing(central, COORDINATOR).label == "送信済み"


def test_a_mail_says_nothing_of_the_case_or_the_person(north, central, office):
    letter = sent(north, consent=CONSENT, message="秘密の質問")
    take(central, letter, referrals.RECEIVED)
    take(central, letter, referrals.ANSWERED, words="秘密の回答")
    task.tell_waiting()
    deliver(SmtpCarrier(office.url, "kyodo@city.invalid"))

    texts = [f"{message['Subject']}\n{message.get_content()}" for _, message in office.taken]
    assert any("お知らせ 2件" in text for text in texts)
    for text in texts:
        for secret in ("秘密", "場所の相談", "カナリア", "見本", "話"):
            assert secret not in text
        assert letter.id.hex[-6:].upper() in text


def test_the_link_of_a_mail_opens(visitor, north, central):
    letter = sent(north)
    bag = Bag()
    decide(central)
    deliver(bag)
    coordinator = visitor(COORDINATOR, central)

    for link in (
        f"/centers/central/referrals/{letter.id}",
        "/centers/central/notifications/settings",
    ):
        assert f"{PUBLIC}{link}\n" in bag.carried[0].body
        assert coordinator.get(link).status_code == 200


def test_what_is_due_together_travels_in_one_message(north, central):
    letter = sent(north)
    take(central, letter, referrals.RECEIVED)
    take(central, letter, referrals.ANSWERED)
    bag = Bag()
    decide(north)
    deliver(bag)

    [message] = bag.carried
    assert message.to == email_of(WORKER, "north")
    assert message.body.count("整理番号") == 2


def test_a_digest_waits_for_the_morning(north, central):
    wish(central, COORDINATOR, "digest")
    wish(central, SECOND, "none")
    sent(north)
    bag = Bag()
    decide(central)
    deliver(bag)

    assert bag.carried == []
    assert standing(central, COORDINATOR).label == "まとめて送ります"
    assert "08:30" in standing(central, COORDINATOR).why
    assert "受け取らない設定" in standing(central, SECOND).why
    later(central, timedelta(days=1))
    deliver(bag)
    assert [message.to for message in bag.carried] == [email_of(COORDINATOR, "central")]


def test_what_was_read_meanwhile_is_not_mailed(north, central):
    letter = sent(north)
    decide(central)
    with at(central, role=COORDINATOR):
        service.read_about(letter.id)
    bag = Bag()
    deliver(bag)

    assert [message.to for message in bag.carried] == [email_of(SECOND, "central")]
    assert "画面で読まれていた" in standing(central, COORDINATOR).why


def test_without_a_server_nothing_is_sent_and_nothing_old_later(north, central):
    sent(north)
    task.tell_waiting()
    assert "設定がまだない" in standing(central, COORDINATOR, can_send=False).why

    later(central, rules.STALE_AFTER)
    bag = Bag()
    deliver(bag)
    assert bag.carried == []
    assert "古くなった" in standing(central, COORDINATOR).why


def test_a_server_that_is_away_is_tried_again_under_the_same_number(north, central):
    wish(central, SECOND, "none")
    sent(north)
    decide(central)
    bag = Bag(NotNowError("つながりません"), None)
    deliver(bag)
    deliver(bag)
    assert bag.carried == []
    assert "つながりません" in standing(central, COORDINATOR).why
    [before] = mails(central, COORDINATOR)

    later(central, timedelta(minutes=6))
    sent(north)
    decide(central)
    deliver(bag)
    deliver(bag)

    again, fresh = bag.carried
    assert again.key == before.message_key
    assert fresh.key != again.key


def test_after_so_many_tries_it_is_given_up_and_said(north, central):
    wish(central, SECOND, "none")
    sent(north)
    decide(central)
    bag = Bag(*[NotNowError("つながりません")] * 10)
    for _ in range(6):
        deliver(bag)
        with at(central):
            db.session.execute(sa.update(Mail).values(due_at=calendar.now()))

    assert standing(central, COORDINATOR).label == "送れませんでした"
    assert "6回" in standing(central, COORDINATOR).why
    assert len(bag.answers) == 4
    deliver(bag)
    assert len(bag.answers) == 4


def test_a_refusal_for_good_is_kept_and_not_tried_again(north, central):
    wish(central, SECOND, "none")
    sent(north)
    decide(central)
    deliver(Bag(RefusedError("あて先が受け付けられませんでした: 550")))

    assert "550" in standing(central, COORDINATOR).why
    bag = Bag()
    deliver(bag)
    assert bag.carried == []


def test_a_worker_that_dies_while_sending_is_followed_by_another_with_the_same_number(
    north, central
):
    wish(central, SECOND, "none")
    sent(north)
    decide(central)
    with at(central):
        claimed = service.claim(central.people[COORDINATOR], public_url=PUBLIC)
    bag = Bag()
    deliver(bag)
    assert bag.carried == []

    later(central, rules.LEASED_FOR + timedelta(seconds=1))
    deliver(bag)
    assert [message.key for message in bag.carried] == [claimed.key]


def test_a_fault_in_one_mail_does_not_hold_back_the_others(north, central):
    sent(north)
    decide(central)
    bag = Bag(ValueError("unheard of"))
    deliver(bag)

    assert len(bag.carried) == 1


def test_nobody_is_written_to_who_has_left(north, central):
    sent(north)
    decide(central)
    with as_system():
        db.session.execute(
            sa.update(Account)
            .where(Account.id == central.people[COORDINATOR])
            .values(deactivated_at=calendar.now())
        )
    bag = Bag()
    deliver(bag)

    assert [message.to for message in bag.carried] == [email_of(SECOND, "central")]
    assert "使われていない" in standing(central, COORDINATOR).why


def test_the_platform_sees_where_something_happened_and_only_until_it_was_decided(
    north, south, central
):
    letter = sent(north)
    with as_system():
        assert queries.mails.centers_to_tell(calendar.now()) == [central.id]
    decide(central)
    with as_system():
        assert queries.mails.centers_to_tell(calendar.now()) == []
        assert queries.mails.centers_to_send(calendar.now()) == [central.id]
    take(central, letter, referrals.RECEIVED)
    with as_system():
        assert queries.mails.centers_to_tell(calendar.now()) == [north.id]


@pytest.mark.parametrize(
    ("recipient", "message", "error"),
    [
        ("550 no such user", "250 ok", RefusedError),
        ("450 later", "250 ok", NotNowError),
        ("250 ok", "554 no", RefusedError),
        ("250 ok", "451 later", NotNowError),
    ],
)
def test_what_the_server_answers_decides_whether_it_is_tried_again(
    office, recipient, message, error
):
    office.to_recipient, office.to_message = recipient, message
    key = "01890000-0000-7000-8000-000000000001"
    with pytest.raises(error, match=r"\d{3}") as refused:
        SmtpCarrier(office.url, "kyodo@city.invalid").carry(
            Message("somebody@place.invalid", "件名", "本文", key)
        )
    assert "somebody" not in str(refused.value)


def test_a_server_that_is_not_there_and_a_password_without_encryption(office):
    key = "01890000-0000-7000-8000-000000000001"
    message = Message("somebody@place.invalid", "件名", "本文", key)
    with pytest.raises(NotNowError, match="暗号化"):
        SmtpCarrier(office.url.replace("//", "//user:secret@"), "kyodo@city.invalid").carry(message)
    office.shutdown()
    office.server_close()
    with pytest.raises(NotNowError, match="つながりません"):
        SmtpCarrier(office.url, "kyodo@city.invalid").carry(message)
    assert office.taken == []


def test_without_its_settings_there_is_no_carrier():
    assert carrier_for(None, "kyodo@city.invalid") is None
    assert carrier_for("smtp://127.0.0.1", None) is None
    assert carrier_for("smtp://127.0.0.1", "kyodo@city.invalid") is not None


@pytest.mark.parametrize(
    ("now", "due"),
    [("2026-11-27T07:00", "2026-11-27T08:30"), ("2026-11-27T08:30", "2026-11-28T08:30")],
)
def test_the_next_digest(now, due):
    moment, expected = (
        datetime.fromisoformat(text).replace(tzinfo=CITY_TIME) for text in (now, due)
    )
    assert rules.due_at("digest", moment) == expected
    assert rules.due_at("at_once", moment) == moment


def test_the_pages_say_that_no_mail_is_sent_and_the_choice_is_kept(visitor, north, central):
    sent(north)
    decide(central)
    coordinator = visitor(COORDINATOR, central)
    room = "/centers/central/notifications"

    listed = coordinator.get(f"{room}/mails").text
    assert "メールはまだ送られません" in listed
    assert "設定がまだない" in listed
    assert "整理番号" in listed
    chosen = {"referral": "none", "story": "digest", "figures": "at_once", "meeting": "none"}
    assert coordinator.post(f"{room}/settings", data=chosen).status_code == 302
    assert 'value="none" id="field-referral-3" checked' in coordinator.get(f"{room}/settings").text
    refused = coordinator.post(f"{room}/settings", data=chosen | {"referral": "often"})
    assert refused.status_code == 422
    assert "選択肢の中から" in refused.text


def test_only_a_manager_sees_what_colleagues_were_sent(visitor, north, central):
    sent(north)
    decide(central)
    address = "/api/v1/centers/central/notifications/mails"

    assert visitor(COORDINATOR, central).get(f"{address}?everybody=true").status_code == 403
    everybodys = visitor(SECOND, central).get(f"{address}?everybody=true").json["items"]
    assert len(everybodys) == 2
    [own] = visitor(COORDINATOR, central).get(address).json["items"]
    assert own["state"] == "未送信"
    assert "設定がまだない" in own["why"]
