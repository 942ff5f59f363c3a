import html
import re

import pytest

from app import calendar
from app.access.permissions import Role
from app.invitations import queries, service
from app.meetings import queries as meetings
from tests.invitations.asking import GUEST, answered, guest_of, in_days, sent
from tests.meetings.tables import convened


@pytest.fixture
def preparer(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def page(answer, status=200):
    assert answer.status_code == status
    return html.unescape(answer.text)


def room(center, meeting):
    return f"/centers/{center.slug}/invitations/{meeting.id}"


def test_an_invitation_goes_from_the_form_to_the_desks_and_back(
    preparer, worker, north, south, central
):
    meeting = convened(central, held_on=in_days(30))
    one, mine = room(central, meeting), room(north, meeting)
    assert preparer.get(one).location.endswith("/edit")
    form = page(preparer.get(f"{one}/edit"))
    assert form.count('name="wards"') == form.count(" checked") == 2
    typed = {
        "wards": ["north", "south"],
        "reply_by": f"{in_days(20):%Y/%m/%d}",
        "words": "ご参加ください",
        "version": "0",
    }
    assert preparer.post(one, data=typed).status_code == 303
    assert "まだ誰にも送っていません" in page(preparer.get(one))
    assert worker.get(mine).status_code == 404
    late = page(preparer.post(one, data=typed), 409)
    assert "ほかの人が先に保存しています" in late

    guest = {"kind": "guest", "name": "来賓 花", "belongs_to": "大学", "email": ""}
    assert preparer.post(f"{one}/guests", data=guest).status_code == 303
    assert preparer.post(f"{one}/sending").status_code == 303

    assert meeting.title in page(worker.get("/centers/north/"))
    seen = page(worker.get(mine))
    assert "ご参加ください" in seen
    assert "来賓 花" not in seen
    answer = {"attendance": "attends", "names": "見本 太郎", "substitute": "所長の代わり"}
    assert worker.post(f"{mine}/reply", data=answer | {"version": "0"}).status_code == 303
    assert page(worker.post(f"{mine}/reply", data=answer | {"version": "0"}), 409)
    assert "会議の出欠をお答えください" not in page(worker.get("/centers/north/"))
    assert "回答を見る・直す" in page(worker.get(f"/centers/north/meetings/{meeting.id}"))

    board = page(preparer.get(one))
    for words in ("出席 1・欠席 0・オブザーバー 0・未回答 1", "見本 太郎", "代理: 所長の代わり"):
        assert words in board
    assert "招待と出欠" in page(preparer.get(f"/centers/central/meetings/{meeting.id}"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"reply_by": "R8.13.1"}, "R8.13.1"),
        ({"reply_by": f"{in_days(31):%Y/%m/%d}"}, "会議の日かそれより前"),
        ({"wards": ["nowhere"]}, "「nowhere」という区はありません"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(preparer, central, at, wrong, sentence):
    meeting = convened(central, held_on=in_days(30))
    typed = {"wards": ["north"], "reply_by": f"{in_days(20):%Y/%m/%d}", "version": "0", **wrong}
    assert sentence in page(preparer.post(room(central, meeting), data=typed), 422)
    with at(central):
        assert queries.invitation_of(meetings.own_meeting(meeting.id)) is None


def test_a_ward_that_says_neither_yes_nor_no_is_asked_for_it(worker, north, central):
    meeting = sent(central)
    refused = page(worker.post(f"{room(north, meeting)}/reply", data={"version": "0"}), 422)
    assert "出欠" in refused
    odd = {"version": "0", "attendance": "perhaps"}
    assert "出欠を選んでください" in page(
        worker.post(f"{room(north, meeting)}/reply", data=odd), 422
    )


def test_a_guest_is_kept_changed_answered_for_and_let_go(preparer, central, at):
    meeting = sent(central)
    one = room(central, meeting)
    guest = guest_of(central, meeting)
    address = f"{one}/guests/{guest.id}"
    assert GUEST.email in page(preparer.get(f"{address}/edit"))
    typed = {"kind": "city", "name": "役所 改", "email": "x", "version": "2"}
    assert "メールアドレスの形" in page(preparer.post(address, data=typed), 422)
    typed["email"] = ""
    assert preparer.post(address, data=typed).status_code == 303
    assert page(preparer.post(address, data=typed), 409)
    assert preparer.post(f"{address}/answer", data={"attendance": "observes"}).status_code == 303
    board = page(preparer.get(one))
    assert "役所 改" in board
    assert "オブザーバー" in board
    assert preparer.post(f"{address}/removal").status_code == 303
    page(preparer.get(one))  # says so once
    assert "役所 改" not in page(preparer.get(one))
    assert preparer.get(f"{address}/edit").status_code == 404


def test_a_guest_answers_on_a_page_of_their_own(app, nobody, central):
    meeting = sent(central)
    guest = guest_of(central, meeting, key=str(app.secret_key))
    link = f"/invitations/{service.link_secret(str(app.secret_key), guest.id)}"
    shown = nobody.get(link)
    assert GUEST.name in page(shown)
    assert shown.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert shown.headers["Cache-Control"] == "no-store"
    token = {"csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', shown.text)[1]}
    assert page(nobody.post(link, data=token), 422)
    assert (
        nobody.post(
            link, data={"attendance": "attends", "remarks": "少し遅れます"} | token
        ).status_code
        == 303
    )
    assert "少し遅れます" in page(nobody.get(link))
    unknown = nobody.get("/invitations/" + "A" * 43)
    assert unknown.status_code == 404
    assert unknown.text == nobody.get("/nothing/here").text


def test_the_calendar_file_of_a_meeting_is_for_who_may_read_it(worker, north, central):
    meeting = sent(central)
    hidden = convened(central, held_on=in_days(9))
    file = worker.get(f"{room(north, meeting)}/calendar.ics")
    assert file.content_type == "text/calendar; charset=utf-8"
    assert f"meeting-{meeting.id}@" in file.text.replace("\r\n ", "")
    assert worker.get(f"{room(north, hidden)}/calendar.ics").status_code == 404


def test_the_same_by_the_api(visitor, worker, north, central):
    program = visitor(Role.CENTRAL_MANAGER, central)
    meeting = convened(central, held_on=in_days(30))
    one = f"/api/v1/centers/central/invitations/{meeting.id}"
    record = {"reply_by": in_days(20).isoformat(), "wards": ["north"], "version": 0}
    assert program.put(one, json=record).json["sent_at"] is None
    assert program.put(one, json=record).status_code == 409
    guest = program.post(f"{one}/guests", json={"kind": "city", "name": "役所 一郎"})
    assert guest.status_code == 201
    assert program.post(f"{one}/sending").json["sent_at"]
    mine = f"/api/v1/centers/north/invitations/{meeting.id}"
    assert worker.get(mine).json["reply_by"] == in_days(20).isoformat()
    assert worker.get(f"{mine}/reply").status_code == 404
    reply = {"attendance": "attends", "names": "見本 太郎", "version": 0}
    assert worker.put(f"{mine}/reply", json=reply).json["version"] == 1
    assert worker.get(f"{mine}/reply").json["names"] == "見本 太郎"
    answered_by = f"{one}/guests/{guest.json['id']}/answer"
    assert program.post(answered_by, json={"attendance": "absent"}).status_code == 201
    given = program.get(f"{one}/answers").json["items"]
    assert {each["name"]: each["attendance"] for each in given} == {
        "港北": "attends",
        "役所 一郎": "absent",
    }
    for closed in ("answers", "guests"):
        assert worker.get(f"{mine}/{closed}").status_code == 403


def test_an_answer_from_before_a_change_is_marked(preparer, worker, north, central, at):
    meeting = sent(central)
    answered(north, meeting)
    with at(central):
        own = meetings.own_meeting(meeting.id)
        own.changed_at = calendar.now()
    assert "変更前の回答" in page(preparer.get(room(central, meeting)))
    assert "回答のあとに、会議の内容が変わりました" in page(worker.get(room(north, meeting)))
