"""What is decided at the desk.

`records` (what one must say, and how its number is written), `finding` (what may be looked for),
`search` (how a typed word finds a record), `suggesting` (what earlier records say of a text),
`following` (when it is over), `changes` (how two versions differ), `removal` (who may delete).
"""

from app.consultations.rules import finding, search, suggesting
from app.consultations.rules.changes import GONE, NEW, SAME, Piece, difference
from app.consultations.rules.finding import Filters
from app.consultations.rules.following import (
    CLOSED,
    NOWHERE,
    OPEN_OUTCOMES,
    PASSED_ON,
    REOPENED,
    closing_faults,
    leaves_open,
    plan_faults,
)
from app.consultations.rules.merging import BOTH, SAVED, TYPED, merged
from app.consultations.rules.records import (
    CODED,
    LONGEST_LINE,
    LONGEST_TEXT,
    code_faults,
    number_label,
    often_first,
    parse_number,
    primary_of,
    why_order,
)
from app.consultations.rules.removal import HELD_BY, KEPT_FOR, may_remove, may_restore

__all__ = [
    "BOTH",
    "CLOSED",
    "CODED",
    "GONE",
    "HELD_BY",
    "KEPT_FOR",
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "NEW",
    "NOWHERE",
    "OPEN_OUTCOMES",
    "PASSED_ON",
    "REOPENED",
    "SAME",
    "SAVED",
    "TYPED",
    "Filters",
    "Piece",
    "closing_faults",
    "code_faults",
    "difference",
    "finding",
    "leaves_open",
    "may_remove",
    "may_restore",
    "merged",
    "number_label",
    "often_first",
    "parse_number",
    "plan_faults",
    "primary_of",
    "search",
    "suggesting",
    "why_order",
]
