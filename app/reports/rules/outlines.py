"""How a report is laid out: its headings and its named places, in order. Pure.

The .pdf and the page follow the outline. The .docx follows it as well, unless the center has
a Word template of its own: there the same places stand wherever the center put them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.reports.rules.kinds import ANNUAL, MONTHLY, PROGRAMMES


@dataclass(frozen=True, slots=True)
class Place:
    """A name in double braces that a template is filled at.

    A `line` is some words within a sentence; a `block` has a paragraph of its own.
    """

    name: str
    shape: Literal["line", "block"]
    meaning: str


@dataclass(frozen=True, slots=True)
class Head:
    """A heading that is always printed. May hold the names of lines, in double braces."""

    text: str
    level: int


Outline = Sequence[Head | str]
"""Headings, and names of blocks."""

TITLE_LINE, DATE_LINE = "{{ 表題 }}", "{{ 時点 }}現在　{{ 版 }}"
LINES = (
    Place("表題", "line", "報告の題名"),
    Place("センター名", "line", "センターの正式な名前"),
    Place("期間", "line", "集計した期間"),
    Place("時点", "line", "数字が分かっていた日"),
    Place("段階", "line", "「速報」か「確報」"),
    Place("版", "line", "版の番号"),
    Place("作成日", "line", "版を作った日"),
    Place("相談件数", "line", "相談件数の数字だけ"),
)
LEAD, PROGRAMMES_LIST = "はじめの文", "事業の一覧"
COUNT, TOPICS, EXAMPLES = "相談件数の表", "相談内容の表", "相談内容例"
MONTHS, SPACES = "月ごとの表", "稼働率の表"
KEY, BREAKDOWNS, STORIES = "主な件数の表", "内訳の表", "公開した事例"
NOTES, PLANS = "特に伝えたいこと", "来月の予定"
CHANGES, DEFINITIONS = "速報からの変更", "数字の説明"


def words_of(number: int) -> str:
    return f"事業{number}の文"


def results_of(number: int) -> str:
    return f"事業{number}の実績"


PLACES: Mapping[str, Sequence[Place]] = {
    ANNUAL: (
        *LINES,
        Place(LEAD, "block", "画面で書いた文"),
        Place(PROGRAMMES_LIST, "block", "5つの事業の箇条書き"),
        Place(COUNT, "block", "(1) 相談件数"),
        Place(TOPICS, "block", "(2) 相談内容実績の表と図"),
        Place(EXAMPLES, "block", "(3) 選んだ相談内容例"),
        *(
            place
            for each in PROGRAMMES
            for place in (
                Place(words_of(each.number), "block", f"{each.title}について画面で書いた文"),
                Place(results_of(each.number), "block", f"{each.title}の実績の表"),
            )
        ),
        Place(SPACES, "block", "スペースA・Bの占用利用状況"),
        Place(MONTHS, "block", "月ごとの相談件数の表と図"),
        Place(CHANGES, "block", "発行した速報から変わった数字"),
        Place(DEFINITIONS, "block", "数字の数え方"),
    ),
    MONTHLY: (
        *LINES,
        Place(LEAD, "block", "この月のようす(画面で書いた文)"),
        Place(KEY, "block", "前月・前年同月と並べた主な件数"),
        Place(TOPICS, "block", "相談内容の表と図"),
        Place(BREAKDOWNS, "block", "相談方法・属性・対応結果の表"),
        Place(MONTHS, "block", "4月からの月ごとの表と図"),
        Place(EXAMPLES, "block", "選んだ相談内容例"),
        Place(STORIES, "block", "この月に公開した事例の題名"),
        Place(NOTES, "block", "画面で書いた文"),
        Place(PLANS, "block", "画面で書いた文"),
        Place(CHANGES, "block", "発行した速報から変わった数字"),
        Place(DEFINITIONS, "block", "数字の数え方"),
    ),
}
"""Every named place of each kind of report."""

OUTLINES: Mapping[str, Outline] = {
    ANNUAL: (
        LEAD,
        PROGRAMMES_LIST,
        Head("1. 総合相談窓口事業", 1),
        Head("●協働のコーディネート、市民活動に関する相談", 2),
        words_of(1),
        Head("【実績】{{ センター名 }} 相談件数", 3),
        COUNT,
        TOPICS,
        EXAMPLES,
        results_of(1),
        Head("2. 情報活用・事業手法創出事業", 1),
        Head("●協働に関する情報の蓄積と活用、ホームページ・SNS等による発信", 2),
        words_of(2),
        results_of(2),
        Head("3. 交流・連携事業", 1),
        Head("●様々な主体の交流・連携から新たな知を生み出す「対話&創造ラボ」", 2),
        words_of(3),
        results_of(3),
        Head("4. 市民活動団体支援事業", 1),
        Head("●協働に向けた人材養成のための連続講座「パブリックアクション」", 2),
        words_of(4),
        results_of(4),
        Head("●協働を促進するスペースの活用", 2),
        SPACES,
        Head("5. 各区市民活動支援センター支援事業", 1),
        Head("●各区の市民活動支援センター支援", 2),
        words_of(5),
        results_of(5),
        Head("資料", 1),
        MONTHS,
        CHANGES,
        DEFINITIONS,
    ),
    MONTHLY: (
        LEAD,
        Head("1. 相談件数", 1),
        KEY,
        MONTHS,
        Head("2. 相談内容", 1),
        TOPICS,
        EXAMPLES,
        Head("3. 相談の内訳", 1),
        BREAKDOWNS,
        STORIES,
        NOTES,
        PLANS,
        CHANGES,
        DEFINITIONS,
    ),
}


def blocks_of(kind: str) -> frozenset[str]:
    return frozenset(place.name for place in PLACES[kind] if place.shape == "block")


def lines_of(kind: str) -> frozenset[str]:
    return frozenset(place.name for place in PLACES[kind] if place.shape == "line")
