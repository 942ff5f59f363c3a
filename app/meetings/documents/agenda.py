"""次第: when, where, and what is talked about for how long."""

from collections.abc import Mapping, Sequence

from app.calendar import japanese_day
from app.documents.blocks import Block, Bullets, Column, Document, Heading, Paragraph, Table
from app.meetings.rules.agenda import KINDS, ItemFacts, MeetingFacts, clock_times, timing
from app.meetings.rules.packs import AGENDA, Material, paper_label, paper_name


def agenda_paper(material: Material, titles: Sequence[str], beside: Mapping[int, int]) -> Document:
    """`titles` of the papers 資料1, 資料2, …; `beside`: number of a paper → place of its item."""
    return Document(
        title=material.meeting.title,
        subtitle=AGENDA,
        date_line="",
        blocks=[
            Paragraph(_invitation(material.meeting)),
            Heading("議題"),
            _items(material, beside),
            *_listed(titles),
        ],
    )


def _listed(titles: Sequence[str]) -> list[Block]:
    if not titles:
        return []
    names = [paper_name(number, title) for number, title in enumerate(titles, start=1)]
    return [Heading("配布資料"), Bullets(names)]


def _invitation(meeting: MeetingFacts) -> str:
    hours = f"{_clock(meeting.begins_at.hour, meeting.begins_at.minute)}～"
    hours += _clock(meeting.ends_at.hour, meeting.ends_at.minute)
    lines = [f"日　時　　{japanese_day(meeting.held_on)} {hours}"]
    if meeting.place:
        lines.append(f"会　場　　{meeting.place}")
    if meeting.online_address:
        lines.append(f"オンライン　{meeting.online_address}")
    return "\n".join(lines)


def _clock(hour: int, minute: int) -> str:
    return f"{hour}:{minute:02d}"


def _titled(item: ItemFacts) -> str:
    return "\n".join([item.title, *(f"・{line}" for line in item.details.splitlines())])


def _items(material: Material, beside: Mapping[int, int]) -> Table:
    items = [line.facts for line in material.agenda]
    minutes = [item.minutes for item in items]
    time = timing(material.meeting.begins_at, material.meeting.ends_at, minutes)
    starts = clock_times(material.meeting.begins_at, minutes)
    rows = [
        (
            str(place + 1),
            start,
            _titled(item),
            KINDS[item.kind],
            item.presenter,
            f"{item.minutes}分",
            "\n".join(paper_label(paper) for paper, at in beside.items() if at == place),
        )
        for place, (start, item) in enumerate(zip(starts, items, strict=True))
    ]
    return Table(
        caption="開始の時刻は目安です",
        columns=[
            Column("番号", "right", 1),
            Column("開始", "right", 1.2),
            Column("議題", width=4.2),
            Column("種類", width=1.8),
            Column("説明者", width=2.2),
            Column("時間", "right", 1.2),
            Column("資料", width=1.4),
        ],
        rows=[*rows, ("", "", "合計", "", "", f"{time.total}分", "")],
        total_row=True,
        notes=[time.words] if time.over else [],
    )
