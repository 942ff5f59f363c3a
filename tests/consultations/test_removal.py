"""Deleting, and bringing back."""

import html
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app import calendar
from app.access.permissions import Role
from app.consultations import queries, rules, service
from app.consultations.models import Consultation, DeletedConsultation
from app.errors import NotFoundError
from tenants import db
from tests.consultations.records import recorded
from tests.referrals.letters import sent

BY = "管理者 見本"


def remove(one, **changes):
    details = {"reason": "二度記録した", "by_manager": True, "deleted_by_name": BY}
    return service.remove_consultation(one, **details | changes)


def rows_of(one):
    """All of it, in every table that hangs on it."""
    tables = [(Consultation.__table__, Consultation.__table__.c.id)]
    tables += [(each.table, each.column) for each in service.hanging()]
    return {
        table.name: db.session.execute(
            sa.select(table).where(column == one).order_by(table.c.id)
        ).all()
        for table, column in tables
    }


def followed_up(**changes):
    one = queries.consultation(
        recorded(outcome="continuing", body="言葉", activity_fields=["field_03"], **changes)
    )
    service.add_follow_up(
        one,
        author_name=BY,
        happened_on=calendar.today(),
        channel="phone",
        words="電話した",
        next_action_on=calendar.today(),
        next_action="送る",
    )
    service.close_consultation(one, outcome="advised", referral_target="none", author_name=BY)
    service.reopen_consultation(one, author_name=BY)
    return one


def test_everything_comes_back_as_it_was(north, at):
    with at(north):
        one = followed_up().id
        before = rows_of(one)
        gone = remove(queries.consultation(one))
        assert not any(rows_of(one).values())
        with pytest.raises(NotFoundError):
            queries.consultation(one)
        service.restore_consultation(gone, by_manager=True)

        assert rows_of(one) == before
        assert queries.deleted() == []


def test_the_number_of_a_deleted_consultation_is_given_to_no_other(north, at):
    with at(north):
        gone = remove(queries.consultation(recorded()))
        assert queries.consultation(recorded()).number == gone.number + 1


def test_a_number_cannot_be_chosen_by_whoever_inserts(north, at):
    with at(north):
        one = recorded()
        kept = queries.consultation(one)
        db.session.execute(
            sa.insert(Consultation).values(
                received_at=kept.received_at,
                channel="phone",
                client_type="individual",
                kind="consultation",
                fiscal_year=kept.fiscal_year,
                number=900,
            )
        )
        numbers = db.session.scalars(sa.select(Consultation.number)).all()
        assert sorted(numbers) == [kept.number, kept.number + 1]


def test_those_that_continue_it_lose_and_regain_the_link(north, at):
    with at(north):
        first = queries.consultation(recorded())
        later = recorded(continues_number=rules.number_label(first.fiscal_year, first.number))
        gone = remove(first)
        assert queries.consultation(later).continues_id is None
        service.restore_consultation(gone, by_manager=True)

        assert queries.consultation(later).continues_id == gone.consultation_id


def test_what_it_continued_may_be_gone_meanwhile(north, at):
    with at(north):
        first = queries.consultation(recorded())
        number = rules.number_label(first.fiscal_year, first.number)
        later = remove(queries.consultation(recorded(continues_number=number)))
        remove(queries.consultation(first.id))

        assert service.restore_consultation(later, by_manager=True).continues_id is None


def test_what_was_sent_to_the_central_center_stays(north, central, at):
    letter = sent(north)
    with at(north):
        one = queries.consultation(letter.consultation_id)
        with pytest.raises(service.HeldError, match="推進センターへの相談"):
            remove(one)


def test_a_slip_may_be_undone_by_who_made_it_on_the_same_day_only(north, at):
    with at(north):
        one = recorded()
        older = recorded()
        yesterday = calendar.now() - timedelta(days=1)
        db.session.execute(
            sa.update(Consultation).where(Consultation.id == older).values(created_at=yesterday)
        )
        db.session.expire_all()
        with pytest.raises(service.NotYoursError):
            remove(queries.consultation(older), by_manager=False)
        gone = remove(queries.consultation(one), by_manager=False)
        service.restore_consultation(gone, by_manager=False)


def test_the_figures_follow_at_once(north, at):
    with at(north):
        one = recorded()
        db.session.execute(sa.text("DELETE FROM dirty_marks"))
        gone = remove(queries.consultation(one))
        marks = sa.text("SELECT count(*) FROM dirty_marks")
        assert db.session.scalar(marks) == 1
        db.session.execute(sa.text("DELETE FROM dirty_marks"))
        service.restore_consultation(gone, by_manager=True)
        assert db.session.scalar(marks) == 1


def test_after_thirty_days_it_is_gone_with_the_words_it_had(north, at):
    with at(north):
        one = queries.consultation(recorded(body="はじめ"))
        service.revise_consultation(
            one, version=1, topics=["tax"], received_at=one.received_at, body="つぎ"
        )
        gone = remove(one)
        fresh = remove(queries.consultation(recorded()))
        past = calendar.now() - rules.KEPT_FOR - timedelta(minutes=1)
        db.session.execute(
            sa.update(DeletedConsultation)
            .where(DeletedConsultation.id == gone.id)
            .values(deleted_at=past)
        )
        assert [each.id for each in queries.deleted()] == [fresh.id]
        assert service.forget_deleted() == 1

        assert queries.changes(gone.consultation_id) == []
        assert [change.action for change in queries.changes(fresh.consultation_id)] == ["deleted"]


@pytest.mark.commits
def test_the_story_says_who_deleted_it_and_brought_it_back(app, north, at):
    with at(north):
        one = followed_up().id
    with at(north):
        remove(queries.consultation(one))
    with at(north):
        (gone,) = queries.deleted()
        service.restore_consultation(gone, by_manager=True)
    with at(north):
        kinds = [fact.kind for fact in queries.story(queries.consultation(one))]

    assert kinds[-2:] == ["deleted", "restored"]
    assert "changed" not in kinds


def test_the_same_row_brought_in_again_does_not_come_twice(north, at):
    with at(north):
        gone = remove(queries.consultation(recorded(import_key="行1")))
        recorded(import_key="行1")
        with pytest.raises(service.ComesBackTwiceError):
            service.restore_consultation(gone, by_manager=True)


def test_by_page_with_a_reason_and_back(north, at, visitor):
    with at(north):
        address = f"/centers/north/consultations/{recorded(summary='消す相談')}"
    manager = visitor(Role.WARD_MANAGER, north)
    assert manager.post(f"{address}/deletion", data={}).status_code == 422

    answer = manager.post(f"{address}/deletion", data={"reason": "まちがい"})
    assert answer.location == "/centers/north/consultations/deleted"
    page = html.unescape(manager.get(answer.location).text)
    assert "消す相談" in page
    assert "まちがい" in page
    with at(north):
        (gone,) = queries.deleted()
    back = f"/centers/north/consultations/deleted/{gone.id}/restoration"
    assert manager.post(back).location == address
    assert "消す相談" in html.unescape(manager.get(address).text)
