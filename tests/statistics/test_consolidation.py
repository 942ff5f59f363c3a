from datetime import UTC, datetime

import sqlalchemy as sa

from app.calendar import CITY_TIME, Month
from app.consultations.models import Consultation
from app.statistics import queries, service
from app.statistics.models import MonthlyFigure
from tenants import db
from tests.statistics.months import MAY, a_consultation, a_referral, figures, marks, noon


def test_several_topics_never_multiply_a_consultation(at, north) -> None:
    with at(north):
        a_consultation(topics=("covid", "tax", "labor"), minutes=30)
        a_consultation(topics=("covid",), channel="visit")

        assert service.consolidate(MAY)

        assert figures() == {
            ("consultations", "total"): 2,
            ("topics", "covid"): 2,
            ("topics", "tax"): 1,
            ("topics", "labor"): 1,
            ("topic_tags", "total"): 4,
            ("primary_topics", "covid"): 2,
            ("channels", "phone"): 1,
            ("channels", "visit"): 1,
            ("client_types", "npo"): 2,
            ("kinds", "consultation"): 2,
            ("outcomes", "none"): 2,
            ("continued", "new"): 2,
            ("minutes", "total"): 30,
            ("minutes", "recorded"): 1,
        }


def test_the_same_twice_changes_nothing(at, north) -> None:
    with at(north):
        a_consultation()
        service.consolidate(MAY)
        kept = db.session.scalars(sa.select(MonthlyFigure.id)).all()

        assert not service.consolidate(MAY)

        assert db.session.scalars(sa.select(MonthlyFigure.id)).all() == kept


def test_a_month_without_a_mark_is_not_counted(at, north) -> None:
    with at(north):
        assert not service.consolidate(MAY)


def test_a_figure_that_vanished_is_removed(at, north) -> None:
    with at(north):
        moved = a_consultation(outcome="answered")
        a_consultation(channel="visit")
        service.consolidate(MAY)

        moved.received_at = noon(Month(2026, 6).first_day)
        db.session.flush()
        service.consolidate(MAY)
        service.consolidate(Month(2026, 6))

        assert ("outcomes", "answered") not in figures()
        assert figures()["consultations", "total"] == 1
        assert figures(Month(2026, 6))["outcomes", "answered"] == 1


def test_an_emptied_month_has_no_figures(at, north) -> None:
    with at(north):
        only = a_consultation()
        service.consolidate(MAY)

        db.session.delete(only)
        db.session.flush()
        service.consolidate(MAY)

        assert figures() == {}


def test_every_change_marks_its_month(at, north) -> None:
    with at(north):
        consultation = a_consultation()
        service.consolidate(MAY)
        assert marks() == 0

        consultation.topics[0].topic = "labor"
        db.session.flush()

        assert marks() == 1
        service.consolidate(MAY)
        assert figures()["topics", "labor"] == 1


def test_midnight_is_that_of_the_city(at, north) -> None:
    with at(north):
        consultation = a_consultation()
        consultation.received_at = datetime(2026, 5, 31, 15, 0, tzinfo=UTC)
        db.session.flush()
        service.consolidate(Month(2026, 6))

        assert figures(Month(2026, 6))["consultations", "total"] == 1


def test_a_letter_counts_where_and_when_it_was_sent(at, north, central) -> None:
    with at(north):
        consultation = a_consultation()
        sent_at = datetime(2026, 6, 1, 0, 30, tzinfo=CITY_TIME)
        a_referral(consultation, to_center_id=central.id, sent_at=sent_at)
        service.consolidate(Month(2026, 6))
        assert figures(Month(2026, 6)) == {("referrals", "sent"): 1}

    with at(central):
        assert not service.consolidate(Month(2026, 6))


def test_a_center_counts_its_own_rows_only(at, north, south) -> None:
    with at(south):
        a_consultation()
    with at(north):
        a_consultation()
        service.consolidate(MAY)
        assert figures()["consultations", "total"] == 1


def test_the_platform_sees_what_waits_oldest_first(at, as_system, north, south) -> None:
    with at(south):
        a_consultation()
    with at(north):
        a_consultation()

    with as_system():
        waiting = queries.waiting()
        assert [each.center_id for each in waiting] == [south.id, north.id]
        assert queries.oldest_mark() is not None


def test_nothing_waits_after_the_count(at, as_system, north) -> None:
    with at(north):
        a_consultation()
        service.consolidate(MAY)

    with as_system():
        assert queries.waiting() == []
        assert queries.oldest_mark() is None


def test_a_changed_figure_is_found(at, north) -> None:
    with at(north):
        a_consultation()
        service.consolidate(MAY)
        assert list(service.differences()) == []

        wrong = sa.update(MonthlyFigure).where(MonthlyFigure.measure == "consultations")
        db.session.execute(wrong.values(value=2))

        found = service.Difference(MAY.first_day, "consultations", "total", kept=2, counted=1)
        assert list(service.differences()) == [found]


def test_a_missing_figure_is_found(at, north) -> None:
    with at(north):
        a_consultation()
        service.consolidate(MAY)
        db.session.execute(sa.delete(MonthlyFigure).where(MonthlyFigure.measure == "topics"))

        found = service.Difference(MAY.first_day, "topics", "tax", kept=0, counted=1)
        assert list(service.differences()) == [found]


def test_a_month_that_just_changed_is_not_called_wrong(at, north) -> None:
    with at(north):
        a_consultation()
        service.consolidate(MAY)
        a_consultation()

        assert list(service.differences()) == []


def test_a_figure_of_no_row_at_all_is_found(at, north) -> None:
    with at(north):
        a_consultation()
        service.consolidate(MAY)
        db.session.execute(sa.delete(Consultation))
        db.session.execute(sa.text("DELETE FROM dirty_marks"))

        assert {found.counted for found in service.differences()} == {0}
