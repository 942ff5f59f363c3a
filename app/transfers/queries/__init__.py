"""What is asked of the post room: `imports` (files brought in), `exports` (lists taken out)."""

from app.transfers.queries.exports import (
    Missing,
    count,
    export,
    exports,
    missing_letters,
    part_content,
    records,
    rows_so_far,
    sizes,
    unfinished,
    waiting_exports,
)
from app.transfers.queries.imports import Earlier, earlier, import_, is_read_elsewhere

__all__ = [
    "Earlier",
    "Missing",
    "count",
    "earlier",
    "export",
    "exports",
    "import_",
    "is_read_elsewhere",
    "missing_letters",
    "part_content",
    "records",
    "rows_so_far",
    "sizes",
    "unfinished",
    "waiting_exports",
]
