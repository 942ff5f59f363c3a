"""Word templates that people write themselves: named places in double braces are filled.

A name stands alone in its paragraph for a block (tables, charts, lists), or within a sentence
for a line. Nothing else of a template language is understood, so a template is only ever data.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from app.documents.blocks import Block, Heading, printable
from app.documents.docx import describe, saved, write_block, write_date_line
from app.documents.docx_layout import lay_out, lend_styles

_NAME = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_BRACES = str.maketrans("｛｝", "{}")
_BESIDE = ("/header", "/footer", "/footnotes", "/endnotes")
"""Ends of the kinds of parts that hold text as well."""


@dataclass(frozen=True, slots=True)
class Found:
    """A name that a template holds. `alone`: it has its paragraph, of the text, for itself."""

    name: str
    alone: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What a template asks for."""

    found: Sequence[Found]
    stray: bool
    """A brace stands somewhere else: half a name, or part of a program, which no template is."""


def read_template(content: bytes) -> Reading:
    """The names in body, headers, footers and notes.

    Raises whatever a broken file makes python-docx and lxml raise: see `gateway`.
    """
    template = _opened(content)
    texts = [(_text(each), True) for each in _paragraphs(template.docx.element.body)]
    for root in _roots_beside(template):
        texts += [(_text(each), False) for each in _paragraphs(root)]
    found: list[Found] = []
    stray = False
    for text, in_body in texts:
        names = [name.strip() for name in _NAME.findall(text)]
        rest = _NAME.sub("", text)
        stray = stray or "{" in rest or "}" in rest
        alone = in_body and len(names) == 1 and not rest.strip()
        found += [Found(name, alone) for name in names]
    return Reading(tuple(found), stray)


def fill_template(
    content: bytes,
    lines: Mapping[str, str],
    blocks: Mapping[str, Sequence[Block]],
    *,
    title: str,
    timestamp: datetime,
) -> bytes:
    """The template with its places filled; it was read and found in order before.

    The same inputs and (aware) timestamp give the same bytes.
    """
    template = _opened(content)
    word = template.docx
    lend_styles(word)
    for paragraph in _paragraphs(word.element.body):
        names = _NAME.findall(text := _text(paragraph))
        if len(names) == 1 and names[0].strip() in blocks and not _NAME.sub("", text).strip():
            _replace_text(paragraph, f"{{{{p {names[0].strip()} }}}}")
    describe(word, "", timestamp)  # braces in the author's own description are not ours
    written = {name: Markup(_xml(word, each)) for name, each in blocks.items()}  # noqa: S704 our own XML
    shown = {name: printable(text) for name, text in lines.items()}
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    template.render({**shown, **written}, environment)
    _close_cells(word)
    describe(word, title, timestamp)
    return saved(word)


def write_template(
    parts: Sequence[Heading | str], *, title: str, date_line: str, timestamp: datetime
) -> bytes:
    """A template to begin from: `title`, `date_line`, headings, and the names of blocks."""
    word = docx.Document()
    lay_out(word, number=None)
    describe(word, "", timestamp)
    word.add_paragraph(title, style="Title")
    write_date_line(word, date_line)
    for part in parts:
        if isinstance(part, Heading):
            write_block(word, part)
        else:
            word.add_paragraph(f"{{{{ {part} }}}}")
    return saved(word)


def _opened(content: bytes) -> DocxTemplate:
    template = DocxTemplate(BytesIO(content))
    template.init_docx()
    for root in (template.docx.element.body, *_roots_beside(template)):
        for text in root.iter(qn("w:t")):
            text.text = (text.text or "").translate(_BRACES)
    return template


def _roots_beside(template: DocxTemplate) -> Iterator[BaseOxmlElement]:
    for relation in template.docx.part.rels.values():
        if relation.reltype.endswith(_BESIDE) and hasattr(relation.target_part, "element"):
            yield relation.target_part.element


def _paragraphs(root: BaseOxmlElement) -> list[BaseOxmlElement]:
    return list(root.iter(qn("w:p")))


def _text(paragraph: BaseOxmlElement) -> str:
    """Its own words, without those of a box that floats in it."""
    texts = paragraph.iter(qn("w:t"))
    return "".join(
        each.text or "" for each in texts if next(each.iterancestors(qn("w:p"))) is paragraph
    )


def _replace_text(paragraph: BaseOxmlElement, text: str) -> None:
    for child in list(paragraph):
        if child.tag != qn("w:pPr"):
            paragraph.remove(child)
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = text
    run.append(words)
    paragraph.append(run)


def _xml(word: WordDocument, blocks: Sequence[Block]) -> str:
    """The blocks as XML that fits into this document: written at its end, and taken out again."""
    body = word.element.body
    known = set(body)
    for block in blocks:
        write_block(word, block)
    written = [each for each in body if each not in known]
    for each in written:
        body.remove(each)
    return "".join(etree.tostring(each, encoding="unicode") for each in written)


def _close_cells(word: WordDocument) -> None:
    """Word takes no cell that does not end with a paragraph."""
    for cell in word.element.body.iter(qn("w:tc")):
        if cell[-1].tag != qn("w:p"):
            cell.append(OxmlElement("w:p"))
