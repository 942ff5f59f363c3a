from typing import Any
from uuid import UUID

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear
from app.codes.queries import code_lists
from app.consultations import queries, rules
from app.consultations.api.room import api
from app.consultations.schemas import SuggestionsShown, TextTyped


@api.post("/suggestions")
@api.arguments(TextTyped)
@api.response(200, SuggestionsShown)
@allowed(Permission.READ_CONSULTATIONS)
def suggest(typed: dict[str, Any]) -> dict[str, Any]:
    """Suggest topics and show alike records for a text.

    Nothing is kept: sent by POST only so that the words stand in no address.
    """
    return suggested(f"{typed['summary']}\n{typed['body']}", typed["consultation_id"])


def suggested(text: str, besides: UUID | None) -> dict[str, Any]:
    lists, year = code_lists(), FiscalYear.of(calendar.today()).year
    topics = [entry.code for entry in lists.entries("topics", year) if not entry.is_other]
    found = queries.suggestions(text, topics=topics, besides=besides)
    return {
        "topics": [
            {
                "topic": reason.topic,
                "label": (label := lists.label("topics", reason.topic)),
                "why": rules.suggesting.reason_in_words(reason, label),
            }
            for reason in found.topics
        ],
        "cases": found.cases,
    }
