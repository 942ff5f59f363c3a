"""The 議事録 as a paper: .docx to go on editing, .pdf to hand out, and the page in the app."""

from collections.abc import Iterator
from datetime import datetime

from app.documents.blocks import (
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    Items,
    Note,
    Paragraph,
    Span,
    Table,
)
from app.documents.docx import write_docx
from app.documents.pdf import write_pdf
from app.minutes.rules.content import Content, FileFormat, ItemText, item_label


def document(content: Content) -> Document:
    return Document(
        title=content.title,
        subtitle=content.name,
        date_line="",
        blocks=list(_blocks(content)),
    )


def write(content: Content, file_format: FileFormat, *, at: datetime) -> bytes:
    """The same content and moment give the same bytes."""
    writer = {"docx": write_docx, "pdf": write_pdf}[file_format]
    return writer(document(content), timestamp=at)


def _blocks(content: Content) -> Iterator[Block]:
    if content.changes:
        yield Heading("この版で改めたこと")
        yield Paragraph(content.changes)
    yield Heading("日時・場所")
    yield Paragraph(f"日　時　　{content.day} {content.hours}\n場　所　　{content.place}")
    yield from _attendance(content)
    yield Heading("議事")
    for number, item in enumerate(content.items, start=1):
        yield from _item(number, item)
    if content.actions:
        yield Heading("宿題")
        yield Bullets(content.actions.splitlines())
    if content.others:
        yield Heading("その他")
        yield Bullets(content.others.splitlines())
    if content.handouts:
        yield Heading("配布資料")
        yield Bullets(content.handouts)


def _attendance(content: Content) -> Iterator[Block]:
    yield Heading("出席・欠席")
    if not content.attendance:
        yield Note("出席は記録されていません。")
        return
    yield Table(
        caption="",
        columns=[Column("センター", width=2), Column("出欠", width=1.6), Column("出席者", width=6)],
        rows=[
            (
                each.center,
                each.state,
                each.names + (f"(代理 {each.substitutes})" if each.substitutes else ""),
            )
            for each in content.attendance
        ],
    )


def _item(number: int, item: ItemText) -> Iterator[Block]:
    told_by = "・".join(filter(None, (item_label(item), item.presenter)))
    yield Heading(f"{number}　{item.title}" + (f"({told_by})" if told_by else ""), level=2)
    if item.notes:
        yield Bullets(item.notes.splitlines())
    if item.decisions:
        decided = [[Span("決定　", bold=True), Span(line)] for line in item.decisions.splitlines()]
        yield Items(decided)
