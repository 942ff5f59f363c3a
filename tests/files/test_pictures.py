import zipfile
from base64 import b64decode
from io import BytesIO

import docx
import openpyxl
import pikepdf
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from app.documents.blocks import Document, Items, Note, Picture, Prose, Span, Table
from app.documents.docx import write_docx
from app.documents.pdf import write_pdf
from app.files.gateway import RefusedFileError, printing
from app.files.gateway.pictures import MOST_PICTURES, NOT_PRINTED
from tests.files.made import MOMENT, a_docx, a_picture, an_xlsx

TIFF_GPS = 0x8825
TEXT_BOX = f"""
<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
     xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
     xmlns:v="urn:schemas-microsoft-com:vml"><mc:AlternateContent>
  <mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent>
    <w:p><w:r><w:t>参加は無料です</w:t></w:r></w:p></w:txbxContent></wps:txbx></w:drawing></mc:Choice>
  <mc:Fallback><w:pict><v:textbox><w:txbxContent>
    <w:p><w:r><w:t>参加は無料です</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback>
</mc:AlternateContent></w:r>"""


def of_word(word):
    written = BytesIO()
    word.save(written)
    return written.getvalue()


def with_picture(content=None, **attributes):
    """A Word file with one picture, and these attributes on parts of it."""
    word = docx.Document()
    word.add_picture(BytesIO(content or a_picture()), width=Mm(80))
    (picture,) = word.element.iter(qn("pic:pic"))
    for path, values in attributes.items():
        (element,) = picture.iter(qn(path.replace("_", ":")))
        for name, value in values.items():
            element.set(name, value)
    return word


