"""How a ward stands with the minutes that it was asked to confirm. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.minutes.rules.content import CONFIRMED, CORRECTION

LONGEST = 1000
STANDINGS = {
    CONFIRMED: ("確認しました", "success", "check_circle"),
    CORRECTION: ("訂正のお願い", "warn", "edit"),
    None: ("まだ", "neutral", "hourglass_top"),
}


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

    @property
    def label(self) -> str:
        return STANDINGS[self.kind][0]

    @property
    def tone(self) -> str:
        return STANDINGS[self.kind][1]

    @property
    def icon(self) -> str:
        return STANDINGS[self.kind][2]


def confirmed(tiles: Sequence[AnswerTile]) -> int:
    return sum(tile.kind == CONFIRMED for tile in tiles)
