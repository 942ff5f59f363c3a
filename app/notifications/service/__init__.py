"""What is done about notices: `reading` (in the app), `mails` (decided, sent, written down)."""

from app.notifications.service.mails import (
    Envelope,
    claim,
    decide,
    note_gone,
    note_not_now,
    note_refused,
    note_sent,
    wish_for,
)
from app.notifications.service.reading import read_about, read_all

__all__ = [
    "Envelope",
    "claim",
    "decide",
    "note_gone",
    "note_not_now",
    "note_refused",
    "note_sent",
    "read_about",
    "read_all",
    "wish_for",
]
