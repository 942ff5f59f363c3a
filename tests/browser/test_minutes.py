"""Two people write down one meeting, with the network cut, and the projector follows."""

import re
from uuid import uuid4

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.accounts.models import SignedInSession
from app.invitations.rules import ReplyFacts
from app.meetings import queries as meetings
from app.minutes.queries import writing
from app.minutes.rules.writing import EntryFacts
from app.minutes.service import writing as service
from tenants import db
from tests.browser.test_calls import in_days
from tests.browser.test_every_page import faults
from tests.invitations.asking import answered, sent
from tests.minutes.sitting import held, opened, ordered, texted
from tests.places import PASSWORD, as_system, at, email_of
from worker.tasks.minutes import build_waiting

STATE = "#outbox-state"
ALL_SENT = "すべて送りました。"


@pytest.fixture
def meeting(site):
    with site.app.app_context():
        return held(site.places["central"])


def desk(sit_down, meeting, who="coordinator", **options):
    page = sit_down(who, **options)
    page.goto(f"/centers/central/minutes/{meeting.id}/writing")
    expect(page.locator(STATE)).to_have_text(ALL_SENT)
    return page


def note(page, words):
    page.get_by_label("内容").fill(words)
    page.get_by_label("内容").press("Control+Enter")
    expect(page.get_by_label("内容")).to_have_value("")


def kept(site, meeting):
    """Every head of every thread, as the database has it."""
    with site.app.app_context(), at(site.places["central"]):
        found = writing.written(meetings.own_meeting(meeting.id))
        return [head.words for thread in found for head in thread.heads]


def versions(site, meeting):
    with site.app.app_context(), at(site.places["central"]):
        return len(writing.entries(meetings.own_meeting(meeting.id)))


def test_two_people_write_at_once_and_neither_disturbs_the_other(sit_down, site, meeting):
    one, other = desk(sit_down, meeting), desk(sit_down, meeting, "second coordinator")
    other.get_by_label("内容").fill("まだ書いている途中")
    note(one, "最初の人の言葉")

    expect(other.locator("#written")).to_contain_text("最初の人の言葉")

    expect(other.get_by_label("内容")).to_have_value("まだ書いている途中")
    expect(other.get_by_label("内容")).to_be_focused()
    other.get_by_label("内容").press("Control+Enter")
    expect(one.locator("#written")).to_contain_text("まだ書いている途中")
    assert sorted(kept(site, meeting)) == ["まだ書いている途中", "最初の人の言葉"]
    assert list(faults(one)) == []


def test_an_hour_without_network_loses_nothing_and_sends_nothing_twice(sit_down, site, meeting):
    one, other = desk(sit_down, meeting), desk(sit_down, meeting, "second coordinator")
    note(one, "もとの言葉")
    expect(other.locator("#written")).to_contain_text("もとの言葉")
    one.context.set_offline(True)
    one.locator("#written").get_by_role("link", name="直す").click()
    one.get_by_label("内容").fill("つながらない間の直し")
    one.get_by_label("内容").press("Control+Enter")
    for words in ("二つめ", "三つめ"):
        note(one, words)
    expect(one.locator(STATE)).to_have_text("3件を送れていません。つながりしだい送ります。")
    expect(one.locator("#unsent li")).to_have_count(3)
    other.locator("#written").get_by_role("link", name="直す").click()
    other.get_by_label("内容").fill("つながっている人の直し")
    other.get_by_label("内容").press("Control+Enter")
    expect(other.locator("#written")).to_contain_text("つながっている人の直し")
    assert versions(site, meeting) == 2

    one.context.set_offline(False)

    expect(one.locator(STATE)).to_have_text(ALL_SENT)
    expect(one.locator("#unsent li")).to_have_count(0)
    both = ["つながっている人の直し", "つながらない間の直し"]
    assert sorted(kept(site, meeting)) == sorted([*both, "二つめ", "三つめ"])
    assert versions(site, meeting) == 5
    expect(other.locator(".version")).to_have_count(2)
    assert list(faults(other)) == []
    other.locator(".version", has_text=both[1]).get_by_role("button").click()
    expect(one.locator(".version")).to_have_count(0)
    assert sorted(kept(site, meeting)) == sorted([both[1], "二つめ", "三つめ"])


def test_what_was_written_without_network_goes_from_another_tab_after_the_first_was_closed(
    sit_down, site, meeting
):
    page = desk(sit_down, meeting)
    page.context.set_offline(True)
    note(page, "閉じたあとも残る")
    page.get_by_label("内容").fill("書きかけも残る")
    page.wait_for_timeout(400)
    context = page.context
    page.close()
    context.set_offline(False)
    page = context.new_page()
    page.goto("/centers/central/")
    page.wait_for_load_state("networkidle")
    assert kept(site, meeting) == ["閉じたあとも残る"]
    page.goto(f"/centers/central/minutes/{meeting.id}/writing")
    expect(page.get_by_label("内容")).to_have_value("書きかけも残る")


