"""Rows become consultations, or everything that is wrong with them is said."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calendar import CITY_TIME
from app.transfers.gateway import UnwritableTextError, read_table, write_csv
from app.transfers.rules import BrokenCell, CodeEntry, Row, Table, read_consultations, rejected_rows
from tests.transfers import hostile
from tests.transfers.golden import R2_LISTS, saved

TODAY = date(2021, 3, 1)
ROW = {
    "受付日": "2020/7/1",
    "相談方法": "電話",
    "相談者属性": "個人",
    "相談項目": "広報",
}


def plan_of(*rows, **terms):
    table = Table("表", tuple(Row(n, tuple(row)) for n, row in enumerate(rows, 1) if any(row)))
    return read_consultations(table, R2_LISTS, today=TODAY, **terms)


def plan_with(**cells):
    row = ROW | cells
    return plan_of(list(row), list(row.values()))


def draft_with(**cells):
    plan = plan_with(**cells)
    assert plan.faults == ()
    return plan.drafts[0]


def only_fault(**cells):
    plan = plan_with(**cells)
    assert plan.drafts == ()
    (fault,) = plan.faults
    return fault


def test_all_columns_are_read():
    draft = draft_with(
        **{
            "受付番号": "R2-001",
            "受付時間": "13:05",
            "種別": "問合せ",
            "主な相談内容": "資金調達",
            "概要": "助成金",
            "相談内容(本文)": "一行目\r\n二行目",
            "対応内容": "一覧を渡した",
            "対応結果": "資料送付",
            "つなぎ先": "社労士",
            "氏名": "髙﨑 花子",
            "ふりがな": "たかさき はなこ",
            "電話番号": "045-000-0000",
            "メール": "hanako@example.jp",
            "団体名": "㈱はまの会①",
            "活動分野": "まちづくり、13",
            "所要時間(分)": "1時間30分",
            "担当": "山",
        }
    )
    assert draft.received_at == datetime(2020, 7, 1, 13, 5, tzinfo=CITY_TIME)
    assert draft.time_known
    assert (draft.channel, draft.client_type, draft.kind) == ("phone", "individual", "inquiry")
    assert (draft.topics, draft.primary_topic) == (("publicity", "funding"), "funding")
    assert (draft.summary, draft.body) == ("助成金", "一行目\n二行目")
    assert (draft.response, draft.outcome) == ("一覧を渡した", "informed")
    assert draft.referral_target == "specialist"
    assert (draft.person_name, draft.person_kana) == ("髙﨑 花子", "たかさき はなこ")
    assert draft.person_contact == "045-000-0000 / hanako@example.jp"
    assert draft.organization_name == "㈱はまの会①"
    assert draft.activity_fields == ("field_03", "field_13")
    assert (draft.minutes, draft.staff_name, draft.reference) == (90, "山", "R2-001")


def test_what_is_not_required_may_be_missing():
    draft = draft_with()
    assert (draft.kind, draft.outcome, draft.minutes) == ("consultation", None, None)
    assert not draft.time_known


def test_every_fault_of_a_row_is_named_at_once():
    plan = plan_with(受付日="R2.13.1", 相談方法="", 相談項目="花", 対応結果="虹", 所要時間="2000")
    assert plan.drafts == ()
    assert [(f.row_number, f.column, f.value) for f in plan.faults] == [
        (2, "受付日", "R2.13.1"),
        (2, "相談方法", ""),
        (2, "対応結果", "虹"),
        (2, "相談項目", "花"),
        (2, "所要時間", "2000"),
    ]
    assert all(fault.reason.strip() for fault in plan.faults)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"受付日": ""}, "受付日が空欄です"),
        ({"受付日": "2021/3/3"}, "未来の日付です"),
        ({"受付日": "1999/12/31"}, "古すぎます"),
        ({"相談方法": "テレパシー"}, "来館、電話、"),
        ({"相談項目": None, "概要": "x"}, "1つも選ばれていません"),
        ({"相談項目": "◎広報、◎資金調達"}, "◎)は1つだけ"),
        ({"相談者属性": "うさぎ"}, "相談者属性の一覧にありません"),
        ({"所要時間": "30.5"}, "分として読めません"),
        ({"所要時間": -1}, "分として読めません"),
        ({"概要": BrokenCell("Excel のエラー値(#REF!)です")}, "#REF!"),
    ],
)
def test_a_fault_is_said_in_words(cells, reason):
    assert reason in only_fault(**cells).reason


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        *[("30分", 30), ("約30分", 30), ("1時間", 60), ("1:30", 90), ("９０", 90), ("", None)],
        *[(45, 45), (0, 0), (60.0, 60), (1440, 1440), (time(0, 20), 20)],
    ],
)
def test_minutes(written, minutes):
    assert draft_with(所要時間=written).minutes == minutes


@pytest.mark.parametrize(
    ("cell", "at"),
    [
        (44013, (0, 0)),
        (44013.5451388889, (13, 5)),
        ("44013", (0, 0)),
        (20200701, (0, 0)),
        (date(2020, 7, 1), (0, 0)),
        (datetime(2020, 7, 1, 13, 5), (13, 5)),  # noqa: DTZ001  (as a workbook gives it)
        ("令和２年７月１日（水）", (0, 0)),
    ],
)
def test_days_in_every_kind_of_cell(cell, at):
    draft = draft_with(受付日=cell)
    assert draft.received_at == datetime(2020, 7, 1, *at, tzinfo=CITY_TIME)
    assert draft.time_known == (at != (0, 0))


@pytest.mark.parametrize("cell", [time(13, 5), "13時5分", 0.5451388889])
def test_times_in_every_kind_of_cell(cell):
    assert draft_with(時刻=cell).received_at.time() == time(13, 5)


def test_phone_numbers_keep_their_zero_and_get_it_back():
    assert draft_with(電話="0450000000").person_contact == "0450000000"
    plan = plan_with(電話=9000000000.0)
    assert plan.drafts[0].person_contact == "09000000000"
    assert "先頭の0を補い" in plan.notices[0].reason


def test_a_blank_client_type_becomes_unknown_with_a_notice():
    plan = plan_with(相談者属性=" ")
    assert plan.drafts[0].client_type == "unknown"
    assert "「不明」としました" in plan.notices[0].reason


def test_without_a_mark_the_first_topic_is_primary_with_a_notice():
    plan = plan_with(相談項目="資金調達、広報")
    assert plan.drafts[0].primary_topic == "funding"
    assert plan.drafts[0].topics == ("publicity", "funding")
    assert "「資金調達」を主な項目" in plan.notices[0].reason


def test_a_target_on_no_list_keeps_its_words():
    draft = draft_with(つなぎ先="港の見える会", 対応内容="紹介した")
    assert draft.referral_target == "other"
    assert draft.response == "紹介した\nつなぎ先: 港の見える会"


def test_of_two_targets_both_are_kept_in_words():
    draft = draft_with(つなぎ先="税理士、区社協")
    assert draft.referral_target == "other"
    assert draft.response == "つなぎ先: 税理士、区社協"


def test_two_header_rows_with_merged_groups():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "令和2年度 相談受付簿"
    sheet.append(["受付日", "相談方法", "", "", "相談者", "相談内容", "", "", "対応結果"])
    sheet.append(["", "来館", "電話", "その他", "属性", "広報", "資金\n調達", "その他", ""])
    sheet.append(["7/1", "", "○", "", "町内会", "", "◎", "〇", "即答"])
    sheet.append(["7/2", "", "", "○", "企業", "○", "", "", ""])
    for merged in ("A2:A3", "B2:D2", "F2:H2", "I2:I3"):
        sheet.merge_cells(merged)
    plan = read_consultations(read_table(saved(book), "x.xlsx"), R2_LISTS, today=TODAY)
    assert (plan.header_row, plan.unknown_columns) == (3, ("その他",))
    assert [(f.row_number, f.reason) for f in plan.faults] == [(5, "相談方法が空欄です。")]
    (draft,) = plan.drafts
    assert draft.received_at.date() == date(2020, 7, 1)
    assert (draft.row_number, draft.channel) == (4, "phone")
    assert draft.client_type == "neighborhood"
    assert (draft.topics, draft.primary_topic) == (("funding", "other"), "funding")
    assert draft.outcome == "answered"


def test_the_first_sheet_with_a_header_is_read_and_named():
    book = openpyxl.Workbook()
    book.active["A1"] = "集計"
    hidden = book.create_sheet("隠した表")
    seen = book.create_sheet("7月")
    august = book.create_sheet("8月")
    for sheet in (hidden, seen, august):
        sheet.append(hostile.HEADINGS)
        sheet.append(hostile.GOOD)
    hidden.sheet_state = "hidden"
    sheets = read_table(saved(book), "x.xlsx")
    plan = read_consultations(sheets, R2_LISTS, today=TODAY)
    assert (plan.sheet_name, plan.other_sheets) == ("7月", ("8月",))
    august_plan = read_consultations(sheets, R2_LISTS, today=TODAY, sheet_name="8月")
    assert (august_plan.sheet_name, august_plan.other_sheets) == ("8月", ("7月",))


@pytest.mark.parametrize("mark", ["○", "〇", "◯", "●", "1", 1.0, "ｘ", "✓", "レ", "✔", True])
def test_every_mark_marks(mark):
    plan = plan_of(
        ["受付日", "方法", "属性", "広報", "法人化"], ["2020/7/1", "電話", "個人", mark, "0"]
    )
    assert plan.drafts[0].topics == ("publicity",)


def test_a_strange_mark_is_a_fault():
    plan = plan_of(
        ["受付日", "方法", "属性", "広報", "法人化"], ["2020/7/1", "電話", "個人", "△", "○"]
    )
    assert [fault.column for fault in plan.faults] == ["広報"]


def test_headings_with_instructions_and_line_breaks_are_known():
    plan = plan_of(
        ["受付日\n※必須", "相談 方法＊", "属性（必須）", "相談内容（複数可）", "備考", "担当"],
        ["2020/7/1", "電話", "個人", "広報", "雨", "山"],
    )
    assert plan.drafts[0].topics == ("publicity",)
    assert plan.unknown_columns == ("備考",)


def test_the_same_heading_means_words_or_topics_by_its_neighbors():
    words = plan_with(相談内容="広報のこと")
    assert words.drafts[0].body == "広報のこと"
    topics = plan_of(["受付日", "方法", "属性", "相談内容"], ["2020/7/1", "電話", "個人", "広報"])
    assert topics.drafts[0].topics == ("publicity",)


def test_rows_that_are_no_consultations_are_left_out():
    plan = plan_of(
        ["No.", "受付日", "方法", "属性", "広報", "法人化"],
        ["記入例", "2020/7/1", "電話", "個人", "○", ""],
        [1, "2020/7/1", "電話", "個人", "○", ""],
        ["No.", "受付日", "方法", "属性", "広報", "法人化"],
        [2, "", "", "", "", ""],
        [3, None, None, BrokenCell("Excel のエラー値(#N/A)です"), False, False],
        ["", "合計", "", "", 1, 0],
    )
    assert [draft.row_number for draft in plan.drafts] == [3]
    assert plan.faults == ()
    assert [notice.row_number for notice in plan.notices] == [2, 4, 7]


def test_a_title_completes_days_without_a_year_and_says_so():
    rows = ["令和2年度 受付簿"], list(ROW), ["2/28", *list(ROW.values())[1:]]
    plan = plan_of(*rows)
    assert plan.drafts[0].received_at.date() == date(2021, 2, 28)
    assert "令和2年度(2020年度)の日付として読みました" in plan.notices[0].reason
    assert plan_of(*rows[:2], list(ROW.values())).notices == ()
    assert "年がありません" in plan_of(*rows[1:]).faults[0].reason


def test_a_day_outside_the_fiscal_year_is_taken_with_a_notice():
    plan = plan_of(list(ROW), list(ROW.values()), fiscal_year=2019)
    assert len(plan.drafts) == 1
    assert "外の日付です" in plan.notices[0].reason


def test_a_topic_is_taken_only_in_the_years_it_holds_for():
    new = CodeEntry("center_functions", "センターの機能に関する相談", (), 2021)
    lists = replace(R2_LISTS, topics=(*R2_LISTS.topics, new))
    rows = [["2021/3/31", "電話", "個人", new.label], ["2021/4/1", "電話", "個人", "センター機能"]]
    table = Table("表", tuple(Row(n, tuple(row)) for n, row in enumerate([list(ROW), *rows], 1)))
    plan = read_consultations(table, lists, today=date(2021, 5, 1))
    assert [draft.topics for draft in plan.drafts] == [("center_functions",)]
    assert [(fault.row_number, fault.reason) for fault in plan.faults] == [
        (2, "「センターの機能に関する相談」は令和2年度(2020年度)の一覧にありません。")
    ]


def test_readings_above_the_words_are_no_words():
    """Japanese Excel keeps the ふりがな of a cell beside its text."""
    said = "<si><t>広報</t><rPh sb='0' eb='2'><t>コウホウ</t></rPh><phoneticPr fontId='1'/></si>"
    strings = f"<sst xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'>{said}</sst>"
    rows = [
        "".join(hostile.text_cell(f"{c}{n}", text) for c, text in zip("ABC", row, strict=False))
        for n, row in enumerate((hostile.HEADINGS, hostile.GOOD), 1)
    ]
    sheet = f'<row r="1">{rows[0]}{hostile.text_cell("D1", "相談項目")}</row>'
    data = hostile.with_sheet(sheet + f'<row r="2">{rows[1]}<c r="D2" t="s"><v>0</v></c></row>')
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        types = book.read("[Content_Types].xml").decode()
        links = book.read("xl/_rels/workbook.xml.rels").decode()
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    relation = f'<Relationship Type="{link}" Target="sharedStrings.xml" Id="rId9"/></Relationships>'
    entries = {
        "[Content_Types].xml": types.replace("</Types>", part),
        "xl/_rels/workbook.xml.rels": links.replace("</Relationships>", relation),
        "xl/sharedStrings.xml": strings,
    }
    data = hostile.with_entries(data, {name: text.encode() for name, text in entries.items()})
    plan = read_consultations(read_table(data, "x.xlsx"), R2_LISTS, today=TODAY)
    assert plan.drafts[0].topics == ("publicity",)


ANYTHING = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.sampled_from(["◎", "○", "7/1", "R2.7.1", "広報、◎", "◎◎広報", "その他(", "電話", "合計"]),
    st.integers(),
    st.floats(),
    st.dates(),
    st.times(),
    st.datetimes(),
    st.timedeltas(),
    st.booleans(),
    st.just(BrokenCell("x")),
)


@given(st.lists(st.lists(ANYTHING, max_size=10), max_size=4))
def test_no_cell_breaks_the_reader(rows):
    head = [
        "受付日",
        "時刻",
        "方法",
        "属性",
        "相談項目",
        "法人化",
        "電話",
        "所要時間",
        "つなぎ先",
        "分野",
    ]
    plan = plan_of(head, *rows)
    assert len(plan.drafts) + len(plan.faulty_rows) <= len(rows)
    write_csv(rejected_rows(Table("表", (Row(1, tuple(head)),)), plan))


def test_two_equal_rows_are_two_and_appending_changes_no_key():
    row = list(ROW.values())
    once = plan_of(list(ROW), row, row).drafts
    more = plan_of(list(ROW), row, row, row, ["2020/7/2", *row[1:]]).drafts
    assert len({draft.import_key for draft in more}) == 4
    assert [d.import_key for d in more[:2]] == [d.import_key for d in once]


def test_moving_and_numbering_rows_changes_no_key():
    plain = plan_of(list(ROW), list(ROW.values())).drafts[0]
    moved = plan_of(["受付簿"], ["No.", *ROW], [], ["7", *ROW.values()]).drafts[0]
    assert (moved.row_number, moved.reference) == (4, "7")
    assert moved.import_key == plain.import_key


def test_formulas_give_their_saved_values_and_are_faults_without_one():
    def cell(place, formula, value):
        return f'<c r="{place}" t="str"><f>{formula}</f>{value}</c>'

    head = "".join(
        hostile.text_cell(f"{column}1", text)
        for column, text in zip("ABCDE", hostile.HEADINGS, strict=True)
    )
    rows = [
        f'<row r="{n}">'
        + "".join(hostile.text_cell(f"{c}{n}", hostile.GOOD[i]) for i, c in enumerate("ABCD"))
        + last
        + "</row>"
        for n, last in (
            (2, cell("E2", "A1&amp;A2", "<v>計算した概要</v>")),
            (3, '<c r="E3"><f>A1</f><v></v></c>'),
            (4, cell("E4", 'IF(1,"",1)', "<v></v>")),
            (5, '<c r="E5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'),
        )
    ]
    data = hostile.with_sheet(f'<row r="1">{head}</row>{"".join(rows)}')
    plan = read_consultations(read_table(data, "x.xlsx"), R2_LISTS, today=TODAY)
    assert [(d.row_number, d.summary) for d in plan.drafts] == [(2, "計算した概要"), (4, "")]
    assert [(f.row_number, f.column) for f in plan.faults] == [(3, "概要"), (5, "概要")]
    assert "計算結果が保存されていません" in plan.faults[0].reason
    assert "#DIV/0!" in plan.faults[1].reason


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_of_every_kind(encoding, delimiter):
    head = delimiter.join(["受付日", "方法", "属性", "相談項目", "概要"])
    row = delimiter.join(["R2.7.1", "℡", "㈱", "広報", '"①髙﨑~\n二行, 目; "'])
    text = f"{head}\r\n\n{row.replace('㈱', '企業')}\r"
    plan = read_consultations(read_table(text.encode(encoding), "x.csv"), R2_LISTS, today=TODAY)
    assert plan.faults == ()
    assert plan.drafts[0].summary == "①髙﨑~\n二行, 目;"
    assert plan.drafts[0].row_number == 3


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_rejected_rows_can_be_corrected_and_sent_again(encoding):
    head = [*ROW, "電話番号", "備考"]
    bad = ["2020/7/1", "", "個人", "広報", "+81-45-000-0000", "=1+1"]
    table = Table("表", (Row(2, tuple(head)), Row(3, tuple(bad)), Row(4, tuple(ROW.values()))))
    plan = read_consultations(table, R2_LISTS, today=TODAY)
    rejected = rejected_rows(table, plan)
    assert rejected[0] == ["直すところ", *head]
    assert rejected[1][1:] == bad
    assert "相談方法: 相談方法が空欄です。" in rejected[1][0]

    rejected[1][2] = "電話"
    written = write_csv(rejected, encoding)
    assert b"\r\n" in written
    again = read_consultations(read_table(written, "x.csv"), R2_LISTS, today=TODAY)
    assert again.faults == ()
    assert again.drafts[0].person_contact == "+81-45-000-0000"
    assert again.unknown_columns == ("備考",)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_written_text_can_begin_a_formula(start):
    written = write_csv([[f"{start}1", -1]]).decode("utf-8-sig")
    assert written.strip('"').startswith(f"'{start}")
    assert written.endswith(",-1\r\n")


def test_a_letter_that_cp932_lacks_is_named_with_its_row():
    with pytest.raises(UnwritableTextError, match="2行目の「𠮷」"):
        write_csv([["a"], ["𠮷野"]], "cp932")
    assert write_csv([["𠮷野"]]).startswith(b"\xef\xbb\xbf")
