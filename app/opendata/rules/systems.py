"""Figures and everything the public knows to hold between them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

Key: TypeAlias = Any
"""Hashable: names one figure, wherever it is printed: the same figure in two tables has one key."""


class Sum(NamedTuple):
    """The parts add up to the total."""

    parts: tuple[Key, ...]
    total: Key


class Bound(NamedTuple):
    """One figure is never above the other: no topic comes up in more cases than there are."""

    less: Key
    more: Key


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one edition, printed in whichever tables, and how they hang together."""

    values: Mapping[Key, int]
    sums: Sequence[Sum]
    bounds: Sequence[Bound] = ()

    def contradiction(self) -> Sum | Bound | None:
        """The first relation that the figures themselves do not keep."""
        for each in self.sums:
            if sum(self.values[part] for part in each.parts) != self.values[each.total]:
                return each
        for bound in self.bounds:
            if self.values[bound.less] > self.values[bound.more]:
                return bound
        return None


@dataclass(frozen=True, slots=True)
class Edition:
    """Figures that were published: all but the hidden ones."""

    figures: Figures
    hidden: frozenset[Key]
    threshold: int


class Variable(NamedTuple):
    """One unknown of whoever adds and subtracts: a figure as one edition counted it."""

    edition: int
    key: Key


@dataclass(slots=True)
class Joint:
    """What the public has in hand once a further edition of the same period is out.

    The earlier editions, withdrawn or not, and the new one, read together by somebody who knows
    which figures were counted anew: a figure that did not change is one unknown, whichever
    edition prints it.
    """

    values: dict[Variable, int] = field(default_factory=dict)
    sums: set[Sum] = field(default_factory=set)
    bounds: set[Bound] = field(default_factory=set)
    known: set[Variable] = field(default_factory=set)
    """Shown by an earlier edition: nothing takes that back."""
    hidden: dict[Variable, int] = field(default_factory=dict)
    """Hidden by an earlier edition, each with the threshold it was hidden by."""
    variable_of: dict[Key, Variable] = field(default_factory=dict)
    """Of the new edition's figures."""
    counted_before: dict[Key, tuple[int, ...]] = field(default_factory=dict)


def joint(figures: Figures, earlier: Sequence[Edition] = ()) -> Joint:
    """Read `figures` together with every edition of the same period before them."""
    whole = Joint()
    for edition in earlier:
        of = _add(whole, edition.figures)
        for key, variable in of.items():
            if key not in edition.hidden:
                whole.known.add(variable)
            else:
                before = whole.hidden.get(variable, 0)
                whole.hidden[variable] = max(before, edition.threshold)
        for key, value in edition.figures.values.items():
            whole.counted_before[key] = (*whole.counted_before.get(key, ()), value)
    whole.hidden = {v: k for v, k in whole.hidden.items() if v not in whole.known}
    whole.variable_of = _add(whole, figures)
    return whole


def _add(whole: Joint, figures: Figures) -> dict[Key, Variable]:
    number = 1 + max((variable.edition for variable in whole.values), default=0)
    same = {(variable.key, value): variable for variable, value in whole.values.items()}
    of = {
        key: same.get((key, value), Variable(number, key)) for key, value in figures.values.items()
    }
    whole.values.update({of[key]: value for key, value in figures.values.items()})
    whole.sums.update(
        Sum(tuple(of[p] for p in each.parts), of[each.total]) for each in figures.sums
    )
    whole.bounds.update(Bound(of[each.less], of[each.more]) for each in figures.bounds)
    return of
