"""Workbooks as wards really keep them: everything at once, and nothing lost."""

from datetime import date

import openpyxl
import pytest

from app.transfers.gateway import read_table
from app.transfers.rules import read_consultations, rejected_rows
from tests.transfers.golden import R2_LISTS, saved
from tests.transfers.hostile import workbook

TODAY = date(2021, 3, 1)


def read(content, filename="受付簿.xlsx", **how):
    return read_consultations(read_table(content, filename), R2_LISTS, today=TODAY, **how)


def messy_book():
    """Two title lines, merged groups, a blank row, months as sheets, a hidden one, totals."""
    book = openpyxl.Workbook()
    book.active.title = "4月"
    for month, sheet in ((4, book.active), (5, book.create_sheet("5月"))):
        sheet["A1"] = "○○区市民活動支援センター　相談受付簿"
        sheet["A2"] = f"令和２年度　{month}月分　（担当：山）"
        sheet.append([])
        sheet.append(
            [
                "番号",
                "受付日",
                "相談方法",
                None,
                None,
                "相談者",
                None,
                "相談内容",
                None,
                None,
                "備考",
            ]
        )
        sheet.append(
            [
                None,
                None,
                "来館",
                "電話",
                "メール",
                "属性",
                "氏名",
                "広報",
                "資金調達",
                "その他",
                None,
            ]
        )
        for merged in ("A1:K1", "A4:A5", "B4:B5", "C4:E4", "F4:G4", "H4:J4", "K4:K5"):
            sheet.merge_cells(merged)
        sheet.append(
            [
                "１",
                f"Ｒ２．{month}．３",
                "○",
                None,
                None,
                "町内会",
                "見本　一郎",
                "◎",
                None,
                None,
                "雨",
            ]
        )
        sheet.append([])
        sheet.append(
            [
                "２",
                f"令和２年{month}月４日",
                None,
                "〇",
                None,
                "ＮＰＯ法人",
                None,
                None,
                "○",
                "◎",
                None,
            ]
        )
        sheet.append(
            ["３", date(2020, month, 5), None, None, "●", "個人", None, "1", None, None, None]
        )
        sheet.append(
            [
                "４",
                str((date(2020, month, 6) - date(1899, 12, 30)).days),
                "○",
                None,
                None,
                None,
                None,
                None,
                "◎",
                None,
                None,
            ]
        )
        sheet.append(["合計", None, 2, 1, 1, None, None, 2, 2, 1, None])
    hidden = book.create_sheet("集計用")
    hidden.append(["受付日", "相談方法", "相談項目"])
    hidden.append(["2020/4/1", "電話", "広報"])
    hidden.sheet_state = "hidden"
    return saved(book)


@pytest.mark.parametrize(("sheet", "month"), [("4月", 4), ("5月", 5)])
def test_a_workbook_of_months_with_everything_in_it(sheet, month):
    plan = read(messy_book(), sheet_name=sheet)
    assert plan.faults == ()
    assert [draft.received_at.date() for draft in plan.drafts] == [
        date(2020, month, day) for day in (3, 4, 5, 6)
    ]
    assert [draft.channel for draft in plan.drafts] == ["visit", "phone", "mail", "visit"]
    assert [draft.topics for draft in plan.drafts] == [
        ("publicity",),
        ("funding", "other"),
        ("publicity",),
        ("funding",),
    ]
    assert [draft.primary_topic for draft in plan.drafts][1] == "other"
    assert plan.drafts[0].person_name == "見本　一郎"
    assert [draft.client_type for draft in plan.drafts] == [
        "neighborhood",
        "npo",
        "individual",
        "unknown",
    ]
    assert plan.unknown_columns == ("備考",)
    assert len(plan.other_sheets) == 1
    assert any("合計の行" in notice.reason for notice in plan.notices)


@pytest.mark.parametrize(
    "total", ["合計", "合 計", "計", "合計 2件", "４月合計", "4月計", "年間合計", "小計(4月)"]
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_row_of_totals_is_no_consultation_however_it_is_called(total, place):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["No.", "受付日", "方法", "広報", "法人化"])
    sheet.append([1, "2020/7/1", "電話", "○", None])
    row = [None, None, 1, 1, 0]
    row[place] = total
    sheet.append(row)
    plan = read(saved(book))
    assert len(plan.drafts) == 1
    assert plan.faults == ()


def test_a_total_may_say_below_the_days_how_many_there_were():
    text = "No,受付日,方法,相談項目\r\n1,2020/7/1,電話,広報\r\n合計,1,1,1\r\n"
    book = openpyxl.Workbook()
    for row in (["No", "受付日", "方法", "広報"], [1, "2020/7/1", "電話", "○"], ["合計", 1, 1, 1]):
        book.active.append(row)
    plan = read(saved(book))
    assert (len(plan.drafts), plan.faults) == (1, ())
    assert [fault.row_number for fault in read(text.encode(), "x.csv").faults] == []


