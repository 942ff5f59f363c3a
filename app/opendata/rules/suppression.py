"""Which figures are hidden, and why: the few themselves, and what would give them back. Pure.

Primary suppression hides what tells of 1 to `threshold - 1` consultations. Complementary
suppression hides further figures until every hidden one, reckoned back from all that is
public, could as well be clearly more and clearly less: see `Need`. The complements are chosen
by the linear program of Robertson (1993) and Kelly, Golden and Assad (1992) for linked tables:
the cheapest way in which the hidden figure could be another one, all published ones staying.

Each such way is kept as a witness: whole numbers, none negative, every sum and bound kept,
every published figure as printed. So `faults` proves the protection by integer arithmetic,
and trusts neither a solver nor a rounding.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from app.opendata.rules.solving import Moves, UnprotectableError, Ways
from app.opendata.rules.systems import Edition, Figures, Joint, Key, Variable, joint

LEAST_THRESHOLD = 3
"""Whoever hides only ones and publishes twos tells which pair belongs together."""


class Reason(StrEnum):
    SMALL = "small"
    SHARE = "share"
    DIFFERENCE = "difference"
    EARLIER = "earlier"
    COMPLEMENT = "complement"

    @property
    def label(self) -> str:
        return REASON_LABELS[self]


REASON_LABELS: Mapping[Reason, str] = {
    Reason.SMALL: "件数が基準に満たない",
    Reason.SHARE: "合計が基準に満たない欄の内訳",
    Reason.DIFFERENCE: "前の版との差が基準に満たない",
    Reason.EARLIER: "前の版で秘匿した数と同じ",
    Reason.COMPLEMENT: "ほかの秘匿した数を逆算させないため",
}


class Need(NamedTuple):
    """How far below and above the truth a hidden figure must still be possible.

    At least `threshold` apart, and on both sides of the truth; nothing is below zero.
    """

    below: int
    above: int

    @classmethod
    def of(cls, value: int, threshold: int) -> "Need":
        return cls(min(value, threshold - 1), threshold if value == 0 else threshold - 1)


@dataclass(frozen=True, slots=True)
class Suppression:
    """What of a new edition is hidden, and the proof that it stays so."""

    joint: Joint
    threshold: int
    reasons: Mapping[Key, Reason]
    """Of every hidden figure of the new edition."""
    witnesses: Sequence[Moves]

    @property
    def hidden(self) -> frozenset[Key]:
        return frozenset(self.reasons)


def suppress(figures: Figures, *, threshold: int, earlier: Sequence[Edition] = ()) -> Suppression:
    """Hide what must be hidden of `figures`, beside the `earlier` editions of the same period.

    Raises:
        ValueError: the threshold is below three, or the figures contradict each other.
        UnprotectableError: what was published earlier leaves no way to protect.
    """
    if threshold < LEAST_THRESHOLD:
        raise ValueError(f"a threshold of {threshold} hides nothing")
    if contradiction := figures.contradiction():
        raise ValueError(f"the figures do not keep {contradiction}")
    whole = joint(figures, earlier)
    primary = _primary(figures, whole, threshold)
    first = {whole.variable_of[key]: threshold for key in primary} | whole.hidden
    hidden, witnesses = _protect(whole, first, threshold)
    reasons = {
        key: primary.get(key, Reason.EARLIER if of in whole.hidden else Reason.COMPLEMENT)
        for key, of in whole.variable_of.items()
        if of in hidden
    }
    return Suppression(whole, threshold, reasons, witnesses)


def without_complements(figures: Figures, *, threshold: int) -> frozenset[Key]:
    """What primary suppression alone would hide: not enough, as the attack on it shows."""
    return frozenset(_primary(figures, joint(figures), threshold))


def faults(suppression: Suppression) -> Iterator[str]:
    """What of the proof does not hold. Whole numbers only; no solver is asked."""
    whole = suppression.joint
    hidden = _hidden_with_thresholds(suppression)
    shown = whole.known | (set(whole.variable_of.values()) - hidden.keys())
    for number, moves in enumerate(suppression.witnesses):
        yield from (f"witness {number}: {fault}" for fault in _faults_of(whole, moves, shown))
    for variable, threshold in hidden.items():
        need = Need.of(whole.values[variable], threshold)
        moved = [moves.get(variable, 0) for moves in suppression.witnesses]
        if max(moved, default=0) < need.above:
            yield f"{variable.key} cannot be {need.above} more"
        if need.below and min(moved, default=0) > -need.below:
            yield f"{variable.key} cannot be {need.below} less"


def _primary(figures: Figures, whole: Joint, threshold: int) -> dict[Key, Reason]:
    found: dict[Key, Reason] = {}
    for key, reason in chain(_few(figures, whole, threshold), _shares(figures, threshold)):
        if whole.variable_of[key] not in whole.known:
            found.setdefault(key, reason)
    return found


def _few(figures: Figures, whole: Joint, threshold: int) -> Iterator[tuple[Key, Reason]]:
    for key, value in figures.values.items():
        changes = (abs(value - once) for once in whole.counted_before.get(key, ()))
        if 0 < value < threshold:
            yield key, Reason.SMALL
        elif any(0 < change < threshold for change in changes):
            yield key, Reason.DIFFERENCE


def _shares(figures: Figures, threshold: int) -> Iterator[tuple[Key, Reason]]:
    """Even a zero tells something where a total is known to be a few: where they were not."""
    for each in figures.sums:
        if 0 < figures.values[each.total] < threshold:
            yield from ((part, Reason.SHARE) for part in each.parts)


def _protect(
    whole: Joint, first: Mapping[Variable, int], threshold: int
) -> tuple[dict[Variable, int], list[Moves]]:
    """Hide further figures until every hidden one has its witnesses."""
    hidden, witnesses = dict(first), list[Moves]()
    ways = Ways(whole)
    waiting = sorted(hidden, key=lambda each: (-whole.values[each], str(each)))
    ways.make_free(waiting)
    for variable in waiting:  # it grows while it is walked through
        need = Need.of(whole.values[variable], hidden[variable])
        for move in (-need.below, need.above):
            if move == 0 or any(_reaches(moves, variable, move) for moves in witnesses):
                continue
            moves = ways.to(variable, move)
            witnesses.append(moves)
            new = sorted(moves.keys() - hidden.keys(), key=str)
            hidden.update(dict.fromkeys(new, threshold))
            waiting.extend(new)
            ways.make_free(new)
    return hidden, witnesses


def _reaches(moves: Moves, variable: Variable, move: int) -> bool:
    moved = moves.get(variable, 0)
    return moved >= move if move > 0 else moved <= move


def _hidden_with_thresholds(suppression: Suppression) -> dict[Variable, int]:
    whole = suppression.joint
    new = {whole.variable_of[key]: suppression.threshold for key in suppression.reasons}
    return new | whole.hidden


def _faults_of(whole: Joint, moves: Moves, shown: set[Variable]) -> Iterator[str]:
    def after(variable: Variable) -> int:
        return whole.values[variable] + moves.get(variable, 0)

    yield from (f"{each.key} is published" for each in moves if each in shown)
    yield from (f"{each.key} is below zero" for each in moves if after(each) < 0)
    for each in whole.sums:
        if sum(after(part) for part in each.parts) != after(each.total):
            yield f"the sum of {each.total} is broken"
    for bound in whole.bounds:
        if after(bound.less) > after(bound.more):
            yield f"{bound.less} is above {bound.more}"


__all__ = [
    "LEAST_THRESHOLD",
    "Need",
    "Reason",
    "Suppression",
    "UnprotectableError",
    "faults",
    "suppress",
    "without_complements",
]
