from io import BytesIO

import pikepdf
import pytest

from app.documents.blocks import Heading, Prose, Span, Table
from app.files.gateway import RefusedFileError, printing
from tests.files.made import a_docx, a_pdf, an_xlsx, locked, of_pages, saved

A3 = (842, 1191)


def stamped(content, label="資料5"):
    pages = printing.look_into("図.pdf", content).pages
    return printing.stamped("図.pdf", content, label=label, pages=pages)


def marks(content):
    """Where the mark of each page is drawn: its box in the page's own directions."""
    with pikepdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            matrix = [
                operands
                for operands, operator in pikepdf.parse_content_stream(page)
                if str(operator) == "cm"
            ][-1]
            yield [round(float(each), 2) for each in matrix]


def test_every_page_carries_the_number_of_its_paper_and_its_own():
    looked = printing.look_into("図.pdf", stamped(a_pdf("一", "二", "三")))
    assert [f"資料5　{page}/3" in looked.text for page in (1, 2, 3)] == [True] * 3
    assert looked.pages == 3


def test_the_same_file_gives_the_same_bytes():
    content = a_pdf("一", "二")
    assert stamped(content) == stamped(content)


@pytest.mark.parametrize(
    ("turned", "corner"),
    [(0, (1, 1)), (90, (0, 1)), (180, (0, 0)), (270, (1, 0))],
)
def test_the_mark_stands_upright_at_the_top_right_of_what_is_seen(turned, corner):
    (matrix,) = marks(stamped(a_pdf(rotate=turned)))
    a, b, c, d, x, y = matrix
    upright = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[turned]
    assert ((a > 0) - (a < 0), (b > 0) - (b < 0)) == upright
    assert (x > 595 / 2, y > 842 / 2) == tuple(map(bool, corner))
    assert (c, d) == (-b, a)


def test_the_mark_grows_with_the_page():
    (small,), (large,) = marks(stamped(a_pdf())), marks(stamped(a_pdf(size=A3)))
    assert large[0] == pytest.approx(small[0] * 842 / 595, rel=0.02)


def test_three_hundred_pages_are_stamped():
    content = stamped(of_pages(300), label="資料12")
    with pikepdf.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) == 300


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("図.pdf", b"%PDF-1.7 broken", "「図.pdf」は壊れていて開けません。"),
        ("図.pdf", locked(a_pdf()), "「図.pdf」はパスワードが付いています。"),
        ("図.pdf", of_pages(501), "「図.pdf」は501ページあります。500ページまで"),
        ("案内.docx", b"PK\x03\x04", "「案内.docx」を開けませんでした。"),
        ("表.xlsx", b"PK\x03\x04", "「表.xlsx」を開けませんでした。"),
        (
            "表.xlsx",
            an_xlsx(("計",), ("=1+1",)),
            "「表.xlsx」は数式の計算結果が保存されていません。",
        ),
        ("表.xlsx", an_xlsx(*[("行",)] * 2100), "「表.xlsx」は長すぎて印刷できません。"),
    ],
    ids=["broken", "locked", "long", "no docx", "no xlsx", "uncounted", "large"],
)
def test_what_cannot_be_printed_is_refused_with_its_name_and_the_reason(name, content, sentence):
    with pytest.raises(RefusedFileError) as refused:
        printing.look_into(name, content)
    assert str(refused.value).startswith(sentence)


def test_nothing_but_the_pages_of_a_pdf_comes_along():
    with pikepdf.open(BytesIO(a_pdf())) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
        )
        pdf.attachments["秘.txt"] = b"enclosed"
        pdf.docinfo["/Author"] = "名前"
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("x"))
        link = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("https://example.org/"))
        pdf.pages[0].obj.Annots = pikepdf.Array(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action
            )
            for action in (launch, link)
        )
        pdf.pages[0].obj.AA = pikepdf.Dictionary(O=launch)
        content = saved(pdf)

    with pikepdf.open(BytesIO(stamped(content))) as pdf:
        assert "/OpenAction" not in pdf.Root
        assert not pdf.attachments
        assert "/Author" not in pdf.docinfo
        assert "/AA" not in pdf.pages[0].obj
        assert [str(note.A.S) for note in pdf.pages[0].obj.Annots] == ["/URI"]


def test_pages_without_a_letter_are_told():
    with pikepdf.open(BytesIO(a_pdf("一", "二"))) as pdf:
        pdf.add_blank_page()
        content = saved(pdf)
    looked = printing.look_into("図.pdf", content)
    assert looked.silent == (3,)
    assert "一" in looked.text


def test_a_word_file_is_read_as_blocks_and_its_edges_for_names():
    looked = printing.look_into("案内.docx", a_docx("定員は20人です。", header="担当 見本様"))
    assert looked.blocks[0] == Heading("講座のお知らせ", 1)
    assert looked.blocks[1] == Prose([Span("定員は20人です。")])
    table = looked.blocks[2]
    assert isinstance(table, Table)
    assert [column.heading for column in table.columns] == ["日", "会"]
    assert "見本様" in looked.text


def test_a_workbook_is_read_as_it_is_seen_and_its_hidden_sheets_for_names():
    looked = printing.look_into(
        "表.xlsx", an_xlsx(("参加者",), ("月", "人数"), ("4月", 1234.5), hidden="見本様")
    )
    assert [type(block).__name__ for block in looked.blocks] == ["Paragraph", "Table"]
    table = looked.blocks[1]
    assert isinstance(table, Table)
    assert table.rows == [["4月", "1234.5"]]
    assert "見本様" in looked.text
