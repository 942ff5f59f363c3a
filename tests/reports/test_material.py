"""What a report takes from other rooms: stories that stand published, meetings that were held."""

from datetime import date, time, timedelta

import pytest

from app import calendar
from app.calendar import Month
from app.knowledge import queries as knowledge
from app.knowledge import service as stories
from app.knowledge.rules import Words
from app.meetings.rules.agenda import MeetingFacts
from app.meetings.service.meetings import create_meeting
from app.reports.rules.kinds import ANNUAL, Terms
from app.reports.service import desks
from tests.knowledge.stories import WORDS, published
from tests.places import at
from tests.reports.desk import a_month, built, content_of

TODAY = calendar.today()


@pytest.fixture
def this_year(central):
    with at(central):
        report = desks.open_report(ANNUAL, Month.of(TODAY).fiscal_year.first)
        terms = Terms(Month.of(TODAY), "preliminary", None, "pooled")
        desks.change_terms(report, terms, version=report.version)
        return report


def results(place, report):
    counted = content_of(built(place, report)).counted
    return {each.key: each.value for each in counted.results}


def a_meeting(day):
    create_meeting(
        MeetingFacts(
            title="会議",
            held_on=day,
            begins_at=time(14),
            ends_at=time(16),
            place="会場",
            online_address="",
            first_month=Month.of(day),
            last_month=Month.of(day),
        )
    )


def test_meetings_that_were_held_are_counted_and_those_to_come_are_not(central, this_year):
    with at(central):
        a_meeting(TODAY)
        a_meeting(TODAY + timedelta(days=20))
        a_meeting(date(2019, 5, 1))

    assert results(central, this_year)["meetings"] == 1


def test_a_story_counts_and_is_named_while_it_stands_published(north, central):
    month = a_month(north, Month.of(TODAY))
    story_id = published(north, central)

    def named():
        return content_of(built(north, month)).stories

    assert named() == (WORDS.title,)
    with at(north):
        story = knowledge.story(story_id)
        changed = Words("別の題名", *WORDS[1:])
        stories.revise(
            story_id, changed, is_named=False, version=story.version, actor_name="区の人"
        )
    assert named() == ()


def test_a_story_that_was_taken_back_is_not_counted(north, central):
    month = a_month(north, Month.of(TODAY))
    story_id = published(north, central)
    with at(north):
        stories.withdraw(story_id, words="理由", actor_name="区の管理者")

    assert content_of(built(north, month)).stories == ()
