from dataclasses import replace
from io import BytesIO

import pikepdf
import pytest

from app.documents.blocks import (
    Column,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Prose,
    Span,
    Table,
)
from app.documents.pdf import merge_pdf, write_pdf
from tests.documents.papers import MARKUP, MOMENT, a_paper, a_table, pages_of, the_statistics


def written(*blocks, **details):
    return write_pdf(a_paper(*blocks, **details), timestamp=MOMENT)


def test_the_statistics_read_from_top_to_bottom():
    assert "".join(pages_of(write_pdf(the_statistics(), timestamp=MOMENT))) == (
        "資料1令和2年度相談統計市民協働推進センター令和3年2月28日現在"
        "1 概況相談件数は507件でした。・電話が多い・来館は減った(1) 内容"
        "表1 相談内容別の件数相談内容件数新型コロナウイルス関連①153活動・事業の内容②60"
        "法人事務③47その他131合計※615※1件の相談が、複数の項目に分類されることもあります。"
        "(単位:件)新型コロナウイルス関連153活動・事業の内容60法人事務47その他131"
        "図1 相談内容出典: 各区の相談記録1 / 1"
    )


def test_the_same_paper_and_time_give_the_same_bytes():
    first = write_pdf(the_statistics(), timestamp=MOMENT)

    assert write_pdf(the_statistics(), timestamp=MOMENT) == first
    assert write_pdf(the_statistics(), timestamp=MOMENT.replace(hour=1)) != first


def test_what_people_wrote_is_never_markup():
    rows = [(MARKUP, "1")]
    table = Table(MARKUP, [Column(MARKUP), Column("b")], rows, notes=[MARKUP])

    text = "".join(pages_of(written(Heading(MARKUP), Paragraph(MARKUP), table, title=MARKUP)))

    assert text.replace(" ", "").count(MARKUP.replace(" ", "")) == 7


def test_a_long_table_repeats_its_header_on_every_page():
    pages = pages_of(written(a_table(rows=60)))

    assert len(pages) > 1
    assert all("番号区件数" in page for page in pages)


def test_a_row_taller_than_a_page_goes_on_over_the_next_ones():
    text = "長い本文です。" * 600
    pages = pages_of(written(Table("表", [Column("区"), Column("本文")], [("鶴見", text)])))

    assert len(pages) > 2
    assert "".join(pages).count("長い本文です。") > 590  # a sentence may stand on two pages


def test_all_fonts_are_embedded_and_are_the_products_own():
    with pikepdf.open(BytesIO(write_pdf(the_statistics(), timestamp=MOMENT))) as pdf:
        fonts = [font for page in pdf.pages for font in page.Resources.Font.values()]

        assert {str(font.BaseFont).split("+")[1] for font in fonts} == {
            "BIZUDGothic-Regular",
            "BIZUDGothic-Bold",
        }
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)


def test_pages_are_a4_and_headings_are_bookmarks():
    with pikepdf.open(BytesIO(write_pdf(the_statistics(), timestamp=MOMENT))) as pdf:
        width, height = (round(float(side) / 72 * 25.4) for side in pdf.pages[0].mediabox[2:])
        with pdf.open_outline() as outline:
            first = outline.root[0]

            assert (width, height) == (210, 297)
            assert first.title == "1 概況"
            assert [below.title for below in first.children] == ["(1) 内容"]


def test_a_paper_claims_to_be_accessible_and_says_its_title_and_language():
    with pikepdf.open(BytesIO(write_pdf(the_statistics(), timestamp=MOMENT))) as pdf:
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert pdf.open_metadata()["dc:title"] == "令和2年度相談統計"
        assert str(pdf.Root.Lang) == "ja-JP"


def test_a_letter_that_the_font_has_not_does_not_stop_the_paper():
    content = written(Paragraph("吉野さんの𠮷は土に口"))

    assert "さんの" in pages_of(content)[0]
    with pikepdf.open(BytesIO(content)) as pdf:
        assert "pdfuaid:part" not in pdf.open_metadata()


def test_control_characters_do_not_stop_the_paper():
    assert "前後" in pages_of(written(Paragraph("前\x0b後")))[0]


def test_a_page_break_begins_a_page_and_two_make_no_empty_one():
    pages = pages_of(written(Paragraph("前"), PageBreak(), PageBreak(), Paragraph("後")))

    assert ["前" in page for page in pages] == [True, False]


def test_a_pack_keeps_each_papers_pages_and_page_numbers():
    long, short = written(a_table(rows=60)), written(Paragraph("一枚"), number="資料2")
    count = len(pages_of(long))

    pack = merge_pdf([("資料1 統計", long), ("資料2 相談", short)])

    pages = pages_of(pack)
    assert len(pages) == count + 1
    assert pages[0].endswith(f"1 / {count}")
    assert pages[-1].endswith("1 / 1")


def test_a_pack_has_a_bookmark_for_each_paper():
    parts = [("次第", written(a_table(rows=60))), ("資料1", written(Paragraph("一枚")))]
    with pikepdf.open(BytesIO(merge_pdf(parts))) as pack, pack.open_outline() as outline:
        places = {item.title: item.destination[0].objgen for item in outline.root}

        assert list(places) == ["次第", "資料1"]
        assert places["次第"] == pack.pages[0].obj.objgen
        assert places["資料1"] == pack.pages[-1].obj.objgen


def test_the_same_parts_give_the_same_pack():
    part = written(Paragraph("一枚"))

    assert merge_pdf([("資料1", part)]) == merge_pdf([("資料1", part)])


def test_a_pack_of_nothing_is_refused():
    with pytest.raises(ValueError, match="at least one part"):
        merge_pdf([])


def test_words_in_bold_and_lists_are_printed_as_written():
    paper = a_paper(
        Prose([Span("ふつうと"), Span("太字", bold=True)]),
        Items([[Span("一つめ")], [Span("#二つめ")]], numbered=True),
        Items([[Span("箇条書き")]]),
    )
    printed = "".join(pages_of(write_pdf(paper, timestamp=MOMENT)))
    assert "ふつうと太字1.一つめ2.#二つめ・箇条書き" in printed


def test_a_table_without_a_caption_has_none():
    table = replace(a_table(), caption="")
    printed = "".join(pages_of(write_pdf(a_paper(table), timestamp=MOMENT)))
    assert printed.startswith("資料1相談統計令和3年2月28日現在番号区件数")
