"""What can be asked, and what the answer looks like. Pure."""

from app.pivots.rules.answers import Answer, Line, Shown, answer
from app.pivots.rules.questions import (
    CENTER,
    CONTINUED,
    DIMENSIONS,
    LONGEST,
    MANY_VALUED,
    MEASURES,
    NOTHING,
    Counted,
    Question,
)

__all__ = [
    "CENTER",
    "CONTINUED",
    "DIMENSIONS",
    "LONGEST",
    "MANY_VALUED",
    "MEASURES",
    "NOTHING",
    "Answer",
    "Counted",
    "Line",
    "Question",
    "Shown",
    "answer",
]
