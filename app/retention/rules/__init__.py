"""What is decided about keeping: `periods` (when time is over), `contents` (what goes)."""

from app.retention.rules.contents import CONTENTS, PLAIN, RECORD_KINDS, Content, RecordKind
from app.retention.rules.periods import last_year_over, words_of_years

__all__ = [
    "CONTENTS",
    "PLAIN",
    "RECORD_KINDS",
    "Content",
    "RecordKind",
    "last_year_over",
    "words_of_years",
]
