"""What a frozen set of figures is, and what has become of it since."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.calendar import Month
from app.corrections.rules import FigureChange

Cell = tuple[str, Month, str, str]
"""Center (slug), month, measure and code."""


def fingerprint(content: Any, cells: Any) -> str:
    """SHA-256 of both in canonical JSON: keys in order, no blanks, UTF-8."""
    frozen = {"content": content, "cells": cells}
    text = json.dumps(frozen, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def as_cells(figures: Mapping[Cell, int]) -> list[list[Any]]:
    return [
        [center, str(month), measure, code, value]
        for (center, month, measure, code), value in sorted(figures.items())
    ]


def from_cells(cells: Iterable[Sequence[Any]]) -> dict[Cell, int]:
    return {
        (center, Month.parse(month), measure, code): value
        for center, month, measure, code, value in cells
    }


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of one center that is not what was published."""

    center: str
    month: Month
    measure: str
    code: str
    frozen: int
    now: int
    corrected: int
    """How much of the change recorded corrections account for."""

    @property
    def change(self) -> int:
        return self.now - self.frozen

    @property
    def other(self) -> int:
        """What came without a correction: before the month was closed, or while it was open."""
        return self.change - self.corrected

    @property
    def as_figure(self) -> FigureChange:
        return FigureChange(self.month, self.measure, self.code, self.frozen, self.now)


def differences(
    frozen: Mapping[Cell, int], now: Mapping[Cell, int], corrected: Mapping[Cell, int]
) -> list[Difference]:
    """Each figure that has changed, in the order of month, center and measure."""
    cells = sorted(frozen.keys() | now.keys(), key=lambda cell: (cell[1], cell[0], *cell[2:]))
    return [
        Difference(*cell, frozen.get(cell, 0), now.get(cell, 0), corrected.get(cell, 0))
        for cell in cells
        if frozen.get(cell, 0) != now.get(cell, 0)
    ]


@dataclass(frozen=True, slots=True)
class Total:
    """One figure of all centers and months together."""

    measure: str
    code: str
    frozen: int
    now: int


def totals(frozen: Mapping[Cell, int], now: Mapping[Cell, int]) -> list[Total]:
    """The figures whose sum has changed, the number of consultations first."""
    sums: dict[tuple[str, str], list[int]] = {}
    for place, figures in enumerate((frozen, now)):
        for (_, _, measure, code), value in figures.items():
            sums.setdefault((measure, code), [0, 0])[place] += value
    changed = [
        Total(measure, code, *both) for (measure, code), both in sums.items() if both[0] != both[1]
    ]
    first = "consultations"
    return sorted(changed, key=lambda each: (each.measure != first, each.measure, each.code))
