"""What is asked of the post room: `imports` (files brought in), `exports` (lists taken out)."""

from app.transfers.queries.exports import (
    Missing,
    count,
    export,
    exports,
    missing_letters,
    part_content,
    rows_so_far,
    sizes,
    unfinished,
    waiting_exports,
)
from app.transfers.queries.imports import Earlier, earlier, import_, is_read_elsewhere
from app.transfers.queries.learning import learned_word, learned_words
from app.transfers.queries.rows import records

__all__ = [
    "Earlier",
    "Missing",
    "count",
    "earlier",
    "export",
    "exports",
    "import_",
    "is_read_elsewhere",
    "learned_word",
    "learned_words",
    "missing_letters",
    "part_content",
    "records",
    "rows_so_far",
    "sizes",
    "unfinished",
    "waiting_exports",
]
