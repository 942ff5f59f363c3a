"""What a paper consists of. One model feeds the HTML preview, the .docx and the .pdf."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Alignment = Literal["left", "center", "right"]
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 1 to 3; the document's title stands above them all."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Span:
    """Some words in one weight; a newline begins a new line."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph as somebody wrote it, with words in bold."""

    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Items:
    """A list as somebody wrote it, with words in bold."""

    items: Sequence[Sequence[Span]]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Note:
    """Small print: what a figure means, where it comes from."""

    text: str


@dataclass(frozen=True, slots=True)
class PageBreak:
    pass


@dataclass(frozen=True, slots=True)
class Column:
    """`width` is relative to the table's other columns."""

    heading: str
    align: Alignment = "left"
    width: float = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Cells are printed as they are given: commas, marks and units are the caller's.

    A newline in a cell begins a new line. `total_row` sets the last row apart; `notes` stand below.
    Where the heading above says what it is, the `caption` is empty.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    total_row: bool = False
    notes: Sequence[str] = ()

    def __post_init__(self) -> None:
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                message = f"Row {number} of {self.caption!r} has {len(row)} cells, not "
                raise ValueError(message + f"{len(self.columns)}.")

    @property
    def shares(self) -> list[float]:
        """Each column's part of the table's width; together 1."""
        whole = sum(column.width for column in self.columns)
        return [column.width / whole for column in self.columns]


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart never stands alone: its `table` is printed with it, before the picture.

    Unless the picture `says_all`: then the table is for screens. So it is not listed again among
    the document's blocks. `alt` says in words what the picture shows; `svg` comes from `charts` or
    `grids`, in the wide variant. `narrow_svg` is the same for a phone, on which a paper may be
    looked at too.
    """

    caption: str
    svg: str
    alt: str
    table: Table
    narrow_svg: str | None = None
    says_all: bool = False
    """The picture writes every figure: on paper the table would only say them twice."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photograph or drawing out of somebody's file.

    `source` is a data: address of a PNG or JPEG, `width` and `height` are millimetres on the page.
    """

    source: str
    alt: str
    width: float
    height: float


Block = Heading | Paragraph | Bullets | Prose | Items | Note | PageBreak | Table | Chart | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """`number` is the one in the corner (「資料1」), `date_line` the as-of or issue date."""

    title: str
    date_line: str
    blocks: Sequence[Block]
    subtitle: str | None = None
    number: str | None = None
    is_wide: bool = False
    """Printed on pages that lie on their side."""


def kind_of(block: Block) -> str:
    """Heading, Paragraph, …: what a template chooses by."""
    return type(block).__name__


def printable(text: str) -> str:
    """The text without the control characters that no XML file may carry (a cell's `_x000B_`)."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
