"""What is taken out: every row once, every cell as it was, no person without a reason."""

import csv
import io
import re
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from app.access.permissions import Role
from app.calendar import CITY_TIME, Month
from app.consultations import service as desk
from app.consultations.models import Consultation
from app.consultations.queries import consultation
from app.consultations.rules.finding import Filters
from app.errors import InvalidError
from app.transfers import queries, service
from app.transfers.gateway import read_table
from app.transfers.models import Export, ExportPart
from app.transfers.rules import layouts
from app.transfers.rules.exports import Wanted
from app.transfers.service import exports
from tenants import db
from tests.consultations.records import recorded
from tests.contacts.people import a_group, a_person
from worker.schedule import TIMETABLE
from worker.tasks import transfers as tasks

EVERYTHING = {
    "received_at": "R7.11.20 10:05",
    "topics": ["publicity", "founding"],
    "primary_topic": "publicity",
    "summary": "案内の出し方",
    "body": '一行目\n二行目, 「引用」 "と" 続き',
    "response": "一覧を渡した",
    "outcome": "informed",
    "referral_target": "ward_office",
    "person_name": "見本 花子",
    "person_kana": "みほん はなこ",
    "person_contact": "0450000000",
    "organization_name": "=見本の会",
    "activity_fields": ["field_03", "field_13"],
    "minutes": 25,
}
ONLY_WRITTEN = (
    "継続元の受付番号",
    "経過",
    "登録した個人",
    "登録した個人の電話・メール・住所",
    "登録した団体",
)
TIME = datetime(2025, 11, 20, 10, 5)  # noqa: DTZ001  (as a sheet keeps it)


def order(file_format="csv", by="港北の職員", **how):
    wanted = {"filters": Filters(), "filters_words": "すべての相談", **how}
    return exports.order(Wanted(file_format=file_format, **wanted), by_name=by)


def content_of(ordered):
    def pieces():
        position = 0
        while (piece := queries.part_content(ordered.id, position)) is not None:
            yield piece
            position += 1

    return b"".join(exports.whole_file(ordered, pieces()))


def lines_of(ordered, encoding="utf-8-sig"):
    return list(csv.reader(io.StringIO(content_of(ordered).decode(encoding), newline="")))


def table_of(ordered):
    book = openpyxl.load_workbook(io.BytesIO(content_of(ordered)))
    return book, [[cell.value for cell in row] for row in book.active.iter_rows()]


def by_heading(rows):
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_a_csv_has_a_mark_ends_lines_for_excel_and_tells_its_size(at, north):
    with at(north):
        recorded(**EVERYTHING)
        ordered = order()
        written = content_of(ordered)
        assert written.startswith(b"\xef\xbb\xbf")
        assert written.endswith(b"\r\n")
        assert exports.size_of(ordered) == len(written)
        assert (ordered.rows_found, ordered.rows_written) == (1, 1)


def test_the_headings_are_those_of_the_import_and_each_topic_has_its_column(at, north):
    with at(north):
        recorded(**EVERYTHING)
        (row,) = by_heading(lines_of(order(with_words=True)))
    assert row["受付番号"] == "R7-0001"
    assert (row["受付日時"], row["相談方法"], row["所要時間"]) == ("2025-11-20 10:05", "電話", "25")
    assert (row["広報"], row["団体の立ち上げ"], row["法人化"]) == ("◎", "○", "")
    assert row["相談内容(本文)"] == EVERYTHING["body"]
    assert row["活動分野"] == "まちづくり、子どもの健全育成"


def test_neither_persons_nor_words_leave_the_center_unasked(at, north):
    with at(north):
        recorded(**EVERYTHING)
        written = content_of(order()).decode()
    for field in ("person_name", "person_kana", "person_contact", "response"):
        assert EVERYTHING[field] not in written
    assert "氏名" not in written


