"""`kyodo import consultations`, and two people taking the same file at the same moment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from app.cli import kyodo
from app.consultations.models import Consultation, ConsultationTopic
from app.transfers import queries, service
from app.transfers.models import Import
from tenants import db
from tests.databases import SECRET_KEY
from tests.places import at as acting_at
from tests.transfers import golden
from tests.transfers.hostile import GOOD, HEADINGS, workbook

pytestmark = pytest.mark.commits


@pytest.fixture
def command(app, database, tmp_path, monkeypatch):
    """Run the command on a file with this content."""
    monkeypatch.setenv("KYODO_SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("KYODO_LOGIN_URL", database.settings.login_url)
    monkeypatch.setenv("KYODO_REDIS_URL", "memory://")

    def run(content, *options, center="north"):
        file = tmp_path / "受付簿.xlsx"
        file.write_bytes(content)
        words = ["import", "consultations", str(file), "--center", center, *options]
        return CliRunner().invoke(kyodo, words)

    return run


def table():
    counted = sa.select(ConsultationTopic.topic, sa.func.count())
    return dict(db.session.execute(counted.group_by(ConsultationTopic.topic)).all())


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_the_golden_workbook_is_taken_once(command, at, north, south):
    first, second = command(golden.golden_xlsx()), command(golden.golden_csv())
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "507件の相談を取り込みました。" in first.output
    assert "すでに取り込み済み: 507件" in second.output
    with at(north):
        assert count(Consultation) == golden.CONSULTATIONS
        assert table() == golden.TOPIC_COUNTS
    with at(south):
        assert count(Consultation) == 0


def test_a_dry_run_says_the_same_and_changes_nothing(command, at, north):
    answer = command(golden.golden_xlsx(), "--dry-run")
    assert answer.exit_code == 0
    assert "これから作る相談: 507件" in answer.output
    with at(north):
        assert (count(Import), count(Consultation)) == (0, 0)


def test_rows_that_cannot_be_taken_are_said_and_change_the_exit_code(command, at, north):
    answer = command(workbook(HEADINGS, GOOD, ["2020/7/2", "のろし", "個人", "広報", ""]))
    assert answer.exit_code == 3
    assert "3行目 相談方法「のろし」: " in answer.output
    with at(north):
        assert count(Consultation) == 1


def test_a_bad_file_ends_with_a_sentence(command, at, north):
    answer = command(b"%PDF-1.7")
    assert answer.exit_code == 1
    assert "「受付簿.xlsx」を読み込めません。このファイルはPDFです。" in answer.output
    with at(north):
        assert count(Import) == 0


def test_an_unknown_center_is_told_which_there_are(command):
    answer = command(workbook(), center="nowhere")
    assert answer.exit_code == 2
    assert "「nowhere」というセンターはありません" in answer.output
    assert "north" in answer.output


def test_sheet_and_fiscal_year_are_chosen_on_the_command_line(command, at, north):
    content = workbook(HEADINGS, ["7/1", *GOOD[1:]])
    assert command(content, "--sheet", "無い").exit_code == 1
    assert command(content, "--sheet", "Sheet", "--fiscal-year", "2021").exit_code == 0
    with at(north):
        assert db.session.scalar(sa.select(Consultation.fiscal_year)) == 2021


@pytest.mark.parametrize("same_import", [True, False])
def test_two_people_taking_the_same_rows_at_once_create_them_once(app, at, north, same_import):
    with at(north):
        content = golden.golden_csv()
        first = service.receive("a.csv", content, uploaded_by_name="一人目").id
        second = first
        if not same_import:
            second = service.receive("b.csv", content, uploaded_by_name="二人目").id

    def take(import_id):
        with app.app_context(), acting_at(north):
            try:
                service.take(queries.import_(import_id), taken_by_name="だれか")
            except service.AlreadyTakenError as already:
                return str(already)
            return "taken"

    with ThreadPoolExecutor(2) as people:
        said = sorted(people.map(take, (first, second)))

    with at(north):
        assert count(Consultation) == golden.CONSULTATIONS
        assert table() == golden.TOPIC_COUNTS
    # The same import is taken once; another of the same rows ends well, and finds them known.
    assert said.count("taken") == (1 if same_import else 2)
