"""The import in the browser: choose a file, see what it would do, take it."""

import io
import re

import pytest
import sqlalchemy as sa
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.access.permissions import Role
from app.calendar import Month, Period
from app.cli.statistics import consolidate_waiting
from app.consultations.models import Consultation
from app.statistics.queries import open_center, report
from app.transfers.models import Import
from tenants import db
from tests.transfers import golden
from tests.transfers.hostile import GOOD, HEADINGS, bomb, ole, workbook
from tests.walls import canary

ROOM = "/centers/north/transfers/"
FORMULA = '=HYPERLINK("http://x.invalid")'


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def send(client, content, name="受付簿.xlsx", room=ROOM):
    # Encoded here: the client would keep a large body in a file and leave it open.
    sent = FileStorage(io.BytesIO(content), name)
    boundary, body = encode_multipart({"file": sent})
    return client.post(room, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def looked_at(client, content, name="受付簿.xlsx"):
    """The address of the page that shows what the file would do."""
    answer = send(client, content, name)
    assert answer.status_code == 302, answer.text
    return answer.location


def count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def test_the_golden_workbook_becomes_the_table_of_the_seed(worker, at, north):
    page = looked_at(worker, golden.golden_xlsx())
    assert "507件を取り込む" in worker.get(page).text
    with at(north):
        assert count(Consultation) == 0

    done = worker.post(f"{page}/taking", follow_redirects=True)

    assert "507件の相談を取り込みました" in done.text
    assert "R2-0001" in done.text
    consolidate_waiting()
    with at(north):
        figures = report(Period(Month(2020, 4), Month(2021, 2)), centers=[open_center()])
    topics = figures.topics
    assert {row.code: row.value for row in topics.rows if row.value} == golden.TOPIC_COUNTS
    assert (topics.consultations, topics.total) == (golden.CONSULTATIONS, golden.TAGS)
    ranked = {row.mark: row.value for row in topics.rows if row.rank and row.rank <= 3}
    assert ranked == {"①": 153, "②": 60, "③": 47}


def test_the_same_file_again_offers_nothing_to_take(worker):
    first = looked_at(worker, golden.golden_xlsx())
    worker.post(f"{first}/taking")
    again = worker.get(looked_at(worker, golden.golden_csv(), "受付簿.csv")).text
    assert "すべての行がすでに取り込まれています" in again
    assert "件を取り込む" not in again


def test_the_second_click_on_taking_is_told_who_was_first(worker, at, north):
    page = looked_at(worker, workbook())
    worker.post(f"{page}/taking")
    second = worker.post(f"{page}/taking", follow_redirects=True)
    assert second.status_code == 200
    assert "さんがすでに取り込みました" in second.text
    with at(north):
        assert count(Consultation) == 1


def test_every_row_that_cannot_be_taken_is_shown_with_column_value_and_reason(worker):
    bad = ["2020/13/1", "のろし", "個人", "広報", ""]
    text = worker.get(looked_at(worker, workbook(["表題"], HEADINGS, GOOD, bad))).text
    for said in (
        "1件を取り込む",
        "2020/13/1",
        "のろし",
        "相談方法",
        "は相談方法の一覧にありません",
    ):
        assert said in text
    assert re.search(r'data-label="行">4<', text)


def test_refused_rows_are_a_file_in_which_no_cell_begins_a_formula(worker):
    bad = ["2020/7/2", "のろし", FORMULA, "広報", "@あ"]
    page = looked_at(worker, workbook(HEADINGS, bad))

    answer = worker.get(f"{page}/refused-rows.csv")

    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith("\ufeff".encode())
    text = answer.data.decode("utf-8-sig")
    assert "'@あ" in text
    assert not re.search(r'(^|,|")[=@+]', text, re.MULTILINE)


def test_refused_rows_come_in_shift_jis_on_request(worker):
    page = looked_at(worker, workbook(HEADINGS, ["2020/7/2", "のろし", "個人", "広報", "看板"]))
    answer = worker.get(f"{page}/refused-rows.csv?encoding=cp932")
    assert "のろし" in answer.data.decode("cp932")
    assert "のろし".encode() not in answer.data


def test_a_letter_that_shift_jis_lacks_is_named(worker):
    page = looked_at(worker, workbook(HEADINGS, ["2020/7/2", "のろし", "個人", "広報", "𠮷田"]))
    answer = worker.get(f"{page}/refused-rows.csv?encoding=cp932")
    assert answer.status_code == 422
    assert "𠮷" in answer.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "ファイルが空です"),
        (b"%PDF-1.7", "PDF"),
        (ole("EncryptedPackage"), "パスワード"),
        (bomb(), "大きすぎる"),
        (workbook(["メモ", "メモ"]), "見出し"),
        (b"x" * (20 * 1024 * 1024 + 1), "20MBまで"),
    ],
    ids=["empty", "pdf", "encrypted", "bomb", "no header", "too large"],
)
def test_a_bad_file_gets_a_sentence_and_changes_nothing(worker, at, north, content, sentence):
    answer = send(worker, content)
    assert answer.status_code == 422
    assert sentence in answer.text
    with at(north):
        assert (count(Import), count(Consultation)) == (0, 0)


