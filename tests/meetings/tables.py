"""A meeting on the table: convened, with letters from wards, and with its pack built."""

from datetime import date, time
from io import BytesIO
from typing import Any

import docx

from app.calendar import Month
from app.consultations import queries as consultations
from app.files import queries as files
from app.meetings import queries
from app.meetings.models import Meeting, Pack
from app.meetings.rules.agenda import MeetingFacts
from app.meetings.service import meetings, packs
from app.referrals import service as referrals
from tests.consultations.records import recorded
from tests.places import Place, at
from worker.tasks.meetings import build_waiting

WITHOUT_A_WORD = "載ってはいけない言葉"
"""Stands in every column of a consultation that no handout may show."""

TYPED = {
    "title": "令和8年度 第1回 会議",
    "held_on": "R8.12.10",
    "begins_at": "14:00",
    "ends_at": "16:00",
    "place": "市庁舎 協働ラボ",
    "online_address": "https://meeting.example/room",
    "first_month": "R2.4",
    "last_month": "R3.2",
}


def facts(**changes: Any) -> MeetingFacts:
    return MeetingFacts(
        **{
            "title": "令和8年度 第1回 会議",
            "held_on": date(2026, 12, 10),
            "begins_at": time(14),
            "ends_at": time(16),
            "place": "市庁舎 協働ラボ",
            "online_address": "",
            "first_month": Month(2020, 4),
            "last_month": Month(2021, 2),
            **changes,
        }
    )


def convened(central: Place, **changes: Any) -> Meeting:
    with at(central):
        return meetings.create_meeting(facts(**changes))


def ordered(central: Place, meeting: Meeting) -> Pack:
    with at(central):
        return packs.request_pack(queries.own_meeting(meeting.id), by_name="見本 花子")


def built(central: Place, meeting: Meeting) -> Pack:
    pack = ordered(central, meeting)
    build_waiting.run()
    with at(central):
        return queries.pack(meeting, pack.id)


def published(central: Place, meeting: Meeting) -> Pack:
    pack = built(central, meeting)
    with at(central):
        mine = queries.own_meeting(meeting.id)
        packs.publish_pack(mine, queries.pack(mine, pack.id), by_name="見本 花子")
    return pack


def a_letter(ward: Place, summary: str = "空き家を居場所にしたい") -> None:
    """Refer a case whose every other word is one that no handout may show."""
    with at(ward):
        case = recorded(
            summary=summary,
            body=WITHOUT_A_WORD,
            response=WITHOUT_A_WORD,
            person_name=f"{WITHOUT_A_WORD} person_name",
            person_kana=f"{WITHOUT_A_WORD} person_kana",
            person_contact=f"{WITHOUT_A_WORD} person_contact",
            organization_name=f"{WITHOUT_A_WORD} organization_name",
            topics=["founding", "funding"],
            primary_topic="funding",
        )
        question = referrals.Question("advice", "normal", WITHOUT_A_WORD, None)
        consultation = consultations.consultation(case)
        letter = referrals.letter_about(consultation, question, sent_by_name="見本 太郎")
        consent = referrals.ConsentGiven("見本 太郎", "word", "相談のため")
        referrals.send(consultation, letter, consent=consent)


def contents(central: Place, pack: Pack) -> dict[tuple[int, str], bytes]:
    """Every file of the pack by number and format."""
    with at(central):
        return {
            (paper.number, paper.file_format): files.file(paper.file_id).content
            for paper in queries.handouts(pack)
        }


def words_of(content: bytes) -> str:
    """All text of a .docx, cell by cell."""
    word = docx.Document(BytesIO(content))
    paragraphs = [paragraph.text for paragraph in word.paragraphs]
    cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join(paragraphs + [cell.text for cell in cells])


def rows_of(content: bytes, *, table: int) -> list[tuple[str, ...]]:
    rows = docx.Document(BytesIO(content)).tables[table].rows
    return [tuple(cell.text for cell in row.cells) for row in rows]
