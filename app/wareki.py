"""Dates and times as people in Japanese offices write them.

    parse_day("令和２年７月１日（水）")  ->  date(2020, 7, 1)
    parse_moment("R2.7.1 午後1時5分")    ->  datetime(2020, 7, 1, 13, 5)

Nothing is guessed. "2.7.1" has no era and is refused; a weekday that contradicts its date is
refused, because nobody can know which of the two is wrong. Every refusal is a sentence in
Japanese that can be shown to the person who wrote the date.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time


class UnreadableDateError(ValueError):
    """The text is no date or time; the message says why, in Japanese, for the person."""


@dataclass(frozen=True)
class _Era:
    name: str
    begins: date
    last_year: int


# 平成31 is read until the end of 2019: forms and people kept writing H31.5.1 after the change of
# era, and no other day can be meant. 令和 is not stretched backwards in the same way: R1.1.10 is
# usually the New Year's slip for R2.1.10.
_REIWA = _Era("令和", date(2019, 5, 1), 99)
_HEISEI = _Era("平成", date(1989, 1, 8), 31)
_SHOWA = _Era("昭和", date(1926, 12, 25), 64)
_ERAS = {"r": _REIWA, "令": _REIWA, "h": _HEISEI, "平": _HEISEI, "s": _SHOWA, "昭": _SHOWA}

_APRIL, _DECEMBER, _NOON = 4, 12, 12
_WEEKDAYS = "月火水木金土日"
_ERA = r"(?P<era>令和?|平成?|昭和?|[rhs])\.?"
_MONTH_DAY = r"(?P<month>\d{1,2})[月./-](?P<day>\d{1,2})(?:日|(?!\d))"
_SOLID_MONTH_DAY = r"(?P<month>\d\d)(?P<day>\d\d)(?!\d)"
_MONTH_DAY_ALONE = re.compile(r"(?P<month>\d{1,2})[月/](?P<day>\d{1,2})(?:日|(?![\d/]))")
_DATES = [
    re.compile(pattern)
    for pattern in (
        rf"{_ERA}(?P<year>元|\d{{1,2}})[年./-]{_MONTH_DAY}",
        rf"{_ERA}(?P<year>\d\d){_SOLID_MONTH_DAY}",
        rf"(?P<year>\d{{4}})[年./-]{_MONTH_DAY}",
        rf"(?P<year>\d{{4}}){_SOLID_MONTH_DAY}",
        _MONTH_DAY_ALONE,
    )
]
_SHORT_YEAR = re.compile(r"\d{1,2}[年./-]\d{1,2}[月./-]\d{1,2}(?!\d)")
_REST = re.compile(r"(?:\(?(?P<weekday>[月火水木金土日])(?:曜日?)?\)?)?(?P<time>.*)")
_FISCAL_YEAR = re.compile(
    r"(?:(?P<era>令和|平成|昭和|(?<![a-z])[rhs])(?P<number>元|\d{1,2})|(?P<western>\d{4}))年度"
)
_TIME = re.compile(
    r"t?(?P<half>午前|午後|am|pm)?(?P<hour>\d{1,2})"
    r"(?::(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?|時(?:(?P<kanji>\d{1,2})分?|(?P<half_past>半))?)"
    r"(?P<after>am|pm)?(?:[~-].*|頃|ごろ)?"
)


def parse_day(text: str, *, fiscal_year: int | None = None) -> date:
    """Read the day; a time of day behind it is allowed and dropped.

    `fiscal_year` (its first calendar year: 2020 for 令和2年度) completes "7/1" and "7月1日".
    """
    moment = parse_moment(text, fiscal_year=fiscal_year)
    return moment.date() if isinstance(moment, datetime) else moment


def parse_moment(text: str, *, fiscal_year: int | None = None) -> date | datetime:
    """Return a datetime without zone where a time of day is written, a plain date where none is."""
    folded = _fold(text)
    found = next((found for pattern in _DATES if (found := pattern.match(folded))), None)
    rest = _REST.fullmatch(folded, found.end()) if found else None
    if found is None or rest is None or (rest["time"] and not _TIME.fullmatch(rest["time"])):
        raise _refusal(text, folded)
    day = _day(text, found.groupdict(), fiscal_year)
    weekday = _WEEKDAYS[day.weekday()]
    if rest["weekday"] and rest["weekday"] != weekday:
        raise UnreadableDateError(
            f"「{text.strip()}」の曜日が日付と合いません({day:%Y/%m/%d}は{weekday}曜日です)。"
            "日付か曜日を直してください。"
        )
    return datetime.combine(day, parse_time(rest["time"])) if rest["time"] else day


def is_without_year(text: str) -> bool:
    """Whether only a fiscal year would make a day of it: "7/1", "7月1日(水)"."""
    return _MONTH_DAY_ALONE.match(_fold(text)) is not None


def parse_time(text: str) -> time:
    """Read a time of day: 13:05, 13時5分, 午後1時半, 1:05 PM. Of "13:00～14:00" the beginning."""
    found = _TIME.fullmatch(_fold(text))
    if found is None:
        raise UnreadableDateError(
            f"「{text.strip()}」は時刻として読めません。"
            "13:05 や 午後1時5分 のように書いてください。"
        )
    hour = int(found["hour"])
    minute = 30 if found["half_past"] else int(found["minute"] or found["kanji"] or 0)
    half = found["half"] or found["after"]
    if half and hour <= _NOON:  # "午後13時" happens, and means 13時
        hour = hour % _NOON + (_NOON if half in ("午後", "pm") else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise UnreadableDateError(f"「{text.strip('t ')}」という時刻はありません。") from None


def fiscal_years(text: str) -> set[int]:
    """Find the fiscal years named in a title like 「令和2年度 受付簿」, by their first years."""
    found = set()
    for year in _FISCAL_YEAR.finditer(_fold(text)):
        if year["western"]:
            found.add(int(year["western"]))
        else:
            number = 1 if year["number"] == "元" else int(year["number"])
            found.add(_ERAS[year["era"][0]].begins.year - 1 + number)
    return found


def _fold(text: str) -> str:
    """Full-width digits, ㋿ and ㍻ become plain and every dash the same one.

    Blanks go, but one between digits becomes ISO's "t": "7/1 13:05" must never be read as 7/11.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    folded = re.sub(r"(?<=\d)\s+(?=\d)", "t", folded)
    return re.sub(r"[‐‑‒–—−―ー〜]", "-", re.sub(r"\s+", "", folded))


