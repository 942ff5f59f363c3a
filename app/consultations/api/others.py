from typing import Any
from uuid import UUID

from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of, whole
from app.calendar import Period
from app.codes.queries import code_lists
from app.consultations import queries, service
from app.consultations.api.room import api
from app.consultations.models import TopicCorrection
from app.consultations.rules.words import Word
from app.consultations.schemas import (
    ConsultationLine,
    CorrectedShown,
    OthersWord,
    TopicCorrectionShown,
    TopicCorrectionTyped,
    WordsAsked,
    WordShown,
)
from app.paging import Page, moment_key, walk


@api.get("/others/words")
@api.arguments(WordsAsked, location="query")
@api.response(200, page_of(WordShown))
@allowed(Permission.READ_CONSULTATIONS)
def index_words(asked: dict[str, Any]) -> Page[Word]:
    """List the commonest words under その他, each with the topic it has elsewhere."""
    return walk(
        queries.words_of_others(period_of(asked), code_lists().others),
        key=lambda word: f"{word.times:09d} {word.word}",
        after=asked["after"],
        limit=asked["limit"],
        latest_first=True,
    )


@api.post("/others/selections")
@api.arguments(OthersWord)
@api.response(200, page_of(ConsultationLine))
@allowed(Permission.READ_CONSULTATIONS)
def create_selection(asked: dict[str, Any]) -> Page[queries.Line]:
    """List the consultations under その他 that hold a word. A POST: it may be a name."""
    return whole(queries.with_word(period_of(asked), code_lists().others, asked["word"]))


@api.get("/topic-corrections")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(TopicCorrectionShown))
@allowed(Permission.READ_CONSULTATIONS)
def index_topic_corrections(asked: dict[str, Any]) -> Page[TopicCorrection]:
    """List how その他 was sorted anew, latest first."""
    return walk(
        (correction for correction, _ in queries.corrections()),
        key=lambda correction: moment_key(correction.corrected_at, correction.id),
        latest_first=True,
        **asked,
    )


@api.post("/topic-corrections")
@api.arguments(TopicCorrectionTyped)
@api.response(201, CorrectedShown)
@allowed(Permission.CORRECT_TOPICS)
def create_topic_correction(typed: dict[str, Any]) -> service.Corrected:
    """Move consultations from その他 to another topic, with a reason."""
    return service.correct_topics(corrected_by_name=current_user.name, **typed)


@api.post("/topic-corrections/<uuid:correction_id>/reversal")
@api.response(200, CorrectedShown)
@allowed(Permission.CORRECT_TOPICS)
def create_topic_correction_reversal(correction_id: UUID) -> service.Corrected:
    """Give back the topics of all whose topics nobody changed since."""
    correction = queries.correction(correction_id)
    return service.undo_correction(correction, undone_by_name=current_user.name)


def period_of(asked: dict[str, Any]) -> Period:
    this = Period.so_far(calendar.today())
    return Period(asked.get("first") or this.first, asked.get("last") or this.last)
