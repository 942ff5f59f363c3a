"""Name and contact: with consent, through one door that writes down who looked, until withdrawn."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app import calendar
from app.access.permissions import Role
from app.audit.models import AuditEntry
from app.consultations.queries import consultation
from app.errors import InvalidError
from app.referrals import queries, rules, service
from app.referrals.models import ReferralConsent, ReferralPerson
from tenants import db
from tests import places
from tests.consultations.records import PERSONAL, recorded, with_person
from tests.referrals.letters import CONSENT, Sent, sent, take


def disclosed(place, letter):
    with_role = Role.CENTRAL_COORDINATOR if place.central else Role.WARD_WORKER
    with places.at(place, role=with_role):
        return service.disclose_person(queries.referral(letter.id))


def disclosures(at, place, letter):
    with at(place):
        entries = sa.select(AuditEntry).where(
            AuditEntry.action == "disclose", AuditEntry.row_id == letter.id
        )
        return [(e.actor_id, e.scope, e.table_name, e.columns) for e in db.session.scalars(entries)]


def withdraw(at, place, letter):
    with at(place):
        service.withdraw_consent(queries.referral(letter.id), withdrawn_by_name="区の職員")


def test_without_consent_nothing_is_disclosed_and_nothing_written_down(north, central, at):
    letter = sent(north)
    assert disclosed(central, letter) is None
    assert disclosures(at, central, letter) == disclosures(at, north, letter) == []


def test_with_consent_the_person_is_disclosed_and_both_centers_have_it_written(north, central, at):
    letter = sent(north, consent=CONSENT)
    assert disclosed(central, letter) == service.Person(*with_person(north).values())

    entry = (
        central.people[Role.CENTRAL_COORDINATOR],
        "center",
        "referral_persons",
        list(PERSONAL),
    )
    assert disclosures(at, central, letter) == [entry]
    assert disclosures(at, north, letter) == [entry]


def test_every_reading_is_written_down(north, central, at):
    letter = sent(north, consent=CONSENT)
    for _ in range(3):
        disclosed(central, letter)
    assert len(disclosures(at, north, letter)) == 3


def test_the_door_opens_only_to_the_addressee(north, south, central, at):
    letter = sent(north, consent=CONSENT)
    for place in (north, south):
        with at(place):
            answer = db.session.execute(
                sa.text("SELECT * FROM wall.disclose_person(:id)"), {"id": letter.id}
            )
            assert answer.all() == []
    assert disclosures(at, north, letter) == []


def test_the_addressee_cannot_read_the_person_past_the_door(north, central, at):
    sent(north, consent=CONSENT)
    with at(central):
        assert db.session.scalars(sa.select(ReferralPerson)).all() == []


def test_a_withdrawn_consent_takes_the_person_away_at_once_in_the_database(north, central, at):
    letter = sent(north, consent=CONSENT)
    disclosed(central, letter)

    withdraw(at, north, letter)

    assert disclosed(central, letter) is None
    assert len(disclosures(at, north, letter)) == 1
    with at(north):
        assert db.session.scalars(sa.select(ReferralPerson)).all() == []
        assert consultation(letter.consultation_id).person_name.endswith("person_name")
    with at(central):
        consent = queries.consent(queries.referral(letter.id))
        assert not consent.is_valid
        assert (consent.kind, consent.actor_name) == ("withdrawn", "区の職員")


def test_a_withdrawn_letter_takes_its_consent_and_person_back(north, central, at):
    letter = sent(north, consent=CONSENT)
    take(north, letter, rules.WITHDRAWN, name="区の職員")
    assert disclosed(central, letter) is None
    with at(north):
        assert queries.own_person(queries.referral(letter.id)) is None
        assert queries.consent(queries.referral(letter.id)).actor_name == "区の職員"


@pytest.mark.parametrize("consent", [CONSENT, None])
def test_a_consent_can_be_withdrawn_once(north, at, consent):
    letter = sent(north, consent=consent)
    if consent:
        withdraw(at, north, letter)
    with pytest.raises(service.StepRefusedError, match="同意は、すでに取り消されているか"):
        withdraw(at, north, letter)


def test_the_addressee_cannot_withdraw_the_wards_consent(north, central, at):
    letter = sent(north, consent=CONSENT)
    with pytest.raises(service.StepRefusedError):
        withdraw(at, central, letter)
    assert disclosed(central, letter)


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_consent_is_never_rewritten(north, at, act):
    sent(north, consent=CONSENT)
    rewrite = sa.delete(ReferralConsent)
    if act == "update":
        rewrite = sa.update(ReferralConsent).values(purpose="べつの目的")
    with at(north):
        with pytest.raises(DBAPIError, match="permission denied"):
            db.session.execute(rewrite)
        db.session.rollback()


def test_what_the_letter_does_not_hold_is_neither_disclosed_nor_written_down(north, central, at):
    letter = sent(north, consent=CONSENT)
    with at(north):
        service.narrow_consent(queries.referral(letter.id), ["name"], actor_name="区の職員")
        agreed = ReferralConsent(
            referral_id=letter.id,
            kind=rules.GIVEN,
            scope=["kana"],
            asked_by_name="見本 職員",
            manner="word",
            purpose="推進センターから電話するため",
            actor_name="区の職員",
            at=calendar.now(),
        )
        db.session.add(agreed)  # of what was taken out before: it was not sent again
    assert disclosed(central, letter) is None
    assert disclosures(at, north, letter) == []


def test_what_was_narrowed_is_gone_at_once_and_the_trail_says_what_was_read(north, central, at):
    letter = sent(north, consent=CONSENT)
    with at(north):
        seen = queries.referral(letter.id)
        service.narrow_consent(seen, ["name", "organization"], actor_name="区の職員")
        kept = queries.own_person(seen)
        assert (kept.person_contact, kept.person_kana) == (None, None)
    words = with_person(north)
    assert disclosed(central, letter) == service.Person(
        words["person_name"], None, None, words["organization_name"]
    )
    [entry] = disclosures(at, north, letter)
    assert entry[-1] == ["person_name", "organization_name"]


def test_a_consent_is_a_series_of_facts_whose_last_one_counts(north, central, at):
    letter = sent(north)
    with at(north):
        seen = queries.referral(letter.id)
        contact = CONSENT._replace(scope=["contact"])
        service.give_consent(seen, contact, actor_name="一人目")
        service.give_consent(seen, CONSENT, actor_name="二人目")
        service.narrow_consent(seen, ["kana", "name"], actor_name="三人目")
        service.withdraw_consent(seen, withdrawn_by_name="四人目")
        service.give_consent(seen, contact, actor_name="五人目")
    with at(central):
        said = queries.consents(queries.referral(letter.id))
        assert [(each.kind, each.scope, each.actor_name) for each in said] == [
            ("given", ["contact"], "一人目"),
            ("given", ["name", "kana", "contact", "organization"], "二人目"),
            ("narrowed", ["name", "kana"], "三人目"),
            ("withdrawn", [], "四人目"),
            ("given", ["contact"], "五人目"),
        ]
        assert {each.purpose for each in said} == {CONSENT.purpose}
    shown = disclosed(central, letter)
    assert shown == service.Person(None, None, with_person(north)["person_contact"], None)


@pytest.mark.parametrize("scope", [[], ["name"], ["contact"], ["name", "contact"]])
def test_narrower_means_less_and_not_nothing(north, at, scope):
    letter = sent(north, consent=CONSENT._replace(scope=["name"]))
    with at(north), pytest.raises((service.StepRefusedError, InvalidError)):
        service.narrow_consent(queries.referral(letter.id), scope, actor_name="x")


def test_nothing_is_given_any_more_to_a_withdrawn_letter(north, at):
    letter = sent(north)
    take(north, letter, rules.WITHDRAWN)
    with at(north), pytest.raises(service.StepRefusedError, match="取り下げた相談"):
        service.give_consent(queries.referral(letter.id), CONSENT, actor_name="x")


def test_the_ward_cannot_put_more_onto_the_letter_than_was_agreed(north, central, at):
    letter = sent(north, consent=CONSENT._replace(scope=["name"]))
    with at(north):
        db.session.execute(sa.update(ReferralPerson).values(person_contact="045-000-0000"))
        assert queries.own_person(queries.referral(letter.id)).person_contact is None


def test_a_person_cannot_be_put_onto_a_letter_without_consent(north, at):
    letter = sent(north)
    person = sa.insert(ReferralPerson).values(referral_id=letter.id, person_name="見本 花子")
    with at(north):
        with pytest.raises(DBAPIError, match="no person without consent"):
            db.session.execute(person)
        db.session.rollback()


PERSON = {
    "person_name": "例田 例子",
    "person_kana": "れいだ れいこ",
    "person_contact": "電話 045-000-0000",
    "organization_name": "例の会まつり部",
}


@pytest.mark.parametrize(
    ("written", "sent_as"),
    [
        ("例田 例子さんから。", "〔氏名〕さんから。"),
        ("例田例子、例田　例子", "〔氏名〕、〔氏名〕"),
        ("例田さんは例田町の人", "〔氏名〕は例田町の人"),
        ("レイダではなく、れいだ・れいこ", "レイダではなく、〔ふりがな〕"),
        ("045-000-0000か０４５０００００００へ", "〔連絡先〕か〔連絡先〕へ"),
        ("例の会まつり部の会計", "〔団体名〕の会計"),
        ("ほかの人は045-111-1111", "ほかの人は045-111-1111"),
    ],
)
def test_who_stands_in_the_fields_does_not_go_along_in_words(north, central, at, written, sent_as):
    with at(north):
        subject = consultation(recorded(summary=written, body=written, response=written, **PERSON))
        question = service.Question("advice", "normal", written, None)
        paper = service.letter_about(subject, question, sent_by_name="職員")
        letter_id = service.send(subject, paper, consent=None).id
    with at(central):
        letter = queries.referral(letter_id)
        words = {letter.summary, letter.body, letter.response, letter.message}
    assert words == {sent_as}


def test_what_was_put_so_is_not_put_once_more(north, at):
    with at(north):
        subject = consultation(recorded(**PERSON | {"person_contact": "連絡先", "person_kana": ""}))
    once = rules.without_person("例田さんの連絡先", subject)
    assert once == "〔氏名〕の〔連絡先〕"
    assert rules.without_person(once, subject) == once


@pytest.mark.parametrize("consent", [CONSENT, None])
def test_the_words_of_the_thread_name_nobody_whatever_the_consent(north, central, at, consent):
    with at(north):
        subject = consultation(recorded(**PERSON))
        asked = service.Question("advice", "normal", "", None)
        paper = service.letter_about(subject, asked, sent_by_name="職員")
        purpose = consent and consent._replace(purpose="例田さんに電話するため")
        letter = Sent(service.send(subject, paper, consent=purpose).id, subject.id)
    take(central, letter, rules.RECEIVED)
    take(central, letter, rules.ASKED, "例田さんの都合は")
    for kind in (rules.REPLIED, rules.NOTED):
        take(north, letter, kind, "例田 例子さんは045-000-0000へ")
    with at(north):
        step = queries.steps(queries.referral(letter.id))[-1]
        service.attach(step, [service.Sent("例田例子_計画.pdf", b"%PDF-1.7")])
    with at(central):
        seen = queries.referral(letter.id)
        assert [step.words for step in queries.steps(seen)][1:] == [
            # Who was shown the person leaves it out too; who was not is taken at its word.
            "〔氏名〕の都合は" if consent else "例田さんの都合は",
            *["〔氏名〕さんは〔連絡先〕へ"] * 2,
        ]
        assert [file.name for file in queries.files(seen)] == ["〔氏名〕_計画.pdf"]
        assert {each.purpose for each in queries.consents(seen)} <= {"〔氏名〕に電話するため"}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("見本花子さんに電話しました", "〔氏名〕さんに電話しました"),
        ("見本　花子様、みほん はなこ様", "〔氏名〕様、〔ふりがな〕様"),
        ("見本さんの番号は０４５(555)0100です", "〔氏名〕の番号は〔連絡先〕です"),
        ("hanako.mihon@example.jp と見本の会", "〔連絡先〕 と見本の会"),
    ],
)
def test_what_the_addressee_was_shown_stays_out_of_its_own_words(north, central, at, written, kept):
    """Words stay when a consent is withdrawn: so the name does not stand in them at all."""
    mail = "@" in written
    person = {
        "person_name": "見本 花子",
        "person_kana": "みほん はなこ",
        "person_contact": "hanako.mihon@example.jp" if mail else "045(555)0100",
        "organization_name": "見本の会",
    }
    letter = sent(north, consent=CONSENT, person=person)
    take(central, letter, rules.RECEIVED)
    take(central, letter, rules.ASKED, written)
    with at(central):
        step = queries.steps(queries.referral(letter.id))[-1]
        assert step.words == kept.replace("見本の会", "〔団体名〕")


def test_without_a_person_on_the_letter_the_words_of_the_addressee_stay_as_they_are(
    north, central, at
):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    take(central, letter, rules.ASKED, "見本さんは何と言っていましたか")
    with at(central):
        assert queries.steps(queries.referral(letter.id))[-1].words.startswith("見本さん")
