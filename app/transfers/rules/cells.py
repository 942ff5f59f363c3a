"""What one cell says: words, a moment, minutes, a mark."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

from app.transfers.rules.tables import BrokenCell, Cell
from app.wareki import parse_moment, parse_time


class UnreadableCellError(ValueError):
    """The message says in Japanese what is wrong with the cell."""


_EXCEL_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001  (a serial number has no zone)
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000  # 1954 to 2119
_SERIAL_TEXT = re.compile(r"\d{5}(?:\.\d+)?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NEUTRALISED = re.compile(r"'(?=[=+\-@\t\r＝＋－＠])")
_MARKS = frozenset("○〇◯●◉1xo✓✔レ☑✅■有") | {"あり", "true"}
_NO_MARKS = frozenset({"", "0", "-", "×", "無", "なし", "false"})
_MINUTES = re.compile(
    r"約?(?:(?P<hours>\d{1,2})(?:時間|:))?(?:(?P<minutes>\d{1,4})分?)?(?:程度|くらい|ぐらい)?"
)
_DAY_MINUTES = 24 * 60
_LOST_ZERO = re.compile(r"[1-9]\d{8,9}")


def text_of(cell: Cell) -> str:
    """Return the words as they were typed; only line ends, control letters and our own ' change."""
    match cell:
        case None:
            return ""
        case BrokenCell(reason):
            raise UnreadableCellError(f"{reason}。値を入れ直してください。")
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
    text = str(cell).replace("_x000D_", "\n").replace("\r\n", "\n").replace("\r", "\n")
    return _NEUTRALISED.sub("", _CONTROLS.sub("", text).strip(), count=1)


def moment_of(cell: Cell, *, fiscal_year: int | None) -> date | datetime:
    """A datetime without zone where a time of day is known, a plain date where only the day is."""
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and _FIRST_SERIAL <= cell <= _LAST_SERIAL:
        return _from_serial(cell)
    text = text_of(cell)
    if _SERIAL_TEXT.fullmatch(text) and _FIRST_SERIAL <= float(text) <= _LAST_SERIAL:
        return _from_serial(float(text))
    return parse_moment(text, fiscal_year=fiscal_year)


def time_of(cell: Cell) -> time | None:
    match cell:
        case None:
            return None
        case datetime():
            return cell.time()
        case time():
            return cell
        case timedelta() if timedelta() <= cell < timedelta(days=1):
            return (_EXCEL_DAY_ZERO + cell).time()
        case float() if 0 <= cell < 1:
            return (_EXCEL_DAY_ZERO + timedelta(seconds=round(cell * 86_400))).time()
        case _:
            return parse_time(text_of(cell))


def minutes_of(cell: Cell) -> int | None:
    """Read 30, 30分, 1時間30分, 1:30; None where nothing is written. 0 to 1440."""
    match cell:
        case None:
            return None
        case time():
            return cell.hour * 60 + cell.minute
        case timedelta():
            minutes = cell.total_seconds() / 60
        case int() | float():
            minutes = cell
        case _:
            minutes = _written_minutes(text_of(cell))
    if not (0 <= minutes <= _DAY_MINUTES and minutes % 1 == 0):
        raise UnreadableCellError(
            f"「{text_of(cell)}」は分として読めません。0から{_DAY_MINUTES}までの整数にしてください。"
        )
    return int(minutes)


def mark_of(cell: Cell) -> tuple[bool, bool]:
    """Whether a cell below the name of a code is marked, and whether as the main one (◎)."""
    text = unicodedata.normalize("NFKC", text_of(cell)).strip().casefold()
    if text in ("◎", "主"):
        return True, True
    if text in _MARKS or text in _NO_MARKS:
        return text in _MARKS, False
    raise UnreadableCellError(f"「{text_of(cell)}」は印として読めません。○か◎にしてください。")


def contact_of(cell: Cell) -> tuple[str, bool]:
    """Return the contact, and whether the 0 was given back that Excel takes from phone numbers."""
    text = text_of(cell)
    lost = _LOST_ZERO.fullmatch(text) is not None
    return f"0{text}" if lost else text, lost


def _from_serial(serial: float) -> datetime | date:
    moment = _EXCEL_DAY_ZERO + timedelta(seconds=round(serial * 86_400))
    return moment if serial % 1 else moment.date()


def _written_minutes(text: str) -> float:
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    found = _MINUTES.fullmatch(folded)
    if not found or not (found["hours"] or found["minutes"]):
        return -1.0
    return float(int(found["hours"] or 0) * 60 + int(found["minutes"] or 0))
