"""From the order to what stays public: prepared, published, overtaken, taken back."""

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import undefer

from app import calendar
from app.calendar import FiscalYear, Month, Period
from app.errors import ChangedMeanwhileError, InvalidError
from app.opendata.models import OpenDataDraft, OpenDataEdition, OpenDataFile
from app.opendata.queries import editions as queries
from app.opendata.queries import shared
from app.opendata.rules.keeping import UnprovenError, kept, read_again
from app.opendata.rules.suppression import Reason, UnprotectableError
from app.opendata.service import drafts
from app.opendata.service import editions as service
from app.statistics.service import reopen_month
from tenants import VISITOR, acting_for, db, read_only
from tests.opendata import samples
from tests.opendata.years import PERIOD, YEAR, a_year, an_order, close, published
from worker.tasks import opendata as tasks

HALF = Period(Month(2024, 4), Month(2024, 9))


def test_a_draft_is_counted_and_hidden_by_the_worker(north, south, central, at, worker_round):
    a_year([north, south, central])
    draft = an_order(central)

    worker_round()

    with at(central):
        counted = read_again(queries.draft(draft.id).figures)
    assert counted.reported == (2, 2)
    assert Reason.SMALL in counted.reasons.values()
    assert Reason.COMPLEMENT in counted.reasons.values()
    assert {area.name for area in counted.material.areas} == {"港北区", "南区", "推進センター"}


def test_only_closed_months_are_counted(north, south, central, at, worker_round):
    a_year([north])
    with at(south):
        close([Month(2024, 5)])
    with at(north):
        reopen_month(Month(2025, 3), by_name="見本")  # a closing that was taken back is none
    draft = an_order(central, tables=["consultations"])

    worker_round()

    with at(central):
        counted = read_again(queries.draft(draft.id).figures)
    march = [line for line in counted.printed[0].lines if line.item.code == "2025-03"]
    assert {line.truth for line in march} == {None}
    assert {line.months for line in march} == {0}
    assert counted.reported == (0, 2)
    (silent,) = [
        line
        for line in counted.printed[0].lines
        if line.item.code == "2024-05" and line.area == "south"
    ]
    assert silent.truth == 0  # closed without a case is nothing; not closed is not known


def test_what_is_kept_is_read_as_it_was():
    counted = samples.counted()
    assert kept(read_again(kept(counted))) == kept(counted)


def test_a_published_edition_stays_as_it_is(edition, central, at):
    for table in ("open_data_editions", "open_data_files", "open_data_withdrawals"):
        for change in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608
            with pytest.raises(DBAPIError, match="permission denied"), at(central):
                db.session.execute(sa.text(change))


def test_every_file_is_what_its_hash_says(edition, central, at):
    with at(central):
        files = db.session.scalars(
            sa.select(OpenDataFile).options(undefer(OpenDataFile.content))
        ).all()
        assert len(files) == 14
        for file in files:
            assert hashlib.sha256(file.content).hexdigest() == file.sha256
            assert file.sha256 in edition.document
        assert hashlib.sha256(edition.document.encode()).hexdigest() == edition.sha256


def test_publishing_twice_is_publishing_once(edition, central, at):
    with at(central):
        again = service.publish(queries.draft(edition.draft_id), by_name="見本")
        assert again.id == edition.id


def test_a_draft_that_is_not_counted_is_not_published(central, at):
    draft = an_order(central)
    with pytest.raises(service.NotCountedError), at(central):
        service.publish(queries.draft(draft.id), by_name="見本")


def test_a_period_that_is_not_over_is_refused(central, at):
    this = FiscalYear.of(calendar.today())
    with pytest.raises(InvalidError) as refusal:
        an_order(central, period=Period(this.first, this.last))
    assert refusal.value.fields["span"] == ["まだ終わっていない期間は公開できません。"]


def test_a_period_that_shares_some_months_with_a_published_one_is_refused(edition, central, at):
    """The difference of the two would be the other half, unprotected. Withdrawn is still known."""
    with at(central):
        service.withdraw(queries.edition(edition.id), reason="誤り", by_name="見本")

    with pytest.raises(InvalidError) as refusal:
        an_order(central, period=HALF)

    assert "差から少ない件数がわかるため" in refusal.value.fields["span"][0]


def test_a_draft_ordered_before_the_other_period_came_out_is_refused_too(
    north, south, central, at, worker_round
):
    a_year([north, south, central])
    half, whole = an_order(central, period=HALF), an_order(central)
    worker_round()
    worker_round()
    published(central, whole)

    with pytest.raises(InvalidError):
        published(central, half)


def test_two_halves_do_not_meet(north, south, central, at, worker_round):
    a_year([north, south, central])
    other = Period(Month(2024, 10), Month(2025, 3))
    for number, period in enumerate((HALF, other)):
        draft = an_order(central, period=period, tables=["consultations"])
        worker_round()
        found = published(central, draft)
        assert found.slug == ("fy2024-04-09-v1", "fy2024-10-03-v1")[number]


