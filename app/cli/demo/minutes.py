"""What was written in the last meeting, its 議事録案, and what wards answered to it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import uuid5

from app.calendar import CITY_TIME
from app.cli.demo.staff import Colleague
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.minutes import documents
from app.minutes.models import MinutesEdition
from app.minutes.queries import editions as queries
from app.minutes.queries import writing
from app.minutes.rules.content import CONFIRMED, CORRECTION, DRAFT
from app.minutes.rules.writing import ABSENT, ATTENDANCE, DECISION, NOTE, PRESENT, EntryFacts
from app.minutes.service import editions
from app.minutes.service.writing import write
from tenants import CenterScope, acting_for

CAME = "職員1名"
STAYED_AWAY = {"seya", "izumi"}
ASKS = "asahi"
ASKED = "「各区からの報告」の旭区の参加者は、40人ではなく42人です。"
CONFIRM = ("tsurumi", "kanagawa", "nishi", "kohoku", "totsuka", "sakae", "midori")


class Said(NamedTuple):
    """Something that was written down about the item at that place of the agenda."""

    place: int
    kind: str
    words: str


SAID = (
    Said(1, NOTE, "前回の確認事項3件は、すべて済んでいる。"),
    Said(2, NOTE, "港北: 夏の講座に30人が集まり、秋に団体どうしで合同の催しを開く。"),
    Said(2, NOTE, "旭: 広報の講座に40人が参加した。"),
    Said(3, NOTE, "相談の内容は、団体の立ち上げと広報が多い。"),
    Said(7, NOTE, "登録の更新が区によって違い、二つの区で活動する団体が迷っている。"),
    Said(7, DECISION, "団体登録の更新は、来年度から4月にそろえる方向で日程案を作る。"),
    Said(8, DECISION, "次回は、事例検討の時間を20分とる。"),
)


def write_down(meeting: Meeting, *, by_name: str) -> MinutesEdition:
    """In the central center's scope: entries, the text made of them, and the draft sent."""
    began = datetime.combine(meeting.held_on, meeting.begins_at, CITY_TIME)
    for center in writing.attendees(meeting):
        came = center.slug not in STAYED_AWAY
        facts = EntryFacts(
            id=uuid5(meeting.id, center.slug),
            kind=ATTENDANCE,
            attendee=center.slug,
            state=PRESENT if came else ABSENT,
            words=CAME if came else "",
            written_at=began,
        )
        write(meeting, facts, by_name=by_name)
    items = meetings.agenda(meeting)
    for number, said in enumerate(SAID):
        facts = EntryFacts(
            id=uuid5(meeting.id, str(number)),
            kind=said.kind,
            item_id=items[said.place].id,
            words=said.words,
            written_at=began + timedelta(minutes=10 * (number + 1)),
        )
        write(meeting, facts, by_name=by_name)
    editions.begin(meeting, by_name=by_name)
    edition = editions.order(meeting, stage=DRAFT, changes="", by_name=by_name)
    _build(edition)
    return editions.release(meeting, edition.id, by_name=by_name)


def answer(scopes: Mapping[str, CenterScope], staff: Mapping[str, Sequence[Colleague]]) -> None:
    """What some wards have said to the draft, once."""
    for slug in (ASKS, *CONFIRM):
        colleague = staff[slug][0]
        kind, words = (CORRECTION, ASKED) if slug == ASKS else (CONFIRMED, "")
        with acting_for(scopes[slug], actor_id=colleague.id):
            for line in queries.waiting_here():
                if line.edition is not None:
                    editions.answer(line.edition, kind=kind, words=words, by_name=colleague.name)


def _build(edition: MinutesEdition) -> None:
    """Here and now, so that the wards have it before a worker is there."""
    content = queries.content(edition)
    at = edition.requested_at.astimezone(CITY_TIME)
    papers = {
        "docx": documents.write(content, "docx", at=at),
        "pdf": documents.write(content, "pdf", at=at),
    }
    editions.keep_papers(edition.id, content, papers)
