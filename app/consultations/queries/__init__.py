"""What is asked of the desk.

`records` (one consultation), `lists` (many, as lines), `finding` and `search` (those looked
for), `counting` (how many each filter would show), `suggesting` (those alike), `saved` (lists
kept by a name), `following` (what is open, due, and whose), `story` (what happened, in order),
`changes` (who changed what), `removal` (what was deleted), `contacts` (whose), `others` (what
stands under その他).
"""

from app.consultations.queries import counting, finding, lists, search, suggesting
from app.consultations.queries.changes import TOPICS, Change, changed_since, changes
from app.consultations.queries.contacts import of_contact
from app.consultations.queries.counting import Counts, counts
from app.consultations.queries.following import (
    DueLine,
    OpenLine,
    count_open_of,
    due,
    follow_up,
    is_corrected,
    is_due,
    is_open,
    is_overdue,
    is_owned_by,
    open_cases,
)
from app.consultations.queries.imports import (
    Held,
    Reception,
    count_created,
    count_held,
    held,
    still_recorded,
)
from app.consultations.queries.lists import Line, brought_in, page
from app.consultations.queries.others import (
    MOST_SELECTED,
    corrected_topics,
    correction,
    corrections,
    with_word,
    words_of_others,
)
from app.consultations.queries.records import (
    NO_USE,
    USE_LASTS,
    Use,
    by_entry_key,
    by_number,
    consultation,
    continuations,
    count_on,
    known_keys,
    number_of_id,
    recent_use,
)
from app.consultations.queries.removal import deleted, deleted_one
from app.consultations.queries.saved import saved_list, saved_lists
from app.consultations.queries.story import Fact, Link, chain, continues, story
from app.consultations.queries.suggesting import Case, Suggestions, suggestions

__all__ = [
    "MOST_SELECTED",
    "NO_USE",
    "TOPICS",
    "USE_LASTS",
    "Case",
    "Change",
    "Counts",
    "DueLine",
    "Fact",
    "Held",
    "Line",
    "Link",
    "OpenLine",
    "Reception",
    "Suggestions",
    "Use",
    "brought_in",
    "by_entry_key",
    "by_number",
    "chain",
    "changed_since",
    "changes",
    "consultation",
    "continuations",
    "continues",
    "corrected_topics",
    "correction",
    "corrections",
    "count_created",
    "count_held",
    "count_on",
    "count_open_of",
    "counting",
    "counts",
    "deleted",
    "deleted_one",
    "due",
    "finding",
    "follow_up",
    "held",
    "is_corrected",
    "is_due",
    "is_open",
    "is_overdue",
    "is_owned_by",
    "known_keys",
    "lists",
    "number_of_id",
    "of_contact",
    "open_cases",
    "page",
    "recent_use",
    "saved_list",
    "saved_lists",
    "search",
    "still_recorded",
    "story",
    "suggesting",
    "suggestions",
    "with_word",
    "words_of_others",
]
