"""What is done about corrections: `wanted` (what a change would do), `proposals`, `steps`."""

from app.corrections.service.proposals import apply, effect_of, give_up, is_proposal, propose
from app.corrections.service.steps import (
    HELD_FOR,
    AlreadyAnsweredError,
    NotYoursError,
    decide,
    forget_held,
    withdraw,
)
from app.corrections.service.wanted import (
    StaleChangeError,
    Wanted,
    wanted_import,
    wanted_reception,
    wanted_removal,
    wanted_restoration,
    wanted_revision,
)

__all__ = [
    "HELD_FOR",
    "AlreadyAnsweredError",
    "NotYoursError",
    "StaleChangeError",
    "Wanted",
    "apply",
    "decide",
    "effect_of",
    "forget_held",
    "give_up",
    "is_proposal",
    "propose",
    "wanted_import",
    "wanted_reception",
    "wanted_removal",
    "wanted_restoration",
    "wanted_revision",
    "withdraw",
]
