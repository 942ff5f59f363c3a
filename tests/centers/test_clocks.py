from datetime import time

import pytest

from app.centers.rules import Hours
from app.centers.rules.clocks import UnreadableHoursError, parse_hours, parse_years_day, years_day


@pytest.mark.parametrize(
    "text", ["9:00-20:30", "９：００～２０：３０", "09:00〜20:30", "9時から20時半まで", "9-20:30"]
)
def test_hours_as_people_write_them(text):
    assert parse_hours(text) == Hours(time(9), time(20, 30))


def test_closed_is_a_word_too():
    assert parse_hours("休館") is None


@pytest.mark.parametrize("text", ["20:00-9:00", "9:00", "9:00-25:00", "9:00-9:60", "あさ-よる"])
def test_what_is_no_span_of_hours_is_refused_with_a_sentence(text):
    with pytest.raises(UnreadableHoursError, match="。"):
        parse_hours(text)


def test_what_is_shown_can_be_typed_again():
    hours = Hours(time(9), time(17, 30))
    assert parse_hours(str(hours)) == hours


@pytest.mark.parametrize("text", ["12/29", "12月29日", "１２／２９"])
def test_a_day_of_every_year(text):
    assert parse_years_day(text) == 1229
    assert years_day(1229) == "12/29"


@pytest.mark.parametrize("text", ["13/1", "2/30", "29日", ""])
def test_no_day_of_the_year(text):
    with pytest.raises(UnreadableHoursError):
        parse_years_day(text)
