import html
import re
from collections import Counter
from io import BytesIO

import pytest

from app import calendar
from app.access.permissions import Role
from app.calendar import Month, japanese_month
from app.consultations.queries import consultation
from app.referrals import queries, rules, service
from tests.consultations.records import recorded, typed, with_person
from tests.referrals.letters import CONSENT, bring_to, sent, take
from tests.walls import CANARY, texts_of

CONSENTED = {
    "with_person": "1",
    "scope": ["name", "contact"],
    "asked_by_name": "見本 職員",
    "manner": "writing",
    "purpose": "直接電話するため",
}
PAIR = re.compile(r"<dt>(.*?)</dt><dd class=\"words\">(.*?)</dd>", re.DOTALL)


@pytest.fixture
def ward(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.fixture
def coordinator(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


@pytest.fixture
def room(north):
    return f"/centers/{north.slug}/referrals/"


@pytest.fixture
def central_room(central):
    return f"/centers/{central.slug}/referrals/"


def text_of(response):
    return html.unescape(response.text)


def section(response, name):
    return re.search(rf'aria-labelledby="{name}">(.*?)</section>', response.text, re.DOTALL)[1]


def test_the_preview_is_what_the_central_center_reads_field_by_field(
    ward, coordinator, room, central_room, at, north
):
    with at(north):
        subject = recorded(
            summary="場所の相談",
            body="一行目\n<二行目>",
            response="資料を渡した",
            topics=["funding", "tax"],
            primary_topic="tax",
            **with_person(north),
        )
    preview = PAIR.findall(section(ward.get(f"{room}new?consultation={subject}"), "seen"))
    letter = ward.post(room, data={"consultation_id": subject, "wanted": "together"})
    number = letter.location.rpartition("/")[2]

    read = PAIR.findall(section(coordinator.get(f"{central_room}{number}"), "letter"))

    assert len(preview) == 9
    assert preview == read[3:]
    assert read[:3] == [
        ("求めること", "一緒に対応してほしい"),
        ("急ぎ具合", "ふつう"),
        ("希望日", "－"),
    ]


def test_the_whole_life_in_pages(ward, coordinator, room, central_room, at, north):
    with at(north):
        subject = recorded(summary="場所の相談")
    sent_to = ward.post(
        room,
        data={
            "consultation_id": subject,
            "wanted": "advice",
            "urgency": "urgent",
            "wished_by": "R8.12.1",
            "message": "どうしたら",
        },
    )
    number = sent_to.location.rpartition("/")[2]
    here, there = f"{room}{number}", f"{central_room}{number}"
    queue = text_of(coordinator.get(central_room))
    assert "港北" in queue
    assert "至急" in queue

    for who, address, kind, words in (
        (coordinator, f"{there}/addressee-steps", "received", ""),
        (coordinator, f"{there}/addressee-steps", "asked", "何人ですか"),
        (ward, f"{here}/sender-steps", "replied", "五人です"),
        (coordinator, f"{there}/addressee-steps", "answered", "この助成金があります"),
        (ward, f"{here}/sender-steps", "resolved", ""),
    ):
        taken = who.post(address, data={"kind": kind, "words": words})
        assert (taken.status_code, taken.location) == (302, address.rpartition("/")[0])
        for reader, shown in ((ward, here), (coordinator, there)):
            page = text_of(reader.get(shown))
            assert rules.STATE_LABELS[kind] in page
            assert words in page
    assert "終わったもの(1件)" in text_of(coordinator.get(central_room))
    assert "推進センターに相談したもの" in text_of(ward.get(room))
    assert number in ward.get(f"/centers/{north.slug}/consultations/{subject}").text


@pytest.mark.parametrize("state", rules.STATE_LABELS)
def test_each_side_is_offered_exactly_the_steps_it_may_take(
    ward, coordinator, room, central_room, north, central, state
):
    letter = sent(north)
    bring_to(state, letter, ward=north, central=central)
    for reader, address, by_sender in ((ward, room, True), (coordinator, central_room, False)):
        page = reader.get(f"{address}{letter.id}").text
        offered = re.findall(r'name="kind" value="(\w+)"', page)
        expected = set(rules.next_kinds(state, by_sender=by_sender))
        assert len(offered) == len(set(offered))
        # What only adds words waits until somebody has the case.
        assert set(offered) | {"noted"} == expected | {"noted"}


def test_a_case_is_passed_on_with_a_reason_and_stays_with_the_ward(
    ward, coordinator, room, central_room, north, south, central
):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    address = f"{central_room}{letter.id}/addressee-steps"
    form = {"kind": "passed_on", "target": "ward", "target_center_id": str(south.id)}
    refused = coordinator.post(address, data=form)
    assert refused.status_code == 422
    assert '<details class="breakdown" open>' in refused.text
    assert (
        coordinator.post(address, data={**form, "words": "同じ催しがあります"}).status_code == 302
    )
    page = text_of(ward.get(f"{room}{letter.id}"))
    assert f"→ {south.name}" in page
    assert "同じ催しがあります" in page
    assert "紹介先には、まだ何も伝わっていません" in page


@pytest.mark.parametrize("kind", ["passed_on", "declined"])
def test_a_reason_stands_in_the_form_it_was_typed_in_and_nowhere_else(
    coordinator, central_room, north, central, kind
):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    address = f"{central_room}{letter.id}/addressee-steps"

    wordless = coordinator.post(
        address, data={"kind": kind, "target": "division", "target_name": "区の課"}
    )
    assert wordless.status_code == 422
    assert f'href="#field-{kind}-words"' in wordless.text
    assert f'id="field-{kind}-words-error"' in wordless.text
    assert 'id="field-words-error"' not in wordless.text

    reason = "長い理由" * 6000
    refused = coordinator.post(address, data={"kind": kind, "target": "ward", "words": reason})
    assert refused.status_code == 422
    assert refused.text.count(f"{reason}</textarea>") == 1


def test_a_reason_that_comes_too_late_is_not_lost(coordinator, central_room, north, central):
    letter = sent(north)
    bring_to(rules.WITHDRAWN, letter, ward=north, central=central)
    late = coordinator.post(
        f"{central_room}{letter.id}/addressee-steps", data={"kind": "declined", "words": "理由"}
    )
    assert late.status_code == 409
    assert "理由</textarea>" in late.text


def test_a_month_of_targets_is_named_in_japanese(ward, room, north):
    sent(north)
    assert f">{japanese_month(Month.of(calendar.today()))}</th>" in ward.get(room).text


def test_a_step_without_its_words_is_refused_beside_the_field(
    coordinator, central_room, north, central
):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    refused = coordinator.post(
        f"{central_room}{letter.id}/addressee-steps", data={"kind": "answered"}
    )
    assert refused.status_code == 422
    assert "内容を入力してください。" in text_of(refused)
    assert 'id="field-words-error"' in refused.text


def test_who_comes_second_is_told_who_was_first(visitor, coordinator, central_room, north, central):
    letter = sent(north)
    address = f"{central_room}{letter.id}/addressee-steps"
    visitor(Role.CENTRAL_MANAGER, central).post(address, data={"kind": "received"})

    late = coordinator.post(address, data={"kind": "received"})

    assert late.status_code == 409
    assert f"推進センター {Role.CENTRAL_MANAGER.label}さんが先に受け取りました" in text_of(late)


def test_words_for_a_step_that_no_longer_fits_are_not_lost(ward, room, north, central):
    letter = sent(north)
    bring_to(rules.RESOLVED, letter, ward=north, central=central)
    late = ward.post(
        f"{room}{letter.id}/sender-steps", data={"kind": "replied", "words": "長い返事"}
    )
    assert late.status_code == 409
    assert "この相談はいま「解決」のため" in text_of(late)
    assert "長い返事</textarea>" in text_of(late)


def test_the_steps_of_the_other_side_are_not_taken_by_form(
    ward, coordinator, room, central_room, north
):
    letter = sent(north)
    assert (
        ward.post(f"{room}{letter.id}/sender-steps", data={"kind": "received"}).status_code == 422
    )
    assert (
        ward.post(f"{room}{letter.id}/addressee-steps", data={"kind": "received"}).status_code
        == 403
    )
    assert (
        coordinator.post(
            f"{central_room}{letter.id}/sender-steps", data={"kind": "withdrawn"}
        ).status_code
        == 403
    )


@pytest.mark.parametrize("missing", ["scope", "asked_by_name", "manner", "purpose"])
def test_the_person_travels_only_with_a_whole_consent(ward, room, at, north, missing):
    with at(north):
        subject = recorded(**with_person(north))
    form = {"consultation_id": subject, "wanted": "advice", **CONSENTED, missing: ""}
    refused = ward.post(room, data=form)
    assert refused.status_code == 422
    assert f'id="field-{missing}-error"' in refused.text
    with at(north):
        assert queries.sent() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("wanted", ""),
        ("wanted", "money"),
        ("urgency", "now"),
        ("wished_by", "あす"),
        ("message", "あ" * 20_001),
    ],
)
def test_each_fault_of_a_letter_stands_beside_its_field(ward, room, at, north, field, value):
    with at(north):
        subject = recorded()
    refused = ward.post(room, data={"consultation_id": subject, "wanted": "advice", field: value})
    assert refused.status_code == 422
    assert f'id="field-{field}-error"' in refused.text


