"""What wards brought when they were asked, ward by ward in the city's order."""

from collections.abc import Iterator

from app.calendar import japanese_day
from app.documents.blocks import Block, Column, Document, Heading, Note, Paragraph, Table
from app.handouts.rules.contents import Contents
from app.handouts.rules.papers import REPORTS_TITLE
from app.meetings.rules.packs import paper_label


def reports_paper(contents: Contents, number: int) -> Document:
    today = japanese_day(contents.material.requested_at.date())
    return Document(
        title=REPORTS_TITLE,
        number=paper_label(number),
        date_line=f"{today}現在",
        blocks=list(_blocks(contents)),
    )


def _blocks(contents: Contents) -> Iterator[Block]:
    brought = [share for share in contents.shares if not share.is_empty]
    reports = [(share.ward, share.reports) for share in brought if share.reports]
    topics = [(share.ward, share.topics) for share in brought if share.topics]
    yield Paragraph(
        f"{len(brought)}区から、報告{_count(reports)}件と議題{_count(topics)}件が出されました。"
    )
    if topics:
        yield Heading("1 話し合いたいこと(議題)")
        yield _table("議題", topics)
    if reports:
        yield Heading(f"{2 if topics else 1} 報告")
        yield _table("報告", reports)
    nothing = [share.ward for share in contents.shares if share.is_empty]
    if nothing:
        yield Note(f"今回は報告も議題もないと答えた区: {'、'.join(nothing)}")
    if contents.not_submitted:
        yield Note(f"まだ提出のない区: {'、'.join(contents.not_submitted)}")


def _count(shares: list[tuple[str, tuple[str, ...]]]) -> int:
    return sum(len(lines) for _, lines in shares)


def _table(heading: str, shares: list[tuple[str, tuple[str, ...]]]) -> Table:
    """A row for each line; the ward stands in each, so that none is without it on a new page."""
    rows = [(ward, words) for ward, lines in shares for words in lines]
    return Table(
        "",
        [Column("番号", "right", 1), Column("区", width=2), Column(heading, width=10)],
        [(str(number), ward, words) for number, (ward, words) in enumerate(rows, start=1)],
    )
