"""An import is taken back as a whole, but for what somebody has used since."""

import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.calendar import Month, Period
from app.cli.statistics import consolidate_waiting
from app.consultations import queries as desk
from app.consultations.models import Consultation, ConsultationTopic
from app.referrals import service as referrals
from app.statistics.queries import open_center, report
from app.transfers import service
from tenants import db
from tests.consultations.records import recorded
from tests.transfers import golden
from tests.transfers.hostile import GOOD, HEADINGS, workbook
from tests.transfers.test_service import counts, receive, rows_of, take

ROWS = [["2020/7/1", "来館", "個人", "広報", f"{number}件目"] for number in range(1, 5)]


def undo(received):
    service.undo(received, by_name="港北の管理者")
    return received.rows_removed, received.rows_kept


def numbered(number):
    return db.session.scalars(sa.select(Consultation).where(Consultation.number == number)).one()


def test_all_that_an_import_created_goes_and_nothing_else(at, north):
    with at(north):
        recorded(summary="窓口で記録した相談")
        take(workbook(HEADINGS, GOOD))
        received = take(golden.golden_xlsx())
        assert undo(received) == (golden.CONSULTATIONS, 0)
        assert rows_of(Consultation) == 2
        assert rows_of(ConsultationTopic) == 2
        assert received.undone_by_name == "港北の管理者"


def test_what_was_changed_continued_or_sent_stays_with_its_reasons(at, north, central):
    with at(north):
        received = take(workbook(HEADINGS, *ROWS))
        numbered(1).summary = "書き直した"
        db.session.flush()
        recorded(continues_number="R2-0002", received_at="R2.8.1 10:00")
        question = referrals.Question(wanted="advice", urgency="normal", message="", wished_by=None)
        letter = referrals.letter_about(numbered(3), question, sent_by_name="職員")
        referrals.send(numbered(3), letter, consent=None)
        told = {each.number_label: each.reasons for each in desk.held(received.id, limit=9)}
        assert set(told) == {"R2-0001", "R2-0002", "R2-0003"}
        assert told["R2-0001"] == ["取り込みのあとで変更されています"]
        assert told["R2-0002"] == ["続きの相談があります"]
        assert "推進センターへ送られています" in told["R2-0003"]
        assert undo(received) == (1, 3)
        assert [each.number for each in kept_of(received)] == [1, 2, 3]


def kept_of(received):
    kept = sa.select(Consultation).where(Consultation.import_id == received.id)
    return db.session.scalars(kept.order_by(Consultation.number)).all()


def test_the_same_file_can_be_brought_in_again_and_what_stayed_is_not_doubled(at, north):
    with at(north):
        received = take(workbook(HEADINGS, *ROWS))
        numbered(1).summary = "書き直した"
        db.session.flush()
        undo(received)
        assert counts(take(workbook(HEADINGS, *ROWS))) == (3, 1, 0)
        begun = service.read_again(received, sheet_name=None, fiscal_year=None, by_name="職員")
        assert (begun.id, begun.file_id) != (received.id, None)
        assert begun.file_id == received.file_id


def test_an_import_is_taken_back_once_and_only_if_it_was_taken(at, north):
    with at(north):
        received = receive(workbook())
        with pytest.raises(service.NothingToUndoError, match="まだ取り込んでいない"):
            undo(received)
        service.take(received, taken_by_name="職員")
        undo(received)
        with pytest.raises(service.NothingToUndoError, match="港北の管理者さんがすでに"):
            undo(received)


@pytest.mark.commits
def test_the_figures_follow(at, north):
    with at(north):
        received = take(golden.golden_xlsx())
    consolidate_waiting()
    with at(north):
        undo(db.session.merge(received))
    consolidate_waiting()
    with at(north):
        year = Period(Month(2020, 4), Month(2021, 2))
        figures = report(year, centers=[open_center()])
    assert (figures.topics.consultations, figures.topics.total) == (0, 0)


ROOM = "/centers/north/transfers/"


def test_the_page_says_beforehand_what_goes_and_what_stays(visitor, at, north):
    worker = visitor(Role.WARD_WORKER, north)
    with at(north):
        received = take(workbook(HEADINGS, *ROWS))
        numbered(2).summary = "書き直した"
    page = f"{ROOM}{received.id}"
    assert "取り込みを取り消す" in worker.get(page).text
    before = worker.get(f"{page}/undoing").text
    assert "3件を消します" in before
    assert "1件は残します" in before
    assert "R2-0002" in before
    with at(north):
        assert rows_of(Consultation) == 4

    done = worker.post(f"{page}/undoing", follow_redirects=True).text
    assert "3件の相談を消しました" in done
    assert "取り込みを取り消す" not in done
    assert "残っている相談" in done
    assert "取り消しました" in worker.get(ROOM).text
    again = worker.post(f"{page}/undoing", follow_redirects=True).text
    assert "すでに取り消しました" in again


def test_a_program_looks_first_and_then_takes_back(visitor, at, north):
    worker = visitor(Role.WARD_WORKER, north)
    with at(north):
        received = take(workbook(HEADINGS, *ROWS))
        numbered(2).summary = "書き直した"
    address = f"/api/v1/centers/north/transfers/{received.id}/undoing"
    seen = worker.get(address).json
    assert (seen["undone_at"], seen["rows_removed"], seen["rows_kept"]) == (None, 3, 1)
    done = worker.post(address).json
    assert (done["rows_removed"], done["rows_kept"]) == (3, 1)
    assert [each["number"] for each in done["kept"]] == ["R2-0002"]
    assert worker.post(address).status_code == 409