def exchanged(content, picture):
    """The file with another content of its picture."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name, picture if name.startswith("word/media/") else old.read(name))
    return written.getvalue()


def pictures(content):
    return [
        each
        for each in printing.look_into("案内.docx", content).blocks
        if isinstance(each, Picture | Note)
    ]


def opened(picture):
    return Image.open(BytesIO(b64decode(picture.source.partition(",")[2])))


def colours(picture):
    """Of the left, the right, the top and the bottom edge."""
    image = opened(picture).convert("RGB")
    across, down = image.size
    places = ((3, down // 2), (across - 4, down // 2), (across // 2, 3), (across // 2, down - 4))
    return [
        "red" if red > blue else "blue"
        for red, _, blue in (image.getpixel(place) for place in places)
    ]


def test_a_picture_is_printed_after_the_words_it_stands_among_at_its_size():
    looked = printing.look_into("案内.docx", a_docx("会場の写真", picture=a_picture()))
    words, picture, table = looked.blocks[1:]
    assert words == Prose([Span("会場の写真")])
    assert (picture.width, picture.height) == pytest.approx((80, 40), abs=0.1)
    assert isinstance(table, Table)
    assert looked.pictures == 1


def test_a_large_photograph_is_made_as_fine_as_paper_needs_it_and_forgets_where_it_was_taken():
    exif = Image.Exif()
    exif.get_ifd(TIFF_GPS)[1] = "N"
    (picture,) = pictures(a_docx(picture=a_picture("jpeg", (4000, 2000), exif=exif)))
    assert opened(picture).size == (472, 236)
    assert opened(picture).getexif().get_ifd(TIFF_GPS) == {}
    assert picture.source.startswith("data:image/jpeg;base64,")


def test_what_word_hides_of_a_picture_stays_behind():
    word = with_picture(pic_blipFill={})
    (fill,) = word.element.iter(qn("pic:blipFill"))
    fill.find(qn("a:blip")).addnext(parse_xml(f'<a:srcRect {nsdecls("a")} l="50000"/>'))
    (picture,) = pictures(of_word(word))
    assert colours(picture)[:2] == ["blue", "blue"]


def test_a_picture_is_turned_as_word_shows_it():
    (picture,) = pictures(of_word(with_picture(a_xfrm={"rot": "5400000"})))
    assert colours(picture)[2:] == ["red", "blue"]
    assert (picture.width, picture.height) == pytest.approx((40, 80), abs=0.5)


@pytest.mark.parametrize("form", ["png", "jpeg", "gif", "bmp", "tiff", "webp"])
def test_every_usual_form_is_printed(form):
    (picture,) = pictures(exchanged(of_word(with_picture()), a_picture(form)))
    assert colours(picture)[:2] == ["red", "blue"]


def test_what_is_clear_in_a_picture_is_white_on_paper():
    clear = BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(clear, "png")
    (picture,) = pictures(of_word(with_picture(clear.getvalue())))
    assert opened(picture).convert("RGB").getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize("broken", [b"", b"\x89PNG\r\n\x1a\nbroken", a_picture()[:60]])
def test_a_note_stands_for_a_picture_that_cannot_be_printed(broken):
    assert pictures(exchanged(of_word(with_picture()), broken)) == [Note(NOT_PRINTED)]


def test_a_picture_of_air_is_not_opened():
    air = a_picture("png", (8000, 8000), compress_level=9)
    assert pictures(of_word(with_picture(air))) == [Note(NOT_PRINTED)]


def test_a_linked_picture_is_not_fetched():
    word = with_picture()
    (blip,) = word.element.iter(qn("a:blip"))
    del blip.attrib[qn("r:embed")]
    elsewhere = word.part.relate_to("https://example.org/a.png", "image", is_external=True)
    blip.set(qn("r:link"), elsewhere)
    assert pictures(of_word(word)) == [Note(NOT_PRINTED)]


def test_too_many_pictures_are_refused_in_words():
    word = docx.Document()
    for _ in range(MOST_PICTURES + 1):
        word.add_picture(BytesIO(a_picture()), width=Mm(10))
    with pytest.raises(RefusedFileError, match="図や写真が多すぎて印刷できません。"):
        printing.look_into("案内.docx", of_word(word))


def boxed(word, paragraph):
    """The file with a box of words in that paragraph."""
    (element,) = (each for each in word.element.iter(qn("w:p")) if each.text == paragraph.text)
    element.append(parse_xml(TEXT_BOX))
    return of_word(word)


def test_words_in_a_box_of_a_table_are_printed_once():
    word = docx.Document()
    table = word.add_table(1, 2)
    for cell, words in zip(table.rows[0].cells, ("日", "会場"), strict=True):
        cell.text = words
    content = boxed(word, table.rows[0].cells[0].paragraphs[0])
    shown, box = printing.look_into("案内.docx", content).blocks
    assert [column.heading for column in shown.columns] == ["日", "会場"]
    assert box == Prose([Span("参加は無料です")])


def test_words_in_a_box_are_printed_once():
    word = docx.Document()
    content = boxed(word, word.add_paragraph("お知らせ"))
    blocks = printing.look_into("案内.docx", content).blocks
    assert blocks == (Prose([Span("お知らせ")]), Prose([Span("参加は無料です")]))


def test_pictures_in_a_table_and_in_a_list_are_not_lost():
    word = docx.Document()
    table = word.add_table(1, 2)
    for cell, words in zip(table.rows[0].cells, ("日", "会場"), strict=True):
        cell.text = words
    table.rows[0].cells[0].paragraphs[0].add_run().add_picture(BytesIO(a_picture()), Mm(20))
    for words in ("一", "二", "三"):
        item = word.add_paragraph(words, style="List Bullet")
        if words == "二":
            item.add_run().add_picture(BytesIO(a_picture()), Mm(20))
    kinds = [type(block) for block in printing.look_into("案内.docx", of_word(word)).blocks]
    assert kinds == [Table, Picture, Items, Picture, Items]


def test_pictures_of_a_workbook_are_counted_though_not_printed():
    book = openpyxl.load_workbook(BytesIO(an_xlsx()))
    book.active.add_image(SheetImage(BytesIO(a_picture())), "D4")
    assert printing.look_into("表.xlsx", of_word(book)).pictures == 1


def test_a_picture_comes_into_every_form_of_paper():
    (picture,) = pictures(a_docx(picture=a_picture("jpeg")))
    paper = Document("案内", "", [picture])
    with pikepdf.open(BytesIO(write_pdf(paper, timestamp=MOMENT))) as pdf:
        drawn = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
        assert any(each.get("/Subtype") == "/Image" for each in drawn)
    word = docx.Document(BytesIO(write_docx(paper, timestamp=MOMENT)))
    (shape,) = word.inline_shapes
    assert shape.width.mm == pytest.approx(80, abs=0.1)
