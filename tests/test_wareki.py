"""Dates as people write them."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.wareki import (
    UnreadableDateError,
    fiscal_years,
    is_without_year,
    parse_day,
    parse_moment,
    parse_time,
)

FIRST_OF_JULY = """
2020-07-01  2020/7/1  2020.7.1  2020年7月1日  20200701  ２０２０／７／１  ２０２０年７月１日
R2.7.1  R2/7/1  r2-7-1  R02.07.01  R020701  R.2.7.1  Ｒ２．７．１  令2.7.1  令和2年7月1日
令和２年７月１日（水）  令和2年7月1日(水曜日)  令和2年7月1日水曜  ㋿2年7月1日  2020−7−1
"""


@pytest.mark.parametrize(
    "text", [*FIRST_OF_JULY.split(), "令和 2 年 7 月 1 日", " 2020 / 7 / 1 ", "2020/7/1　水"]
)
def test_every_way_to_write_the_first_of_july_is_read(text):
    assert parse_moment(text) == date(2020, 7, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R元.5.1", date(2019, 5, 1)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("H31.4.30", date(2019, 4, 30)),
        ("H31.5.1", date(2019, 5, 1)),
        ("㍻30年1月1日", date(2018, 1, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("2020年7月5日", date(2020, 7, 5)),
    ],
)
def test_eras_meet_without_a_gap(text, day):
    assert parse_day(text) == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2020/7/1 13:05", (13, 5)),
        ("2020-07-01T13:05:00", (13, 5)),
        ("令和2年7月1日（水）午後1時5分", (13, 5)),
        ("R2.7.1 1:05 PM", (13, 5)),
        ("R2.7.1 １３時半", (13, 30)),
        ("2020/7/1 9:00～10:30", (9, 0)),
        ("2020年7月1日午前0時", (0, 0)),
        ("2020年7月1日 午後0時10分", (12, 10)),
    ],
)
def test_a_time_behind_the_day_is_read(text, moment):
    assert parse_moment(text) == datetime(2020, 7, 1, *moment)  # noqa: DTZ001  (as written)
    assert parse_day(text) == date(2020, 7, 1)


@pytest.mark.parametrize("text", ["7/1", "7月1日", "７月１日（水）"])
def test_a_fiscal_year_completes_a_day(text):
    assert parse_day(text, fiscal_year=2020) == date(2020, 7, 1)


def test_january_to_march_belong_to_the_year_after():
    assert parse_day("3/31", fiscal_year=2020) == date(2021, 3, 31)
    assert parse_day("4/1", fiscal_year=2020) == date(2020, 4, 1)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("R2.13.1", "13月はありません"),
        ("2021-02-30", "2月30日はありません"),
        ("2.7.1", "元号か西暦かわかりません"),
        ("20/7/1", "元号か西暦かわかりません"),
        ("7/1", "年がありません"),
        ("令和2年7月1日（木）", "水曜日です"),
        ("H32.4.1", "平成32年はありません"),
        ("R0.4.1", "令和0年はありません"),
        ("R1.4.1", "令和が始まる前の日"),
        ("2020/7/1 25:00", "「25:00」という時刻はありません"),
        ("2020/7/112:30", "日付として読めません"),
        ("2020/7", "日付として読めません"),
        ("2020/7/1 ごみ", "日付として読めません"),
        ("あさって", "日付として読めません"),
        ("", "日付として読めません"),
    ],
)
def test_what_is_no_day_is_refused_with_the_reason(text, reason):
    with pytest.raises(UnreadableDateError, match=r"。$") as refusal:
        parse_moment(text)
    assert reason in str(refusal.value)


@given(st.dates(date(1989, 1, 8), date(2099, 12, 31)))
def test_every_day_written_in_its_era_is_read_back(day):
    era, offset = ("R", 2018) if day >= date(2019, 5, 1) else ("H", 1988)
    weekday = "月火水木金土日"[day.weekday()]
    assert parse_day(f"{era}{day.year - offset}.{day.month}.{day.day}({weekday})") == day
    assert parse_day(f"{era}{day.year - offset:02}{day:%m%d}") == day


@given(st.text())
def test_no_text_breaks_the_reader(text):
    try:
        assert isinstance(parse_moment(text, fiscal_year=2020), date)
    except UnreadableDateError as refusal:
        assert str(refusal).endswith("。")  # noqa: PT017  (either answer is right, a crash is not)


@pytest.mark.parametrize(
    "text", ["13:05", "13時5分", "午後1時5分", "１３：０５", "13:05:30", "1:05pm"]
)
def test_times_of_day(text):
    assert parse_time(text) == time(13, 5)


def test_a_day_without_its_year_is_known_as_such():
    assert is_without_year("7/1")
    assert is_without_year("７月１日（水）")
    assert not is_without_year("2020/7/1")
    assert not is_without_year("2/7/1")


def test_a_title_names_its_fiscal_year():
    assert fiscal_years("令和２年度 相談受付簿") == {2020}
    assert fiscal_years("令和元年度・R2年度・2021年度") == {2019, 2020, 2021}
    assert fiscal_years("相談受付簿 2020年7月") == set()
