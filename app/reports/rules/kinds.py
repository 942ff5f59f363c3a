"""The kinds of report, what each consists of, and what stands there before anybody writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.calendar import FiscalYear, Month, Period, japanese_month

ANNUAL, MONTHLY = "annual", "monthly"
PRELIMINARY, FINAL = "preliminary", "final"

KINDS: Mapping[str, str] = {ANNUAL: "実績報告", MONTHLY: "月次報告"}
STAGES: Mapping[str, str] = {PRELIMINARY: "速報", FINAL: "確報"}
CITED = {
    ANNUAL: ("consultations", "topics", "topic_tags", "compared", "referrals", "reported"),
    MONTHLY: (
        *("consultations", "topics", "topic_tags", "compared"),
        *("channels", "client_types", "outcomes", "continued", "referrals"),
    ),
}
"""The indicator cards that say the same of the figures, with owner and changes, as they stand."""


@dataclass(frozen=True, slots=True)
class Programme:
    """One of the five programmes, as the city's reports name it (domain.md 1.2)."""

    number: int
    title: str
    parts: tuple[str, ...]

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.title}"


PROGRAMMES = (
    Programme(1, "総合相談窓口事業", ("協働のコーディネート", "市民活動に関する相談")),
    Programme(
        2,
        "情報活用・事業手法創出事業",
        ("協働に関する情報の蓄積と活用、ホームページ・SNS等による発信",),
    ),
    Programme(
        3,
        "交流・連携事業",
        ("様々な主体の交流・連携から新たな知を生み出す「対話&創造ラボ」",),
    ),
    Programme(
        4,
        "市民活動団体支援事業",
        (
            "協働を促進するスペースの活用",
            "協働に向けた人材養成のための連続講座「パブリックアクション」",
        ),
    ),
    Programme(
        5,
        "各区市民活動支援センター支援事業",
        ("中間支援機能の強化に向けた各区市民活動支援センターの支援",),
    ),
)

TEXTS: Mapping[str, Mapping[str, str]] = {
    ANNUAL: {
        "lead": "はじめの文",
        **{f"p{each.number}": f"{each.heading}の文" for each in PROGRAMMES},
    },
    MONTHLY: {"lead": "この月のようす", "notes": "特に伝えたいこと", "plans": "来月の予定"},
}
"""The named texts of each kind of report, in the order in which they are printed."""

FIRST_WORDS: Mapping[str, str] = {
    "lead": "<p>市民協働推進センターでは、次の5つの事業を実施しました。</p>",
    "p2": "<ul><li>協働の取組みに関する情報の蓄積と活用</li>"
    "<li>ホームページ・SNS等による協働に資する情報の発信</li></ul>",
    "p5": "<ul><li>区市民活動支援センター会議（ネットワーク会議）の実施</li>"
    "<li>区市民活動支援センターで受けた団体支援・協働に関する相談へのサポート</li></ul>",
}
"""Of an annual report that has no earlier one to begin from."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What is decided about a report: its months, and how and when its figures are taken."""

    last_month: Month
    stage: str
    as_of: date | None
    """The day at whose end the figures were known; None: the day of the order."""
    average: str


def first_terms(kind: str, first: Month, today: date) -> Terms:
    """A report covers what is over: the year up to last month, or the one month."""
    if kind == MONTHLY:
        last = first
        is_over = first.last_day < today
    else:
        year = first.fiscal_year
        last = max(first, min(Month.of(today).previous, year.last))
        is_over = year.last.last_day < today
    return Terms(last, FINAL if is_over else PRELIMINARY, None, "pooled")


def is_behind(kind: str, first: Month, last: Month, stage: str, today: date) -> bool:
    """Whether more of the report's time is over than it covers as it was decided."""
    usual = first_terms(kind, first, today)
    return usual.last_month > last or (usual.stage == FINAL and stage == PRELIMINARY)


def may_cover(kind: str, first: Month, last: Month) -> bool:
    """A year's report ends within its fiscal year; a month's covers that month."""
    if kind == MONTHLY:
        return last == first
    return first <= last <= first.fiscal_year.last


def may_begin(kind: str, first: Month, today: date) -> bool:
    """Nothing is reported of a year or a month that has not begun."""
    return first.first_day <= today and (kind == MONTHLY or first == first.fiscal_year.first)


def title_of(kind: str, center: str, period: Period, stage: str) -> str:
    """横浜市市民協働推進センター 2020年度実績報告（概要速報）."""
    if kind == MONTHLY:
        return f"{center} {japanese_month(period.first)} {KINDS[kind]}"
    year = period.first.fiscal_year.year
    ending = "（概要速報）" if stage == PRELIMINARY else "（確報）"
    return f"{center} {year}年度{KINDS[kind]}{ending}"


def short_period(period: Period) -> str:
    """R2(2月末), as the head of the first table prints it."""
    return period.label.replace("年度(", "(")


def name_of(kind: str, first: Month) -> str:
    """令和2年度(2020年度) 実績報告, as the list of reports names it."""
    if kind == MONTHLY:
        return f"{japanese_month(first)} {KINDS[kind]}"
    return f"{FiscalYear.of(first.first_day).label} {KINDS[kind]}"
