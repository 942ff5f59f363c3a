import re
from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.accounts.service import sign_in
from app.actions import queries as actions
from app.calendar import FiscalYear, Month
from app.cli import demo
from app.cli.demo.load import is_loaded
from app.cli.network import network
from app.cli.statistics import recount_everything
from app.codes.queries import code_lists
from app.consultations.models import Consultation
from app.consultations.rules import code_faults
from app.knowledge import queries as stories
from app.meetings.models import AgendaItem, Meeting
from app.minutes.models import MinutesEdition
from app.minutes.queries import editions as minutes
from app.referrals import queries as referrals
from app.referrals.models import ReferralConsent, ReferralPerson, ReferralRecord
from app.referrals.rules import STATE_LABELS
from app.reports import queries as reports
from app.statistics.models import MonthClosing
from tenants import db
from tests.places import as_system

PERSONAL = re.compile(
    r"\d{2,4}-\d{2,4}-\d{4}|@|見本|例田|試野|仮名|架空|想田|雛形|さん|[氏様](?![式々子])"
)
WARDS = [center["slug"] for center in network() if center["slug"] != "central"]
CENTERS = [*WARDS, "central"]


def consultations(inside, slugs=CENTERS):
    for slug in slugs:
        with inside(slug):
            yield from db.session.scalars(sa.select(Consultation)).all()


def test_every_center_has_consultations_and_there_are_some_in_each_fiscal_year(inside):
    this_year = FiscalYear.of(calendar.today()).year

    years = {slug: {each.fiscal_year for each in consultations(inside, [slug])} for slug in CENTERS}

    assert all(years.values())
    assert set().union(*years.values()) == set(range(2024, this_year + 1))


def test_a_small_demo_is_small_and_the_central_center_is_the_busiest(inside):
    taken = {slug: len(list(consultations(inside, [slug]))) for slug in CENTERS}

    assert 150 < sum(taken.values()) < 600
    assert max(taken, key=taken.__getitem__) == "central"


def test_every_code_holds_in_the_fiscal_year_of_its_record(inside):
    with inside("central"):
        lists = code_lists()

    for each in consultations(inside):
        coded = {
            name: getattr(each, name) for name in ("channel", "client_type", "kind", "outcome")
        }
        details = {
            **coded,
            "referral_target": each.referral_target,
            "activity_fields": each.activity_fields,
            "topics": [tag.topic for tag in each.topics],
        }
        assert code_faults(details, lists, FiscalYear(each.fiscal_year)) == {}


def test_every_record_has_topics_and_exactly_one_primary(inside):
    for each in consultations(inside):
        assert [tag.is_primary for tag in each.topics].count(True) == 1


def test_no_summary_holds_personal_data(inside):
    for each in consultations(inside):
        assert each.summary
        assert not PERSONAL.search(each.summary), each.summary


def test_no_placeholder_is_left_in_any_text(inside):
    for each in consultations(inside):
        for text in (each.summary, each.body, each.response):
            assert not re.search(r"[\[\]{}|]", text), text


def test_numbers_follow_the_order_of_reception(inside):
    for slug in CENTERS:
        numbers = [
            (each.fiscal_year, each.number)
            for each in sorted(consultations(inside, [slug]), key=lambda one: one.received_at)
        ]
        assert numbers == sorted(numbers)


def test_nothing_is_received_in_the_future(inside):
    now = calendar.now()

    assert all(each.received_at <= now for each in consultations(inside))


def test_letters_are_in_every_state_of_their_life(inside):
    with inside("central"):
        states = Counter(line.state for line in (*referrals.queue(), *referrals.closed_queue()))

    assert set(states) >= set(STATE_LABELS)


def test_a_person_goes_along_only_where_consent_still_holds(inside):
    consented, withdrawn, persons = set(), set(), set()
    for slug in WARDS:
        with inside(slug):
            facts = sa.select(ReferralConsent).order_by(ReferralConsent.position)
            last = {each.referral_id: each for each in db.session.scalars(facts)}
            for consent in last.values():
                (consented if consent.is_valid else withdrawn).add(consent.referral_id)
            persons |= set(db.session.scalars(sa.select(ReferralPerson.referral_id)))

    assert persons == consented
    assert len(withdrawn) >= 1