def test_a_draft_overtaken_by_an_edition_of_its_period_is_made_anew(
    north, south, central, at, worker_round
):
    a_year([north, south, central])
    first, second = an_order(central), an_order(central, tables=["channels"])
    worker_round()
    worker_round()
    published(central, first)

    with pytest.raises(service.OvertakenError):
        published(central, second)

    third = an_order(central, tables=["channels"])
    worker_round()
    assert published(central, third).slug == f"fy{YEAR}-v2"


def test_of_two_published_at_one_moment_one_comes_too_late(edition, central, at, monkeypatch):
    draft = an_order(central)
    tasks.count_waiting.run()
    monkeypatch.setattr(queries, "last_number", lambda: 0)

    with pytest.raises(ChangedMeanwhileError):
        published(central, draft)


def test_withdrawn_is_said_once_and_for_all(edition, central, at):
    with at(central):
        service.withdraw(queries.edition(edition.id), reason="誤り", by_name="見本")
    with pytest.raises(service.AlreadyWithdrawnError), at(central):
        service.withdraw(queries.edition(edition.id), reason="また", by_name="見本")

    with read_only(VISITOR):
        (found,) = shared.open_editions()
    assert found.withdrawn_at
    assert found.reason == "誤り"


def test_a_threshold_below_three_is_refused_by_the_database_too(central, at):
    with pytest.raises(IntegrityError), at(central):
        db.session.execute(
            sa.insert(OpenDataDraft).values(
                title="",
                description="",
                contact="",
                first_month=PERIOD.first.first_day,
                last_month=PERIOD.last.first_day,
                tables=[],
                threshold=2,
                requested_at=calendar.now(),
                requested_by_name="",
            )
        )


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (UnprovenError("x"), drafts.FAILED),
        (UnprotectableError.__new__(UnprotectableError), drafts.UNPROTECTABLE),
    ],
)
def test_what_goes_wrong_is_said_and_nothing_is_kept(
    central, at, worker_round, monkeypatch, failure, sentence
):
    def fail(*_):
        raise failure

    draft = an_order(central)
    monkeypatch.setattr(tasks, "hide", fail)

    worker_round()

    with at(central):
        found = queries.draft(draft.id)
        assert found.failure == sentence
        assert found.figures is None


def test_a_draft_whose_worker_died_is_taken_over(north, central, at, worker_round):
    a_year([north])
    draft = an_order(central, tables=["consultations"])
    with at(central):
        assert drafts.claim_draft(draft.id)
        assert not drafts.claim_draft(draft.id)
    worker_round()
    with at(central):
        assert queries.draft(draft.id).figures is None
        db.session.execute(
            sa.update(OpenDataDraft).values(leased_until=calendar.now() - timedelta(seconds=1))
        )

    worker_round()

    with at(central):
        assert queries.draft(draft.id).figures


def test_a_visitor_meets_no_table_only_what_was_published(edition, at, central):
    an_order(central)
    with read_only(VISITOR):
        assert [found.slug for found in shared.open_editions()] == [edition.slug]
        assert shared.open_file(edition.slug, "channels.csv").content.startswith(b"\xef\xbb\xbf")
    for table in ("drafts", "editions", "files", "withdrawals"):
        with pytest.raises(DBAPIError, match="permission denied"), acting_for(VISITOR):
            db.session.execute(sa.text(f"SELECT FROM open_data_{table}"))


def test_nobody_but_a_visitor_reads_through_the_visitors_door(edition, at, north, as_system):
    read = sa.text("SELECT slug FROM wall.open_data_editions(NULL)")
    with at(north):
        assert db.session.scalars(read).all() == []
    with as_system():
        assert db.session.scalars(read).all() == []


def test_an_edition_of_a_ward_is_not_the_citys(edition, central, north, at):
    """Only the central center speaks for the city, whatever a ward writes."""
    with at(north):
        draft = OpenDataDraft(
            title="区の版",
            description="",
            contact="",
            first_month=PERIOD.first.first_day,
            last_month=PERIOD.last.first_day,
            tables=["channels"],
            threshold=3,
            requested_at=calendar.now(),
            requested_by_name="見本",
        )
        db.session.add(draft)
        db.session.flush()
        db.session.add(
            OpenDataEdition(
                draft_id=draft.id,
                number=1,
                slug="fy2024-v9",
                title="区の版",
                first_month=draft.first_month,
                last_month=draft.last_month,
                document="{}",
                sha256="",
                published_at=calendar.now(),
                published_by_name="見本",
            )
        )

    with read_only(VISITOR):
        assert [found.slug for found in shared.open_editions()] == [edition.slug]
