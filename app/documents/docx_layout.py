"""A4 and styles for Word: the same look as the PDF, kept in styles so that staff can change it."""

from copy import deepcopy

import docx
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from app.documents.blocks import printable
from app.documents.fonts import FAMILY

LEFT, RIGHT = Mm(25), Mm(20)  # the left margin leaves room for two punched holes
_PAPER_WIDTH = Mm(210)
_INK = RGBColor(0x0A, 0x0A, 0x0A)
CELL, _GRID = "Cell", "Table Grid"
# Style: size, bold, points above, points below.
_LOOKS = {
    "Normal": (10.5, False, 0, 6),
    "Title": (16, True, 0, 6),
    "Subtitle": (11.5, False, 0, 6),
    "Heading 1": (12.5, True, 18, 8),
    "Heading 2": (11, True, 14, 6),
    "Heading 3": (10.5, True, 12, 4),
    "List Bullet": (10.5, False, 0, 3),
    "Caption": (10, True, 8, 4),
    "Header": (10.5, False, 0, 0),
    "Footer": (9, False, 0, 0),
    "Note": (9, False, 2, 2),
    "Cell": (9.5, False, 0, 0),
}


def lay_out(word: WordDocument, *, number: str | None, is_wide: bool = False) -> None:
    """Margins, styles, the document's number at the top right and 「1 / 3」 at the foot."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    if is_wide:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = LEFT, RIGHT
    section.top_margin, section.bottom_margin = Mm(27), Mm(23)
    section.header_distance, section.footer_distance = Mm(13), Mm(11)
    for name, look in _LOOKS.items():
        _dress(_plain_style(word, name), look)
    _set_spacing(word)
    _set_grid(word)
    for language in word.styles.element.xpath("w:docDefaults//w:lang"):
        language.set(qn("w:val"), "ja-JP")
        language.set(qn("w:eastAsia"), "ja-JP")
    # The template is of 2010; without this Word would show 「互換モード」.
    for mode in word.settings.element.xpath("//w:compatSetting[@w:name='compatibilityMode']"):
        mode.set(qn("w:val"), "15")
    if number:
        _write_number(section.header.paragraphs[0], number)
    _write_page_number(section.footer.paragraphs[0])


def text_width(word: WordDocument) -> Length:
    """Between the margins of the first section."""
    section = word.sections[0]
    width, left = section.page_width or _PAPER_WIDTH, section.left_margin or Mm(0)
    return Length(width - left - (section.right_margin or Mm(0)))


def lend_styles(word: WordDocument) -> None:
    """Give a document of somebody else's the styles it lacks; its own stay as they are."""
    missing = [name for name in _LOOKS if name not in word.styles]
    for name in missing:
        _dress(_plain_style(word, name), _LOOKS[name])
    if _GRID not in word.styles:
        word.styles.element.append(deepcopy(docx.Document().styles[_GRID].element))
        _set_grid(word)


def _plain_style(word: WordDocument, name: str) -> ParagraphStyle:
    """The named style without the template's colors, lines and theme fonts, which would win."""
    if name not in word.styles:
        added = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        added.base_style = word.styles["Normal"]
    style: ParagraphStyle = word.styles[name]
    for dressing in style.element.xpath("./w:rPr | ./w:pPr/w:pBdr"):
        dressing.getparent().remove(dressing)
    return style


def _dress(style: ParagraphStyle, look: tuple[float, bool, float, float]) -> None:
    size, bold, above, below = look
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = _INK
    style.paragraph_format.space_before = Pt(above)
    style.paragraph_format.space_after = Pt(below)
    _set_typeface(style)


def _set_typeface(style: ParagraphStyle) -> None:
    """One face for all scripts."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FAMILY)


def _set_spacing(word: WordDocument) -> None:
    normal = word.styles["Normal"]
    normal.paragraph_format.line_spacing = 1.35
    properties = normal.element.get_or_add_pPr()
    for name in ("w:autoSpaceDE", "w:autoSpaceDN"):
        # No extra space between kana and letters or digits: 「令和2年」 stays together.
        setting = OxmlElement(name)
        setting.set(qn("w:val"), "0")
        properties.find(qn("w:spacing")).addprevious(setting)
    for name in ("Title", "Subtitle"):
        word.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Cell", "Note"):
        word.styles[name].paragraph_format.line_spacing = 1.15


def _set_grid(word: WordDocument) -> None:
    """Thin grey lines, and air above and below the text of a cell (in twentieths of a point)."""
    grid = word.styles[_GRID].element
    for line in grid.xpath(".//w:tblBorders/*"):
        line.set(qn("w:color"), "787878")
    for margin in grid.xpath(".//w:tblCellMar/w:top | .//w:tblCellMar/w:bottom"):
        margin.set(qn("w:w"), "50")


def _write_number(paragraph: WordParagraph, number: str) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(f" {printable(number)} ")
    border = OxmlElement("w:bdr")
    for key, value in {"val": "single", "sz": "6", "space": "0", "color": "auto"}.items():
        border.set(qn(f"w:{key}"), value)
    run._r.get_or_add_rPr().append(border)  # noqa: SLF001 python-docx knows no text border


def _write_page_number(paragraph: WordParagraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_field(paragraph, "PAGE")
    paragraph.add_run(" / ")
    _add_field(paragraph, "NUMPAGES")


def _add_field(paragraph: WordParagraph, name: str) -> None:
    """The 1 is what stands there until the program has counted."""
    shown = paragraph.add_run("1")._r  # noqa: SLF001 python-docx knows no fields
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    shown.addprevious(field)
    field.append(shown)
