"""Texts that staff write: headings, paragraphs, lists, bold. Kept as clean HTML.

What comes in is HTML from the editor, or plain lines from a browser without script:

    ■ 見出し          a heading
    ・項目            an item of a list
    1. 項目           an item of a numbered list
    ふつうの **太字**  a paragraph; a blank line parts two

What is kept is always what `html_of` writes: eight tags, no attribute, whatever was sent.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from itertools import groupby

import nh3

HEADING, PARAGRAPH, BULLET, NUMBERED = "h3", "p", "ul", "ol"
LONGEST = 20_000
"""Letters of one text as it is kept."""

_TAGS = {"h1", "h2", "h3", "h4", "p", "div", "ul", "ol", "li", "strong", "b", "br"}
_HEADINGS = {"h1", "h2", "h3", "h4"}
_BOLD = {"strong", "b"}
_MARKUP = re.compile(r"\s*<(?:p|div|h[1-4]|ul|ol|li|strong|b|br)\b[^>]*>", re.IGNORECASE)
_STARS = re.compile(r"\*\*(.+?)\*\*")
_BLANKS = re.compile(r"[ \t\r\f\v\u00a0]+")
_NUMBER = re.compile(r"(?:\d{1,2}|[０-９]{1,2})[.．)]\s*")


@dataclass(frozen=True, slots=True)
class Span:
    text: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, a paragraph, or one item of a list (`ul`, `ol`)."""

    tag: str
    spans: tuple[Span, ...]
    number: int = 0
    """Of an item of a numbered list."""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


def clean(written: str) -> str:
    """The text as it is kept, from HTML or from plain lines."""
    if not _MARKUP.match(written):
        return html_of(_from_lines(written))
    safe = nh3.clean(written, tags=_TAGS, attributes={}, strip_comments=True)
    return html_of(parts_of(safe))


def parts_of(html: str) -> Sequence[Part]:
    """The parts of a kept text, in order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _numbered(reader.finished())


def html_of(parts: Sequence[Part]) -> str:
    written = []
    for tag, run in groupby(parts, key=lambda part: part.tag):
        if tag in {BULLET, NUMBERED}:
            items = "".join(f"<li>{_inner(part)}</li>" for part in run)
            written.append(f"<{tag}>{items}</{tag}>")
        else:
            written += [f"<{tag}>{_inner(part)}</{tag}>" for part in run]
    return "".join(written)


def lines_of(html: str) -> str:
    """The text in plain lines, for a browser without script."""
    shown: list[str] = []
    last = ""
    for part in parts_of(html):
        words = "".join(f"**{span.text}**" if span.is_bold else span.text for span in part.spans)
        lead = {HEADING: "■ ", BULLET: "・", NUMBERED: f"{part.number}. "}.get(part.tag, "")
        if shown and (part.tag != last or part.tag == PARAGRAPH):
            shown.append("")
        shown.append(f"{lead}{words}")
        last = part.tag
    return "\n".join(shown)


def _from_lines(written: str) -> Sequence[Part]:
    parts: list[Part] = []
    begun = False
    for line in written.replace("\r\n", "\n").split("\n"):
        words = line.strip()
        if not words:
            begun = False
        elif (marked := _marked(words)) is not None:
            parts.append(marked)
            begun = False
        elif begun:
            before = parts.pop()
            parts.append(replace(before, spans=(*before.spans, Span("\n"), *_spans(words))))
        else:
            parts.append(Part(PARAGRAPH, _spans(words)))
            begun = True
    return _tidied(parts)


def _marked(words: str) -> Part | None:
    if words[0] in "■●◆":
        return Part(HEADING, _spans(words[1:]))
    if words[0] in "・･" or words.startswith(("- ", "* ")):
        return Part(BULLET, _spans(words[1:]))
    if found := _NUMBER.match(words):
        return Part(NUMBERED, _spans(words[found.end() :]))
    return None


def _spans(words: str) -> tuple[Span, ...]:
    pieces = _STARS.split(words.strip())
    return tuple(Span(text, index % 2 == 1) for index, text in enumerate(pieces) if text)


def _inner(part: Part) -> str:
    return "".join(
        f"<strong>{_escaped(span.text)}</strong>" if span.is_bold else _escaped(span.text)
        for span in part.spans
    )


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


class _Reader(HTMLParser):
    """Reads tags that were cleaned before; knows nothing else."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[Part] = []
        self._spans: list[Span] = []
        self._tag = PARAGRAPH
        self._lists: list[str] = []
        self._bold = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "br":
            self._spans.append(Span("\n"))
        elif tag in _BOLD:
            self._bold += 1
        else:
            self._end_part()
            if tag in {BULLET, NUMBERED}:
                self._lists.append(tag)
            self._tag = self._lists[-1] if self._lists else HEADING if tag in _HEADINGS else "p"

    def handle_endtag(self, tag: str) -> None:
        if tag in _BOLD:
            self._bold = max(0, self._bold - 1)
            return
        self._end_part()
        if tag in {BULLET, NUMBERED} and self._lists:
            self._lists.pop()
        self._tag = self._lists[-1] if self._lists else PARAGRAPH

    def handle_data(self, data: str) -> None:
        self._spans.append(Span(_BLANKS.sub(" ", data.replace("\n", " ")), self._bold > 0))

    def finished(self) -> Sequence[Part]:
        self._end_part()
        return _tidied(self._parts)

    def _end_part(self) -> None:
        self._parts.append(Part(self._tag, tuple(self._spans)))
        self._spans = []


def _tidied(parts: Sequence[Part]) -> Sequence[Part]:
    """Neighbors of one weight joined, ends trimmed, what is empty left out."""
    joined = [replace(part, spans=tuple(_trimmed(part.spans))) for part in parts]
    return _numbered([part for part in joined if part.spans])


def _trimmed(spans: Sequence[Span]) -> Iterator[Span]:
    runs = [
        Span(_evened("".join(span.text for span in run)), weight)
        for weight, run in groupby(
            (span for span in spans if span.text), key=lambda span: span.is_bold
        )
    ]
    while runs and not runs[0].text.strip():
        del runs[0]
    while runs and not runs[-1].text.strip():
        del runs[-1]
    for index, run in enumerate(runs):
        text = run.text.lstrip() if index == 0 else run.text
        yield Span(text.rstrip() if index == len(runs) - 1 else text, run.is_bold)


def _evened(text: str) -> str:
    """One blank where several stand, and none around a new line: as a browser shows it."""
    return re.sub(r" ?\n ?", "\n", _BLANKS.sub(" ", text))


def _numbered(parts: Sequence[Part]) -> Sequence[Part]:
    counted: list[Part] = []
    number = 0
    for part in parts:
        number = number + 1 if part.tag == NUMBERED else 0
        counted.append(replace(part, number=number))
    return counted
