"""How a hidden figure could be another one: the linear program behind suppression. Pure.

HiGHS, by the package highspy, solves it; whole numbers are asked for where it gives fractions.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

import highspy
import numpy as np

from app.opendata.rules.systems import Joint, Variable

Moves = Mapping[Variable, int]
"""By how much each figure differs from the truth, in one of the ways it could have been."""

FREE = 1e-3
"""The cost of moving what is hidden already; not nothing, so that no way is longer than it must."""
A_TOTAL = 8.0
"""So much dearer than its parts is a total: the public looks at totals first."""
A_ZERO = 30
"""A zero is worth as much as a figure of this size: it is hidden where nothing else would do."""
LONGEST = 30.0
"""Seconds for one program in whole numbers."""


class UnprotectableError(Exception):
    """Nothing that may still be hidden protects this figure."""

    def __init__(self, variable: Variable) -> None:
        super().__init__(f"{variable.key} cannot be protected any more")
        self.key = variable.key


class Quiet(highspy.Highs):
    """HiGHS without its greeting, which it says while it prepares for callbacks."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)  # noqa: FBT003  the option's value


class Ways:
    """All the ways in which the figures could differ from the truth, and the cheapest of them.

    For each figure that nobody has printed yet there are two columns, more and less; each sum
    and each bound is a row. A published figure that has to move is hidden: that is the cost.
    """

    def __init__(self, whole: Joint) -> None:
        self._whole = whole
        movable = sorted(whole.values.keys() - whole.known, key=str)
        self._column = {variable: 2 * number for number, variable in enumerate(movable)}
        self._solver = Quiet()
        for name, value in (("threads", 1), ("time_limit", LONGEST)):
            self._solver.setOptionValue(name, value)
        less = [float(whole.values[variable]) for variable in movable]
        upper = np.array([limit for each in less for limit in (highspy.kHighsInf, each)])
        self._solver.addVars(len(upper), np.zeros(len(upper)), upper)
        totals = _depth(whole)
        for variable in movable:
            worth = 1 + math.log2(1 + (whole.values[variable] or A_ZERO))
            self._set_cost(variable, worth * A_TOTAL ** totals.get(variable, 0))
        self._add_rows()

    def make_free(self, variables: Iterable[Variable]) -> None:
        """These are hidden: moving them costs no more."""
        for variable in variables:
            self._set_cost(variable, FREE)

    def to(self, variable: Variable, move: int) -> Moves:
        """The cheapest way in which the figure would differ by `move`.

        Raises:
            UnprotectableError: there is none.
        """
        more = self._column[variable]
        value = float(self._whole.values[variable])
        self._fix(more, max(move, 0), max(-move, 0))
        try:
            for whole_numbers in (False, True):
                moves = self._solve(whole_numbers=whole_numbers)
                if moves is not None:
                    return moves
        finally:
            self._solver.changeColBounds(more, 0.0, highspy.kHighsInf)
            self._solver.changeColBounds(more + 1, 0.0, value)
        raise UnprotectableError(variable)

    def _solve(self, *, whole_numbers: bool) -> Moves | None:
        self._require_whole_numbers(required=whole_numbers)
        self._solver.run()
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            return None
        found = np.asarray(self._solver.getSolution().col_value)
        if len(found) == 0:
            return None
        moved = found[0::2] - found[1::2]
        rounded = np.rint(moved)
        if np.abs(moved - rounded).max(initial=0.0) > 1e-6:  # noqa: PLR2004  the solver's own tolerance
            return None
        numbers = (int(each) for each in rounded)
        moves = {each: number for each, number in zip(self._column, numbers, strict=True) if number}
        return moves if self._keeps_everything(moves) else None

    def _keeps_everything(self, moves: Moves) -> bool:
        """Proved in whole numbers, here where another way can still be looked for."""

        def after(each: Any) -> int:
            return self._whole.values[each] + moves.get(each, 0)

        return (
            all(after(each) >= 0 for each in moves)
            and all(
                sum(after(part) for part in each.parts) == after(each.total)
                for each in self._whole.sums
            )
            and all(after(each.less) <= after(each.more) for each in self._whole.bounds)
        )

    def _require_whole_numbers(self, *, required: bool) -> None:
        kind = highspy.HighsVarType.kInteger if required else highspy.HighsVarType.kContinuous
        columns = np.arange(2 * len(self._column), dtype=np.int32)
        self._solver.changeColsIntegrality(
            len(columns), columns, np.full(len(columns), kind.value, dtype=np.uint8)
        )

    def _fix(self, column: int, more: int, less: int) -> None:
        self._solver.changeColBounds(column, float(more), float(more))
        self._solver.changeColBounds(column + 1, float(less), float(less))

    def _set_cost(self, variable: Variable, cost: float) -> None:
        for column in (self._column[variable], self._column[variable] + 1):
            self._solver.changeColCost(column, cost)

    def _add_rows(self) -> None:
        values = self._whole.values
        for each in sorted(self._whole.sums, key=str):
            self._add_row([*((part, 1.0) for part in each.parts), (each.total, -1.0)], 0.0, 0.0)
        for bound in sorted(self._whole.bounds, key=str):
            room = float(values[bound.more] - values[bound.less])
            terms = [(bound.more, 1.0), (bound.less, -1.0)]
            self._add_row(terms, -room, highspy.kHighsInf)

    def _add_row(self, terms: Iterable[tuple[Any, float]], lower: float, upper: float) -> None:
        columns, factors = list[int](), list[float]()
        for variable, factor in terms:
            if (column := self._column.get(variable)) is not None:
                columns += [column, column + 1]
                factors += [factor, -factor]
        if columns:
            self._solver.addRow(
                lower,
                upper,
                len(columns),
                np.array(columns, dtype=np.int32),
                np.array(factors, dtype=np.float64),
            )


def _depth(whole: Joint) -> dict[Any, int]:
    """Of how many kinds of sums each figure is the total."""
    depth: dict[Any, int] = {}
    for each in whole.sums:
        depth[each.total] = depth.get(each.total, 0) + 1
    return {key: min(number, 3) for key, number in depth.items()}
