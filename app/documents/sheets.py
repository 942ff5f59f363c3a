"""A printed table as data: what the page prints in one cell is parted again.

Japan's rules for statistical tables (総務省 統計表における機械判読可能なデータの表記方法) want
one datum in a cell and numbers as numbers. So ranks (①) and notes (※, 未報告) get columns of
their own, and a thousand has no comma.
"""

import re
from collections.abc import Iterator, Sequence

RANKS = "①②③④⑤⑥⑦⑧⑨⑩"
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?")
_NOTHING = frozenset({"", "－"})

Datum = str | int | float | None


def as_sheet(
    columns: Sequence[str], rows: Sequence[Sequence[str]], note: str | None = None
) -> dict[str, Sequence[Sequence[Datum] | str]]:
    """`columns` and `rows` with 順位 and 注 behind them, where there are any.

    The first cell of a row is its name and stays text.
    """
    parted = [_row(row, note) for row in rows]
    ranked = any(rank is not None for _, rank, _ in parted)
    noted = any(notes for _, _, notes in parted)
    headings = [*columns, *(["順位"] if ranked else []), *(["注"] if noted else [])]
    sheet = [
        [*cells, *([rank] if ranked else []), *(["、".join(notes) or None] if noted else [])]
        for cells, rank, notes in parted
    ]
    return {"columns": headings, "rows": sheet}


def _row(row: Sequence[str], note: str | None) -> tuple[list[Datum], int | None, list[str]]:
    cells: list[Datum] = [row[0]]
    notes: list[str] = []
    rank = None
    for printed in row[1:]:
        words = printed
        if words[:1] in RANKS and words:
            rank, words = RANKS.index(words[0]) + 1, words[1:]
        if words.startswith("※"):
            words = words[1:]
            notes += [note] if note else []
        value = datum(words)
        if isinstance(value, str):
            notes.append(value)
            value = None
        cells.append(value)
    return cells, rank, list(_once(notes))


def datum(words: str) -> Datum:
    """1,234 → 1234, ±0 → 0, － → nothing; other words stay words."""
    if words in _NOTHING:
        return None
    plain = words.replace("±", "")
    if not _NUMBER.fullmatch(plain):
        return words
    number = float(plain.replace(",", ""))
    return number if "." in plain else int(number)


def _once(notes: Sequence[str]) -> Iterator[str]:
    yield from dict.fromkeys(notes)
