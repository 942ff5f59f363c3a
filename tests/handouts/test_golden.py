"""The papers of one pack, word for word. Nothing here needs a database."""

from datetime import date, datetime, time
from uuid import UUID

import pytest

from app.calendar import CITY_TIME, Month
from app.documents.blocks import Document
from app.documents.pdf import write_pdf
from app.handouts.documents import going_in
from app.handouts.documents.promises import promises_paper
from app.handouts.documents.reports import reports_paper
from app.handouts.documents.stories import stories_paper
from app.handouts.rules import papers
from app.handouts.rules.contents import Contents, PromiseOpen, StoryTold, WardShare
from app.handouts.rules.papers import Candidate, Plan
from app.meetings.documents.agenda import agenda_paper
from app.meetings.documents.cases import cases_paper
from app.meetings.rules.agenda import ItemFacts, MeetingFacts
from app.meetings.rules.packs import AgendaLine, Case, Material
from tests.documents.papers import pages_of

MOMENT = datetime(2026, 12, 1, 9, 30, tzinfo=CITY_TIME)
ITEM, OTHER, LINE = (UUID(int=number) for number in (1, 2, 3))


def line(
    item_id: UUID, title: str, kind: str, minutes: int, made_of: UUID | None, handout: str = ""
) -> AgendaLine:
    facts = ItemFacts(
        title=title, kind=kind, presenter="推進センター", minutes=minutes, handout=handout
    )
    return AgendaLine(item_id, made_of, facts)


CONTENTS = Contents(
    material=Material(
        meeting=MeetingFacts(
            title="令和8年度 第3回 区市民活動支援センター会議",
            held_on=date(2026, 12, 10),
            begins_at=time(14),
            ends_at=time(14, 30),
            place="市庁舎 協働ラボ",
            online_address="",
            first_month=Month(2026, 4),
            last_month=Month(2026, 10),
        ),
        agenda=(
            line(ITEM, "各区からの報告", "report", 20, None, "reports"),
            line(OTHER, "登録の更新をそろえる", "discussion", 15, LINE),
        ),
        cases=(
            Case(
                "港北", Month(2026, 9), ("資金調達", "広報"), "空き家を使いたい", "advice", "sent"
            ),
        ),
        edition=1,
        requested_at=MOMENT,
    ),
    candidates=(
        Candidate(key=papers.CASES, title="区から寄せられた相談", told="1件"),
        Candidate(key=papers.REPORTS, title=papers.REPORTS_TITLE, told="2区から3件"),
        Candidate(key=papers.STORIES, title=papers.STORIES_TITLE, told="1件"),
        Candidate(
            key="brought:1", title="更新の案(南)", told="更新の案.pdf", line_ids=frozenset({LINE})
        ),
        Candidate(key="added:1", title="空の表", told="表.xlsx", refusal="開けません"),
    ),
    plan=Plan(order=(papers.REPORTS,)),
    shares=(
        WardShare("鶴見", ("まつりに34団体が参加しました", "講座を開きました"), ()),
        WardShare("南", (), ("登録の更新をそろえる",)),
        WardShare("栄", (), ()),
    ),
    not_submitted=("神奈川", "西"),
    stories=(
        StoryTold(
            UUID(int=9),
            "集会所の使い方",
            ("場所の相談",),
            "意見が分かれた。",
            "話し合いの場を設けた。",
            "",
            None,
        ),
    ),
    promises=(
        PromiseOpen("第2回 会議", "登録のちらしを送る", "港北 窓口の担当", date(2026, 12, 5)),
        PromiseOpen("第1回 会議", "一覧をそろえる", "推進センター", date(2027, 1, 15)),
    ),
    files=(),
)


def printed(document: Document) -> str:
    return "|".join(pages_of(write_pdf(document, timestamp=MOMENT)))


