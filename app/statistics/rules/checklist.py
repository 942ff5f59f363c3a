"""What a manager looks at before a month is submitted (提出).

Each point has its reason and the records behind it. A warning never blocks, it is confirmed;
a month that has days to come does block. The limits are rules of this program, not the city's,
but for その他: 21.3 % in the city's own report led to new topics the year after (domain.md 1.3).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.calendar import CITY_TIME, Month, Period, japanese_month
from app.consultations.rules.finding import Filters
from app.statistics.rules.opening import records_of
from app.statistics.rules.periods import may_close
from app.statistics.rules.trends import Sighting
from app.wareki import UnreadableDateError, parse_moment

DRAFTS, OTHERS, UNUSUAL, DAYS, COUNTING = "drafts", "others", "unusual", "days", "counting"
MOST_OTHERS = 20
"""Percent of all ○ above which その他 says too little."""
MOST_DAYS_LISTED = 10


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a point is looked into: records of the list, or with no filters one's own drafts."""

    label: str
    filters: Filters | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One point of the list. `warns`: something to be confirmed; else all is well."""

    code: str
    title: str
    reason: str
    warns: bool
    opens: tuple[Opening, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    month: Month
    findings: tuple[Finding, ...]
    is_over: bool
    """Whether the month has no days to come: else it cannot be submitted."""

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @property
    def warnings(self) -> list[str]:
        return [finding.code for finding in self if finding.warns]


@dataclass(frozen=True, slots=True)
class Unsaved:
    """A reception that somebody typed and did not save: whose, and what stands as its day."""

    owner: str
    received_at: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What the list is made of, as it was read in one transaction."""

    drafts: Sequence[Unsaved]
    topics: Mapping[str, int]
    others: Sequence[str]
    """Codes of the topics that are その他."""
    rises: Sequence[Sighting]
    by_day: Mapping[date, int]
    """Consultations received on each day of the month that has any."""
    open_days: Sequence[date]
    counting_since: datetime | None


def check(month: Month, looked: Looked, today: date) -> Checklist:
    findings = (
        _drafts(month, looked.drafts),
        _others(month, looked.topics, looked.others),
        _unusual(month, looked.rises),
        _days(month, looked.by_day, [day for day in looked.open_days if day <= today]),
        _counting(looked.counting_since),
    )
    return Checklist(month, findings, may_close(month, today))


def _drafts(month: Month, drafts: Sequence[Unsaved]) -> Finding:
    left = [draft for draft in drafts if _concerns(draft, month)]
    title = f"書きかけの相談 {len(left)}件"
    if not left:
        return Finding(DRAFTS, title, "保存していない相談の書きかけは、ありません。", warns=False)
    owners = {draft.owner: 0 for draft in left}
    for draft in left:
        owners[draft.owner] += 1
    whose = "、".join(f"{owner}さん {number}件" for owner, number in owners.items())
    reason = (
        f"書きかけは件数に入りません({whose})。"
        "受付日がこの月のもの、または受付日が読み取れないものです。"
        "中身は書いた人だけが「今日の机」で開けます。"
    )
    return Finding(DRAFTS, title, reason, warns=True, opens=(Opening("自分の書きかけ", None),))


def _concerns(draft: Unsaved, month: Month) -> bool:
    """Whether it would count in the month; where the day cannot be read, it may."""
    try:
        moment = parse_moment(draft.received_at, fiscal_year=month.fiscal_year.year)
    except UnreadableDateError:
        return True
    return Month.of(moment) == month


def _others(month: Month, topics: Mapping[str, int], others: Sequence[str]) -> Finding:
    total, other = sum(topics.values()), sum(topics.get(code, 0) for code in others)
    share = 100 * other / total if total else 0
    title = f"「その他」の割合 {share:.1f}%"
    counted = f"相談内容の○ {total:,}個のうち {other:,}個が「その他」です。"
    if share < MOST_OTHERS:
        return Finding(OTHERS, title, f"{counted}目安は{MOST_OTHERS}%未満です。", warns=False)
    reason = (
        f"{counted}{MOST_OTHERS}%以上になると、どんな相談が多いのかが数字から読み取れません。"
        "ほかの項目に当てはまるものがないか、確かめてください。"
    )
    filters = Filters(since=month.first_day, until=month.last_day, topics=tuple(others))
    return Finding(OTHERS, title, reason, warns=True, opens=(Opening("「その他」の相談", filters),))


def _unusual(month: Month, rises: Sequence[Sighting]) -> Finding:
    title = f"ふだんより多い項目 {len(rises)}件"
    if not rises:
        reason = "過去の自センターの数字と比べて、目立って多い項目はありません。"
        return Finding(UNUSUAL, title, reason, warns=False)
    seen = "、".join(f"「{each.label}」({each.rise.reason})" for each in rises)
    reason = f"{seen}。二重の記録や、項目の選びちがいがないかを確かめてください。"
    opens = tuple(
        Opening(each.label, records_of(each.measure, each.code, Period(month, month)))
        for each in rises
    )
    return Finding(UNUSUAL, title, reason, warns=True, opens=opens)


def _days(month: Month, by_day: Mapping[date, int], open_days: Sequence[date]) -> Finding:
    empty = [day for day in open_days if not by_day.get(day)]
    title = f"記録のない開館日 {len(empty)}日"
    if not empty:
        return Finding(DAYS, title, "どの開館日にも記録があります。", warns=False)
    listed = "、".join(f"{day.month}/{day.day}" for day in empty[:MOST_DAYS_LISTED])
    more = f" ほか{len(empty) - MOST_DAYS_LISTED}日" if len(empty) > MOST_DAYS_LISTED else ""
    reason = (
        f"{listed}{more}。相談が一件もなかった日なら、このままで構いません。"
        "紙のままの記録や、入力もれがないかを確かめてください。"
    )
    opens = (Opening(f"{japanese_month(month)}の相談", Filters(month=month)),)
    return Finding(DAYS, title, reason, warns=True, opens=opens)


def _counting(since: datetime | None) -> Finding:
    if since is None:
        reason = "すべての変更が数字に入っています。"
        return Finding(COUNTING, "数えなおし なし", reason, warns=False)
    at = since.astimezone(CITY_TIME)
    reason = (
        f"{at:%m/%d %H:%M}からの変更を、いま数えています。ふつうは数秒で終わります。"
        "開きなおすと、数えおわった数字で確かめられます。"
    )
    return Finding(COUNTING, "数えなおしの途中です", reason, warns=True)
