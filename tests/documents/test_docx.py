import zipfile
from io import BytesIO

import docx
import pytest
from docx.shared import Mm

from app.documents.blocks import Column, Heading, PageBreak, Paragraph, Table
from app.documents.docx import write_docx
from app.documents.docx_layout import text_width
from tests.documents.papers import MARKUP, MOMENT, a_paper, a_table, the_statistics


def opened(document):
    return docx.Document(BytesIO(write_docx(document, timestamp=MOMENT)))


@pytest.fixture(name="word", scope="module")
def the_statistics_in_word():
    return opened(the_statistics())


def test_the_statistics_read_from_top_to_bottom(word):
    assert [(line.style.name, line.text) for line in word.paragraphs if line.text] == [
        ("Title", "令和2年度相談統計"),
        ("Subtitle", "市民協働推進センター"),
        ("Normal", "令和3年2月28日現在"),
        ("Heading 1", "1 概況"),
        ("Normal", "相談件数は507件でした。"),
        ("List Bullet", "電話が多い"),
        ("List Bullet", "来館は減った"),
        ("Heading 2", "(1) 内容"),
        ("Caption", "表1 相談内容別の件数"),
        ("Note", "※1件の相談が、複数の項目に分類されることもあります。"),
        ("Caption", "図1 相談内容"),
        ("Note", "出典: 各区の相談記録"),
    ]
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["相談内容", "件数"],
        ["新型コロナウイルス関連", "①153"],
        ["活動・事業の内容", "②60"],
        ["法人事務", "③47"],
        ["その他", "131"],
        ["合計", "※615"],
    ]


def test_the_same_paper_and_time_give_the_same_bytes():
    first = write_docx(the_statistics(), timestamp=MOMENT)

    assert write_docx(the_statistics(), timestamp=MOMENT) == first
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_properties_tell_the_given_time_and_no_author(word):
    properties = word.core_properties

    assert properties.created == properties.modified == MOMENT
    assert (properties.title, properties.author, properties.comments) == (
        "令和2年度相談統計",
        "",
        "",
    )


def test_what_people_wrote_comes_out_as_they_wrote_it():
    table = Table(MARKUP, [Column(MARKUP)], [(MARKUP + "\x0b",)], notes=[MARKUP])
    word = opened(a_paper(Heading(MARKUP), Paragraph(MARKUP), table, title=MARKUP, number=MARKUP))

    assert [line.text for line in word.paragraphs].count(MARKUP) == 5
    assert [row.cells[0].text for row in word.tables[0].rows] == [MARKUP, MARKUP]
    assert word.sections[0].header.paragraphs[0].text.strip() == MARKUP


def test_a_long_table_repeats_its_header_and_keeps_its_rows_whole():
    word = opened(a_paper(a_table(rows=60)))

    assert len(word.element.xpath("//w:tr[w:trPr/w:cantSplit]")) == 61
    repeated = word.element.xpath("//w:tr[w:trPr/w:tblHeader]")
    assert repeated == word.element.xpath("//w:tr[1]")


def test_cells_and_columns_have_the_widths_of_their_shares():
    table = opened(a_paper(a_table())).tables[0]

    shares = [0.25, 0.5, 0.25]
    expected = [round(Mm(165) * share / 36000) for share in shares]
    assert [round(column.width / 36000) for column in table.columns] == expected
    assert [round(cell.width / 36000) for cell in table.rows[1].cells] == expected


def test_numbers_are_right_aligned_and_headings_centered(word):
    heading, figure = (word.tables[0].rows[at].cells[1].paragraphs[0] for at in (0, 1))

    assert (heading.alignment, figure.alignment) == (1, 2)


def test_the_total_row_is_bold(word):
    runs = [row.cells[1].paragraphs[0].runs[0] for row in word.tables[0].rows]

    assert [run.bold for run in runs] == [True, None, None, None, None, True]


def test_every_style_in_use_is_set_in_the_products_font_for_japanese_too(word):
    used = {line.style.name: line.style.element for line in word.paragraphs}

    faces = {name: element.xpath("w:rPr/w:rFonts/@w:eastAsia") for name, element in used.items()}
    assert faces == {name: ["BIZ UDGothic"] for name in used}
    assert not any(element.xpath("w:rPr/w:rFonts/@w:eastAsiaTheme") for element in used.values())


def test_the_number_stands_in_the_header_and_pages_are_counted(word):
    section = word.sections[0]

    fields = section.footer.part.element.xpath("//w:fldSimple/@w:instr")
    assert section.header.paragraphs[0].text.strip() == "資料1"
    assert fields == ["PAGE", "NUMPAGES"]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_a_chart_has_its_words_and_fits_between_the_margins(word):
    assert word.element.xpath("//wp:docPr/@descr") == ["件数の棒グラフ"]
    assert word.inline_shapes[0].width <= text_width(word)


def test_a_page_break_leaves_no_empty_line_behind():
    word = opened(a_paper(Paragraph("前"), PageBreak(), Paragraph("後")))

    before, after = word.paragraphs[-2:]
    assert (before.text, after.text) == ("前", "後")
    assert after.paragraph_format.page_break_before
