"""What is done in the post room: `imports` bring lists in, `exports` take lists out."""

from app.transfers.service.imports import (
    WORKBOOK,
    AlreadyTakenError,
    Preview,
    discard,
    look_into,
    preview,
    read_again,
    receive,
    refused_rows,
    take,
    write_refused,
)

__all__ = [
    "WORKBOOK",
    "AlreadyTakenError",
    "Preview",
    "discard",
    "look_into",
    "preview",
    "read_again",
    "receive",
    "refused_rows",
    "take",
    "write_refused",
]
