"""CSV for people who open it in Excel."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Literal

from app.errors import DomainError
from app.transfers.rules.tables import BrokenCell, Cell

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class UnwritableTextError(DomainError):
    """A letter is missing in the chosen encoding; the message names row and letter in Japanese."""

    status = 422


def write_csv(
    rows: Iterable[Sequence[Cell]], encoding: Literal["utf-8-sig", "cp932"] = "utf-8-sig"
) -> bytes:
    """Lines end in CRLF, and no cell can begin a formula: such a text gets an apostrophe before it.

    `cp932` is what Excel calls Shift_JIS; 𠮷, — and emoji are not in it.
    """
    written = []
    for number, row in enumerate(rows, start=1):
        line = io.StringIO(newline="")
        csv.writer(line, lineterminator="\r\n").writerow([shown(cell) for cell in row])
        try:
            line.getvalue().encode("utf-8" if encoding == "utf-8-sig" else encoding)
        except UnicodeEncodeError as fault:
            raise UnwritableTextError(
                f"{number}行目の「{fault.object[fault.start]}」は Shift_JIS(CP932)では書けません。"
                "「UTF-8」を選んでください。"
            ) from None
        written.append(line.getvalue())
    return "".join(written).encode(encoding)


def shown(cell: Cell) -> str:
    """Write a cell as a person would type it, in a form that can be read back."""
    match cell:
        case None | BrokenCell():
            text = ""
        case str():
            text = f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
        case float() if cell.is_integer():
            text = str(int(cell))
        case datetime():
            text = f"{cell:%Y-%m-%d %H:%M}"
        case time():
            text = f"{cell:%H:%M}"
        case _:
            text = str(cell)
    return text
