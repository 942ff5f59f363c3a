"""What is asked of the desk: `records` (one consultation), `lists` (many, as lines)."""

from app.consultations.queries.following import is_due, is_open, is_overdue, is_owned_by
from app.consultations.queries.lists import Line, brought_in, page
from app.consultations.queries.records import (
    USE_LASTS,
    Use,
    by_entry_key,
    by_number,
    consultation,
    continuations,
    count_on,
    known_keys,
    recent_use,
)

__all__ = [
    "USE_LASTS",
    "Line",
    "Use",
    "brought_in",
    "by_entry_key",
    "by_number",
    "consultation",
    "continuations",
    "count_on",
    "is_due",
    "is_open",
    "is_overdue",
    "is_owned_by",
    "known_keys",
    "page",
    "recent_use",
]
