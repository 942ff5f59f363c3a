"""Populations as people type them and as CSV brings them in. Pure."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.calendar import REIWA_BEGAN, FiscalYear

MOST = 10_000_000
"""No ward of any city has so many."""
LONGEST_SOURCE = 200
YEARS = range(2000, 2101)
HEADINGS = ("区", "年度", "人口", "出典")
LONGEST_FILE = 5_000
"""Lines: all wards of a city for many years."""

Key = tuple[str, int]
"""Ward code and fiscal year."""


@dataclass(frozen=True, slots=True)
class Population:
    people: int
    source: str


Populations = Mapping[Key, Population]


class UnreadableError(ValueError):
    """The text is no such thing; the message says why, in Japanese."""


def parse_people(text: str) -> int:
    """Read 「358,530」, 「３５８５３０人」.

    Raises:
        UnreadableError: it is no whole number of people.
    """
    digits = unicodedata.normalize("NFKC", text).strip().removesuffix("人").replace(",", "")
    if not re.fullmatch(r"[0-9]{1,9}", digits) or not 0 < int(digits) <= MOST:
        raise UnreadableError(
            f"「{text.strip()}」は人口として読めません。1以上の整数にしてください。"
        )
    return int(digits)


def parse_year(text: str) -> int:
    """Read a fiscal year: 2026, 2026年度, R8, 令和8年度.

    Raises:
        UnreadableError: it is no fiscal year.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("度").removesuffix("年")
    if found := re.fullmatch(r"(?:R|r|令和)(元|[0-9]{1,2})", plain):
        number = 1 if found[1] == "元" else int(found[1])
        year = REIWA_BEGAN.year - 1 + number
    elif re.fullmatch(r"[0-9]{4}", plain):
        year = int(plain)
    else:
        raise UnreadableError(
            f"「{text.strip()}」は年度として読めません。2026 か R8 と書いてください。"
        )
    if year not in YEARS:
        raise UnreadableError(f"{year}年度は入力できません。")
    return year


def parse_table(text: str, wards: Mapping[str, str]) -> dict[Key, Population]:
    """Read a CSV with the columns 区, 年度, 人口, 出典; `wards` by code, with their names.

    A ward may be written by its code or its name, with or without 「区」.

    Raises:
        UnreadableError: all that is wrong, line by line; nothing of it is to be kept then.
    """
    rows = list(csv.reader(text.splitlines()))
    if not rows:
        raise UnreadableError("ファイルに何も書かれていません。")
    headings = [heading.strip() for heading in rows[0]]
    if missing := [heading for heading in HEADINGS if heading not in headings]:
        raise UnreadableError(f"1行目に「{'」「'.join(missing)}」の見出しがありません。")
    if len(rows) > LONGEST_FILE:
        raise UnreadableError(f"{LONGEST_FILE:,}行までのファイルを選んでください。")
    return _gathered(_cells(headings, rows[1:]), _named(wards))


def _named(wards: Mapping[str, str]) -> dict[str, str]:
    """Code by all ways to write a ward."""
    names = {name: code for code, name in wards.items()}
    spelled = {name.replace("ケ", "ヶ"): code for name, code in names.items()}
    both = spelled | names
    return {**{code: code for code in wards}, **both, **{f"{n}区": c for n, c in both.items()}}


def _cells(headings: Sequence[str], rows: Iterable[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """The number of each line that is not blank, and its four cells."""
    for number, row in enumerate(rows, start=2):
        if any(cell.strip() for cell in row):
            cells = dict(zip(headings, row, strict=False))
            yield number, [cells.get(heading, "").strip() for heading in HEADINGS]


def _gathered(
    lines: Iterator[tuple[int, list[str]]], names: Mapping[str, str]
) -> dict[Key, Population]:
    found: dict[Key, Population] = {}
    wrong: list[str] = []
    for number, cells in lines:
        try:
            key, population = _line(cells, names)
        except UnreadableError as error:
            wrong.append(f"{number}行目: {error}")
            continue
        if key in found:
            wrong.append(f"{number}行目: 同じ区と年度が前の行にもあります。")
        found[key] = population
    if wrong:
        raise UnreadableError("\n".join(wrong))
    if not found:
        raise UnreadableError("見出しの下に、人口の行がありません。")
    return found


def _line(cells: list[str], names: Mapping[str, str]) -> tuple[Key, Population]:
    ward, year, people, source = cells
    if ward not in names:
        raise UnreadableError(f"「{ward}」という区はありません。")
    key = names[ward], parse_year(year)
    return key, Population(parse_people(people), checked_source(source))


def checked_source(text: str) -> str:
    """The source, which must be named.

    Raises:
        UnreadableError: there is none, or it is too long.
    """
    if not text:
        raise UnreadableError("出典を書いてください。")
    if not text.isprintable():
        raise UnreadableError("出典に読めない文字が含まれています。")
    if len(text) > LONGEST_SOURCE:
        raise UnreadableError(f"出典は{LONGEST_SOURCE}文字以内で書いてください。")
    return text


def decoded(content: bytes) -> str:
    """The text of a file as Excel saves it: UTF-8, with or without its mark, or cp932.

    Raises:
        UnreadableError: it is neither.
    """
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError("文字を読み取れません。CSV(UTF-8 か Shift_JIS)で保存してください。")


def years_to_enter(this: FiscalYear, known: Iterable[int]) -> list[int]:
    """The years that a person may want to enter, the latest first."""
    return sorted({*known, *range(this.year - 4, this.year + 2)}, reverse=True)