def test_a_form_without_a_file_is_asked_for_one(worker):
    for answer in (worker.post(ROOM), send(worker, b"", name="")):
        assert answer.status_code == 422
        assert "ファイルを選んでください" in answer.text


def test_another_sheet_of_the_book_can_be_read(worker):
    book = golden.openpyxl.Workbook()
    book.active.title = "4月"
    may = book.create_sheet("5月")
    for sheet, said in ((book.active, "四月の相談"), (may, "五月の相談")):
        sheet.append(HEADINGS)
        sheet.append([*GOOD[:-1], said])
    page = looked_at(worker, golden.saved(book))
    assert "四月の相談" in worker.get(page).text

    other = worker.post(f"{page}/reading", data={"sheet_name": "5月"}, follow_redirects=True)

    assert "五月の相談" in other.text
    assert "四月の相談" not in other.text


def test_a_sheet_that_is_not_there_leaves_the_page_as_it_was(worker):
    page = looked_at(worker, workbook())
    answer = worker.post(f"{page}/reading", data={"sheet_name": "無い"}, follow_redirects=True)
    assert "シート「無い」はありません" in answer.text
    assert GOOD[-1] in answer.text


def test_who_stops_leaves_nothing_behind(worker, at, north):
    page = looked_at(worker, workbook())
    worker.post(f"{page}/withdrawal")
    assert worker.get(page).status_code == 404
    with at(north):
        assert count(Import) == 0


def test_the_sample_workbook_is_read_column_by_column(worker):
    sample = worker.get(f"{ROOM}sample.xlsx").data
    page = worker.get(looked_at(worker, sample)).text
    assert "記入例のため、読みません" in page
    assert "読み取らない列" not in page
    assert "いま取り込める行はありません" in page


def test_a_formula_in_a_cell_is_shown_as_text_and_never_as_markup(worker):
    page = looked_at(worker, workbook(HEADINGS, [*GOOD[:-1], "<script>alert(1)</script>"]))
    assert "<script>alert" not in worker.get(page).text


def test_another_ward_gets_the_same_answer_as_for_an_import_that_never_was(
    worker, visitor, north, south
):
    secret = canary(north, "受付簿")
    page = looked_at(worker, workbook(HEADINGS, ["2020/7/1", "のろし", "個人", "広報", secret]))
    import_id = page.rpartition("/")[2]
    stranger = visitor(Role.WARD_MANAGER, south)
    never = "00000000-0000-7000-8000-000000000000"
    for path, post in (
        ("", False),
        ("/refused-rows.csv", False),
        ("/taking", True),
        ("/reading", True),
        ("/withdrawal", True),
    ):
        ask = stranger.post if post else stranger.get
        foreign = ask(f"/centers/south/transfers/{import_id}{path}")
        absent = ask(f"/centers/south/transfers/{never}{path}")
        assert (foreign.status_code, absent.status_code) == (404, 404)
        assert foreign.data == absent.data
    assert stranger.get(page).status_code == 404
    assert "受付簿.xlsx" not in stranger.get("/centers/south/transfers/").text


def test_the_list_of_consultations_leads_here_when_it_is_empty(worker):
    assert ROOM in worker.get("/centers/north/consultations/").text
