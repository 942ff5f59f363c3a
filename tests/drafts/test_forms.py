"""Forms that keep drafts, and become one record however often they are sent."""

import html
import re
from urllib.parse import unquote
from uuid import uuid4

import pytest

from app.access.permissions import Role
from app.consultations import queries as consultations
from app.drafts import queries
from tests.consultations.records import recorded, typed
from tests.referrals.letters import bring_to, sent, take
from tests.threads import together

API = "/api/v1/centers/north/drafts/"
DESK = "/centers/north/consultations/"
HOME = "/centers/north/"


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def keep(worker, key, *, form="consultation", subject_id=None, **fields):
    words = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    typed = {"client_key": str(key), "form": form, "subject_id": subject_id, "fields": words}
    return worker.post(API, json=typed)


def page_of(response):
    return html.unescape(response.text)


def test_a_draft_is_opened_again_as_it_was_typed(worker):
    key = uuid4()
    keep(worker, key, summary="書きかけの概要", channel="phone", topics=["tax", "founding"])

    page = page_of(worker.get(f"{DESK}new?draft={key}"))

    assert 'value="書きかけの概要"' in page
    assert re.search(r'value="phone"[^>]* checked', page)
    assert len(re.findall(r'name="topics"[^>]* checked', page)) == 2
    assert f'name="draft" value="{key}"' in page
    assert "has-error" not in page


def test_the_desk_leads_back_to_a_draft_and_can_throw_it_away(worker, visitor, north):
    key = uuid4()
    draft_id = keep(worker, key, summary="途中までの言葉").json["id"]
    colleague = visitor(Role.WARD_MANAGER, north)

    assert "途中までの言葉" not in page_of(colleague.get(HOME))
    assert colleague.post(f"/centers/north/drafts/{draft_id}/removal").status_code == 404
    desk = page_of(worker.get(HOME))
    assert "途中までの言葉" in desk
    assert f"{DESK}new?draft={key}" in desk
    worker.post(f"/centers/north/drafts/{draft_id}/removal")
    assert "途中までの言葉" not in page_of(worker.get(HOME))


def test_saving_the_form_ends_its_draft(worker, north, at):
    key = uuid4()
    keep(worker, key, summary="概要")

    assert worker.post(DESK, data=typed(draft=str(key))).status_code == 302

    with at(north, role=Role.WARD_WORKER):
        assert queries.mine() == []


def test_a_refused_form_keeps_its_draft(worker, north, at):
    key = uuid4()
    keep(worker, key, summary="概要")

    refused = worker.post(DESK, data={"summary": "概要", "draft": str(key)})

    assert refused.status_code == 422
    assert f'name="draft" value="{key}"' in refused.text
    with at(north, role=Role.WARD_WORKER):
        assert len(queries.mine()) == 1


def test_the_same_form_sent_twice_is_one_consultation(worker, north, at):
    form = typed(draft=str(uuid4()), summary="一度だけ")

    first, second = worker.post(DESK, data=form), worker.post(DESK, data=form)

    assert first.location == second.location
    assert "すでに記録されています" in page_of(worker.get(second.location))
    with at(north):
        assert len(consultations.page().items) == 1


@pytest.mark.commits
def test_the_same_form_sent_twice_at_one_moment_is_one_consultation(app, visitor, north, at):
    form = typed(draft=str(uuid4()))

    def send(ready):
        client = visitor(Role.WARD_WORKER, north)
        ready.wait()
        return client.post(DESK, data=form).status_code

    assert together(app, send, send) == [302, 302]
    with at(north):
        assert len(consultations.page().items) == 1


@pytest.mark.parametrize(
    "change", [{}, {"topics": ["tax"]}, {"continues_number": "R7-9999"}, {"minutes": "5"}]
)
def test_what_changed_after_the_first_sending_is_shown_beside_the_record(worker, north, at, change):
    key = str(uuid4())
    worker.post(DESK, data=typed(draft=key, summary="先の言葉"))

    changed = change or {"summary": "あとの言葉"}
    answer = worker.post(DESK, data=typed(draft=key, **({"summary": "先の言葉"} | changed)))

    assert answer.status_code == 409
    assert "この相談は、すでに記録されています" in page_of(answer)
    assert "先の言葉" in re.sub("</?mark>", "", page_of(answer))
    assert change or 'value="あとの言葉"' in page_of(answer)
    with at(north):
        assert len(consultations.page().items) == 1


