"""What an edition of the 議事録 says, and the one way in which it is written down. Pure.

Its parts are those that minutes in Yokohama have: 日時・場所, 出席・欠席, 議事と議決, 議案・資料,
その他 (横浜市港湾審議会; the network meeting is a working meeting, so a pattern and no duty).
`canonical` gives the same bytes for the same values for ever; the database hashes these bytes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from app.calendar import japanese_day
from app.meetings.rules.agenda import KINDS, MeetingFacts
from app.minutes.rules.writing import DECISION, STATES, Item, Thread, attendance, placed

FileFormat = Literal["docx", "pdf"]
FORMATS: Mapping[str, str] = {"pdf": "PDF(配る議事録)", "docx": "Word(直せる議事録)"}
MEDIA_TYPES: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}

DRAFT = "draft"
FINAL = "final"
STAGES = {DRAFT: "議事録案", FINAL: "議事録"}
STEPS = (
    "議事録の内容を読んでいます",
    "Wordの議事録を作っています",
    "PDFの議事録を作っています",
    "でき上がった議事録を保存しています",
)
"""What the worker does, in order, as the page says it while it waits."""

CONFIRMED = "confirmed"
CORRECTION = "correction"
ANSWERS = {CONFIRMED: "確認しました", CORRECTION: "訂正をお願いする"}
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class ItemText:
    """What is told of one item: the words of the meeting, put in order."""

    item_id: str
    title: str
    kind: str
    presenter: str
    notes: str
    """One line for each thing that was said."""
    decisions: str


@dataclass(frozen=True, slots=True)
class Attended:
    center: str
    state: str
    names: str
    substitutes: str


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What somebody puts right before an edition is made."""

    items: Sequence[ItemText]
    actions: str
    others: str


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """Which edition it is, and what it puts right in an earlier one."""

    stage: str
    number: int
    changes: str


@dataclass(frozen=True, slots=True)
class Content:
    """Everything that an edition says."""

    title: str
    held_on: str
    """ISO 8601."""
    hours: str
    place: str
    attendance: tuple[Attended, ...]
    items: tuple[ItemText, ...]
    actions: str
    """宿題: what, who, until when; one line each."""
    others: str
    handouts: tuple[str, ...]
    stage: str
    number: int
    changes: str
    """What a later edition puts right in an earlier one; empty in the first."""

    @property
    def day(self) -> str:
        return japanese_day(date.fromisoformat(self.held_on))

    @property
    def name(self) -> str:
        """議事録案, 議事録(第2版)."""
        return edition_name(self.stage, self.number)


def edition_name(stage: str, number: int) -> str:
    return STAGES[stage] + (f"(第{number}版)" if number > 1 else "")


def canonical(content: Content) -> str:
    """The content as JSON, always in the same letters."""
    shape = asdict(content)
    return json.dumps(shape, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def reopened(text: str) -> Content:
    """The content from what `canonical` wrote.

    Raises:
        ValueError, KeyError, TypeError: it wrote something else.
    """
    shape = json.loads(text)
    shape["items"] = tuple(ItemText(**each) for each in shape["items"])
    shape["attendance"] = tuple(Attended(**each) for each in shape["attendance"])
    shape["handouts"] = tuple(shape["handouts"])
    return Content(**shape)


def first_text(
    found: Sequence[Thread], items: Sequence[Item], kinds: Mapping[UUID, str]
) -> list[ItemText]:
    """What was written in the meeting, item by item; of versions nobody chose from, all."""
    known = {item.id: item for item in items}
    texts = []
    for place in placed(found, [item.id for item in items]):
        item = known.get(place.item_id) if place.item_id else None
        if item is None:
            continue
        texts.append(
            ItemText(
                item_id=str(item.id),
                title=item.title,
                kind=kinds[item.id],
                presenter=item.presenter,
                notes=_lines(place.threads, decided=False),
                decisions=_lines(place.threads, decided=True),
            )
        )
    return texts


def promise_line(what: str, owner: str, due_on: date) -> str:
    """日程案を送る(港北、令和8年12月25日(金)まで)."""
    return f"{what}({owner}、{japanese_day(due_on)}まで)"


def with_words(items: Sequence[ItemText], said: Sequence[tuple[str, str]]) -> list[ItemText]:
    """The same items with other notes and decisions.

    Raises:
        ValueError: there are not as many of them.
    """
    return [
        replace(item, notes=notes, decisions=decisions)
        for item, (notes, decisions) in zip(items, said, strict=True)
    ]


def first_others(found: Sequence[Thread], items: Sequence[Item]) -> str:
    """What was written about no item of the agenda."""
    *_, rest = placed(found, [item.id for item in items])
    return "\n".join(
        filter(None, (_lines(rest.threads, decided=decided) for decided in (False, True)))
    )


def _lines(threads: Sequence[Thread], *, decided: bool) -> str:
    words = [
        head.words
        for thread in threads
        for head in thread.heads
        if head.words and (head.kind == DECISION) == decided
    ]
    return "\n".join(dict.fromkeys(words))


def attended(found: Sequence[Thread], centers: Mapping[UUID, str]) -> tuple[Attended, ...]:
    """Who came, by center in the order of `centers`; of whom nothing was written, nothing."""
    came = attendance(found)
    return tuple(
        Attended(
            name,
            STATES[came[each].last.state or ""],
            came[each].last.words,
            came[each].last.substitutes,
        )
        for each, name in centers.items()
        if each in came
    )


def content_of(
    meeting: MeetingFacts,
    text: TextFacts,
    came: tuple[Attended, ...],
    handouts: Sequence[str],
    edition: EditionFacts,
) -> Content:
    """What an edition will say for ever."""
    begins, ends = (f"{at.hour}:{at.minute:02d}" for at in (meeting.begins_at, meeting.ends_at))
    return Content(
        title=meeting.title,
        held_on=meeting.held_on.isoformat(),
        hours=f"{begins}～{ends}",
        place=meeting.place or "オンライン",
        attendance=came,
        items=tuple(text.items),
        actions=text.actions,
        others=text.others,
        handouts=tuple(handouts),
        stage=edition.stage,
        number=edition.number,
        changes=edition.changes,
    )


def changed_parts(before: Content, after: Content) -> list[str]:
    """The parts that say something else than in an earlier edition, by their headings."""
    labels = {
        "held_on": "日時",
        "hours": "日時",
        "place": "場所",
        "attendance": "出席・欠席",
        "actions": "宿題",
        "others": "その他",
        "handouts": "配布資料",
    }
    parts = [
        label for name, label in labels.items() if getattr(before, name) != getattr(after, name)
    ]
    earlier = {item.item_id: item for item in before.items}
    parts += [item.title for item in after.items if earlier.get(item.item_id) != item]
    left = {item.item_id for item in after.items}
    parts += [item.title for item in before.items if item.item_id not in left]
    return list(dict.fromkeys(parts))


def words_of(content: Content) -> str:
    """All that was said and decided, for whoever searches."""
    told = [f"{item.title}\n{item.notes}\n{item.decisions}" for item in content.items]
    return "\n".join([*told, content.actions, content.others])


def item_label(item: ItemText) -> str:
    """報告, 協議, …; what opens and closes a meeting says so in its title."""
    return "" if item.kind in {"opening", "closing"} else KINDS.get(item.kind, "")


def file_name(content: Content, file_format: str) -> str:
    """20261210_議事録案_第2版.pdf: sorts by day, and no edition hides another."""
    edition = f"_第{content.number}版" if content.number > 1 else ""
    day = content.held_on.replace("-", "")
    return f"{day}_{STAGES[content.stage]}{edition}.{file_format}"
