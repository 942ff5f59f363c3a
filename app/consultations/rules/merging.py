"""Two people changed one record: whose words stand in which field."""

from collections.abc import Mapping
from typing import Any

TYPED, SAVED, BOTH = "typed", "saved", "both"


def merged(
    typed: Mapping[str, Any], saved: Mapping[str, Any], opened: Mapping[str, Any]
) -> dict[str, str]:
    """For each field that differs: whose version is right as far as can be known.

    `opened` is the record as the one who is late had it before them. A field that only one
    of the two touched is that one's; one that both touched must be looked at.
    """
    found: dict[str, str] = {}
    for name, mine in typed.items():
        theirs = saved[name]
        if mine == theirs:
            continue
        if mine == opened[name]:
            found[name] = SAVED
        else:
            found[name] = TYPED if theirs == opened[name] else BOTH
    return found
