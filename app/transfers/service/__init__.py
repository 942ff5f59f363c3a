"""What is done in the post room: `imports` bring lists in, `exports` take lists out."""

from app.transfers.service.imports import (
    WORKBOOK,
    AlreadyTakenError,
    NothingToUndoError,
    Preview,
    discard,
    look_into,
    preview,
    read_again,
    receive,
    refused_rows,
    take,
    undo,
    write_refused,
)

__all__ = [
    "WORKBOOK",
    "AlreadyTakenError",
    "NothingToUndoError",
    "Preview",
    "discard",
    "look_into",
    "preview",
    "read_again",
    "receive",
    "refused_rows",
    "take",
    "undo",
    "write_refused",
]
