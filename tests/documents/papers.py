"""Sample papers, and the text of a PDF as a reader's eye meets it."""

import re
from datetime import UTC, datetime
from io import BytesIO

import pikepdf

from app.documents.blocks import (
    Block,
    Bullets,
    Chart,
    Column,
    Document,
    Heading,
    Note,
    Paragraph,
    Table,
)
from app.documents.charts import bar_chart
from app.documents.scale import Frame

MOMENT = datetime(2021, 3, 1, 0, 0, tzinfo=UTC)
MARKUP = '#set *a* _b_ $c$ <d> &amp; @e \\f [g] "h" `i` //j - k'
TOPICS = (
    ("新型コロナウイルス関連", 153, "①"),
    ("活動・事業の内容", 60, "②"),
    ("法人事務", 47, "③"),
    ("その他", 131, ""),
)


def a_paper(*blocks: Block, title: str = "相談統計", number: str | None = "資料1") -> Document:
    return Document(title=title, date_line="令和3年2月28日現在", blocks=blocks, number=number)


def a_table(rows: int = 2) -> Table:
    columns = [Column("番号", "right"), Column("区", width=2), Column("件数", "right")]
    return Table("区別の件数", columns, [(str(n), "鶴見", "1,234") for n in range(1, rows + 1)])


def the_statistics() -> Document:
    """A small 資料1 with every kind of block."""
    table = Table(
        "表1 相談内容別の件数",
        [Column("相談内容", width=3), Column("件数", "right")],
        [(name, f"{mark}{count}") for name, count, mark in TOPICS] + [("合計", "※615")],
        total_row=True,
        notes=["※1件の相談が、複数の項目に分類されることもあります。"],
    )
    svg = bar_chart([(name, count) for name, count, _ in TOPICS], Frame("相談内容", "件数の棒"))
    return Document(
        title="令和2年度相談統計",
        subtitle="市民協働推進センター",
        number="資料1",
        date_line="令和3年2月28日現在",
        blocks=[
            Heading("1 概況"),
            Paragraph("相談件数は507件でした。"),
            Bullets(["電話が多い", "来館は減った"]),
            Heading("(1) 内容", level=2),
            Chart("図1 相談内容", svg, "件数の棒グラフ", table),
            Note("出典: 各区の相談記録"),
        ],
    )


def pages_of(content: bytes) -> list[str]:
    """Each page's text in drawing order, a chart's included, with nothing between pieces."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [_text_of(page) for page in pdf.pages]


def _text_of(page: pikepdf.Page) -> str:
    letters = {name: _letters_of(font) for name, font in page.Resources.Font.items()}
    text, font = "", ""
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = str(operands[0])
        elif str(operator) in {"Tj", "TJ"}:
            pieces = operands if str(operator) == "Tj" else operands[0]
            codes = b"".join(bytes(each) for each in pieces if isinstance(each, pikepdf.String))
            pairs = (codes[at : at + 2] for at in range(0, len(codes), 2))
            text += "".join(letters[font][int.from_bytes(pair)] for pair in pairs)
    return text


def _letters_of(font: pikepdf.Object) -> dict[int, str]:
    mapping = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", mapping, re.MULTILINE)
    return {int(code, 16): bytes.fromhex(letter).decode("utf-16-be") for code, letter in pairs}