def _day(text: str, parts: dict[str, str | None], fiscal_year: int | None) -> date:
    month, day = int(parts["month"] or 0), int(parts["day"] or 0)
    letter = parts.get("era")
    era = _ERAS[letter[0]] if letter else None
    year = _year(text, parts.get("year"), era)
    if year is None:
        year = _year_within(text, month, fiscal_year)
    try:
        found = date(year, month, day)
    except ValueError:
        fault = f"{month}月" if not 1 <= month <= _DECEMBER else f"{month}月{day}日"
        raise UnreadableDateError(
            f"「{text.strip()}」という日はありません({year}年に{fault}はありません)。"
        ) from None
    if era and found < era.begins:
        begin = f"{era.begins.year}年{era.begins.month}月{era.begins.day}日"
        raise UnreadableDateError(
            f"「{text.strip()}」は{era.name}が始まる前の日です({era.name}は{begin}から)。"
            "年を確かめてください。"
        )
    return found


def _year(text: str, written: str | None, era: _Era | None) -> int | None:
    if written is None:
        return None
    number = 1 if written == "元" else int(written)
    if era is None:
        return number
    if not 1 <= number <= era.last_year:
        raise UnreadableDateError(
            f"「{text.strip()}」の年を確かめてください({era.name}{number}年はありません)。"
        )
    return era.begins.year - 1 + number


def _year_within(text: str, month: int, fiscal_year: int | None) -> int:
    if fiscal_year is None:
        raise UnreadableDateError(
            f"「{text.strip()}」には年がありません。2020/7/1 のように年も書いてください。"
        )
    return fiscal_year if month >= _APRIL else fiscal_year + 1


def _refusal(text: str, folded: str) -> UnreadableDateError:
    if _SHORT_YEAR.match(folded):
        return UnreadableDateError(
            f"「{text.strip()}」は元号か西暦かわかりません。"
            "R2.7.1 や 2020/7/1 のように書いてください。"
        )
    return UnreadableDateError(
        f"「{text.strip()}」は日付として読めません。"
        "2020/7/1 や 令和2年7月1日 のように書いてください。"
    )
