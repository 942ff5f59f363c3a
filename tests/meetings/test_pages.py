import html
import re
from urllib.parse import unquote

import pytest

from app.access.permissions import Role
from app.meetings import queries
from app.meetings.service import packs
from tests.meetings.tables import TYPED, a_letter, built, convened, ordered, published


@pytest.fixture
def preparer(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def home(center):
    return f"/centers/{center.slug}/meetings/"


def page(answer):
    assert answer.status_code == 200
    return html.unescape(answer.text)


def test_a_meeting_is_made_from_dates_as_people_write_them(preparer, central, at):
    form = page(preparer.get(f"{home(central)}new"))
    assert 'value="14:00"' in form

    made = preparer.post(home(central), data={**TYPED, "begins_at": "午後2時"})

    assert made.status_code == 302
    shown = page(preparer.get(made.location))
    assert "令和8年12月10日(木) 14:00～16:00" in shown
    assert "令和2年4月～令和3年2月" in shown
    assert "会議の時間(120分)にちょうど収まります。" in shown
    assert shown.index("前回確認事項") < shown.index("次回・閉会")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends_at": "13:00"}, "終了は開始より後の時刻にしてください。"),
        ({"last_month": "R2.3"}, "集計の終わりは、始めと同じ月かそれより後にしてください。"),
        ({"place": "", "online_address": ""}, "会場か、オンラインのURLを入力してください。"),
        ({"online_address": "javascript:alert(1)"}, "https:// から始まるアドレス"),
        ({"held_on": "R8.13.1"}, "R8.13.1"),
        ({"title": ""}, "入力してください。"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(preparer, central, wrong, sentence):
    refused = preparer.post(home(central), data={**TYPED, **wrong})
    assert refused.status_code == 422
    assert sentence in html.unescape(refused.text)
    assert TYPED["first_month"] in refused.text


def test_a_late_editor_sees_both_versions(preparer, central):
    meeting = convened(central)
    one = f"{home(central)}{meeting.id}"
    assert preparer.post(one, data={**TYPED, "place": "先の会場", "version": 1}).status_code == 302

    late = preparer.post(one, data={**TYPED, "place": "後の会場", "version": 1})

    assert late.status_code == 409
    assert "先の会場" in late.text
    assert "後の会場" in late.text
    assert 'name="version" value="2"' in late.text


def test_the_agenda_is_worked_on_without_script(preparer, central, at):
    meeting = convened(central)
    one = f"{home(central)}{meeting.id}"
    item = {"title": "懇談", "kind": "discussion", "presenter": "", "minutes": "30"}
    assert preparer.post(f"{one}/agenda", data=item).status_code == 303
    assert "30分超えています" in page(preparer.get(one))
    with at(central):
        opening, first, second, third, *_ = queries.agenda(meeting)
    address = f"{one}/agenda/{first.id}"

    assert preparer.post(f"{address}/moves", data={"direction": "down"}).status_code == 303
    edited = {**item, "title": "はじめに", "version": "1", "minutes": "5"}
    assert preparer.post(address, data=edited).status_code == 303
    assert preparer.post(address, data={**edited, "title": "後"}).status_code == 409
    assert preparer.post(f"{one}/agenda/{second.id}/removal").status_code == 303

    with at(central):
        assert queries.agenda(meeting)[1].title == "はじめに"
    assert preparer.post(f"{one}/agenda/{opening.id}/removal").status_code == 409
    assert preparer.post(f"{address}/moves", data={"after": str(third.id)}).status_code == 303
    gone = {"after": str(second.id)}
    assert preparer.post(f"{address}/moves", data=gone).status_code == 303
    assert "ほかの人が先に消しました" in page(preparer.get(one))
    by_script = preparer.post(f"{address}/moves", data=gone, headers={"HX-Request": "true"})
    assert by_script.headers["HX-Refresh"] == "true"
    assert preparer.post(f"{address}/moves", data={}).status_code == 422
    with at(central):
        assert [each.title for each in queries.agenda(meeting)][1:3] == [third.title, "はじめに"]
    assert preparer.post(f"{address}/moves", data={"direction": "around"}).status_code == 422
    wrong = preparer.post(f"{one}/agenda", data={**item, "minutes": "999"})
    assert wrong.status_code == 422
    assert "0から480までの分" in wrong.text


def test_a_cancelled_meeting_says_so_to_everybody(preparer, worker, central, north):
    meeting = convened(central)
    published(central, meeting)
    one = f"{home(central)}{meeting.id}"
    assert "中止すると取り消せません" in page(preparer.get(f"{one}/cancellation"))
    assert preparer.post(f"{one}/cancellation").status_code == 303
    for who, center in ((preparer, central), (worker, north)):
        assert "この会議は中止になりました" in page(who.get(f"{home(center)}{meeting.id}"))
        assert "中止" in page(who.get(home(center)))
    assert "もう中止になっています" in page(preparer.get(f"{one}/cancellation"))
    assert preparer.post(one, data={**TYPED, "version": 2}).status_code == 409


def test_the_button_leads_to_a_page_that_waits_and_then_lists_the_papers(
    preparer, central, north, at
):
    a_letter(north)
    meeting = convened(central)
    answer = preparer.post(f"{home(central)}{meeting.id}/packs")
    assert answer.status_code == 303
    waiting = page(preparer.get(answer.location))
    assert "順番を待っています(0/5)" in waiting
    assert 'hx-trigger="every 1s"' in waiting

    built(central, meeting)

    ready = page(preparer.get(answer.location))
    assert "hx-trigger" not in ready
    for words in ("次第", "資料1 相談統計", "資料2 区から寄せられた相談", "資料一式(PDF)"):
        assert words in ready
    assert len(re.findall(r"/files/[0-9a-f-]{36}", ready)) == 8


def test_a_failed_pack_offers_another_try(preparer, central, at):
    meeting = convened(central)
    pack = ordered(central, meeting)
    with at(central):
        packs.give_up(pack.id)
    shown = page(preparer.get(f"{home(central)}{meeting.id}/packs/{pack.id}"))
    assert "もう一度作る" in shown
    assert "hx-trigger" not in shown


def test_wards_see_a_pack_when_it_is_published_and_nothing_before(preparer, worker, central, north):
    a_letter(north)
    meeting = convened(central)
    pack = built(central, meeting)
    one, seen = f"{home(central)}{meeting.id}", f"{home(north)}{meeting.id}"
    address = f"packs/{pack.id}/files/{pack.file_id}"
    assert worker.get(seen).status_code == 404
    assert worker.get(f"{seen}/{address}").status_code == 404
    assert "まだありません" in page(worker.get(home(north)))

    preview = page(preparer.get(f"{one}/packs/{pack.id}/publication"))
    assert "区から見える内容" in preview
    assert preparer.post(f"{one}/packs/{pack.id}/publication").status_code == 303

    assert meeting.title in page(worker.get(home(north)))
    shown = page(worker.get(seen))
    assert "資料2 区から寄せられた相談" in shown
    assert "資料を作る" not in shown
    got = worker.get(f"{seen}/{address}")
    assert got.data.startswith(b"%PDF")


def test_a_draft_answers_a_ward_as_what_does_not_exist(worker, central, north):
    meeting = convened(central)
    published(central, meeting)
    draft = built(central, meeting)
    seen = f"{home(north)}{meeting.id}/packs"
    foreign = worker.get(f"{seen}/{draft.id}/files/{draft.file_id}")
    absent = worker.get(f"{seen}/{draft.file_id}/files/{draft.id}")
    assert foreign.status_code == absent.status_code == 404
    assert "お探しのものは見つかりませんでした" in foreign.text


def test_a_file_comes_under_its_japanese_name_and_is_not_sniffed(preparer, central, at):
    meeting = convened(central)
    pack = built(central, meeting)
    with at(central):
        paper = next(p for p in queries.handouts(pack) if p.number == 1)
    answer = preparer.get(f"{home(central)}{meeting.id}/packs/{pack.id}/files/{paper.file_id}")

    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    name = unquote(disposition.partition("filename*=UTF-8''")[2])
    assert name == "20261210_資料1_相談統計.docx"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_ward_may_look_and_not_prepare(worker, central, north):
    meeting = convened(central)
    a_letter(north)
    pack = published(central, meeting)
    seen = f"{home(north)}{meeting.id}"
    refused = [
        worker.get(f"{home(north)}new"),
        worker.get(f"{seen}/edit"),
        worker.post(home(north), data=TYPED),
        worker.post(seen, data={**TYPED, "version": 1}),
        worker.post(f"{seen}/agenda", data={}),
        worker.post(f"{seen}/packs"),
        worker.get(f"{seen}/packs/{pack.id}"),
        worker.post(f"{seen}/packs/{pack.id}/publication"),
    ]
    assert {answer.status_code for answer in refused} == {403}