def test_some_cases_are_logged_on_both_sides_and_name_nobody_at_the_center(inside):
    with inside("central"):
        linked = sa.select(Consultation).join(
            ReferralRecord, ReferralRecord.consultation_id == Consultation.id
        )
        logged = db.session.scalars(linked).all()
        letters = [*referrals.queue(), *referrals.closed_queue(limit=500)]

    assert 5 < len(logged) < len(letters)
    assert {(each.person_name, each.organization_name, each.body) for each in logged} == {
        (None, None, "")
    }


def test_two_wards_have_not_submitted_last_month(inside):
    last_month = Month.of(calendar.today()).previous.first_day
    missing = []
    for slug in CENTERS:
        with inside(slug):
            closed = set(db.session.scalars(sa.select(MonthClosing.month)))
        if last_month not in closed:
            missing.append(slug)

    assert missing == ["tsurumi", "seya"]


def test_one_meeting_was_held_and_one_is_to_come(inside):
    with inside("central"):
        held = db.session.scalars(sa.select(Meeting.held_on).order_by(Meeting.held_on)).all()
        items = Counter(db.session.scalars(sa.select(AgendaItem.meeting_id)))

    assert [day > calendar.today() for day in held] == [False, True]
    assert held[1] - held[0] > timedelta(days=60)
    assert all(number > 5 for number in items.values())


def test_a_preliminary_report_and_a_months_report_are_ordered(inside):
    with inside("central"):
        (year,) = reports.reports()
        assert (year.kind, year.stage) == ("annual", "preliminary")
        assert [each.number for each in reports.editions(year)] == [1]
        assert reports.space_months(reports.period_of(year))
    with inside("tsurumi"):
        (month,) = reports.reports()
        assert (month.kind, month.stage) == ("monthly", "final")
        assert [each.number for each in reports.editions(month)] == [1]


def test_stories_are_published_for_all(inside):
    with inside("tsurumi"):
        told = stories.published().items

    assert len(told) == 2
    assert {each.center_name for each in told} == {None}


def test_the_figures_are_right_at_once(small_demo):
    figures, differences = recount_everything()

    assert figures > 1000
    assert differences == []


def test_a_second_load_changes_nothing(inside):
    before = [each.id for each in consultations(inside)]
    assert is_loaded()

    demo.load(scale=0.02)

    assert [each.id for each in consultations(inside)] == before
    with inside("central"):
        assert len(referrals.queue()) == 15


@pytest.mark.parametrize("role", Role)
def test_one_person_of_each_role_can_sign_in(small_demo, role):
    with as_system():
        assert sign_in(email=demo.DEMO_ACCOUNTS[role].email, password=demo.demo_password())


def test_the_two_shown_people_of_a_ward_belong_to_the_same_one():
    accounts = demo.DEMO_ACCOUNTS

    assert accounts[Role.WARD_WORKER].slug == accounts[Role.WARD_MANAGER].slug


def test_promises_of_the_meeting_are_open_late_asked_about_and_done(inside):
    with inside("central"):
        states = Counter(
            (line.state, line.is_overdue(calendar.today())) for line in actions.convened()
        )
    assert states == {
        ("promised", True): 1,
        ("promised", False): 1,
        ("asked", False): 1,
        ("done", False): 1,
        ("begun", False): 1,
    }


def test_the_last_meeting_has_minutes_that_wards_are_answering(inside):
    with inside("central"):
        [draft] = db.session.scalars(sa.select(MinutesEdition)).all()
        said = Counter(tile.label for tile in minutes.tiles(draft))
        words = minutes.content(draft)
    assert (said["訂正のお願い"], said["確認しました"] > 3, said["まだ"] > 3) == (1, True, True)
    decided = {item.title: item.decisions for item in words.items if item.decisions}
    assert "団体登録の更新時期と手続きのそろえ方" in decided
    assert len(words.attendance) == len(CENTERS)
    assert words.actions.count("まで)") > 3
