"""The year at once: a rule as people say it, a look at each day, and all of it or nothing."""

import html
from datetime import date, time, timedelta

import pytest

from app import calendar
from app.access.permissions import Role
from app.calendar import FiscalYear, Month
from app.centers.rules import OpeningDays, listed_week
from app.errors import InvalidError
from app.meetings import queries
from app.meetings.rules.year import SeriesFacts, YearRule, days_of, figures_until, proposals
from app.meetings.service import meetings, year
from tests.meetings.tables import convened, facts

THURSDAYS = YearRule(fiscal_year=2027, first_month=5, every=2, nth=3, weekday=3)


@pytest.fixture
def preparer(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


def home(center):
    return f"/centers/{center.slug}/meetings/year"


def page(answer, status=200):
    assert answer.status_code == status
    return html.unescape(answer.text)


def series(*days, **changes):
    return SeriesFacts(
        **{
            "days": days,
            "begins_at": time(14),
            "ends_at": time(16),
            "place": "協働ラボ",
            "online_address": "",
            **changes,
        }
    )


def coming(years=1):
    """The third Thursdays of some months of a fiscal year to come."""
    this = FiscalYear.of(calendar.today()).year + years
    rule = YearRule(fiscal_year=this, first_month=5, every=2, nth=3, weekday=3)
    return days_of(rule)


def test_a_rule_makes_the_days_of_a_fiscal_year():
    assert days_of(THURSDAYS) == [
        date(2027, 5, 20),
        date(2027, 7, 15),
        date(2027, 9, 16),
        date(2027, 11, 18),
        date(2028, 1, 20),
        date(2028, 3, 16),
    ]
    assert THURSDAYS.words == "5月から隔月 第3木曜"
    last = YearRule(fiscal_year=2027, first_month=1, every=1, nth=-1, weekday=0)
    assert days_of(last) == [date(2028, 1, 31), date(2028, 2, 28), date(2028, 3, 27)]


@pytest.mark.parametrize("first_month", range(1, 13))
@pytest.mark.parametrize("nth", [1, 4, -1])
def test_every_day_is_on_its_weekday_within_the_year(first_month, nth):
    rule = YearRule(fiscal_year=2026, first_month=first_month, every=1, nth=nth, weekday=6)
    days = days_of(rule)
    assert len(days) == 12 - (first_month - 4) % 12
    for day in days:
        assert day.weekday() == 6
        assert FiscalYear.of(day) == FiscalYear(2026)


def test_the_figures_reach_up_to_the_month_before():
    assert figures_until(date(2027, 4, 15)) == (Month(2026, 4), Month(2027, 3))
    assert figures_until(date(2027, 5, 20)) == (Month(2027, 4), Month(2027, 4))


def test_each_day_is_looked_at_before_it_is_kept(central, at):
    convened(central, held_on=date(2026, 12, 10))
    asked = [date(2027, 1, 1), date(2027, 11, 23), date(2026, 12, 10), date(2027, 5, 20)]
    with at(central):
        found = {each.day: each for each in year.look_at(asked, center_id=central.id)}
    assert found[date(2027, 5, 20)].trouble is None
    assert found[date(2026, 12, 10)].trouble == "この日には、もう会議があります"
    assert "年末年始" in found[date(2027, 1, 1)].trouble
    assert found[date(2027, 1, 1)].instead > date(2027, 1, 3)
    assert "勤労感謝の日" in found[date(2027, 11, 23)].trouble


def test_all_are_convened_with_numbers_figures_and_the_shape_of_the_one_before(central, at):
    days = coming()
    with at(central):
        made = year.convene(series(*reversed(days)))
        assert [meeting.held_on for meeting in made] == days
        titles = [meeting.title.split()[1] for meeting in made]
        assert titles == [f"第{n}回" for n in range(1, len(days) + 1)]
        assert made[1].last_month == Month.of(days[1]).previous.first_day
        first = queries.agenda(made[0])
        assert [item.title for item in queries.agenda(made[-1])] == [each.title for each in first]


@pytest.mark.parametrize("trouble", ["past", "twice", "taken"])
def test_with_one_wrong_day_none_is_convened(central, at, trouble):
    good = coming()[0]
    convened(central, held_on=good + timedelta(days=1))
    bad = {
        "past": calendar.today() - timedelta(days=1),
        "twice": good,
        "taken": good + timedelta(days=1),
    }[trouble]
    with at(central):
        with pytest.raises(InvalidError):
            year.convene(series(good, bad))
        assert len(queries.meetings()) == 1


def test_the_year_is_made_moved_and_kept_by_hand(preparer, central, at):
    form = page(preparer.get(f"{home(central)}/new"))
    assert "日程を確かめる" in form
    next_year = FiscalYear.of(calendar.today()).year + 1
    rule = {
        "fiscal_year": next_year,
        "first_month": 5,
        "every": 2,
        "nth": 3,
        "weekday": 3,
        "begins_at": "14:00",
        "ends_at": "16:00",
        "place": "協働ラボ",
    }
    seen = page(preparer.post(f"{home(central)}/preview", data=rule))
    days = coming()
    for day in days:
        assert f'value="{day:%Y/%m/%d}"' in seen
    with at(central):
        assert queries.meetings() == []

    moved = [f"{day:%Y/%m/%d}" for day in days[:2]] + ["", f"{next_year}/10/6"]
    common = {name: rule[name] for name in ("begins_at", "ends_at", "place")}
    again = page(preparer.post(f"{home(central)}/preview", data={**common, "days": moved}))
    assert f'value="{next_year}/10/06"' in again
    kept = preparer.post(home(central), data={**common, "days": moved})
    assert kept.status_code == 303
    shown = page(preparer.get(kept.location))
    assert "会議 3回" in shown
    assert "第3回" in shown


def test_what_cannot_be_is_said_and_what_was_typed_stays(preparer, central):
    common = {"begins_at": "14:00", "ends_at": "16:00", "place": "協働ラボ"}
    for days, words in (
        (["13月1日"], "13月1日"),
        ([], "開催日を1日から24日まで"),
        (["R2.4.1"], "もう過ぎています"),
    ):
        refused = page(preparer.post(home(central), data={**common, "days": days}), 422)
        assert words in refused
        assert "協働ラボ" in refused
    wrong = {**common, "ends_at": "13:00", "days": ["R20.4.1"]}
    assert "R20.4.1" in page(preparer.post(home(central), data=wrong), 422)
    none = {**common, "fiscal_year": 2020, "first_month": 5, "every": 1, "nth": 1, "weekday": 0}
    refused = page(preparer.post(f"{home(central)}/preview", data=none), 422)
    assert "これから開く日がありません" in refused


def test_a_ward_sees_the_year_as_far_as_it_is_announced(visitor, preparer, central, north, at):
    worker = visitor(Role.WARD_WORKER, north)
    this = FiscalYear.of(calendar.today())
    day = max(calendar.today(), this.first.first_day)
    with at(central):
        meeting = meetings.create_meeting(facts(held_on=day, title="お知らせする会議"))
        meetings.create_meeting(facts(held_on=day, title="まだの会議"))
        meeting.announced_at = calendar.now()
    seen = page(worker.get(home(north)))
    assert "お知らせする会議" in seen
    assert "まだの会議" not in seen
    assert "区には未公開" in page(preparer.get(home(central)))
    for nonsense in ("x", "9" * 5000, "0000"):
        assert worker.get(f"{home(north)}?fiscal_year={nonsense}").status_code == 200
    assert worker.get(f"{home(north)}/new").status_code == 403
    assert worker.post(home(north), data={}).status_code == 403


def test_programs_ask_for_days_and_convene_them(preparer, central):
    room = f"/api/v1/centers/{central.slug}/meetings"
    rule = {name: getattr(THURSDAYS, name) for name in YearRule.__slots__}
    found = preparer.get(f"{room}/days", query_string=rule | {"limit": 2}).json
    assert [each["day"] for each in found["items"]] == ["2027-05-20", "2027-07-15"]
    assert found["next"]
    common = {"begins_at": "14:00", "ends_at": "16:00", "place": "協働ラボ"}
    days = [day.isoformat() for day in coming()]
    made = preparer.post(f"{room}/series", json={**common, "days": days})
    assert made.status_code == 201
    assert [each["held_on"] for each in made.json["items"]] == days
    assert preparer.post(f"{room}/series", json={**common, "days": days}).status_code == 422


def test_a_center_that_is_closed_for_good_is_offered_no_other_day():
    [proposed] = proposals(
        [date(2027, 5, 20)], OpeningDays([listed_week(None, None)], []), holidays={}, taken=set()
    )
    assert proposed.trouble
    assert proposed.instead is None
