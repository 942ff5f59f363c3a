"""What taking a workbook writes, and what it never writes."""

import pytest
import sqlalchemy as sa

from app.consultations.models import Consultation, ConsultationTopic
from app.errors import NotFoundError
from app.files.models import StoredFile
from app.transfers import queries, service
from app.transfers.models import Import
from app.transfers.rules import RefusedFileError
from tenants import db
from tests.transfers import golden, hostile
from tests.transfers.hostile import GOOD, HEADINGS, workbook


def receive(content, filename="受付簿.xlsx", **reading):
    return service.receive(filename, content, uploaded_by_name="港北の職員", **reading)


def take(content, **reading):
    received = receive(content, **reading)
    service.take(received, taken_by_name="港北の職員")
    return received


def counts(received):
    return received.rows_created, received.rows_known, received.rows_refused


def rows_of(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def recorded():
    return db.session.scalars(sa.select(Consultation).order_by(Consultation.number)).all()


def topic_table():
    counted = sa.select(ConsultationTopic.topic, sa.func.count())
    return dict(db.session.execute(counted.group_by(ConsultationTopic.topic)).all())


@pytest.mark.parametrize("style", ["marks", "cell"])
def test_the_golden_workbook_gives_exactly_the_table_of_the_seed(at, north, style):
    with at(north):
        assert counts(take(golden.golden_xlsx(style))) == (golden.CONSULTATIONS, 0, 0)

        assert rows_of(Consultation) == golden.CONSULTATIONS
        assert rows_of(ConsultationTopic) == golden.TAGS
        assert topic_table() == golden.TOPIC_COUNTS


def test_consultations_are_numbered_in_the_order_of_the_rows(at, north):
    with at(north):
        received = take(golden.golden_xlsx())

        for number, (made, row) in enumerate(
            zip(recorded(), golden.golden_rows(), strict=True), start=1
        ):
            assert (made.fiscal_year, made.number) == (2020, number)
            assert (made.summary, made.primary_topic) == (row.summary, row.topics[0])
            assert {tag.topic for tag in made.topics} == set(row.topics)
            assert (made.channel, made.client_type) == (row.channel, row.client_type)
            assert made.import_id == received.id


def test_the_same_file_twice_creates_nothing_twice(at, north):
    with at(north):
        take(golden.golden_xlsx("marks"))
    with at(north):
        seen = service.look_into("again.csv", golden.golden_csv())
        assert (len(seen.new), len(seen.known)) == (0, golden.CONSULTATIONS)
        assert counts(take(golden.golden_csv(), filename="again.csv")) == (
            0,
            golden.CONSULTATIONS,
            0,
        )
        assert rows_of(Consultation) == golden.CONSULTATIONS


def test_of_a_file_with_rows_appended_only_these_are_created(at, north):
    later = ["2020/7/2", "来館", "企業", "広報", "看板の作り方"]
    with at(north):
        take(workbook(HEADINGS, GOOD))
        assert counts(take(workbook(HEADINGS, GOOD, GOOD, later))) == (2, 1, 0)
        assert [each.summary for each in recorded()] == [GOOD[-1], GOOD[-1], later[-1]]


def test_good_rows_are_taken_and_bad_ones_are_given_back(at, north):
    bad = ["2020/7/2", "のろし", "企業", "広報", "=1+1"]
    with at(north):
        received = take(workbook(HEADINGS, GOOD, bad))
        assert counts(received) == (1, 0, 1)
        head, row = service.refused_rows(received)
    assert head[1:] == HEADINGS
    assert "のろし" in row[0]


def test_the_corrected_rows_can_be_sent_again(at, north):
    bad = ["2020/7/2", "のろし", "企業", "広報", "@看板"]
    with at(north):
        given_back = service.write_refused(take(workbook(HEADINGS, GOOD, bad)), "utf-8-sig")
        mended = given_back.decode("utf-8-sig").replace(",のろし", ",電話").encode()
        assert counts(take(mended, filename="直した行.csv")) == (1, 0, 0)
        assert recorded()[-1].summary == "@看板"


def test_the_file_is_read_again_when_it_is_taken(at, north):
    with at(north):
        first, second = receive(workbook()), receive(workbook())
        assert len(service.preview(second).new) == 1
        service.take(first, taken_by_name="一人目")
        service.take(second, taken_by_name="二人目")
        assert counts(second) == (0, 1, 0)


def test_an_import_is_taken_once_and_the_second_person_is_told_who_did(at, north):
    with at(north):
        received = take(workbook())
        with pytest.raises(service.AlreadyTakenError, match="港北の職員さん"):
            service.take(received, taken_by_name="二人目")


def test_the_writer_of_the_row_received_it_or_else_the_one_who_imports(at, north):
    with at(north):
        rows = ([*HEADINGS, "担当"], [*GOOD, "佐藤"], [*GOOD[:-1], "別の相談", ""])
        take(workbook(*rows))
        named, unnamed = recorded()
    assert (named.received_by_name, named.received_by_id) == ("佐藤", None)
    assert unnamed.received_by_name == "港北の職員"
    assert unnamed.received_by_id in north.people.values()


def test_blank_personal_cells_are_no_person(at, north):
    with at(north):
        take(workbook([*HEADINGS, "氏名", "電話"], [*GOOD, "", ""]))
        (made,) = recorded()
    assert (made.person_name, made.person_contact, made.organization_name) == (None, None, None)


@pytest.mark.parametrize(("heading", "longest"), [("概要", 200), ("氏名", 200), ("本文", 20_000)])
def test_a_text_longer_than_its_field_is_a_fault_of_its_row(at, north, heading, longest):
    head = [*HEADINGS[:4], heading]
    with at(north):
        fits = service.look_into("表.xlsx", workbook(head, [*GOOD[:4], "あ" * longest]))
        too_long = service.look_into("表.xlsx", workbook(head, [*GOOD[:4], "あ" * (longest + 1)]))
    assert (len(fits.new), fits.refused) == (1, 0)
    assert (len(too_long.new), too_long.refused) == (0, 1)
    assert f"{longest:,}文字以内" in too_long.plan.faults[0].reason


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7", hostile.ole("EncryptedPackage"), hostile.bomb(), workbook(["メモ"])],
    ids=["empty", "pdf", "encrypted", "bomb", "no header"],
)
def test_a_bad_file_changes_nothing(at, north, content):
    with at(north):
        with pytest.raises(RefusedFileError, match=r"「受付簿|見出し"):
            receive(content)
        assert [rows_of(model) for model in (Import, StoredFile, Consultation)] == [0, 0, 0]