def test_a_list_tells_what_was_continued_and_what_followed(at, north):
    with at(north):
        recorded(summary="はじめ")
        later = recorded(summary="つづき", continues_number="R7-0001")
        said = {"happened_on": date(2025, 11, 25), "channel": "phone", "author_name": "港北の職員"}
        first = desk.add_follow_up(consultation(later), words="書き損じ", **said)
        desk.correct_follow_up(first, words="=折り返した", **said)
        plain, told = order(), order(with_words=True)
        assert "折り返した" not in content_of(plain).decode()
        rows = by_heading(lines_of(told))
        assert [row["継続元の受付番号"] for row in rows] == ["", "R7-0001"]
        assert [row["経過"] for row in rows] == ["", "2025-11-25 港北の職員(電話): =折り返した"]


def test_notes_that_find_no_room_in_a_cell_are_counted_there():
    note = layouts.Note(date(2025, 11, 25), "職員", "phone", "あ" * 20_000)
    told = layouts.told([note, note, note], {"phone": "電話"})
    assert told.endswith("あ\n(ほか2件は画面でご覧ください)")
    assert len(told) < 32_767
    assert layouts.told([note], {"phone": "電話"}).endswith("ああ")


def test_contacts_leave_the_center_with_persons_only(at, north):
    with at(north):
        person = a_person("見本 花子", lines=["045-000-1111", "a@mail.invalid"])
        group = a_group("みなと会")
        recorded(contact_id=person.id, organization_contact_id=group.id)
        assert "登録した" not in content_of(order(with_words=True)).decode()
        (row,) = by_heading(lines_of(order(with_person=True, reason="案内の発送")))
    assert row["登録した個人"] == "見本 花子"
    assert row["登録した個人の電話・メール・住所"] == "045-000-1111、a@mail.invalid"
    assert row["登録した団体"] == "みなと会"


def test_the_log_names_everything_a_list_was_narrowed_to(worker, at, north):
    with at(north):
        recorded()
    shown = worker.get(f"{ROOM}?staff=港北の職員&owners=見本の担当").text
    assert "受付者 港北の職員、担当 見本の担当" in shown


def test_a_person_needs_a_reason_and_the_database_insists_on_it(at, north):
    with at(north):
        recorded(**EVERYTHING)
        with pytest.raises(InvalidError):
            order(with_person=True)
        ordered = order(with_person=True, reason="講座の案内を送るため")
        (row,) = by_heading(lines_of(ordered))
        assert (row["氏名"], row["連絡先"]) == ("見本 花子", "0450000000")
        refusal = pytest.raises(IntegrityError, match="exports_reason_check")
        with refusal, db.session.begin_nested():
            db.session.execute(sa.update(Export).values(reason=""))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝"])
def test_no_cell_of_a_csv_begins_a_formula(at, north, start):
    with at(north):
        recorded(summary=f"{start}1+1")
        (row,) = by_heading(lines_of(order()))
    assert row["概要"] == f"'{start}1+1"


def test_a_sheet_keeps_texts_as_texts_and_days_as_days(at, north):
    with at(north):
        recorded(**EVERYTHING)
        book, rows = table_of(order("xlsx", with_person=True, reason="名簿の確認"))
    (row,) = by_heading(rows)
    assert row["受付日時"] == TIME
    assert row["連絡先"] == "0450000000"
    assert row["所要時間"] == 25
    assert row["団体名"] == "=見本の会"
    cells = {cell.value: cell for cell in book.active[2]}
    assert cells["=見本の会"].data_type == "s"
    assert cells["=見本の会"].quotePrefix, "Excel must not read it as a formula when it is edited"
    assert cells[TIME].number_format == "yyyy/mm/dd\\ hh:mm" or cells[TIME].is_date


def test_letters_that_xml_has_no_place_for_break_no_workbook(at, north):
    with at(north):
        recorded(summary="<&>\x0b𠮷\ufffe 🙂")
        _, rows = table_of(order("xlsx"))
        found = read_table(content_of(order("xlsx")), "x.xlsx")
    assert by_heading(rows)[0]["概要"] == "<&>𠮷 🙂"
    assert "<&>𠮷 🙂" in found[0].rows[1].cells


