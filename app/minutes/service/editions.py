from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import date
from uuid import UUID

from app import calendar, orders
from app.actions.service import show_to_all
from app.centers.queries import opening_days
from app.errors import ChangedMeanwhileError, DomainError, InvalidError
from app.files import service as files
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.service.meetings import keep_order
from app.minutes.models import Minutes, MinutesAnswer, MinutesEdition, MinutesReminder
from app.minutes.queries import editions as queries
from app.minutes.queries import writing
from app.minutes.rules import answers
from app.minutes.rules.answers import AnswerTile
from app.minutes.rules.content import (
    CORRECTION,
    DRAFT,
    FINAL,
    MEDIA_TYPES,
    STEPS,
    Content,
    EditionFacts,
    TextFacts,
    attended,
    canonical,
    content_of,
    file_name,
    first_others,
    first_text,
    with_words,
)
from tenants import db

FAILED = "議事録を作れませんでした。もう一度お試しください。続くときは管理者にお知らせください。"


class NotBuiltError(DomainError):
    def __init__(self) -> None:
        super().__init__("議事録がまだできていません。でき上がってからお試しください。")


class SupersededError(DomainError):
    def __init__(self) -> None:
        super().__init__("もっと新しい版があります。いちばん新しい版を送ってください。")


class NotAskedError(DomainError):
    def __init__(self) -> None:
        super().__init__("確認をお願いしている議事録ではありません。新しい版をごらんください。")


class NobodyToRemindError(DomainError):
    def __init__(self) -> None:
        super().__init__("督促する区がありません。返事が届いたか、今日もう督促しています。")


def begin(meeting: Meeting, *, by_name: str) -> Minutes:
    """Begin the text with what was written in the meeting; the one there is, if there is one."""
    keep_order(meeting)
    if begun := queries.text_of(meeting):
        return begun
    items = meetings.agenda(meeting)
    found = writing.written(meeting)
    at = calendar.now()
    text = Minutes(
        meeting_id=meeting.id,
        items=[
            asdict(each)
            for each in first_text(found, items, {item.id: item.kind for item in items})
        ],
        others=first_others(found, items),
        actions="",
        begun_at=at,
        saved_at=at,
        saved_by_name=by_name,
    )
    db.session.add(text)
    db.session.flush()
    return text


def put_right(
    text: Minutes, said: Sequence[tuple[str, str]], actions: str, others: str
) -> TextFacts:
    """The text with other words: notes and decisions of each item, in their order.

    Raises:
        InvalidError: there are not as many items.
    """
    items = queries.facts_of(text).items
    if len(said) != len(items):
        raise InvalidError({"notes": ["議題の数が合いません。開き直してください。"]})
    return TextFacts(with_words(items, said), actions, others)


def save(text: Minutes, facts: TextFacts, *, version: int, by_name: str) -> None:
    """Keep what was put right. The items stay those of the agenda: only their words change.

    Raises:
        ChangedMeanwhileError: somebody else saved since `version`.
    """
    if text.version != version:
        raise ChangedMeanwhileError
    text.items = [asdict(item) for item in facts.items]
    text.actions, text.others = facts.actions, facts.others
    text.saved_at, text.saved_by_name = calendar.now(), by_name
    db.session.flush()


def order(meeting: Meeting, *, stage: str, changes: str, by_name: str) -> MinutesEdition:
    """Have the text as it stands now made an edition; the one still in the making if there is one.

    Raises:
        InvalidError: an earlier one was published, and nobody says what this one puts right.
        NotBuiltError: there is no text yet.
    """
    keep_order(meeting)
    text = queries.text_of(meeting)
    if text is None:
        raise NotBuiltError
    earlier = queries.editions(meeting)
    if earlier and earlier[0].is_under_way:
        return earlier[0]
    if any(each.stage == FINAL and each.opened_at for each in earlier) and not changes:
        raise InvalidError({"changes": ["公開した議事録から何を改めたかを書いてください。"]})
    of_stage = [each.number for each in earlier if each.stage == stage]
    centers = {center.id: center.short_name for center in writing.attendees(meeting)}
    text_facts, promised = queries.facts_of(text), queries.promised(meeting)
    content = content_of(
        meetings.facts_of(meeting),
        replace(text_facts, actions="\n".join(filter(None, (*promised, text_facts.actions)))),
        attended(writing.written(meeting), centers),
        queries.handout_titles(meeting),
        EditionFacts(stage, max(of_stage, default=0) + 1, changes),
    )
    edition = MinutesEdition(
        meeting_id=meeting.id,
        stage=stage,
        number=content.number,
        content=canonical(content),
        requested_at=calendar.now(),
        requested_by_name=by_name,
        step=orders.WAITING,
        total=len(STEPS),
    )
    db.session.add(edition)
    db.session.flush()
    return edition


