"""Each bad file gets its sentence, and the process that asked stays alive and small."""

import resource
import subprocess
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.transfers.gateway import Limits, read_table
from app.transfers.rules import RefusedFileError, read_consultations
from tests.transfers import hostile
from tests.transfers.golden import R2_LISTS, saved
from tests.transfers.test_golden import TODAY

CSV = "受付日,相談方法,相談者属性,相談項目\r\n2020/7/1,電話,個人,広報\r\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)

REFUSED = {
    "nothing": (b"", "ファイルが空です"),
    "blanks": (b" \r\n ", "ファイルが空です"),
    "an image": (PNG, "画像(PNG)"),
    "a pdf": (b"%PDF-1.7\n", "PDF"),
    "a locked workbook": (hostile.ole("EncryptedPackage"), "パスワード付きのファイルです"),
    "an old workbook": (hostile.ole("Workbook"), "古い Excel の形式(.xls)"),
    "another old file": (hostile.ole("WordDocument"), "古い Office の形式"),
    "a letter": (hostile.archive("[Content_Types].xml", "word/document.xml"), ".docx"),
    "slides": (hostile.archive("ppt/presentation.xml"), ".pptx"),
    "open document": (hostile.archive("mimetype", "content.xml"), "OpenDocument"),
    "a binary workbook": (hostile.archive("xl/workbook.bin"), ".xlsb"),
    "an archive": (hostile.archive("相談.xlsx"), "圧縮ファイル(ZIP)"),
    "half a workbook": (hostile.workbook()[:3000], "途中で切れている"),
    "a hollow workbook": (hostile.archive("xl/workbook.xml"), "壊れているか"),
    "a web page": (b"\xef\xbb\xbf<html><table></table></html>", "Web ページ"),
    "utf-16": (CSV.encode("utf-16"), "UTF-16"),
    "utf-16 without mark": (CSV.encode("utf-16-le"), "表として読める種類"),
    "another encoding": (
        (CSV + "2020/7/2,電話,\x82").encode("euc_jp", "replace") + b"\xff\xfd",
        "読めない文字",
    ),
    "an open quote": ((CSV + '2020/7/2,"電話').encode(), "引用符"),
    "a far cell": (hostile.far_cell(), "セル XFD1048576 に値"),
    "a deep cell": (hostile.deep_cell(), "H1048576 に値"),
    "a hidden far cell": (hostile.far_cell_only_the_reader_sees(), "ファイルを開けませんでした"),
    "a memory eater": (hostile.far_cell_only_the_reader_sees("CV"), "ファイルを開けませんでした"),
    "a bomb": (hostile.bomb, "広げると大きすぎる"),
    "a liar": (hostile.larger_than_declared, "を読み込めません"),
    "macros": (
        hostile.with_entries(hostile.workbook(), {"xl/vbaProject.bin": b"x"}),
        "マクロ",
    ),
    "links": (
        hostile.with_entries(hostile.workbook(), {"xl/externalLinks/externalLink1.xml": b"x"}),
        "ほかのブックを参照",
    ),
    "embedded": (
        hostile.with_entries(hostile.workbook(), {"xl/embeddings/oleObject1.bin": b"x"}),
        "埋め込まれています",
    ),
    "a way out": (
        hostile.with_entries(hostile.workbook(), {"xl/../../etc/passwd": b"x"}),
        "ふつうの Excel ブックにはない作り",
    ),
    "many entries": (
        hostile.with_entries(hostile.workbook(), {f"xl/{n}.xml": b"x" for n in range(300)}),
        "広げると大きすぎる",
    ),
    "too wide": (("," * 300 + "x\r\n").encode(), "列が多すぎます"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_its_sentence(name):
    made, sentence = REFUSED[name]
    data = made() if callable(made) else made
    with pytest.raises(RefusedFileError) as refusal:
        read_table(data, "../受付簿.xlsx")
    assert sentence in str(refusal.value)
    assert str(refusal.value).startswith("「受付簿.xlsx」を読み込めません。")
    assert str(refusal.value).endswith("。")


def test_the_parent_stays_small():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for data in (hostile.far_cell_only_the_reader_sees(), hostile.far_cell()):
        with pytest.raises(RefusedFileError):
            read_table(data, "x.xlsx")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes


def test_the_child_is_given_no_secret(monkeypatch):
    """What the parent knows is in its environment; a file that took over the child finds none."""
    given = {}

    class Watched(subprocess.Popen):
        def __init__(self, *arguments, **options):
            given.update(options)
            super().__init__(*arguments, **options)

    monkeypatch.setenv("KYODO_DATABASE_URL", "postgresql://secret")
    monkeypatch.setattr(subprocess, "Popen", Watched)
    read_table(CSV.encode(), "x.csv")
    assert "secret" not in str(given["env"])
    assert "KYODO_DATABASE_URL" not in given["env"]


def test_the_same_name_twice_in_the_archive_is_refused(tmp_path: Path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(hostile.workbook())
    with warnings.catch_warnings(), zipfile.ZipFile(path, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("xl/workbook.xml", b"x")
    with pytest.raises(RefusedFileError, match="ふつうの Excel ブックにはない作り"):
        read_table(path, "x.xlsx")


def test_a_file_that_takes_too_long_is_stopped():
    with pytest.raises(RefusedFileError, match="時間がかかりすぎた"):
        read_table(CSV.encode(), "x.csv", limits=Limits(wall_seconds=0.001))


def test_a_table_that_says_too_much_is_stopped():
    with pytest.raises(RefusedFileError, match="表が大きすぎます"):
        read_table(CSV.encode(), "x.csv", limits=Limits(output_bytes=20))


def test_a_file_that_is_too_large_is_not_even_opened():
    with pytest.raises(RefusedFileError, match="20MBまで"):
        read_table(bytes(21 * 1024 * 1024), "x.csv")


def test_the_undecodable_line_is_named():
    data = CSV.encode("cp932") + b"2020/7/2,\x82\xff,x\r\n"
    with pytest.raises(RefusedFileError, match="3行目に読めない文字"):
        read_table(data, "x.csv")


def test_a_million_empty_rows_do_not_hurt():
    (table,) = read_table(hostile.empty_rows(), "x.xlsx")
    assert [row.number for row in table.rows] == [1, 2]


def test_twenty_thousand_rows_are_taken_and_one_more_is_not():
    row = "2020/7/1,電話,個人,広報\r\n"
    head = "受付日,相談方法,相談者属性,相談項目\r\n"
    taken = read_table((head + row * 20_000).encode(), "x.csv")
    assert len(read_consultations(taken, R2_LISTS, today=TODAY).drafts) == 20_000
    for more in (1, 1_000):
        refused = read_table((head + row * (20_000 + more)).encode(), "x.csv")
        with pytest.raises(RefusedFileError, match="20,000行まで"):
            read_consultations(refused, R2_LISTS, today=TODAY)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([["こんにちは"], ["さようなら"]], "見出しの行が見つかりません"),
        (
            [["受付日", "相談方法", "概要"], ["2020/7/1", "電話", "x"]],
            "「相談内容(項目)」の列がありません",
        ),
        ([["受付日", "相談項目"], ["2020/7/1", "広報"]], "「相談方法」の列がありません"),
        ([["相談方法", "相談項目"], ["電話", "広報"]], "「受付日」の列がありません"),
    ],
)
def test_a_table_without_the_needed_columns_is_refused(rows, sentence):
    sheets = read_table(hostile.workbook(*rows), "x.xlsx")
    with pytest.raises(RefusedFileError, match="見出し") as refusal:
        read_consultations(sheets, R2_LISTS, today=TODAY)
    assert sentence in str(refusal.value)


def test_an_empty_workbook_is_refused():
    sheets = read_table(saved(openpyxl.Workbook()), "x.xlsx")
    with pytest.raises(RefusedFileError, match="何も書かれていません"):
        read_consultations(sheets, R2_LISTS, today=TODAY)