def test_letters_that_cp932_lacks_are_marked_and_listed_and_no_row_is_dropped(at, north):
    with at(north):
        recorded(summary="①㈱髙﨑〜")
        recorded(summary="𠮷野さん—🙂", organization_name="🙂の会", received_at="R7.11.21 9:00")
        ordered = order("csv_cp932")
        first, second = by_heading(lines_of(ordered, "cp932"))
        missing = queries.missing_letters(ordered.id)
    assert first["概要"] == "①㈱髙﨑〜".replace("〜", "～")
    assert (second["概要"], second["団体名"]) == ("〓野さん〓〓", "〓の会")
    assert ordered.cells_unwritable == 2
    assert missing == [(3, "R7-0002", "概要", "𠮷—🙂"), (3, "R7-0002", "団体名", "🙂")]


def test_the_rows_stand_in_the_order_of_their_reception_over_all_parts(at, north, monkeypatch):
    monkeypatch.setattr(exports, "PART", 2)
    monkeypatch.setattr(exports, "SHEET_ROWS", 4)
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    with at(north):
        for day in (7, 3, 5, 1, 6, 2, 4):
            recorded(received_at=f"R7.11.{day} 10:00", summary=f"{day}日")
        as_csv, as_book = order(), order("xlsx")
        assert as_csv.is_under_way
        for ordered in (as_csv, as_book):
            while exports.advance(ordered.id):
                pass
        assert [row["概要"] for row in by_heading(lines_of(as_csv))] == [
            f"{day}日" for day in range(1, 8)
        ]
        book, _ = table_of(as_book)
    assert book.sheetnames == ["相談(1)", "相談(2)"]
    shown = [
        [row["概要"] for row in by_heading([[c.value for c in r] for r in sheet.iter_rows()])]
        for sheet in book
    ]
    assert shown == [["1日", "2日", "3日", "4日"], ["5日", "6日", "7日"]]


def test_only_the_rows_of_the_filter_are_taken(at, north):
    with at(north):
        recorded(received_at="R7.10.31 10:00", summary="十月")
        recorded(received_at="R7.11.1 10:00", summary="十一月")
        rows = by_heading(lines_of(order(filters=Filters(month=Month(2025, 11)))))
    assert [row["概要"] for row in rows] == ["十一月"]


def test_nothing_is_no_file(at, north):
    with at(north), pytest.raises(InvalidError) as refusal:
        order(filters=Filters(month=Month(2019, 1)))
    assert "ありません" in refusal.value.fields["filters"][0]


def test_what_is_removed_or_recorded_meanwhile_shifts_no_row(at, north, monkeypatch):
    monkeypatch.setattr(exports, "PART", 1)
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    with at(north):
        for day in (1, 2, 3):
            recorded(received_at=f"R7.11.{day} 10:00", summary=f"{day}日")
        ordered = order()
        recorded(received_at="R7.11.1 9:00", summary="あとから")
        db.session.execute(sa.delete(Consultation).where(Consultation.summary == "2日"))
        while exports.advance(ordered.id):
            pass
        db.session.refresh(ordered)
        assert [row["概要"] for row in by_heading(lines_of(ordered))] == ["1日", "3日"]
        assert (ordered.rows_found, ordered.rows_written) == (3, 2)


@pytest.mark.parametrize("file_format", ["xlsx", "csv", "csv_cp932"])
def test_a_file_taken_out_can_be_brought_in_at_another_center(at, north, south, file_format):
    with at(north):
        recorded(**EVERYTHING)
        recorded(received_at="R7.11.21 9:00", summary="'引用で始まる", minutes=0)
        ordered = order(file_format, with_words=True, with_person=True, reason="引っ越し")
        content, before = content_of(ordered), everything()
    with at(south):
        received = service.receive(f"相談.{file_format[:4]}", content, uploaded_by_name="南の職員")
        plan = service.preview(received).plan
        assert (plan.unknown_columns, plan.faults) == ((), ())
        assert {notice.reason for notice in plan.notices} == {
            "書き出した一覧にだけある列のため、取り込みません。"
        }
        assert plan.header.written == ONLY_WRITTEN
        service.take(received, taken_by_name="南の職員")
        assert everything() == before


