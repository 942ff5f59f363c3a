"""What is asked of the desk: `records` (one consultation), `lists` (many, as lines)."""

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
    "known_keys",
    "page",
    "recent_use",
]
