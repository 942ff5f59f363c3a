"""How a ward stands with the minutes that it was asked to confirm. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from app.calls.rules import may_ask_again
from app.minutes.rules.content import CONFIRMED, CORRECTION

LONGEST = 1000
USUAL_TIME = timedelta(days=7)
REMIND_BEFORE = 2
"""Open days before the day until which an answer is asked for."""
STANDINGS = {
    CONFIRMED: ("確認しました", "success", "check_circle"),
    CORRECTION: ("訂正のお願い", "warn", "edit"),
    None: ("まだ", "neutral", "hourglass_top"),
}
REMINDED = ("督促済", "warn", "mail")


@dataclass(frozen=True, slots=True)
class AnswerTile:
    """One ward of the board: its last answer, if there is one."""

    ward_id: UUID
    slug: str
    name: str
    kind: str | None
    words: str
    by_name: str
    at: datetime | None
    reminded_at: datetime | None

    @property
    def label(self) -> str:
        return self._standing[0]

    @property
    def tone(self) -> str:
        return self._standing[1]

    @property
    def icon(self) -> str:
        return self._standing[2]

    @property
    def _standing(self) -> tuple[str, str, str]:
        return REMINDED if self.kind is None and self.reminded_at else STANDINGS[self.kind]


def confirmed(tiles: Sequence[AnswerTile]) -> int:
    return sum(tile.kind == CONFIRMED for tile in tiles)


def remindable(tiles: Sequence[AnswerTile], now: datetime) -> list[AnswerTile]:
    """Who can be asked again: not who has answered, and nobody twice on one day."""
    return [tile for tile in tiles if tile.kind is None and may_ask_again(tile.reminded_at, now)]