def test_the_changed_words_can_become_a_consultation_of_their_own(worker, north, at):
    key = str(uuid4())
    worker.post(DESK, data=typed(draft=key, summary="先の言葉"))
    page = page_of(worker.post(DESK, data=typed(draft=key, summary="別の相談の言葉")))
    new_key = re.search(r'name="draft" value="([^"]+)"', page)[1]

    assert f'formaction="{DESK}"' in page
    assert worker.post(DESK, data=typed(draft=new_key, summary="別の相談の言葉")).status_code == 302

    with at(north):
        assert {line.summary for line in consultations.page().items} == {
            "先の言葉",
            "別の相談の言葉",
        }


def test_who_goes_back_after_saving_is_taken_to_the_record(worker):
    key = str(uuid4())
    saved = worker.post(DESK, data=typed(draft=key))
    assert worker.get(f"{DESK}new?draft={key}").location == saved.location


def test_a_form_without_a_key_is_recorded_all_the_same(worker):
    assert worker.post(DESK, data=typed()).status_code == 302
    assert worker.post(DESK, data=typed(draft="unreadable")).status_code == 302


def test_a_revision_is_drafted_apart_from_the_record(worker, north, at):
    with at(north):
        subject = recorded(summary="記録の言葉")
    key = uuid4()
    kept = keep(worker, key, form="revision", subject_id=str(subject), summary="直した言葉")
    assert kept.status_code == 200

    edit = f"{DESK}{subject}/edit"

    assert 'value="記録の言葉"' in page_of(worker.get(edit))
    assert 'value="直した言葉"' in page_of(worker.get(f"{edit}?draft={key}"))
    worker.post(f"{DESK}{subject}", data=typed(version=1, draft=str(key)))
    with at(north, role=Role.WARD_WORKER):
        assert queries.mine() == []


def test_a_letter_is_drafted_too(worker, north, at):
    with at(north):
        subject = recorded()
    key = uuid4()
    keep(worker, key, form="referral", subject_id=str(subject), message="聞きたいこと")

    form = f"/centers/north/referrals/new?consultation={subject}&draft={key}"

    assert "聞きたいこと" in page_of(worker.get(form))
    letter = {"consultation_id": str(subject), "wanted": "advice", "draft": str(key)}
    assert worker.post("/centers/north/referrals/", data=letter).status_code == 302
    with at(north, role=Role.WARD_WORKER):
        assert queries.mine() == []


def test_a_note_is_drafted_on_the_card_and_ends_when_it_is_written_down(worker, north, at):
    with at(north):
        subject = recorded()
    key, card = uuid4(), f"{DESK}{subject}"
    keep(
        worker, key, form="note", subject_id=str(subject), words="電話で聞いたこと", channel="phone"
    )

    assert f"{card}?draft={key}" in page_of(worker.get(HOME))
    page = page_of(worker.get(f"{card}?draft={key}"))
    assert "電話で聞いたこと</textarea>" in page
    assert "電話で聞いたこと" not in page_of(worker.get(card))

    note = {"words": "電話で聞いたこと", "channel": "phone", "draft": str(key)}
    refused = worker.post(f"{card}/follow-ups", data=note)
    assert refused.status_code == 422
    assert f'name="draft" value="{key}"' in page_of(refused)
    with at(north, role=Role.WARD_WORKER):
        assert len(queries.mine()) == 1
    worker.post(f"{card}/follow-ups", data=note | {"happened_on": "2026/04/06"})
    with at(north, role=Role.WARD_WORKER):
        assert queries.mine() == []


