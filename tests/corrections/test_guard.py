"""What is counted in a closed month changes on no path without a correction."""

from datetime import date, datetime
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.calendar import CITY_TIME, Month
from app.closings.service import close_city_month, withdraw_city_closing
from app.consultations import service as desk
from app.consultations.models import Consultation, ConsultationTopic
from app.corrections.models import Correction, CorrectionStep
from app.errors import MonthClosedError
from app.statistics import service as months
from app.transfers import service as transfers
from tenants import db
from tests.places import as_system, at
from tests.statistics.months import MAY, a_consultation, a_referral

CSV = "受付日,相談方法,相談者属性,相談内容,概要\n2026/5/6,来館,個人,広報,もれていた分\n"


def close_city(month=MAY):
    with as_system():
        close_city_month(month, by_name="推進の人", confirmed=True)


@pytest.fixture
def record(app, north):
    with at(north):
        return a_consultation(topics=("tax", "other"), minutes=30).id


@pytest.fixture
def closed(record):
    close_city()


def of(record):
    return db.session.get(Consultation, {"center_id": north_id(record), "id": record})


def north_id(record):
    return db.session.scalar(sa.select(Consultation.center_id).where(Consultation.id == record))


CHANGES = {
    "another month": {"received_at": datetime(2026, 6, 1, 10, tzinfo=CITY_TIME)},
    "channel": {"channel": "visit"},
    "client": {"client_type": "individual"},
    "kind": {"kind": "inquiry"},
    "minutes": {"minutes": 31},
    "fields": {"activity_fields": ["field_03"]},
    "no minutes": {"minutes": None},
}


@pytest.mark.parametrize("values", CHANGES.values(), ids=CHANGES)
def test_no_column_that_is_counted_changes(closed, record, north, values):
    with pytest.raises(MonthClosedError) as refused, at(north):
        db.session.execute(sa.update(Consultation).values(**values))
    assert (refused.value.month, refused.value.by_city) == (MAY, True)


@pytest.mark.parametrize(
    "values",
    [
        {"summary": "概要", "body": "本文", "response": "対応", "person_name": "見本"},
        {"received_at": datetime(2026, 5, 31, 23, tzinfo=CITY_TIME)},
        {"outcome": "advised"},
    ],
    ids=["words", "a day of the same month", "how an open case ended"],
)
def test_what_is_not_counted_or_becomes_known_later_may_be_written(closed, record, north, values):
    with at(north):
        db.session.execute(sa.update(Consultation).values(**values))


def test_an_outcome_that_was_final_is_not_rewritten_but_by_reopening(record, north):
    with at(north):
        db.session.execute(sa.update(Consultation).values(outcome="advised"))
    close_city()
    with pytest.raises(MonthClosedError), at(north):
        db.session.execute(sa.update(Consultation).values(outcome="referred"))
    with at(north):
        consultation = of(record)
        desk.reopen_consultation(consultation, remark="続きがあった", author_name="見本")
        desk.close_consultation(
            consultation, outcome="referred", referral_target="other", author_name="見本"
        )


def test_no_topic_comes_goes_or_becomes_the_first(closed, record, north):
    tags = ConsultationTopic
    for statement in (
        sa.insert(tags).values(
            consultation_id=record, topic="funding", position=9, is_primary=False
        ),
        sa.delete(tags).where(tags.topic == "other"),
        sa.update(tags).where(tags.topic == "other").values(topic="founding"),
        sa.update(tags).where(tags.is_primary).values(is_primary=False),
    ):
        with pytest.raises(MonthClosedError), at(north):
            db.session.execute(statement)


def test_no_record_comes_or_goes(closed, record, north):
    with pytest.raises(MonthClosedError), at(north):
        a_consultation()
    with pytest.raises(MonthClosedError), at(north):
        db.session.execute(sa.delete(Consultation))
    with at(north):
        june = a_consultation(date(2026, 6, 3)).id
    into_may = sa.update(Consultation).where(Consultation.id == june)
    with pytest.raises(MonthClosedError), at(north):
        db.session.execute(into_may.values(received_at=datetime(2026, 5, 3, 9, tzinfo=CITY_TIME)))


