import html
from io import BytesIO

import pytest

from app.access.permissions import Role
from app.calls import queries, service
from app.notifications import queries as notices
from tests.calls.asking import LINES, closed, drafted, in_days, opened, prepared, submitted
from tests.files.made import a_pdf
from tests.meetings.tables import convened

PDF = a_pdf()


@pytest.fixture
def preparer(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def page(answer):
    assert answer.status_code == 200
    return html.unescape(answer.text)


def room(center):
    return f"/centers/{center.slug}/calls/"


FORM = {
    "kinds": ["report", "topic", "report", "report", "report"],
    "lines": ["講座を開きました", "", "  更新の話  ", "", ""],
    "version": "0",
}


def test_a_call_is_prepared_looked_at_and_opened(preparer, worker, north, central):
    meeting = convened(central, held_on=in_days(30))
    asked = page(preparer.get(f"{room(central)}new?meeting={meeting.id}"))
    assert "報告・議題の募集を用意する" in asked
    typed = {"meeting_id": str(meeting.id), "due_on": f"{in_days(20):%Y/%m/%d}", "words": "要点を"}
    made = preparer.post(room(central), data=typed)
    assert made.status_code == 302
    assert "まだ区には見えません" in page(preparer.get(made.location))
    assert "募集はまだありません" in page(worker.get(room(north)))

    assert preparer.post(f"{made.location}/opening").status_code == 303

    assert "提出の状況 0/2区" in page(preparer.get(made.location))
    call = made.location.rpartition("/")[2]
    seen = page(worker.get(f"{room(north)}{call}"))
    assert "要点を" in seen
    assert "推進センターに提出する" in seen
    assert meeting.title in page(worker.get(f"/centers/{north.slug}/"))
    assert "報告・議題を出す" in page(worker.get(f"/centers/north/meetings/{meeting.id}"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"due_on": ""}, "入力してください。"),
        ({"due_on": f"{in_days(40):%Y/%m/%d}"}, "締切は、会議の日かそれより前"),
        ({"due_on": "2020/4/1"}, "締切は、今日かそれより後"),
        ({"remind_before": "11"}, "0から10までの日数"),
    ],
)
def test_a_deadline_that_cannot_be_is_said_beside_its_field(preparer, central, wrong, sentence):
    meeting = convened(central, held_on=in_days(30))
    typed = {"meeting_id": str(meeting.id), "due_on": f"{in_days(20):%Y/%m/%d}", **wrong}
    refused = preparer.post(room(central), data=typed)
    assert refused.status_code == 422
    assert sentence in html.unescape(refused.text)


def test_a_late_editor_sees_both_versions(preparer, central):
    call = prepared(central)
    one = f"{room(central)}{call.id}"
    typed = {"due_on": f"{in_days(10):%Y/%m/%d}", "words": "先のことば", "version": call.version}
    assert preparer.post(one, data=typed).status_code == 302
    late = preparer.post(one, data={**typed, "words": "後のことば"})
    assert late.status_code == 409
    assert "先のことば" in late.text
    assert "後のことば" in late.text


def test_a_ward_keeps_a_draft_submits_it_and_takes_it_back(worker, preparer, north, central, at):
    call = opened(central)
    one, board = f"{room(north)}{call.id}", f"{room(central)}{call.id}"

    assert worker.post(f"{one}/contribution", data=FORM).status_code == 303
    kept = page(worker.get(one))
    assert "下書き" in kept
    assert 'value="更新の話"' in kept
    assert "講座を開きました" not in page(preparer.get(board))

    sent = worker.post(f"{one}/contribution", data={**FORM, "version": "2", "submits": "1"})
    assert sent.status_code == 303, sent.text
    shown = page(preparer.get(board))
    assert "提出の状況 1/2区" in shown
    assert "講座を開きました" in shown

    assert worker.post(f"{one}/contribution/withdrawal").status_code == 303
    assert "講座を開きました" not in page(preparer.get(board))


def test_a_colleague_who_saved_first_is_seen_beside_what_was_typed(worker, north, central):
    call = opened(central)
    drafted(north, call)
    late = worker.post(f"{room(north)}{call.id}/contribution", data=FORM)
    assert late.status_code == 409
    assert LINES[0].words in late.text
    assert "講座を開きました" in late.text