def test_another_sheet_of_a_taken_file_is_another_import(at, north):
    with at(north):
        first = take(two_months())
        assert (first.sheet_name, service.preview(first).plan.other_sheets) == ("4月", ("5月",))
        second = service.read_again(first, sheet_name="5月", fiscal_year=None, by_name="職員")
        assert second.id != first.id
        service.take(second, taken_by_name="職員")
        assert counts(second) == (1, 0, 0)


def test_another_sheet_of_a_file_only_looked_at_takes_its_place(at, north):
    with at(north):
        received = receive(two_months())
        again = service.read_again(received, sheet_name="5月", fiscal_year=None, by_name="職員")
        assert (again.id, again.sheet_name) == (received.id, "5月")


def test_a_sheet_that_is_not_there_is_said_with_those_that_are(at, north):
    with (
        at(north),
        pytest.raises(RefusedFileError, match=r"「6月」はありません。.*4月、5月"),
    ):
        receive(two_months(), sheet_name="6月")


def test_days_without_a_year_belong_to_the_year_that_was_chosen(at, north):
    with at(north):
        received = receive(workbook(HEADINGS, ["7/1", *GOOD[1:]]), fiscal_year=2021)
        service.take(received, taken_by_name="職員")
        (made,) = recorded()
    assert made.fiscal_year == 2021


def test_a_file_only_looked_at_can_be_forgotten_and_nothing_of_it_stays(at, north):
    with at(north):
        received = receive(workbook())
        service.discard(received)
        assert (rows_of(Import), rows_of(StoredFile)) == (0, 0)


def test_a_file_that_became_consultations_is_kept(at, north):
    with at(north):
        received = take(workbook())
        with pytest.raises(service.AlreadyTakenError):
            service.discard(received)
        again = service.read_again(received, sheet_name=None, fiscal_year=2021, by_name="職員")
        service.discard(again)
        assert rows_of(StoredFile) == 1


def test_another_ward_finds_neither_the_import_nor_its_rows(at, north, south):
    with at(north):
        import_id = take(workbook()).id
    with at(south):
        with pytest.raises(NotFoundError):
            queries.import_(import_id)
        assert queries.earlier() == []
        assert counts(take(workbook())) == (1, 0, 0)


def two_months():
    book = golden.openpyxl.Workbook()
    book.active.title = "4月"
    may = book.create_sheet("5月")
    for sheet, day in ((book.active, "2020/4/3"), (may, "2020/5/3")):
        sheet.append(HEADINGS)
        sheet.append([day, *GOOD[1:]])
    return golden.saved(book)