@pytest.mark.parametrize(
    ("form", "step", "field"),
    [
        ("answer", {"kind": "answered"}, 'id="field-words"'),
        ("passing_on", {"kind": "passed_on", "target": "division"}, 'id="field-passed_on-words"'),
        ("declining", {"kind": "declined"}, 'id="field-declined-words"'),
    ],
)
def test_what_a_coordinator_writes_is_drafted_form_by_form(
    visitor, north, central, at, form, step, field
):
    coordinator, letter = visitor(Role.CENTRAL_COORDINATOR, central), sent(north)
    take(central, letter, "received")
    page, key = f"/centers/central/referrals/{letter.id}", uuid4()
    words = {"words": ["途中の回答"]} | {name: [each] for name, each in step.items()}
    typed = {"client_key": str(key), "form": form, "subject_id": str(letter.id), "fields": words}
    coordinator.post("/api/v1/centers/central/drafts/", json=typed)

    resumed = f"{page}?sheet={form}&draft={key}"
    assert resumed in page_of(coordinator.get("/centers/central/"))
    shown = page_of(coordinator.get(resumed))
    assert re.search(field + r"[^>]*>\s*途中の回答</textarea>", shown)
    assert shown.count("途中の回答") == 1
    assert shown.count(f'value="{key}"') == 1
    assert ('<details class="breakdown" open' in shown) == (form != "answer")
    assert "途中の回答" not in page_of(coordinator.get(page))

    said = step | {"draft": str(key), "sheet": form}
    refused = coordinator.post(f"{page}/addressee-steps", data=said)
    assert refused.status_code == 422
    assert page_of(refused).count(f'value="{key}"') == 1
    taken = said | {"words": "回答", "target_name": "担当課"}
    assert coordinator.post(f"{page}/addressee-steps", data=taken).status_code == 302
    assert "途中の回答" not in page_of(coordinator.get("/centers/central/"))


@pytest.mark.parametrize(("form", "kind"), [("reply", "noted"), ("thanks", "found_useful")])
def test_what_a_ward_writes_back_is_drafted_too(worker, north, central, form, kind):
    letter = sent(north)
    bring_to("answered", letter, ward=north, central=central)
    page, key = f"/centers/north/referrals/{letter.id}", uuid4()
    keep(worker, key, form=form, subject_id=str(letter.id), words="途中の返事")
    assert "途中の返事" in page_of(worker.get(f"{page}?sheet={form}&draft={key}"))
    worker.post(f"{page}/sender-steps", data={"kind": kind, "words": "返事", "draft": str(key)})
    assert "途中の返事" not in page_of(worker.get(HOME))


def test_words_whose_form_is_gone_are_shown_where_they_can_be_taken_along(visitor, north, central):
    coordinator, letter = visitor(Role.CENTRAL_COORDINATOR, central), sent(north)
    key = uuid4()
    words = {"words": ["断る理由"]}
    typed = {"client_key": str(key), "form": "declining", "subject_id": str(letter.id)}
    coordinator.post("/api/v1/centers/central/drafts/", json=typed | {"fields": words})
    bring_to("withdrawn", letter, ward=north, central=central)
    page = f"/centers/central/referrals/{letter.id}?sheet=declining&draft={key}"
    assert "断る理由</textarea>" in page_of(coordinator.get(page))


@pytest.mark.parametrize(
    "fields",
    [{"summary": ["\x00"]}, {"summary": ["あ" * 200_001]}, {"summary": "文字だけ"}, ["一覧"], None],
)
def test_what_cannot_be_kept_is_refused(worker, fields):
    typed = {"client_key": str(uuid4()), "form": "consultation", "fields": fields}
    assert worker.post(API, json=typed).status_code == 422


def test_another_form_open_elsewhere_is_told(worker):
    key = uuid4()
    keep(worker, key, summary="先")
    assert keep(worker, key, summary="あと").status_code == 409


def test_what_looks_like_a_person_is_told_while_typing(worker):
    traces = keep(worker, uuid4(), summary="山田様 045-000-0000", body="佐藤様").json["traces"]
    assert [(trace["field"], trace["kind"]) for trace in traces] == [
        ("summary", "氏名"),
        ("summary", "電話番号"),
    ]


def test_a_form_sent_after_the_session_ended_leads_back_to_itself(nobody, app, browser, north):
    page = page_of(browser(Role.WARD_WORKER, north).get(f"{DESK}new"))
    resume_at = re.search(r'name="resume_at" value="([^"]+)"', page)[1]

    answer = nobody.post(DESK, data=typed(resume_at=resume_at))

    assert answer.status_code == 302
    assert resume_at.startswith(f"{DESK}new?draft=")
    assert unquote(answer.location) == f"/sign-in?then={resume_at}"
