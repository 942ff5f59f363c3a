"""What a figure is called, and which records stand behind it."""

from collections.abc import Callable, Mapping
from typing import Any

from app.calendar import Period
from app.codes.rules import CodeLists
from app.consultations.rules.finding import NO_OUTCOME, YES, Filters
from app.indicators.rules import card_of

Opens = Callable[[str, str, Period], str | None]
"""The address that a figure opens to, by measure, code and period; None: to nothing."""

MEASURES: Mapping[str, str] = {
    "consultations": "相談件数",
    "topics": "相談内容",
    "primary_topics": "主な相談内容",
    "channels": "相談方法",
    "client_types": "相談者の属性",
    "kinds": "種別",
    "outcomes": "対応結果",
    "fields": "活動分野",
    "continued": "新規・継続",
    "referrals": "つないだ相談",
    "targets": "返事の早さ",
    "minutes": "所要時間",
}
CODE_LISTS: Mapping[str, str] = {
    "topics": "topics",
    "primary_topics": "topics",
    "channels": "channels",
    "client_types": "client_types",
    "kinds": "kinds",
    "outcomes": "outcomes",
    "fields": "activity_fields",
}
"""The list that the codes of a measure are in."""
FILTERS: Mapping[str, str] = {"fields": "activity_fields"}
"""The filter of a measure, where it is not of the same name."""
OTHERS: Mapping[tuple[str, str], str] = {
    ("consultations", "total"): "相談件数",
    ("topic_tags", "total"): "相談内容の延べ件数",
    ("outcomes", NO_OUTCOME): "結果の記入なし",
    ("continued", "new"): "新規の相談",
    ("continued", "continued"): "継続の相談",
    ("referrals", "sent"): "推進センターへつないだ件数",
    ("referrals", "recorded"): "区と推進センターの両方で記録した件数",
    ("targets", "received"): "推進センターが受け取った件数",
    ("targets", "received_in_time"): "送った開館日のうちに受け取った件数",
    ("targets", "replied"): "はじめの返事があった件数",
    ("targets", "replied_in_time"): "2開館日以内にはじめの返事があった件数",
    ("minutes", "total"): "所要時間の合計",
    ("minutes", "recorded"): "所要時間を記した相談",
}
"""Figures whose code is in no list."""
UNITS: Mapping[tuple[str, str], str] = {("minutes", "total"): "分"}


def label_of(measure: str, code: str, lists: CodeLists) -> str | None:
    """The figure's name; None where there is no such figure."""
    if named := OTHERS.get((measure, code)):
        return named
    return (lists.label(CODE_LISTS[measure], code) or None) if measure in CODE_LISTS else None


def named(measure: str, code: str, lists: CodeLists) -> str:
    """相談内容: 広報; its name alone where that says what was counted."""
    name = label_of(measure, code, lists) or code
    group = MEASURES.get(measure)
    is_said = group is None or group in name or code == "total"
    return name if is_said else f"{group}: {name}"


def card_code(measure: str, code: str) -> str:
    """The indicator card that says what the figure means; every figure has one."""
    card = card_of(measure, code)
    assert card is not None  # noqa: S101  a test compares the cards with the measures
    return card.code


def records_of(measure: str, code: str, period: Period) -> Filters | None:
    """What the list of consultations must be narrowed to, to hold what the figure counted.

    None where a figure counts no records: minutes, or the ○ of all topics together. Letters
    are counted by the day they were sent; a record that was asked about twice is one record.
    """
    first, last = period.first.first_day, period.last.last_day
    if (measure, code) == ("referrals", "sent"):
        return Filters(sent_since=first, sent_until=last)
    narrowed = _narrowed(measure, code)
    return None if narrowed is None else Filters(since=first, until=last, **narrowed)


def _narrowed(measure: str, code: str) -> dict[str, Any] | None:
    if measure in CODE_LISTS:
        return {FILTERS.get(measure, measure): (code,)}
    plain: Mapping[tuple[str, str], dict[str, Any]] = {
        ("consultations", "total"): {},
        ("continued", "new"): {"continued": "new"},
        ("continued", "continued"): {"continued": "continued"},
        ("referrals", "recorded"): {"linked": YES},
        ("minutes", "recorded"): {"timed": YES},
    }
    return plain.get((measure, code))