def test_nothing_is_submitted_only_when_that_is_said(worker, preparer, north, central):
    call = opened(central)
    one = f"{room(north)}{call.id}/contribution"
    refused = worker.post(one, data={"submits": "1"})
    assert refused.status_code == 422
    assert "「今回はありません」を選んで" in html.unescape(refused.text)
    assert worker.post(one, data={"submits": "1", "nothing": "1"}).status_code == 303
    assert "今回はありません" in page(preparer.get(f"{room(central)}{call.id}"))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"lines": ["あ" * 201], "kinds": ["report"]}, "1行は200文字以内"),
        ({"lines": ["一つ"], "kinds": ["gossip"]}, "報告か議題を選んでください。"),
        ({"lines": ["行"] * 6, "kinds": ["report"] * 6}, "5行まで"),
    ],
)
def test_what_cannot_be_brought_is_said_and_stays_typed(worker, north, central, wrong, sentence):
    call = opened(central)
    refused = worker.post(f"{room(north)}{call.id}/contribution", data=wrong)
    assert refused.status_code == 422
    assert sentence in html.unescape(refused.text)
    assert wrong["lines"][0] in refused.text


def test_files_are_checked_attached_and_taken_out(worker, north, central, at):
    call = opened(central)
    one = f"{room(north)}{call.id}"
    wrong = {"files": (BytesIO(b"MZ"), "見積.pdf")}
    refused = worker.post(f"{one}/contribution/files", data=wrong)
    assert refused.status_code == 422
    assert "「見積.pdf」の中身は .pdf のファイルではない" in html.unescape(refused.text)

    right = {"files": [(BytesIO(PDF), "図.pdf"), (BytesIO("表".encode()), "表.csv")]}
    assert worker.post(f"{one}/contribution/files", data=right).status_code == 303
    with at(north):
        first, _ = queries.brought_here(queries.call(call.id)).files
    assert "図.pdf" in page(worker.get(one))
    assert worker.get(f"{one}/files/{first.id}").data == PDF
    assert worker.post(f"{one}/files/{first.id}/removal").status_code == 303
    assert worker.get(f"{one}/files/{first.id}").status_code == 404


def test_one_press_puts_a_line_on_the_agenda(preparer, north, central, at):
    call = opened(central)
    submitted(north, call)
    board = f"{room(central)}{call.id}"
    with at(central):
        line = queries.received(queries.own_call(call.id))[0].lines[1]
    assert preparer.post(f"{board}/items", data={"line_id": str(line.id)}).status_code == 303
    assert "議題に入れました" in page(preparer.get(board))
    agenda = page(preparer.get(f"/centers/central/meetings/{call.meeting_id}"))
    assert line.words in agenda
    assert north.name in agenda


def test_reminding_by_hand_names_whom(preparer, worker, north, south, central):
    call = opened(central)
    submitted(north, call)
    board = f"{room(central)}{call.id}"
    assert preparer.post(f"{board}/reminders").status_code == 303
    shown = page(preparer.get(board))
    assert "南に督促しました。" in shown
    assert "督促済" in shown
    assert preparer.post(f"{board}/reminders").status_code == 409


def test_a_closed_call_is_read_and_not_written(preparer, worker, north, central):
    call = opened(central)
    submitted(north, call)
    closed(central, call)
    one = f"{room(north)}{call.id}"
    shown = page(worker.get(one))
    assert LINES[0].words in shown
    assert "<textarea" not in shown
    assert "推進センターに提出する" not in shown
    late = worker.post(f"{one}/contribution", data={**FORM, "version": "3"})
    assert late.status_code == 409
    assert "締め切られています" in html.unescape(late.text)
    assert preparer.post(f"{room(central)}{call.id}/reopening").status_code == 303
    assert "直した内容で出す" in page(worker.get(one))


def test_to_open_one_notice_of_a_call_is_to_have_read_them_all(worker, north, central, at):
    call = opened(central)
    with at(central):
        service.remind(queries.own_call(call.id), by_name="見本 花子")
    seen = page(worker.get(f"/centers/{north.slug}/notifications/"))
    assert "（会議の報告・議題を募集しています 令和8年度 第1回 会議）" in seen
    with at(north):
        newest, _ = notices.page().items
    told = worker.post(f"/centers/{north.slug}/notifications/{newest.id}/reading")
    assert told.location == f"{room(north)}{call.id}"
    page(worker.get(told.location))
    again = worker.post(f"/api/v1/centers/{north.slug}/notifications/{newest.id}/reading")
    assert again.json == {"read": 0}
