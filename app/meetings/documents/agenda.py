"""次第: when, where, and what is talked about for how long."""

from app.calendar import japanese_day
from app.documents.blocks import Bullets, Column, Document, Heading, Paragraph, Table
from app.meetings.rules.agenda import KINDS, ItemFacts, MeetingFacts, clock_times, timing
from app.meetings.rules.packs import TITLES, Material, paper_label


def agenda_paper(material: Material) -> Document:
    handouts = [f"{paper_label(n)} {title}" for n, title in enumerate(TITLES) if n]
    return Document(
        title=material.meeting.title,
        subtitle="次第",
        date_line="",
        blocks=[
            Paragraph(_invitation(material.meeting)),
            Heading("議題"),
            _items(material),
            Heading("配布資料"),
            Bullets(handouts),
        ],
    )


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
    return "\n".join([item.titled, *(f"・{line}" for line in item.details.splitlines())])


def _items(material: Material) -> Table:
    minutes = [item.minutes for item in material.agenda]
    time = timing(material.meeting.begins_at, material.meeting.ends_at, minutes)
    starts = clock_times(material.meeting.begins_at, minutes)
    rows = [
        (str(number), start, _titled(item), KINDS[item.kind], item.presenter, f"{item.minutes}分")
        for number, (start, item) in enumerate(zip(starts, material.agenda, strict=True), start=1)
    ]
    return Table(
        caption="開始の時刻は目安です",
        columns=[
            Column("番号", "right", 1),
            Column("開始", "right", 1.2),
            Column("議題", width=4.6),
            Column("種類", width=1.8),
            Column("説明者", width=2.4),
            Column("時間", "right", 1.2),
        ],
        rows=[*rows, ("", "", "合計", "", "", f"{time.total}分")],
        total_row=True,
        notes=[time.words] if time.over else [],
    )