@pytest.mark.parametrize(
    ("written", "client_types", "names"),
    [
        (["個人", "NPO法人", "ひつじの会"], ["individual", "npo", None], ["", "", ""]),
        (["見本 一郎", "個人", "見本 花子"], ["unknown"] * 3, ["見本 一郎", "個人", "見本 花子"]),
    ],
)
def test_what_stands_below_tells_whether_clients_are_named_or_sorted(written, client_types, names):
    rows = "".join(f"2020/7/1,電話,広報,{client}\r\n" for client in written)
    plan = read(f"受付日,方法,相談項目,相談者\r\n{rows}".encode(), "x.csv")
    read_rows = [(draft.client_type, draft.person_name or "") for draft in plan.drafts]
    assert read_rows == [row for row in zip(client_types, names, strict=True) if row[0] is not None]
    assert [fault.value for fault in plan.faults] == written[len(read_rows) :]


def test_a_summary_that_speaks_of_totals_is_a_consultation():
    text = "受付日,方法,相談項目,概要\r\n2020/7/1,電話,広報,合計\r\n,電話,広報,合計の出し方\r\n"
    plan = read(text.encode(), "x.csv")
    assert [draft.summary for draft in plan.drafts] == ["合計"]
    assert [fault.reason for fault in plan.faults] == ["受付日が空欄です。"]


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_quotes_line_ends_and_separators_inside_cells(encoding, delimiter, line_end):
    said = '"一行目' + line_end + '二行目""引用""' + delimiter + '続き"'
    rows = [["令和2年度 受付簿"], ["受付日", "方法", "相談項目", "概要", "電話番号"]]
    rows += [["7/1", "来館", "◎広報、資金調達", said, "0451234567"], ["", "", "", "", ""]]
    text = line_end.join(delimiter.join(row) for row in rows)
    plan = read(text.encode(encoding), "受付簿.txt" if delimiter == "\t" else "受付簿.csv")
    (draft,) = plan.drafts
    assert draft.summary == f'一行目\n二行目"引用"{delimiter}続き'
    assert (draft.topics, draft.primary_topic) == (("publicity", "funding"), "publicity")
    assert draft.person_contact == "0451234567"


def test_numbers_as_text_and_text_as_numbers():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["受付日", "受付時間", "方法", "相談項目", "所要時間(分)", "電話", "担当"])
    sheet.append(["２０２０／７／１", "１３：０５", "電話", "広報", "３０", 451234567, 7])
    sheet.append([20200702, 0.5, "電話", "広報", "15 分", "０４５－１２３－４５６７", "山"])
    first, second = read(saved(book)).drafts
    assert (first.received_at.hour, first.received_at.minute, first.minutes) == (13, 5, 30)
    assert (first.person_contact, first.staff_name) == ("0451234567", "7")
    assert (second.received_at.hour, second.minutes) == (12, 15)
    assert second.person_contact == "０４５－１２３－４５６７"


def test_a_mark_for_the_same_is_read_as_the_row_above_and_said_so():
    plan = read(
        workbook(
            ["受付日", "相談方法", "相談者属性", "相談項目", "概要"],
            ["〃", "電話", "個人", "広報", "上に何もない"],
            ["2020/7/1", "電話", "個人", "広報", "一つめ"],
            ["〃", "同上", "〃", "〃", "〃"],
            ["同", "〃", "〃", "知らない項目", "三つめ"],
        )
    )
    assert [draft.summary for draft in plan.drafts] == ["一つめ", "〃"]
    first, second = plan.drafts
    assert (first.received_at, first.channel, first.topics) == (
        second.received_at,
        second.channel,
        second.topics,
    )
    assert plan.faulty_rows == (2, 5)
    assert [each.row_number for each in plan.notices if "上の行と同じ" in each.reason] == [4, 5]


def test_a_row_sent_back_for_correction_says_itself_what_stood_above():
    book = workbook(
        ["受付日", "相談方法", "相談者属性", "相談項目", "概要"],
        ["2020/7/1", "電話", "個人", "広報", "一つめ"],
        ["〃", "〃", "〃", "知らない項目", "二つめ"],
    )
    sheets = read_table(book, "受付簿.xlsx")
    plan = read_consultations(sheets, R2_LISTS, today=TODAY)
    [_, row] = rejected_rows(sheets, plan)
    assert row[1:4] == ["2020/7/1", "電話", "個人"]
