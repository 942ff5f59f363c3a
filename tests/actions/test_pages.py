import html
from uuid import uuid4

import pytest

from app.access.permissions import Role
from app.actions import queries
from app.actions.rules import ASKED, BEGUN, DONE, WITHDRAWN
from tests.actions.promising import WHAT, held, in_days, promised, shown_to_all, stepped


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
    return f"/centers/{center.slug}/actions/"


def typed(meeting, **changes):
    return {
        "id": str(uuid4()),
        "meeting_id": str(meeting.id),
        "what": WHAT,
        "owner": "north",
        "due_on": f"{in_days(20):%Y/%m/%d}",
        "for_all": "1",
        **changes,
    }


def test_a_promise_is_added_on_the_page_of_the_meeting(preparer, worker, north, central, at):
    meeting = held(central)
    shown = page(preparer.get(f"/centers/central/meetings/{meeting.id}"))
    assert "宿題を加える" in shown
    added = preparer.post(room(central), data=typed(meeting))
    assert added.status_code == 303
    assert added.location.endswith(f"/meetings/{meeting.id}#actions")
    assert WHAT in page(preparer.get(added.location))
    assert WHAT in page(worker.get(room(north)))
    theirs = page(worker.get(f"/centers/north/meetings/{meeting.id}"))
    assert WHAT in theirs
    assert "宿題を加える" not in theirs


def test_a_page_that_exchanges_its_list_gets_the_list_alone(preparer, central, at):
    meeting = held(central)
    swapped = {"HX-Request": "true"}
    form = typed(meeting)
    first = page(preparer.post(room(central), data=form, headers=swapped))
    again = page(preparer.post(room(central), data=form, headers=swapped))
    for part in (first, again):
        assert part.lstrip().startswith("<section")
        assert "1件、終わっていないもの1件" in part
        assert form["id"] not in part.partition("<form")[2]  # the next one has a name of its own
    refused = preparer.post(room(central), data=form | {"what": ""}, headers=swapped)
    assert refused.status_code == 422
    assert refused.text.lstrip().startswith("<section")
    assert "入力してください" in refused.text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": ""}, "すること: 入力してください。"),
        ({"what": "あ" * 301}, "300文字以内"),
        ({"owner": ""}, "だれが: 入力してください。"),
        ({"owner": "nowhere"}, "センターを選んでください。"),
        ({"due_on": "2020/4/1"}, "会議の日かそれより後"),
        ({"due_on": "そのうち"}, "いつまで"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(preparer, central, wrong, sentence, at):
    meeting = held(central)
    refused = preparer.post(room(central), data=typed(meeting, **wrong))
    assert refused.status_code == 422
    assert sentence in html.unescape(refused.text)
    with at(central):
        assert queries.of_meeting(meeting) == []


def test_something_else_under_the_same_name_is_refused(preparer, central):
    form = typed(held(central))
    assert preparer.post(room(central), data=form).status_code == 303
    other = preparer.post(room(central), data=form | {"what": "ほかの約束"})
    assert other.status_code == 409


def test_the_owner_says_how_it_goes_and_the_center_answers(worker, preparer, north, central):
    item = promised(central, north)
    mine, theirs = f"{room(north)}{item.id}", f"{room(central)}{item.id}"
    assert "完了にする" in page(worker.get(mine))
    assert "完了にする" not in page(preparer.get(theirs))

    assert worker.post(f"{mine}/steps", data={"kind": "begun"}).status_code == 303
    silent = worker.post(f"{mine}/steps", data={"kind": "asked"})
    assert silent.status_code == 422
    assert "理由を入力してください" in silent.text
    asked = {"kind": "asked", "words": "人手が足りません", "due_on": f"{in_days(40):%Y/%m/%d}"}
    assert worker.post(f"{mine}/steps", data=asked).status_code == 303
    seen = page(preparer.get(theirs))
    assert "人手が足りません" in seen
    assert "推進センターの返事" in seen

    new = {"kind": "prolonged", "due_on": f"{in_days(35):%Y/%m/%d}"}
    assert preparer.post(f"{theirs}/decisions", data=new).status_code == 303
    assert "期限を変えました" in page(worker.get(mine))
    assert worker.post(f"{mine}/steps", data={"kind": "done"}).status_code == 303
    late = preparer.post(f"{theirs}/decisions", data={"kind": "withdrawn", "words": "不要"})
    assert late.status_code == 409
    assert "いまその操作はできません" in html.unescape(late.text)


def test_an_index_shows_what_is_asked_for(worker, preparer, north, south, central):
    first = held(central, days=-60)
    late = promised(central, north, meeting=first, what="遅れている約束", due_on=in_days(-3))
    done = promised(central, north, meeting=first, what="済んだ約束")
    gone = promised(central, south, meeting=first, what="取り下げた約束")
    stepped(north, late, BEGUN)
    stepped(north, done, DONE)
    stepped(central, gone, WITHDRAWN, words="不要になりました")

    def listed(who, center, query):
        text = page(who.get(f"{room(center)}{query}"))
        names = ("遅れている約束", "済んだ約束", "取り下げた約束")
        return [name for name in names if name in text]

    assert listed(worker, north, "") == ["遅れている約束"]
    assert listed(worker, north, "?shown=overdue") == ["遅れている約束"]
    assert listed(worker, north, "?shown=done") == ["済んだ約束"]
    assert listed(worker, north, "?shown=all") == ["遅れている約束", "済んだ約束"]
    assert len(listed(preparer, central, "?shown=all")) == 3
    assert listed(preparer, central, "?shown=all&owner=south") == ["取り下げた約束"]
    assert worker.get(f"{room(north)}?shown=some").status_code == 422
    assert "遅れている約束" in page(worker.get("/centers/north/"))  # on the desk


def test_the_words_of_the_two_are_for_the_two(visitor, north, south, central):
    item = promised(central, north)
    stepped(north, item, ASKED, words="人手が足りません")
    other = visitor(Role.WARD_MANAGER, south)
    assert other.get(f"{room(south)}{item.id}").status_code == 404
    shown_to_all(central, item)
    seen = page(other.get(f"{room(south)}{item.id}"))
    assert WHAT in seen
    assert "人手が足りません" not in seen
    assert "相談中" not in seen
    assert WHAT in page(other.get(f"/centers/south/meetings/{item.meeting_id}"))
    assert WHAT not in page(other.get(room(south)))


def test_one_press_shows_a_meetings_promises_to_all(preparer, central, north):
    item = promised(central, north)
    meeting = f"/centers/central/meetings/{item.meeting_id}"
    assert "すべての区に見せる" in page(preparer.get(meeting))
    shown = preparer.post(f"{room(central)}showing", data={"meeting_id": str(item.meeting_id)})
    assert shown.status_code == 303
    assert "いまは、推進センターと担当の区にだけ" not in page(preparer.get(meeting))