def test_no_letter_is_counted_in_it(closed, record, north, central):
    with pytest.raises(MonthClosedError), at(north):
        a_referral(
            of(record),
            to_center_id=central.id,
            sent_at=datetime(2026, 5, 20, 9, tzinfo=CITY_TIME),
        )


def test_nothing_is_brought_in(closed, north):
    with at(north):
        import_ = transfers.receive("5月.csv", CSV.encode(), uploaded_by_name="見本")
    with pytest.raises(MonthClosedError), at(north):
        transfers.take(db.session.merge(import_), taken_by_name="見本")


def test_nothing_is_sorted_anew(closed, record, north):
    with pytest.raises(MonthClosedError), at(north):
        desk.correct_topics([record], to_topic="founding", reason="理由", corrected_by_name="見本")


def test_other_months_and_other_wards_are_free(closed, north, south):
    with at(north):
        a_consultation(date(2026, 6, 1))
        a_consultation(date(2026, 4, 30))
    # The city's month is closed for every center.
    with pytest.raises(MonthClosedError), at(south):
        a_consultation()


def test_a_month_opened_again_is_free_again(closed, north):

    with as_system():
        withdraw_city_closing(MAY, reason="早すぎた", by_name="推進の人")
    with at(north):
        a_consultation()


def test_a_month_that_was_only_submitted_needs_a_reason(record, north, south):
    with at(north):
        months.close_month(MAY, by_name="見本")
    with pytest.raises(MonthClosedError) as refused, at(north):
        a_consultation()
    assert not refused.value.by_city
    with at(south):
        a_consultation()
    with at(north):
        months.reopen_month(MAY, by_name="見本")
        a_consultation()


def a_correction(**values):
    written = sa.insert(Correction).values(
        {
            "kind": "received",
            "consultation_id": uuid4(),
            "months": [MAY.first_day],
            "effect": [],
            "reason": "理由",
            "proposed_by_name": "見本",
            "proposed_at": sa.func.now(),
            **values,
        }
    )
    return db.session.execute(written.returning(Correction.id)).scalar_one()


def announce(correction_id):
    db.session.execute(sa.text(f"SET LOCAL kyodo.correction = '{correction_id}'"))


def change_as(correction_id):
    announce(correction_id)
    db.session.execute(sa.update(Consultation).values(channel="visit"))


def test_to_announce_a_correction_gives_no_right(closed, record, north):
    for chosen in (uuid4, a_correction, lambda: a_correction(consultation_id=record)):
        with pytest.raises(MonthClosedError), at(north):
            change_as(chosen())


def test_a_ward_does_not_accept_its_own_correction(closed, record, north):
    with at(north):
        made = a_correction(consultation_id=record)
    step = {"kind": "accepted", "actor_name": "見本", "at": sa.func.now()}
    with pytest.raises(DBAPIError, match="proposed"), at(north):
        db.session.execute(sa.insert(CorrectionStep).values(correction_id=made, **step))


def test_a_reason_of_the_same_transaction_lets_the_change_through(app, record, north):
    with at(north):
        months.close_month(MAY, by_name="見本")
        made = a_correction(consultation_id=record)
        change_as(made)


@pytest.mark.commits
def test_a_reason_holds_for_its_own_transaction_alone(app, north):
    with at(north):
        record = a_consultation().id
        months.close_month(MAY, by_name="見本")
    with at(north):
        made = a_correction(consultation_id=record)
    with pytest.raises(MonthClosedError), at(north):
        change_as(made)


def test_a_correction_and_its_steps_are_written_once(closed, record, north):
    with at(north):
        made = a_correction(consultation_id=record)
    for statement in (
        sa.update(Correction).values(reason="別の理由"),
        sa.delete(Correction).where(Correction.id == made),
    ):
        with pytest.raises(DBAPIError) as refused, at(north):
            db.session.execute(statement)
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)


def test_the_database_says_to_whom_and_whether_to_be_accepted(closed, north, central):
    june = Month(2026, 6)
    with at(north):
        a_correction(to_center_id=north.id, is_proposal=False)
        a_correction(months=[june.first_day], is_proposal=True)
        found = db.session.scalars(sa.select(Correction).order_by(Correction.id)).all()
        assert [each.to_center_id for each in found] == [central.id, central.id]
        assert [each.is_proposal for each in found] == [True, False]
