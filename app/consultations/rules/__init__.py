"""What is decided at the desk.

`records` (what one must say, and how its number is written), `following` (when it is over).
"""

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
from app.consultations.rules.records import (
    CODED,
    LONGEST_LINE,
    LONGEST_TEXT,
    code_faults,
    number_label,
    often_first,
    parse_number,
    primary_of,
)

__all__ = [
    "CLOSED",
    "CODED",
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "NOWHERE",
    "OPEN_OUTCOMES",
    "PASSED_ON",
    "REOPENED",
    "closing_faults",
    "code_faults",
    "leaves_open",
    "number_label",
    "often_first",
    "parse_number",
    "plan_faults",
    "primary_of",
]