@pytest.mark.parametrize("file_format", ["xlsx", "csv"])
def test_a_file_taken_out_creates_nothing_where_it_came_from(at, north, file_format):
    with at(north):
        recorded(**EVERYTHING)
        recorded(received_at=datetime(2025, 11, 21, 9, 0, 31, tzinfo=CITY_TIME))
        content = content_of(order(file_format))
        received = service.receive(f"相談.{file_format}", content, uploaded_by_name="職員")
        seen = service.preview(received)
        assert (len(seen.new), len(seen.known)) == (0, 2)
        recorded(channel="visit")
        other = content.replace(b",\xe9\x9b\xbb\xe8\xa9\xb1,", b",\xe6\x9d\xa5\xe9\xa4\xa8,")
        if file_format == "csv":  # the same number, but another reception
            assert len(service.look_into("相談.csv", other).new) == 2


def everything():
    names = layouts.Record._fields[1 : layouts.Record._fields.index("topics")]
    rows = db.session.scalars(sa.select(Consultation).order_by(Consultation.number)).all()
    return [
        (
            [getattr(row, name) for name in names],
            {tag.topic for tag in row.topics},
            row.primary_topic,
        )
        for row in rows
    ]


@pytest.mark.commits
def test_the_worker_writes_what_is_waiting_and_removes_what_is_old(at, north, south, monkeypatch):
    monkeypatch.setattr(exports, "PART", 2)
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    for place in (north, south):
        with at(place):
            for day in range(1, 6):
                recorded(received_at=f"R7.11.{day} 10:00")
            order()
    tasks.write_waiting()
    for place in (north, south):
        with at(place):
            (ordered,) = queries.exports()
            assert ordered.rows_written == 5
            assert len(lines_of(ordered)) == 6
            db.session.execute(sa.update(Export).values(finished_at=datetime(2025, 1, 1)))  # noqa: DTZ001
    tasks.remove_old()
    with at(north):
        (ordered,) = queries.exports()
        assert ordered.removed_at
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ExportPart)) == 0
        with pytest.raises(exports.NotWrittenError, match="期間が過ぎた"):
            content_of(ordered)


