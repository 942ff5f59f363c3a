"""The writing screen and the projector without script: forms, fragments, and who may not."""

import html
import re
from uuid import uuid4

import pytest

from app.access.permissions import Role
from app.minutes.queries import editions
from tests.invitations.asking import COMING, GUEST, answered, guest_of
from tests.invitations.asking import sent as invited
from tests.minutes.sitting import held, items, ordered, texted, wrote


@pytest.fixture
def writer(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


IN_A_PAGE = {"HX-Request": "true"}


def room(meeting, rest="writing"):
    return f"/centers/central/minutes/{meeting.id}/{rest}"


def page(answer, status=200):
    assert answer.status_code == status
    return html.unescape(answer.text)


def test_a_form_without_script_writes_an_entry_and_a_fault_is_said(writer, central):
    meeting = held(central)
    typed = {"id": str(uuid4()), "kind": "decision", "words": "来年度から4月に更新する"}
    typed["item_id"] = str(items(central, meeting)[1])
    assert writer.post(room(meeting, "entries"), data=typed).status_code == 303
    shown = page(writer.get(room(meeting)))
    assert "来年度から4月に更新する" in shown
    refused = writer.post(room(meeting, "entries"), data={"id": str(uuid4()), "kind": "note"})
    assert refused.status_code == 422
    assert "何も書かれていません" in html.unescape(refused.text)
    no_state = {"id": str(uuid4()), "kind": "attendance", "attendee": "north"}
    refused = writer.post(room(meeting, "entries"), data=no_state)
    assert "出席・欠席・オブザーバーのどれかを選んでください" in html.unescape(refused.text)


def test_who_has_seen_everything_is_sent_nothing(writer, central):
    meeting = held(central)
    fragment = page(writer.get(room(meeting, "written"), headers=IN_A_PAGE))
    seen = fragment.partition("seen=")[2].partition('"')[0]
    assert writer.get(room(meeting, f"written?seen={seen}"), headers=IN_A_PAGE).status_code == 204
    assert (
        writer.get(room(meeting, f"projection?seen={seen}"), headers=IN_A_PAGE).status_code == 204
    )
    wrote(central, meeting, "ほかの人の言葉")
    news = page(writer.get(room(meeting, f"written?seen={seen}"), headers=IN_A_PAGE))
    assert "ほかの人の言葉" in news
    assert 'id="attendance" hx-swap-oob="true"' in news


def test_two_versions_are_shown_side_by_side_and_one_press_chooses(writer, central):
    meeting = held(central)
    first = wrote(central, meeting, "もと")
    one = wrote(central, meeting, "片方", follows=[first.id])
    other = wrote(central, meeting, "もう片方", follows=[first.id])
    shown = page(writer.get(room(meeting)))
    assert "残すほうを選んでください" in shown
    assert shown.count("こちらにする") == 2
    chosen = {"id": str(uuid4()), "kind": "note", "words": "片方"}
    chosen["follows"] = [str(one.id), str(other.id)]
    assert writer.post(room(meeting, "entries"), data=chosen).status_code == 303
    assert "残すほうを選んでください" not in page(writer.get(room(meeting)))
    revised = page(writer.get(room(meeting, f"writing?revise={first.id}")))
    assert "の記録を直しています" in revised.replace("</span>", "")


def test_whom_a_ward_said_would_come_is_taken_over_in_one_press(writer, central, north):
    meeting = invited(central)
    answered(north, meeting)
    shown = page(writer.get(room(meeting)))
    assert "返事: 出席" in shown
    [row] = re.findall(r'<tr data-center="north".*?</tr>', shown, re.DOTALL)
    typed = dict(re.findall(r'name="(\w+)" value="([^"]*)"', row)) | {"state": "present"}
    assert typed["words"] == COMING.names
    assert writer.post(room(meeting, "entries"), data=typed).status_code == 303
    [row] = re.findall(
        r'<tr data-center="north".*?</tr>', page(writer.get(room(meeting))), re.DOTALL
    )
    assert 'value="present" aria-pressed="true"' in row
    assert COMING.names in row
    assert "返事:" not in row


def test_one_press_moves_the_meeting_and_the_projector(writer, central):
    meeting = held(central)
    item = str(items(central, meeting)[0])
    assert "に始まります" in page(writer.get(room(meeting, "projector")))
    for _ in range(2):  # pressed twice, moved once
        moved = writer.post(room(meeting, "turns"), data={"id": str(meeting.id), "item_id": item})
        assert moved.status_code == 303
    assert "<h1>開会</h1>" in page(writer.get(room(meeting, "projector")))
    assert "次　前回確認事項" in page(writer.get(room(meeting, "projection"), headers=IN_A_PAGE))
    assert writer.post(room(meeting, "turns"), data={"id": "x"}).status_code == 422
    over = {"id": str(uuid4())}
    assert writer.post(room(meeting, "turns"), data=over).status_code == 303
    assert "会議は終わりました" in page(writer.get(room(meeting, "projector")))


def test_a_ward_has_no_writing_screen(worker, writer, central, north):
    meeting = held(central)
    for rest in ("writing", "written", "projector", "projection"):
        assert worker.get(f"/centers/north/minutes/{meeting.id}/{rest}").status_code == 403
    assert "記録を書く" in page(writer.get(f"/centers/central/meetings/{meeting.id}"))


def test_a_program_writes_and_reads_what_was_written(writer, central):
    meeting = held(central)
    api = f"/api/v1/centers/central/minutes/{meeting.id}"
    entry = {"id": str(uuid4()), "kind": "note", "words": "要点"}
    for _ in range(2):
        made = writer.post(f"{api}/entries", json=entry)
        assert made.status_code == 201, made.json
    [listed] = writer.get(f"{api}/entries").json["items"]
    assert (listed["id"], listed["words"]) == (entry["id"], "要点")
    other = writer.post(f"{api}/entries", json=entry | {"words": "別"})
    assert other.status_code == 409
    turn = {"id": str(uuid4()), "item_id": str(items(central, meeting)[0])}
    assert writer.post(f"{api}/turns", json=turn).json["current"]["title"] == "開会"
    assert writer.get(f"{api}/progress").json["next"]["title"] == "前回確認事項"


def test_a_guest_stands_in_the_minutes_by_where_they_belong_to(writer, central, at):
    meeting = invited(central)
    guest = guest_of(central, meeting)
    typed = {"id": str(uuid4()), "kind": "attendance", "attendee": str(guest.id)}
    came = writer.post(room(meeting, "entries"), data=typed | {"state": "observer"})
    assert came.status_code == 303
    texted(central, meeting)
    edition = ordered(central, meeting)
    with at(central):
        [attended] = editions.content(edition).attendance
    assert (attended.center, attended.state) == (GUEST.belongs_to, "オブザーバー")
    unknown = typed | {"id": str(uuid4()), "attendee": str(uuid4()), "state": "present"}
    assert "センターを選んでください" in page(
        writer.post(room(meeting, "entries"), data=unknown), 422
    )
