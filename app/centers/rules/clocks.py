"""Hours and days of the year as people write them."""

import re
import unicodedata
from datetime import date, time

from app.centers.rules.opening import Hours

CLOCK = r"(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分|(半))?)?"
HOURS = re.compile(rf"{CLOCK}\s*(?:から|[-~〜−‐–—ー])\s*{CLOCK}(?:まで)?")
YEARS_DAY = re.compile(r"(\d{1,2})(?:[/.-]|月)(\d{1,2})日?")
CLOSED_WORDS = frozenset({"休", "休館", "休み", "休館日", "-", "ー"})
LEAP_YEAR = 2000


class UnreadableHoursError(ValueError):
    """What was written is no span of hours, or no day of the year."""


def parse_hours(text: str) -> Hours | None:
    """Read 9:00-20:00, 9時～17時半; None where 休館 is written.

    Raises:
        UnreadableHoursError: with a sentence.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in CLOSED_WORDS:
        return None
    found = HOURS.fullmatch(plain)
    if found is None:
        raise UnreadableHoursError("9:00-20:00 のように入力してください。休館は空欄にします。")
    parts = found.groups()
    opens, closes = _clock(*parts[:4]), _clock(*parts[4:])
    if closes <= opens:
        raise UnreadableHoursError("閉館は、開館より後の時刻にしてください。")
    return Hours(opens, closes)


def _clock(hour: str, minute: str | None, spoken: str | None, half: str | None) -> time:
    try:
        return time(int(hour), 30 if half else int(minute or spoken or 0))
    except ValueError:
        raise UnreadableHoursError("時刻は0:00から23:59までです。") from None


def parse_years_day(text: str) -> int:
    """Read 12/29 or 12月29日 as 1229.

    Raises:
        UnreadableHoursError: with a sentence.
    """
    found = YEARS_DAY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    try:
        day = date(LEAP_YEAR, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise UnreadableHoursError("12/29 のように、月と日を入力してください。")
    return day.month * 100 + day.day


def years_day(number: int) -> str:
    """1229 as it is typed: 12/29."""
    return f"{number // 100}/{number % 100}"
