"""What is decided at the desk: `records` (what one must say, and how its number is written)."""

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
    "CODED",
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "code_faults",
    "number_label",
    "often_first",
    "parse_number",
    "primary_of",
]
