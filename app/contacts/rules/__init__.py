"""What is decided about contacts: `keys` (what is the same), `merges` (what two become)."""

from app.contacts.rules.keys import (
    GROUP,
    KINDS,
    PERSON,
    Keys,
    Sought,
    keys_of,
    line_key,
    line_kind,
    sought,
)
from app.contacts.rules.merges import FIELDS, LABELS, REASONS, Undoing, alike, undoing

__all__ = [
    "FIELDS",
    "GROUP",
    "KINDS",
    "LABELS",
    "PERSON",
    "REASONS",
    "Keys",
    "Sought",
    "Undoing",
    "alike",
    "keys_of",
    "line_key",
    "line_kind",
    "sought",
    "undoing",
]