@pytest.mark.commits
def test_what_cannot_be_written_is_given_up_and_says_so(at, north, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    with at(north):
        recorded()
        ordered = order()
    monkeypatch.setattr(exports, "csv_part", None)
    assert not tasks.advance(north.id, ordered.id)
    with at(north):
        (found,) = queries.exports()
        assert found.failed_at
        assert not found.is_under_way


def test_the_timetable_knows_both_tasks():
    planned = {entry["task"] for entry in TIMETABLE.values()}
    assert {tasks.write_waiting.name, tasks.remove_old.name} <= planned


def test_a_workbook_is_a_plain_archive_that_old_programs_read(at, north):
    with at(north):
        recorded()
        content = content_of(order("xlsx"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert all(entry.extract_version <= zipfile.DEFAULT_VERSION for entry in archive.infolist())


# The pages and the API


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.fixture
def manager(visitor, north):
    return visitor(Role.WARD_MANAGER, north)


ROOM = "/centers/north/exports/"
API = "/api/v1/centers/north/exports"


def test_the_list_offers_itself_as_a_file_with_its_filters(worker, at, north):
    with at(north):
        recorded(received_at="R7.10.31 10:00", summary="十月")
        recorded(received_at="R7.11.1 10:00", summary="十一月")
    listed = worker.get("/centers/north/consultations/?month=2025-11").text
    assert 'href="/centers/north/exports/?month=2025-11"' in listed
    offered = worker.get(f"{ROOM}?month=2025-11").text
    assert "1件を書き出す" in offered
    assert '<input type="hidden" name="month" value="2025-11">' in offered

    sent = {"month": "2025-11", "file_format": "csv"}
    done = worker.post(ROOM, data=sent, follow_redirects=True)
    assert "1件をダウンロード" in done.text
    assert "2025年11月" in done.text
    fetched = worker.get(f"{done.request.path}/file")
    assert "十一月" in fetched.text
    assert "十月" not in fetched.text.replace("十一月", "")
    assert fetched.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "filename*=UTF-8''%E7%9B%B8%E8%AB%87_" in fetched.headers["Content-Disposition"]
    assert fetched.content_length == len(fetched.data)


def test_every_filter_of_the_list_goes_along(worker, at, north):
    with at(north):
        recorded(channel="visit", topics=["founding", "other"], primary_topic="other", summary="甲")
        recorded(channel="mail", topics=["founding"], summary="乙")
        recorded(channel="visit", topics=["tax"], summary="丙")
    asked = "channels=visit&channels=phone&topics=founding&until=R7.12.31&state=open"
    offered = worker.get(f"{ROOM}?{asked}&after=x").text
    assert "来館・電話" in offered
    sent = re.findall(r'type="hidden" name="(?!csrf)(\w+)" value="([^"]+)"', offered)
    done = worker.post(ROOM, data=MultiDict([*sent, ("file_format", "csv")]), follow_redirects=True)
    rows = worker.get(f"{done.request.path}/file").data.decode("utf-8-sig").splitlines()
    assert [row.count("甲") for row in rows] == [0, 1]
    assert "2025/12/31まで、団体の立ち上げ、来館・電話、対応中" in done.text


def test_filters_that_cannot_be_read_are_not_silently_forgotten(worker):
    assert "条件を読み取れませんでした" in worker.get(f"{ROOM}?month=x").text
    assert worker.post(ROOM, data={"month": "x"}).status_code == 422


def test_a_worker_takes_no_person_out_and_a_manager_says_why(worker, manager, at, north):
    with at(north):
        recorded(**EVERYTHING)
    sent = {"file_format": "csv", "with_person": "1", "reason": "講座の案内"}
    assert "with_person" not in worker.get(ROOM).text
    assert worker.post(ROOM, data=sent).status_code == 403
    assert worker.post(API, json={**sent, "with_person": True}).status_code == 403

    refused = manager.post(ROOM, data={**sent, "reason": ""})
    assert refused.status_code == 422
    assert "理由を入力してください" in refused.text
    done = manager.post(ROOM, data=sent, follow_redirects=True)
    assert "含む(理由: 講座の案内)" in done.text
    assert "見本 花子" in manager.get(f"{done.request.path}/file").text
    assert "講座の案内" in manager.get(ROOM).text
    assert worker.get(done.request.path).status_code == 404


def test_a_manager_sees_what_everybody_took_out_and_a_worker_their_own(worker, manager, at, north):
    with at(north):
        recorded()
    for person in (worker, manager):
        assert person.post(API, json={"file_format": "csv"}).status_code == 202
    assert [len(person.get(API).json["items"]) for person in (worker, manager)] == [1, 2]


def test_a_program_orders_waits_and_fetches(worker, at, north):
    with at(north):
        recorded(summary="𠮷")
    ordered = worker.post(API, json={"file_format": "csv_cp932", "month": "2025-11"}).json
    assert ordered["finished_at"]
    assert ordered["filters"] == {"month": "2025-11"}
    here = f"{API}/{ordered['id']}"
    assert worker.get(f"{here}/file").data.decode("cp932").endswith("〓,,,,,,見本\r\n")
    (missing,) = worker.get(f"{here}/missing-letters").json["items"]
    assert missing == {"row": 2, "number": "R7-0001", "column": "概要", "letters": "𠮷"}
    nothing = worker.post(API, json={"month": "2019-01"})
    assert (nothing.status_code, list(nothing.json["errors"])) == (422, ["filters"])


def test_the_list_of_missing_letters_is_a_file_of_its_own(worker, at, north):
    with at(north):
        recorded(summary="𠮷")
    done = worker.post(ROOM, data={"file_format": "csv_cp932"}, follow_redirects=True)
    assert "書けない文字があります" in done.text
    listed = worker.get(f"{done.request.path}/missing-letters.csv").data.decode("utf-8-sig")
    assert listed == "行,受付番号,列,書けない文字\r\n2,R7-0001,概要,𠮷\r\n"


def test_a_file_in_the_making_says_how_far_it_is(worker, at, north, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    with at(north):
        recorded()
    begun = worker.post(ROOM, data={"file_format": "csv"}, follow_redirects=True)
    assert "0 / 1件" in begun.text
    assert 'hx-trigger="every 1s"' in begun.text
    assert worker.get(f"{begun.request.path}/file").status_code == 409


def test_nobody_fills_the_house_with_lists(worker, at, north, monkeypatch):
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    with at(north):
        recorded()
    met = [worker.post(API, json={}).status_code for _ in range(exports.UNDER_WAY + 1)]
    assert met == [202] * exports.UNDER_WAY + [422]
