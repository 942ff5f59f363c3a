"""What a consultation must say, and how its number is written."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from app.calendar import FiscalYear
from app.codes.rules import CodeLists

REIWA_OFFSET = 2018
HEISEI_OFFSET = 1988
NUMBER = re.compile(r"(?P<era>[RH])(?P<year>\d{1,2})-(?P<number>\d{1,7})")

LONGEST_LINE = 200
LONGEST_TEXT = 20_000
"""Characters."""

CODED = {
    "channel": "channels",
    "client_type": "client_types",
    "kind": "kinds",
    "outcome": "outcomes",
    "referral_target": "referral_targets",
}
"""Field of a consultation → the list its code comes from."""


def number_label(fiscal_year: int, number: int) -> str:
    """受付番号 as people say it: R8-0012."""
    if fiscal_year > REIWA_OFFSET:
        return f"R{fiscal_year - REIWA_OFFSET}-{number:04d}"
    return f"H{fiscal_year - HEISEI_OFFSET}-{number:04d}"


def parse_number(text: str) -> tuple[int, int] | None:
    """Fiscal year and number of a 受付番号; None when the text is none."""
    found = NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip().upper())
    if found is None:
        return None
    offset = REIWA_OFFSET if found["era"] == "R" else HEISEI_OFFSET
    return offset + int(found["year"]), int(found["number"])


def code_faults(
    details: dict[str, Any], lists: CodeLists, year: FiscalYear
) -> dict[str, list[str]]:
    """What is not on the code lists of the record's fiscal year, field by field."""
    faults: dict[str, list[str]] = {}
    for field, name in CODED.items():
        code = details.get(field)
        if code and not lists.holds(name, code, year.year):
            faults[field] = [f"{year.label}の選択肢にありません。"]
    for field, name in (("topics", "topics"), ("activity_fields", "activity_fields")):
        unknown = [
            code for code in details.get(field, ()) if not lists.holds(name, code, year.year)
        ]
        if unknown:
            words = "、".join(lists.label(name, code) or code for code in unknown)
            faults[field] = [f"{year.label}の項目にありません: {words}"]
    return faults


def often_first(
    choices: Sequence[tuple[str, str]], used: Mapping[str, int]
) -> list[tuple[str, str]]:
    """What this center chooses most comes first; what it never chose keeps the city's order."""
    return sorted(choices, key=lambda choice: -used.get(choice[0], 0))


def why_order(choices: Sequence[tuple[str, str]], used: Mapping[str, int], *, lasts: int) -> str:
    """Why the choices stand in this order, from what the center really chose."""
    often = [
        f"{words}({used[code]}回)" for code, words in often_first(choices, used) if used.get(code)
    ]
    if not often:
        return "このセンターの記録がまだないので、市の一覧の順に並べています。"
    return (
        f"このセンターで最近よく選ばれた順に並べています。この{lasts}日間の最近の相談では"
        f"{'、'.join(often[:3])}でした。"
    )


def primary_of(topics: Sequence[str], marked: str | None) -> str | None:
    """The ◎ topic: the one marked, or the only one. None: it must be said."""
    if marked:
        return marked if marked in topics else None
    return topics[0] if len(topics) == 1 else None
