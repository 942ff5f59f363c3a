"""A late correction, from the form that was refused to the figure that follows."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app import calendar
from app.access.permissions import Role
from app.calendar import CITY_TIME, Month, Period
from app.codes.queries import code_lists
from app.consultations import queries as consultations
from app.consultations import service as desk
from app.corrections import queries, rules, service
from app.corrections.models import HeldChange
from app.corrections.service.wanted import standing
from app.errors import InvalidError, NotAllowedError, NotFoundError
from app.meetings.documents.statistics import statistics_paper
from app.statistics import queries as statistics
from app.statistics import service as months
from app.transfers import service as transfers
from tenants import db
from tests.corrections.test_guard import CSV, close_city
from tests.places import across_the_city, as_system, at
from tests.statistics.months import MAY, a_consultation, counted_everything, figures
from worker.tasks.corrections import apply_accepted

WORKER = Role.WARD_WORKER
DECIDER = Role.CENTRAL_MANAGER
WORDS = "紙の受付票がもれていた"


@pytest.fixture
def records(app, north):
    with at(north):
        made = [a_consultation(topics=("tax",)).id for _ in range(3)]
        counted_everything()
    return made


def details(consultation, **changed):
    return {
        **standing(consultation),
        "received_at": consultation.received_at,
        "keep_contact": False,
        **changed,
    }


def proposed_revision(north, record, **changed):
    with at(north, role=WORKER):
        consultation = consultations.consultation(record)
        wanted = service.wanted_revision(
            consultation, version=consultation.version, **details(consultation, **changed)
        )
        return service.propose(wanted, reason=WORDS, by_name="見本").id


def decide(central, correction_id, kind=rules.ACCEPTED, words=""):
    with at(central, role=DECIDER):
        service.decide(queries.line(correction_id), kind, words=words, by_name="推進の人")


def stands(place, correction_id):
    with at(place):
        return queries.line(correction_id).state


def counted(north):
    with at(north):
        counted_everything()
        return figures()


def test_what_would_change_is_shown_before_anything_is_sent(records, north):
    close_city()
    with at(north):
        consultation = consultations.consultation(records[0])
        wanted = service.wanted_revision(
            consultation,
            version=1,
            **details(consultation, topics=["funding"], primary_topic="funding"),
        )
        shown = service.effect_of(wanted)
        lists = code_lists()

        assert [each.words(lists) for each in shown] == [
            "令和8年5月 相談内容: 資金調達 0→1",
            "令和8年5月 相談内容: 事務(税務) 3→2",
            "令和8年5月 主な相談内容: 資金調達 0→1",
            "令和8年5月 主な相談内容: 事務(税務) 3→2",
        ]
        assert db.session.scalars(sa.select(HeldChange)).all() == []


def test_a_correction_is_made_when_it_is_accepted_and_the_figures_follow(records, north, central):
    close_city()
    made = proposed_revision(north, records[0], channel="visit", summary="新しい概要")

    assert counted(north)["channels", "phone"] == 3
    with at(north):
        assert (
            consultations.consultation(records[0]).summary == "新しい概要"
        )  # words wait for nobody
    assert stands(central, made) == rules.PROPOSED

    decide(central, made)
    assert stands(north, made) == rules.ACCEPTED
    apply_accepted()
    apply_accepted()

    assert stands(central, made) == rules.APPLIED
    found = counted(north)
    assert (found["channels", "phone"], found["channels", "visit"]) == (2, 1)
    with at(north):
        assert db.session.scalars(sa.select(HeldChange)).all() == []
        last = consultations.changes(records[0])[0]
        assert last.actor_id == north.people[WORKER]  # as whom it was asked for


def test_a_late_record_comes_in_with_its_words_once_accepted(app, north, central):
    close_city()
    typed = {
        "received_at": datetime(2026, 5, 7, 10, tzinfo=CITY_TIME),
        "channel": "phone",
        "client_type": "npo",
        "kind": "consultation",
        "topics": ["tax"],
        "primary_topic": None,
        "outcome": None,
        "minutes": 20,
        "continues_number": None,
        "summary": "秘密の概要",
        "person_name": "見本 花子",
        "own_topics": [],
        "activity_fields": ["field_03"],
    }
    with at(north, role=WORKER):
        wanted = service.wanted_reception(received_by_name="見本", **typed)
        made = service.propose(wanted, reason=WORDS, by_name="見本")
        correction_id, subject = made.id, made.consultation_id
    with at(central):
        line = queries.line(correction_id)
        assert "秘密" not in str(vars(line.correction))
        assert db.session.scalars(sa.select(HeldChange)).all() == []

    decide(central, correction_id)
    apply_accepted()

    with at(north):
        record = consultations.consultation(subject)
        assert (record.summary, record.person_name) == ("秘密の概要", "見本 花子")
        assert (record.received_by_id, record.minutes) == (north.people[WORKER], 20)
    assert counted(north)["consultations", "total"] == 1


def test_a_record_is_deleted_and_brought_back_by_corrections(records, north, central):
    with at(north):
        later = a_consultation(date(2026, 5, 9), continues_id=records[0]).id
        counted_everything()
    close_city()
    with at(north, role=Role.WARD_MANAGER):
        wanted = service.wanted_removal(
            consultations.consultation(records[0]),
            reason="二度記録した",
            by_manager=True,
            deleted_by_name="見本",
        )
        shown = {(each.measure, each.code): each for each in service.effect_of(wanted)}
        assert shown["consultations", "total"].after == 3
        assert shown["continued", "continued"].after == 0
        assert ("continued", "new") not in shown  # one goes, one becomes new
        removal = service.propose(wanted, reason=WORDS, by_name="見本").id
    decide(central, removal)
    apply_accepted()
    assert counted(north)["consultations", "total"] == 3

    with at(north, role=Role.WARD_MANAGER):
        [gone] = consultations.deleted()
        wanted = service.wanted_restoration(gone, by_manager=True)
        back = service.propose(wanted, reason="消したのが誤りだった", by_name="見本").id
    decide(central, back)
    apply_accepted()

    found = counted(north)
    assert (found["consultations", "total"], found["continued", "continued"]) == (4, 1)
    with at(north):
        assert consultations.consultation(later).continues_id == records[0]


def test_a_file_is_taken_when_it_is_accepted(app, north, central):
    close_city()
    with at(north, role=WORKER):
        import_ = transfers.receive("5月.csv", CSV.encode(), uploaded_by_name="見本")
        wanted = service.wanted_import(import_, taken_by_name="見本")
        assert service.effect_of(wanted)[0].words(code_lists()) == "令和8年5月 相談件数 0→1"
        made = service.propose(wanted, reason=WORDS, by_name="見本").id
    decide(central, made)
    apply_accepted()

    assert stands(north, made) == rules.APPLIED
    assert counted(north)["topics", "publicity"] == 1


def test_the_effect_that_was_shown_is_what_comes(records, north, central):
    close_city()
    made = proposed_revision(
        north, records[0], received_at=datetime(2026, 6, 2, 9, tzinfo=CITY_TIME), minutes=15
    )
    with at(north):
        shown = queries.line(made).changes
    decide(central, made)
    apply_accepted()

    with at(north):
        counted_everything()
        kept = {month: figures(month) for month in (MAY, Month(2026, 6))}
    assert shown
    assert all(kept[each.month].get((each.measure, each.code), 0) == each.after for each in shown)


def test_declined_with_a_reason_nothing_changes(records, north, central):
    close_city()
    made = proposed_revision(north, records[0], channel="visit")
    with pytest.raises(InvalidError, match="入力内容"):
        decide(central, made, rules.DECLINED)

    decide(central, made, rules.DECLINED, "公表の直前のため、次の月に入れてください")
    apply_accepted()

    assert stands(north, made) == rules.DECLINED
    assert ("channels", "visit") not in counted(north)
    with pytest.raises(service.AlreadyAnsweredError):
        decide(central, made)


def test_a_proposal_is_taken_back_before_it_is_answered(records, north, south, central):
    close_city()
    made = proposed_revision(north, records[0], channel="visit")
    with pytest.raises(service.NotYoursError), at(central):
        service.withdraw(queries.line(made), by_name="推進の人")
    with pytest.raises(NotFoundError), at(south):
        queries.line(made)
    with at(north):
        service.withdraw(queries.line(made), by_name="見本")
    with pytest.raises(service.AlreadyAnsweredError):
        decide(central, made)


def test_a_ward_cannot_answer_itself(records, north):
    close_city()
    made = proposed_revision(north, records[0], channel="visit")
    with pytest.raises(NotAllowedError), at(north, role=Role.WARD_MANAGER):
        service.decide(queries.line(made), rules.ACCEPTED, words="", by_name="見本")


def test_what_changed_meanwhile_is_not_overwritten(records, north, central):
    close_city()
    first = proposed_revision(north, records[0], channel="visit")
    second = proposed_revision(north, records[0], minutes=10)
    decide(central, first)
    apply_accepted()
    decide(central, second)
    apply_accepted()

    assert stands(north, second) == rules.FAILED
    with at(north):
        [*_, why] = queries.steps(queries.line(second).correction)
        assert "記録が変わっていた" in why.words
        assert consultations.consultation(records[0]).minutes is None


def test_words_written_meanwhile_stay(records, north, central):
    close_city()
    made = proposed_revision(north, records[0], channel="visit")
    with at(north):
        record = consultations.consultation(records[0])
        desk.revise_consultation(
            record, version=record.version, **details(record, response="あとから書いた対応")
        )
    decide(central, made)
    apply_accepted()

    with at(north):
        record = consultations.consultation(records[0])
        assert (record.channel, record.response) == ("visit", "あとから書いた対応")


def test_after_submission_alone_a_correction_holds_at_once_with_its_reason(records, north):
    with at(north):
        months.close_month(MAY, by_name="見本")
    made = proposed_revision(north, records[0], channel="visit")

    assert stands(north, made) == rules.APPLIED
    with at(north):
        assert not queries.line(made).correction.is_proposal
        assert consultations.consultation(records[0]).channel == "visit"
        assert db.session.scalars(sa.select(HeldChange)).all() == []


def test_the_central_center_corrects_its_own_month_in_the_same_way(app, central):
    with at(central):
        record = a_consultation().id
        counted_everything()
    close_city()
    with at(central, role=Role.CENTRAL_COORDINATOR):
        consultation = consultations.consultation(record)
        wanted = service.wanted_revision(
            consultation, version=1, **details(consultation, channel="visit")
        )
        made = service.propose(wanted, reason=WORDS, by_name="見本").id
    decide(central, made)
    apply_accepted()
    assert stands(central, made) == rules.APPLIED


def test_later_editions_are_marked_and_earlier_ones_are_not(records, north, south, central):
    close_city()
    period = Period(Month(2026, 4), MAY)
    made = proposed_revision(north, records[0], channel="visit")
    proposed_revision(north, records[1], channel="visit")

    def marked():
        with across_the_city():
            places = [statistics.place_of(each) for each in statistics.cities_centers(None)]
            return queries.marks(period, places)

    assert marked() == []
    decide(central, made)
    apply_accepted()

    [mark] = marked()
    assert (mark.center_id, mark.kind) == (north.id, rules.REVISED)
    assert {(each.measure, each.code) for each in mark.changes} == {
        ("channels", "phone"),
        ("channels", "visit"),
    }
    with at(north):
        assert len(queries.marks(period, [statistics.place_of(statistics.open_center())])) == 1
        june = Period(Month(2026, 6), Month(2026, 6))
        assert queries.marks(june, [statistics.place_of(statistics.open_center())]) == []
    with at(south):
        assert queries.marks(period, [statistics.place_of(statistics.open_center())]) == []


def test_a_paper_built_later_says_what_was_corrected_and_one_of_an_earlier_day_does_not(
    records, north, central
):
    close_city()
    made = proposed_revision(north, records[0], channel="visit")
    decide(central, made)
    apply_accepted()
    period = Period(MAY, MAY)
    with across_the_city():
        centers = statistics.cities_centers(None)
        now = queries.with_marks(statistics.report(period, centers=centers))
        yesterday = calendar.today() - timedelta(days=1)
        then = queries.with_marks(statistics.report(period, centers=centers, as_of=yesterday))

    said = "訂正あり: 港北 令和8年5月 相談方法: 電話 3→2 ほか1(記録の訂正)"
    assert said in now.remarks
    assert said in str(statistics_paper(now, 1).blocks)
    assert not any("訂正あり" in remark for remark in then.remarks)


def test_what_came_to_nothing_is_forgotten_after_a_month(records, north, central):
    close_city()
    made = proposed_revision(north, records[0], channel="visit")
    waits = proposed_revision(north, records[1], channel="visit")
    decide(central, made, rules.DECLINED, "理由")
    with at(north):
        assert service.forget_held() == 0
    later = calendar.now() + service.HELD_FOR
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar, "now", lambda: later)
        with at(north):
            assert service.forget_held() == 1
            assert queries.held(queries.line(waits).correction) is not None


def test_the_platform_sees_that_work_waits_and_not_what(records, north, central):
    close_city()
    made = proposed_revision(north, records[0], channel="visit")
    decide(central, made)
    with as_system():
        assert queries.waiting() == [(north.id, made, north.people[WORKER])]
    with pytest.raises(DBAPIError, match="permission denied"), as_system():
        db.session.execute(sa.text("SELECT reason FROM corrections"))