def test_an_answer_that_is_lost_on_its_way_makes_no_second_entry(sit_down, site, meeting):
    page = desk(sit_down, meeting)
    answers = re.compile("/entries$")
    page.route(answers, lambda route: (route.fetch(), route.abort()))
    note(page, "一度だけ")
    expect(page.locator(STATE)).to_have_text("1件を送れていません。つながりしだい送ります。")
    assert kept(site, meeting) == ["一度だけ"]
    page.unroute(answers)
    expect(page.locator(STATE)).to_have_text(ALL_SENT)
    assert versions(site, meeting) == 1


def test_an_expired_session_asks_to_sign_in_and_loses_nothing(sit_down, site, meeting):
    page = desk(sit_down, meeting, refusals={401})
    with site.app.app_context(), as_system():
        db.session.execute(sa.delete(SignedInSession))
    note(page, "切れた間の言葉")
    expect(page.locator(STATE)).to_contain_text("サインインが切れています")
    expect(page.locator("#written")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(STATE).get_by_role("link", name="サインインして続ける").click()
    role, place = site.people["coordinator"]
    page.get_by_label("メールアドレス").fill(email_of(role, place.slug))
    page.get_by_label("パスワード").fill(PASSWORD)
    page.get_by_role("button", name="サインイン").click()
    expect(page.locator(STATE)).to_have_text(ALL_SENT)
    expect(page.locator("#written")).to_contain_text("切れた間の言葉")
    assert kept(site, meeting) == ["切れた間の言葉"]


def test_nothing_is_sent_while_kana_are_converted(sit_down, site, meeting):
    page = desk(sit_down, meeting)
    page.get_by_label("内容").fill("変換の途中")
    page.get_by_label("内容").evaluate(
        """(field) => { for (const key of ["Enter", "PageDown", "ArrowDown"]) field.dispatchEvent(
        new KeyboardEvent("keydown", { key, ctrlKey: key === "Enter", altKey: key !== "Enter",
        isComposing: true, bubbles: true, cancelable: true })); }"""
    )
    page.wait_for_timeout(500)
    assert kept(site, meeting) == []
    expect(page.get_by_label("議題")).to_have_value("")
    expect(page.locator("#now")).to_contain_text("まだ始めていません")


def test_the_projector_follows_by_one_key_and_counts_without_network(sit_down, meeting):
    page = desk(sit_down, meeting)
    wall = page.context.new_page()
    wall.goto(f"/centers/central/minutes/{meeting.id}/projector")
    expect(wall.locator("h1")).to_have_text(meeting.title)
    page.get_by_label("内容").press("Alt+PageDown")
    expect(wall.locator("h1")).to_have_text("開会", timeout=2_000)
    expect(wall.locator(".projected-left")).to_have_text(re.compile(r"^[45]:\d\d$"))
    expect(page.get_by_label("議題")).to_have_value(re.compile("."))
    assert list(faults(wall)) == []
    wall.context.set_offline(True)
    before = wall.locator(".projected-left").inner_text()
    expect(wall.locator(".projected-left")).not_to_have_text(before)


def test_when_time_is_up_the_projector_says_so_quietly(sit_down, site, meeting):
    with site.app.app_context(), at(site.places["central"]):
        mine = meetings.own_meeting(meeting.id)
        first = meetings.agenda(mine)[0]
        service.take_turn(mine, uuid4(), first.id, at=meeting.created_at, by_name="見本")
    wall = sit_down("coordinator")
    wall.clock.install()
    wall.goto(f"/centers/central/minutes/{meeting.id}/projector")
    wall.clock.fast_forward("05:01")
    expect(wall.locator(".projected-left")).to_have_text("時間です")
    wall.clock.fast_forward("02:00")
    expect(wall.locator(".projected-left")).to_have_text("予定を2分過ぎています")


def test_attendance_takes_one_press_and_names_come_after_each_other(sit_down, site, meeting):
    page = desk(sit_down, meeting)
    page.locator("#present-north").click()
    expect(page.locator("#present-north")).to_have_attribute("aria-pressed", "true")
    page.locator("#names-north").click()
    page.get_by_label("来た人").fill("見本 太郎")
    page.locator("#attending").get_by_role("button", name="出席").click()
    expect(page.locator("#attendance")).to_contain_text("見本 太郎")
    expect(page.locator("#attendee")).to_have_value("south")
    with site.app.app_context(), at(site.places["central"]):
        [thread] = writing.written(meetings.own_meeting(meeting.id))
        assert (thread.last.words, len(thread.heads)) == ("見本 太郎", 1)


def test_one_press_writes_down_all_who_came_as_they_had_said_also_without_network(sit_down, site):
    with site.app.app_context():
        invited = sent(site.places["central"])
        answered(site.places["north"], invited)
        stays_away = ReplyFacts(attendance="absent", names="", substitute="", remarks="")
        answered(site.places["south"], invited, stays_away)
    page = desk(sit_down, invited)
    page.context.set_offline(True)
    page.get_by_role("button", name="返事のとおりに記録する（2件）").click(click_count=2)
    expect(page.locator(STATE)).to_have_text("2件を送れていません。つながりしだい送ります。")
    page.context.set_offline(False)
    expect(page.locator(STATE)).to_have_text(ALL_SENT)
    for came in ("#present-north", "#absent-south"):
        expect(page.locator(came)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#attendance")).to_contain_text("見本 太郎")
    assert versions(site, invited) == 2


def test_what_a_colleague_wrote_by_program_shows_as_well(sit_down, site, meeting):
    page = desk(sit_down, meeting)
    with site.app.app_context(), at(site.places["central"]):
        facts = EntryFacts(id=uuid4(), kind="decision", words="決まったこと")
        service.write(meetings.own_meeting(meeting.id), facts, by_name="見本 花子")
    expect(page.locator(".entry.decision")).to_contain_text("決まったこと")


def press(page, name, role="button"):
    page.locator("main").get_by_role(role, name=name).first.click()


def build(site):
    with site.app.app_context():
        build_waiting.run()


def test_the_whole_path_from_the_meeting_to_minutes_that_stay(sit_down, site, meeting):
    page = desk(sit_down, meeting)
    page.locator("#present-north").click()
    page.get_by_label("議題").select_option(label="1 開会")
    note(page, "40人が集まった")
    expect(page.locator("#written")).to_contain_text("40人が集まった")
    page.goto(f"/centers/central/meetings/{meeting.id}")
    press(page, "議事録", role="link")
    press(page, "会議の記録を文にする")
    expect(page.get_by_label("報告・議事").first).to_have_value("40人が集まった")
    page.get_by_label("宿題").fill("日程案を送る（推進センター、12月25日）")
    press(page, "保存する")
    press(page, "議事録案を作る")
    build(site)
    expect(page.locator("#edition")).to_contain_text("でき上がりました")
    assert list(faults(page)) == []
    ward = sit_down("worker")
    assert ward.request.get(page.url.replace("central", "north")).status == 404

    press(page, "区に確認をお願いする")

    ward.goto("/centers/north/")
    waiting = ward.locator("section", has_text="議事録案の確認をお願いしています")
    waiting.get_by_role("link").last.click()
    expect(ward.locator(".paper")).to_contain_text("40人が集まった")
    assert list(faults(ward)) == []
    ward.get_by_text("訂正をお願いする").first.click()
    ward.get_by_label("訂正してほしいこと").fill("40人ではなく42人です")
    press(ward, "訂正をお願いする")
    expect(ward.locator("#edition")).to_contain_text("訂正をお願いしました")

    page.goto("/centers/central/notifications/")
    told = page.locator(".notices li", has_text="議事録の訂正のお願いが届きました")
    told.first.get_by_role("button", name="開く").click()
    expect(page.locator("main")).to_contain_text("40人ではなく42人です")
    assert list(faults(page)) == []
    press(page, "文を直す", role="link")
    page.get_by_label("報告・議事").first.fill("42人が集まった")
    press(page, "保存する")
    press(page, "公開する議事録を作る")
    build(site)
    expect(page.locator("#edition")).to_contain_text("から変わったところ: 開会")
    press(page, "公開する")
    expect(page.locator("#edition")).to_contain_text("この版は変わりません")

    ward.reload()
    expect(ward.locator("#edition")).to_contain_text("新しい版があります")
    ward.locator(".notice").get_by_role("link").click()
    expect(ward.locator(".paper")).to_contain_text("42人が集まった")
    with ward.expect_download() as paper:
        press(ward, "PDF", role="link")
    assert paper.value.suggested_filename.endswith("_議事録.pdf")


def test_until_when_is_asked_and_a_day_that_is_past_is_refused_at_its_field(
    sit_down, site, meeting
):
    with site.app.app_context():
        edition = ordered(site.places["central"], texted(site.places["central"], meeting))
    build(site)
    page = sit_down("coordinator", refusals={422})
    page.goto(f"/centers/central/minutes/{meeting.id}/editions/{edition.id}")
    field = page.get_by_label("確認の期限")
    expect(field).to_have_value(in_days(7))
    field.fill(in_days(-1))
    press(page, "区に確認をお願いする")
    expect(page.locator(".error-summary")).to_contain_text("今日かそれより後の日")
    assert list(faults(page)) == []
    field.fill(in_days(3))
    press(page, "区に確認をお願いする")
    expect(page.locator("main")).to_contain_text("確認をお願いしました")


def test_a_ward_confirms_in_one_click_and_the_tile_says_so(sit_down, site, meeting):
    with site.app.app_context():
        edition = opened(site.places["central"], texted(site.places["central"], meeting))
    ward = sit_down("worker")
    ward.goto(f"/centers/north/minutes/editions/{edition.id}")
    press(ward, "確認しました")
    expect(ward.locator("#edition")).to_contain_text("確認しました")
    page = sit_down("coordinator")
    page.goto(f"/centers/central/minutes/{meeting.id}")
    expect(page.locator(".ward-tiles .success")).to_contain_text("港北")
    press(page, "督促する")
    expect(page.locator(".ward-tiles .warn")).to_contain_text("督促済")
    assert list(faults(page)) == []