YEAR_OR_MONTH = re.compile(r"/\d{4}(-\d{2})?(?=/|$)")
AS_MANY_ALIKE = 4
"""Of pages that differ by their query, year or month alone: there is no end to those."""


def every_answer(visitor, central, letter):
    """All that a person at the central center can open with GET, downloads unpacked."""
    reader = visitor(Role.CENTRAL_MANAGER, central)
    api = f"/api/v1/centers/{central.slug}/"
    endings = ("referrals/", "referrals/queue", f"referrals/{letter.id}", "consultations/")
    pending, seen = [f"/centers/{central.slug}/", *(f"{api}{ending}" for ending in endings)], {}
    alike = Counter()
    while pending:
        address = pending.pop()
        page = YEAR_OR_MONTH.sub("/…", address.partition("?")[0])
        if address in seen or alike[page] == AS_MANY_ALIKE:
            continue
        alike[page] += 1
        with reader.get(address) as answer:
            seen[address] = html.unescape("".join(texts_of(answer.get_data())))
        links = [html.unescape(link) for link in re.findall(r'href="(/[^"#]*)"', seen[address])]
        pending += [link for link in links if not link.startswith("/static")]
    return seen


@pytest.mark.parametrize("consent", [None, CONSENT])
def test_the_person_stands_nowhere_the_central_center_can_look(visitor, north, central, consent):
    """With consent too: only the disclosure shows the person."""
    letter = sent(north, consent=consent)
    take(central, letter, rules.RECEIVED)

    seen = every_answer(visitor, central, letter)

    assert any(str(letter.id) in address for address in seen)
    assert len(seen) > 8
    for address, text in seen.items():
        assert CANARY not in text, address


