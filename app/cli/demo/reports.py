"""The year's 速報 and a ward's month: ordered here, and built by the first worker that comes."""

from collections.abc import Iterator
from datetime import date

from app.calendar import Month, Period
from app.cli.demo.wording import chance
from app.knowledge.queries import published
from app.reports import queries
from app.reports.rules.entries import ExampleEntry, FigureEntry
from app.reports.rules.kinds import ANNUAL, MONTHLY
from app.reports.rules.spaces import SpaceMonth
from app.reports.service import desks, editions

OPEN_MINUTES = 18_000
"""About what a month of 9:00 to 20:00 and 9:00 to 17:00 comes to."""
BY_HAND = (
    FigureEntry(1, "協働のコーディネート(提案の受付)", 14, 11, "件"),
    FigureEntry(2, "ホームページの記事", 46, 39, "件"),
    FigureEntry(3, "「対話&創造ラボ」の開催", 4, 5, "回"),
    FigureEntry(3, "「対話&創造ラボ」の参加者", 152, 187, "人"),
    FigureEntry(4, "連続講座「パブリックアクション」", 3, 4, "回"),
)
WORDS = {
    "p1": "<p>相談の受付から実現まで、<strong>市の職員とコーディネーターが一緒に</strong>"
    "取り組みました。</p>",
    "p3": "<p>団体・企業・大学の皆さんが出会い、対話する場を開きました。</p>",
    "p4": "<p>協働に必要な知識と技能を学ぶ講座を開き、スペースを活用していただきました。</p>",
}
EXAMPLES = (
    ExampleEntry("activities", ("活動を知ってもらうための、はじめの一歩を相談したい。",)),
    ExampleEntry(
        "founding",
        (
            "環境活動を始めるための仲間集めの方法を聞きたい。",
            "団体の立上げから法人格の取得までの流れを知りたい。",
        ),
    ),
)
MONTHS_WORDS = (
    "<p>年度のはじめに団体登録の更新が重なり、書類の書き方の相談が続きました。</p>"
    "<ul><li>登録の更新は、受付を2日に分けて混雑を避けました。</li>"
    "<li>助成金の締切の前に、個別の相談日を設けました。</li></ul>"
)


def report_the_year(today: date, *, by_name: str) -> None:
    """Order the 速報 of this fiscal year, in the central center's scope."""
    last = Month.of(today).previous
    report = desks.open_report(ANNUAL, last.fiscal_year.first)
    for entered in _minutes(Period(last.fiscal_year.first, last)):
        desks.keep_space_month(entered)
    for text in queries.texts(report):
        if text.place in WORDS:
            desks.keep_text(text, WORDS[text.place], version=text.version)
    desks.keep_figures(report, BY_HAND)
    desks.keep_examples(report, [*EXAMPLES, *_from_stories()])
    editions.order_edition(report, by_name=by_name)


def report_the_month(today: date, *, by_name: str) -> None:
    """Order the report of last month, in a ward's scope."""
    report = desks.open_report(MONTHLY, Month.of(today).previous)
    lead = queries.text(report, "lead")
    desks.keep_text(lead, MONTHS_WORDS, version=lead.version)
    editions.order_edition(report, by_name=by_name)


def _minutes(period: Period) -> Iterator[SpaceMonth]:
    for month in period.months:
        random = chance("spaces", str(month))
        joint, standalone = random.randint(0, 3_000), random.randint(1_800, 6_500)
        yield SpaceMonth(month, OPEN_MINUTES, joint, standalone)


def _from_stories() -> Iterator[ExampleEntry]:
    """One more example, from what a ward published."""
    known = {each.topic for each in EXAMPLES}
    for story in published(limit=20).items:
        if story.topics and story.topics[0] not in known:
            yield ExampleEntry(story.topics[0], (story.title,))
            return