def test_the_agenda_names_the_papers_and_says_what_is_too_long():
    chosen = going_in(CONTENTS)
    beside = papers.beside(chosen, CONTENTS.material.agenda)
    assert beside == {1: 0, 4: 1}
    agenda = agenda_paper(CONTENTS.material, [paper.title for paper in chosen], beside)
    assert printed(agenda) == (
        "令和8年度 第3回 区市民活動支援センター会議次第"
        "日　時　　令和8年12月10日(木) 14:00～14:30会　場　　市庁舎 協働ラボ"
        "議題開始の時刻は目安です"
        "番号開始議題種類説明者時間資料"
        "114:00各区からの報告報告推進センター20分資料1"
        "214:20登録の更新をそろえる協議推進センター15分資料4"
        "合計35分会議の時間(30分)を5分超えています。"
        "配布資料・資料1 各区からの報告・議題・資料2 区から寄せられた相談・資料3 事例"
        "・資料4 更新の案(南)1 / 1"
    )


def test_the_reports_stand_in_the_order_of_the_wards():
    assert printed(reports_paper(CONTENTS, 1)) == (
        "資料1各区からの報告・議題令和8年12月1日(火)現在"
        "2区から、報告2件と議題1件が出されました。"
        "1 話し合いたいこと(議題)番号区議題1南登録の更新をそろえる"
        "2 報告番号区報告1鶴見まつりに34団体が参加しました2鶴見講座を開きました"
        "今回は報告も議題もないと答えた区: 栄まだ提出のない区: 神奈川、西1 / 1"
    )


def test_the_stories_name_nobody_who_does_not_wish_it():
    assert printed(stories_paper(CONTENTS, 3)) == (
        "資料3事例事例1 集会所の使い方相談内容: 場所の相談"
        "どんな相談だったか意見が分かれた。どう対応したか話し合いの場を設けた。"
        "各区が公開した事例です。相談された方と団体の名前は載せていません。1 / 1"
    )


def test_the_cases_tell_of_no_person():
    assert printed(cases_paper(CONTENTS.material, 2)) == (
        "資料2区から寄せられた相談令和8年12月1日(火)現在"
        "令和8年4月から令和8年10月までに、区のセンターから推進センターにつながれた相談は"
        "1件です(その後につながれて対応中のものを含み、取り下げられたものを除く)。"
        "相談の一覧番号区・受付月相談内容概要希望・状況協議したいこと"
        "1港北令和8年9月◎資金調達広報空き家を使いたい助言がほしい(受付待ち)"
        "相談された方と団体の名前、相談の本文は載せていません。"
        "「協議したいこと」の欄は、会議の前に書き入れるための空欄です。1 / 1"
    )


def test_open_promises_stand_with_room_for_what_is_said():
    assert printed(promises_paper(CONTENTS, 2)) == (
        "資料2前回までの宿題令和8年12月1日(火)現在"
        "まだ終わっていない宿題(期限の早い順)期限宿題担当会議確認したこと"
        "令和8年12月5日(土)登録のちらしを送る港北 窓口の担当第2回 会議"
        "令和9年1月15日(金)一覧をそろえる推進センター第1回 会議"
        "「確認したこと」の欄は、会議で書き入れるための空欄です。1 / 1"
    )


@pytest.mark.parametrize(
    ("order", "key", "direction", "expected"),
    [
        ("abc", "b", "up", "bac"),
        ("abc", "b", "down", "acb"),
        ("abc", "a", "up", "abc"),
        ("aXYb", "b", "up", "baXY"),
        ("aXYb", "a", "down", "XYba"),
        ("aX", "a", "down", "aX"),
        ("aXb", "X", "up", "Xab"),
    ],
)
def test_a_paper_passes_those_that_do_not_go_in(order, key, direction, expected):
    """In capitals those that do not."""
    candidates = [Candidate(key=each, title="", told="", is_empty=each.isupper()) for each in order]
    assert "".join(papers.moved(papers.arranged(candidates, Plan()), key, direction)) == expected