def test_the_disclosure_shows_the_person_and_says_that_it_was_written_down(
    visitor, coordinator, central_room, north, central, monkeypatch
):
    letter = sent(north, consent=CONSENT)
    coordinator.place = None  # here the ward's own words are the point
    shown = coordinator.post(f"{central_room}{letter.id}/disclosures")
    assert shown.status_code == 200
    for words in with_person(north).values():
        assert words in text_of(shown)
    assert "「操作の記録」に残りました" in text_of(shown)
    for role, place in ((Role.WARD_MANAGER, north), (Role.CENTRAL_MANAGER, central)):
        trail = text_of(visitor(role, place).get(f"/centers/{place.slug}/audit/"))
        assert "閲覧" in trail


def test_a_withdrawn_consent_is_gone_for_the_reader_at_once(
    ward, coordinator, room, central_room, north
):
    letter = sent(north, consent=CONSENT)
    assert "氏名・連絡先を見る" in coordinator.get(f"{central_room}{letter.id}").text

    answer = ward.post(f"{room}{letter.id}/consent/withdrawal")

    assert answer.status_code == 302
    assert coordinator.post(f"{central_room}{letter.id}/disclosures").status_code == 404
    page = text_of(coordinator.get(f"{central_room}{letter.id}"))
    assert "氏名・連絡先を見る" not in page
    assert "に取り消されました" in page


