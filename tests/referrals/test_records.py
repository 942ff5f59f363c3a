"""A case that two centers log: 延べ 2, 実 1 (domain.md 2.4 and oracle 8)."""

import pytest

from app import calendar
from app.access.permissions import Role
from app.calendar import CITY_TIME, Month, Period
from app.consultations.queries import consultation
from app.referrals import queries, rules, service
from app.statistics import queries as statistics
from app.statistics import service as figures
from tenants import queries as tenants
from tests.referrals.letters import CONSENT, bring_to, sent, take


def record(at, central, letter):
    with at(central):
        return service.record_case(queries.referral(letter.id), by_name="担当").id


def counted(at, across_the_city, places, months):
    for place in places:
        with at(place):
            for month in months:
                figures.consolidate(month)
    with across_the_city():
        period = Period(min(months), max(months))
        return statistics.report(period, centers=tenants.centers())


def test_an_escalated_case_counts_twice_in_the_sum_and_once_as_a_case(
    north, south, central, at, across_the_city
):
    letter = sent(north, consent=CONSENT)
    take(central, letter, rules.RECEIVED)
    with at(north):
        received = consultation(letter.consultation_id).received_at.astimezone(CITY_TIME).date()
    months = {Month.of(received), Month.of(calendar.today())}

    before = counted(at, across_the_city, (north, south, central), months)
    assert (before.consultations.value, before.distinct) == (1, 1)
    record(at, central, letter)
    after = counted(at, across_the_city, (north, south, central), months)

    assert (after.consultations.value, after.distinct) == (2, 1)
    with across_the_city():
        wards = statistics.report(after.period, centers=tenants.wards())
    assert (wards.consultations.value, wards.distinct) == (1, None)


def test_the_record_says_what_about_and_not_who(north, central, at):
    letter = sent(north, consent=CONSENT)
    take(central, letter, rules.RECEIVED)
    made = record(at, central, letter)
    with at(central):
        kept = consultation(made)
        assert (kept.summary, [tag.topic for tag in kept.topics]) == ("場所の相談", ["founding"])
        assert (kept.person_name, kept.person_contact, kept.organization_name) == (None,) * 3
        assert (kept.body, kept.response) == ("", "")
        assert queries.record_of(queries.referral(letter.id)) == made


def test_a_case_is_recorded_once_and_only_when_it_was_received(north, central, at):
    letter = sent(north)
    with pytest.raises(service.StepRefusedError, match="受け取った相談だけ"):
        record(at, central, letter)
    take(central, letter, rules.RECEIVED)
    record(at, central, letter)
    with pytest.raises(service.StepRefusedError, match="すでに"):
        record(at, central, letter)


def test_a_record_that_is_deleted_counts_nowhere(north, central, at, across_the_city):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    made = record(at, central, letter)
    with at(central):
        figures.db.session.delete(consultation(made))
    months = {Month.of(calendar.today())}
    assert counted(at, across_the_city, (central,), months).linked.value == 0


def test_the_answer_is_copied_into_the_wards_record_once(north, central, at):
    letter = sent(north)
    bring_to(rules.ANSWERED, letter, ward=north, central=central)
    for _ in range(2):
        with at(north):
            service.copy_outcome(queries.referral(letter.id))
    with at(north):
        kept = consultation(letter.consultation_id)
        assert kept.response.count("ことば") == 1
        assert kept.response.startswith("【推進センターの回答 ")


def test_where_a_case_was_passed_on_to_becomes_its_outcome(north, central, at):
    letter = sent(north)
    bring_to(rules.PASSED_ON, letter, ward=north, central=central)
    with at(north):
        kept = service.copy_outcome(queries.referral(letter.id))
        assert (kept.outcome, kept.referral_target) == ("referred", "city_division")
        assert "市民活動支援課" in kept.response


def test_the_story_of_the_case_names_where_it_was_passed_on_to(visitor, north, central, at):
    letter = sent(north)
    bring_to(rules.PASSED_ON, letter, ward=north, central=central)
    with at(north):
        told = {
            each.kind: each.words for each in queries.told_of_consultation(letter.consultation_id)
        }
    assert told[rules.PASSED_ON] == "→ 市民活動支援課\nことば"
    card = visitor(Role.WARD_WORKER, north).get(
        f"/centers/north/consultations/{letter.consultation_id}"
    )
    assert "→ 市民活動支援課" in card.text


def test_thanks_stand_on_the_desk_of_the_one_who_answered_and_of_no_other(
    visitor, north, central, at
):
    letter = sent(north)
    take(central, letter, rules.RECEIVED)
    with at(central, role=Role.CENTRAL_MANAGER):
        service.take_step(
            queries.referral(letter.id), rules.ANSWERED, words="こう", actor_name="管理者"
        )
    take(north, letter, rules.THANKED, "助かりました")
    manager = visitor(Role.CENTRAL_MANAGER, central).get("/centers/central/")
    assert "助かりました" in manager.text
    other = visitor(Role.CENTRAL_COORDINATOR, central).get("/centers/central/")
    assert "助かりました" not in other.text


def test_by_page_and_api_a_case_is_recorded_and_copied_in_one_press(visitor, north, central):
    letter = sent(north)
    bring_to(rules.ANSWERED, letter, ward=north, central=central)
    coordinator, ward = visitor(Role.CENTRAL_COORDINATOR, central), visitor(Role.WARD_WORKER, north)
    made = coordinator.post(f"/centers/central/referrals/{letter.id}/record")
    assert made.status_code == 302
    assert coordinator.get(made.location).status_code == 200
    page = coordinator.get(f"/centers/central/referrals/{letter.id}").text
    assert "推進センターの相談として記録してあります" in page
    copied = ward.post(f"/api/v1/centers/north/referrals/{letter.id}/outcome")
    assert copied.status_code == 201
    assert "推進センターの回答" in copied.json["response"]