def release(
    meeting: Meeting, minutes_id: UUID, *, answer_by: date | None = None, by_name: str
) -> MinutesEdition:
    """Send a draft to every ward to be confirmed, or publish what is to stay. Once is enough.

    From now on every center reads this edition, and nobody changes it; with what stays, every
    ward sees what was promised, but for what is not for all. `answer_by`: until when a draft is
    to be confirmed; a week where nothing is said.

    Raises:
        NotBuiltError: it is not built yet.
        SupersededError: there is a later one.
        InvalidError: a day that is past, or one for what nobody has to confirm.
    """
    keep_order(meeting)
    edition = queries.own_edition(meeting, minutes_id)
    if edition.opened_at:
        return edition
    if edition.finished_at is None:
        raise NotBuiltError
    if queries.editions(meeting)[0].id != edition.id:
        raise SupersededError
    _ask_until(edition, answer_by)
    at = calendar.now()
    files.publish_files(
        [each for each in (edition.docx_file_id, edition.pdf_file_id) if each], at=at
    )
    edition.opened_at, edition.opened_by_name = at, by_name
    meeting.announced_at = meeting.announced_at or at
    if edition.stage == FINAL:
        show_to_all(meeting)
    db.session.flush()
    return edition


def _ask_until(edition: MinutesEdition, answer_by: date | None) -> None:
    today = calendar.today()
    if edition.stage != DRAFT:
        if answer_by:
            raise InvalidError({"answer_by": ["公開する議事録に、確認の期限はありません。"]})
        return
    day = answer_by or today + answers.USUAL_TIME
    if day < today:
        raise InvalidError({"answer_by": ["確認の期限は、今日かそれより後の日にしてください。"]})
    edition.answer_by = day
    edition.remind_on = calendar.open_days_before(
        day, answers.REMIND_BEFORE, opening_days(edition.center_id), today=today
    )


def remind(
    meeting: Meeting, minutes_id: UUID, *, by_name: str | None, ward: str | None = None
) -> Sequence[AnswerTile]:
    """Ask the wards that have not answered once more; one of them, or all.

    `by_name`: None when the worker does. Nobody is asked twice on one day, so that a double
    click is none. Their people are told in the app and by mail.

    Raises:
        NotAskedError: wards are not asked to confirm that edition, or not any more.
        NobodyToRemindError: nobody is left to be asked.
    """
    edition = queries.own_edition(meeting, minutes_id)
    if not queries.is_asked(edition, queries.editions(meeting)):
        raise NotAskedError
    at = calendar.now()
    waited_for = [
        tile for tile in answers.remindable(queries.tiles(edition), at) if ward in (None, tile.slug)
    ]
    if not waited_for:
        raise NobodyToRemindError
    for tile in waited_for:
        db.session.add(
            MinutesReminder(
                minutes_id=edition.id, to_center_id=tile.ward_id, by_name=by_name, at=at
            )
        )
    db.session.flush()
    return waited_for


def remind_by_itself(minutes_id: UUID) -> None:
    """What the worker does on the day that was set, once: the second of two finds it done."""
    meeting = meetings.own_meeting(queries.meeting_of(minutes_id))
    edition = queries.own_edition(meeting, minutes_id)
    if edition.reminded_at:
        return
    edition.reminded_at = calendar.now()
    db.session.flush()
    with suppress(NotAskedError, NobodyToRemindError):
        remind(meeting, minutes_id, by_name=None)


def answer(edition: MinutesEdition, *, kind: str, words: str, by_name: str) -> MinutesAnswer:
    """Say as a ward that a draft is right, or what is to be put right. The last word counts.

    Raises:
        InvalidError: a correction that does not say what.
        NotAskedError: it is the center's own, no draft, or a later edition has come.
    """
    if kind == CORRECTION and not words:
        raise InvalidError({"words": ["どこをどう訂正するかを書いてください。"]})
    meeting = meetings.meeting(edition.meeting_id)
    if not queries.is_asked(edition, queries.editions(meeting)):
        raise NotAskedError
    said = words if kind == CORRECTION else ""
    last = queries.answer_here(edition)
    if last and (last.kind, last.words) == (kind, said):
        return last
    given = MinutesAnswer(
        minutes_id=edition.id, kind=kind, words=said, by_name=by_name, at=calendar.now()
    )
    db.session.add(given)
    db.session.flush()
    return given


def claim_edition(minutes_id: UUID) -> bool:
    return orders.claim(MinutesEdition, minutes_id, done=0)


def note_step(minutes_id: UUID, step: str, *, done: int) -> None:
    orders.note_step(MinutesEdition, minutes_id, step, done=done)


def keep_papers(minutes_id: UUID, content: Content, papers: Mapping[str, bytes]) -> bool:
    """Store both files or none; False if they were stored already."""
    edition = orders.to_keep(MinutesEdition, minutes_id)
    if edition is None:
        return False
    kept = {
        file_format: files.store_file(
            file_name(content, file_format), paper, media_type=MEDIA_TYPES[file_format]
        ).id
        for file_format, paper in papers.items()
    }
    edition.docx_file_id, edition.pdf_file_id = kept["docx"], kept["pdf"]
    edition.finish()
    db.session.flush()
    return True


def give_up(minutes_id: UUID) -> None:
    orders.give_up(MinutesEdition, minutes_id, FAILED)