def test_another_ward_is_told_that_there_is_nothing(visitor, room, north, south):
    letter = sent(north, consent=CONSENT)
    stranger = visitor(Role.WARD_MANAGER, south)
    nothing = "00000000-0000-7000-8000-000000000000"
    for base in (room, f"/centers/{south.slug}/referrals/"):
        for method, ending, status in (
            ("get", "", 404),
            ("post", "/sender-steps", 404),
            ("post", "/consent/withdrawal", 404),
        ):
            data = {"kind": "replied", "words": "x"} if method == "post" else None
            answers = [
                getattr(stranger, method)(f"{base}{row}{ending}", data=data)
                for row in (letter.id, nothing)
            ]
            assert [each.status_code for each in answers] == [status, status]
            assert answers[0].text == answers[1].text
    new = stranger.get(f"/centers/{south.slug}/referrals/new?consultation={letter.consultation_id}")
    assert new.status_code == 404
    taken = stranger.post(
        f"/centers/{south.slug}/referrals/",
        data={"consultation_id": letter.consultation_id, "wanted": "advice"},
    )
    assert taken.status_code == 404


def test_a_letter_about_nothing_is_not_found(ward, room):
    for subject in ("", "x", "00000000-0000-7000-8000-000000000000"):
        assert ward.get(f"{room}new?consultation={subject}").status_code == 404
        assert ward.post(room, data={"consultation_id": subject}).status_code == 404


def test_a_card_shows_its_letters_and_their_state(ward, north, central):
    letter = sent(north)
    card = ward.get(f"/centers/{north.slug}/consultations/{letter.consultation_id}")
    assert "受付待ち" in card.text
    assert f"/referrals/{letter.id}" in card.text


def test_a_coordinator_records_consultations_but_asks_nobody(coordinator, central):
    desk = f"/centers/{central.slug}/consultations/"
    made = coordinator.post(desk, data=typed())
    assert made.status_code == 302
    assert "推進センターに相談する" not in coordinator.get(made.location).text
    one = made.location.rpartition("/")[2]
    assert (
        coordinator.get(f"/centers/{central.slug}/referrals/new?consultation={one}").status_code
        == 403
    )


def test_the_ward_sees_how_its_words_will_read_before_they_go(ward, coordinator, room, at, north):
    with at(north):
        subject = str(recorded(person_name="例田 例子"))
    question = {"consultation_id": subject, "wanted": "advice", "message": "例田さんの場所"}
    held = ward.post(room, data=question)
    assert held.status_code == 422
    assert "〔氏名〕の場所</textarea>" in text_of(held)
    assert "もう一度押してください" in text_of(held)
    sent_so = ward.post(room, data=question | {"message": "〔氏名〕の場所"})
    letter = sent_so.location

    step = {"kind": "noted", "words": "例田さんは\r\n元気です"}
    held = ward.post(f"{letter}/sender-steps", data=step)
    assert held.status_code == 422
    assert "〔氏名〕は\r\n元気です</textarea>" in text_of(held)
    assert "元気です" not in text_of(ward.get(letter))
    held = ward.post(f"{letter}/sender-steps", data=step | {"files": (BytesIO(b"x"), "a.txt")})
    assert "ファイルを、もう一度選んでください。" in text_of(held)
    seen = step | {"words": "〔氏名〕は\r\n元気です"}
    assert ward.post(f"{letter}/sender-steps", data=seen).status_code == 302

    consent = {"scope": ["name"], "asked_by_name": "職員", "manner": "word"}
    held = ward.post(f"{letter}/consent", data=consent | {"purpose": "例田さんに会うため"})
    assert 'value="〔氏名〕に会うため"' in text_of(held)
    with at(north):
        assert queries.consents(queries.referral(letter.rpartition("/")[2])) == []


@pytest.mark.parametrize("named_first", [True, False])
def test_a_withdrawn_consent_says_what_of_the_person_is_left_in_words(
    ward, room, at, north, named_first
):
    with at(north):
        person = {"person_name": "例田 例子"}
        subject = recorded(summary="例田さんの場所", **(person if named_first else {}))
    letter = ward.post(room, data={"consultation_id": str(subject), "wanted": "advice"}).location
    with at(north):
        consultation(subject).person_name = "例田 例子"
        seen = queries.referral(letter.rpartition("/")[2])
        service.give_consent(seen, CONSENT, actor_name="職員")
        service.withdraw_consent(seen, withdrawn_by_name="職員")
    page = text_of(ward.get(letter))
    assert ("伏せたまま残っています" in page) == named_first
    assert ("伏せられずに残っています" in page) != named_first
