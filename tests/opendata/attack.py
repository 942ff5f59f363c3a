"""Somebody with a spreadsheet and a solver, who has every published file and nothing else.

Knows what the definitions say: the parts of a table add up to its totals; the totals of all
tables but that of the topics are the same figure; no topic comes up in more cases than there
are, and each case has a topic at least. Shares no line with the code that hides: it starts from
the bytes of the CSV files.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_diag, csr_matrix, lil_matrix

Name = tuple[str, str, str]
"""Measure, item, area: the same figure in two tables is one figure."""
Row = dict[tuple[int, Name] | None, Fraction]
"""An equation: a factor for each unknown; under None, what they come to."""
ALL = "全市"
TOPICS = "topics"


@dataclass
class Range:
    lowest: float
    highest: float


@dataclass
class Attack:
    """Everything public of one period; `unchanged` are figures known not to have been recounted."""

    editions: list[Mapping[str, bytes]]
    unchanged: frozenset[Name] = frozenset()
    known: dict[tuple[int, Name], int] = field(default_factory=dict)
    hidden: list[tuple[int, Name]] = field(default_factory=list)
    equations: list[tuple[dict[tuple[int, Name], int], int]] = field(default_factory=list)
    """Σ factor × unknown = constant."""
    limits: list[tuple[dict[tuple[int, Name], int], int]] = field(default_factory=list)
    """Σ factor × unknown ≤ constant."""

    def __post_init__(self) -> None:
        for number, files in enumerate(self.editions):
            tables = {name: read(content) for name, content in files.items()}
            for name, rows in tables.items():
                self._meet(number, name, rows)
        self.hidden = [each for each in dict.fromkeys(self.hidden) if each not in self.known]
        for number, files in enumerate(self.editions):
            self._relate(number, {name: read(content) for name, content in files.items()})

    def _meet(self, number: int, table: str, rows: Sequence[Mapping[str, str]]) -> None:
        for row in rows:
            name = self._named(number, named(table, row))
            if row["秘匿"] == "1":
                assert row["件数"] == ""
                self.hidden.append(name)
            elif row["件数"]:
                self.known[name] = int(row["件数"])

    def _named(self, number: int, name: Name) -> tuple[int, Name]:
        return (0 if name in self.unchanged else number), name

    def _relate(self, number: int, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        there: set[Name] = set()
        for table, rows in tables.items():
            lines: dict[tuple[str, str], list[tuple[bool, Name]]] = {}
            for row in rows:
                if row["秘匿"] == "0" and not row["件数"]:
                    continue  # not reported
                name = named(table, row)
                there.add(name)
                down, across = row["項目コード"] == "total", row["地域名"] == ALL
                lines.setdefault(("down", row["地域名"]), []).append((down, name))
                lines.setdefault(("across", row["項目コード"]), []).append((across, name))
            for line in lines.values():
                (total,) = [name for is_total, name in line if is_total]
                parts = [name for is_total, name in line if not is_total]
                self._equal(number, [*((part, 1) for part in parts), (total, -1)])
        cases = {area for measure, item, area in there if (measure, item) == ("cases", "total")}
        for name in sorted(there):
            measure, item, area = name
            if measure == TOPICS and area in cases and area != ALL:
                all_cases = ("cases", "total", area)
                less, more = (all_cases, name) if item == "total" else (name, all_cases)
                self._at_most(number, [(less, 1), (more, -1)])

    def _sorted(self, number: int, terms: Iterable[tuple[Name, int]]):
        unknown: dict[tuple[int, Name], int] = {}
        constant = 0
        for name, factor in terms:
            variable = self._named(number, name)
            if variable in self.known:
                constant -= factor * self.known[variable]
            else:
                unknown[variable] = unknown.get(variable, 0) + factor
        return unknown, constant

    def _equal(self, number: int, terms: list[tuple[Name, int]]) -> None:
        unknown, constant = self._sorted(number, terms)
        if unknown:
            self.equations.append((unknown, constant))
        else:
            assert constant == 0, "the published figures contradict each other"

    def _at_most(self, number: int, terms: list[tuple[Name, int]]) -> None:
        unknown, constant = self._sorted(number, terms)
        if unknown:
            self.limits.append((unknown, constant))

    def determined(self) -> dict[tuple[int, Name], Fraction]:
        """What mere adding and subtracting gives away: elimination in exact fractions."""
        rows: list[Row] = [
            {**{name: Fraction(factor) for name, factor in unknown.items()}, None: Fraction(value)}
            for unknown, value in self.equations
        ]
        solved: list[Row] = []
        for variable in self.hidden:
            pivot = next((row for row in rows if row.get(variable)), None)
            if pivot is None:
                continue
            rows.remove(pivot)
            pivot = {name: value / pivot[variable] for name, value in pivot.items()}
            for other in (*rows, *solved):
                eliminate(other, variable, pivot)
            solved.append(pivot)
        found = {}
        for row in solved:
            unknown = [name for name in row if name is not None]
            if len(unknown) == 1:
                found[unknown[0]] = row.get(None, Fraction(0))
        return found

    def ranges(self, asked: Sequence[tuple[int, Name]] | None = None, *, most: int = 40):
        """How low and how high each hidden figure can be, in whole numbers."""
        wanted = self.hidden if asked is None else list(asked)
        found: dict[tuple[int, Name], Range] = {}
        for begin in range(0, len(wanted), most):
            part = wanted[begin : begin + most]
            lows = self._extremes(part, +1)
            highs = self._extremes(part, -1)
            for variable, low, high in zip(part, lows, highs, strict=True):
                found[variable] = Range(low, high)
        return found

    def _extremes(self, wanted: Sequence[tuple[int, Name]], sign: int) -> list[float]:
        """One program for many questions: a copy of all the unknowns for each of them."""
        place = {variable: number for number, variable in enumerate(self.hidden)}
        width, ceiling = len(place), self._ceiling()
        matrix = lil_matrix((len(self.equations) + len(self.limits), width))
        lower, upper = [], []
        for row, (unknown, constant) in enumerate((*self.equations, *self.limits)):
            for variable, factor in unknown.items():
                matrix[row, place[variable]] = factor
            upper.append(constant)
            lower.append(constant if row < len(self.equations) else -np.inf)
        copies = len(wanted)
        goal = np.zeros(width * copies)
        for number, variable in enumerate(wanted):
            goal[number * width + place[variable]] = sign
        constraints = []
        if upper:
            whole = block_diag([csr_matrix(matrix)] * copies, format="csr")
            constraints = [LinearConstraint(whole, np.tile(lower, copies), np.tile(upper, copies))]
        result = milp(
            goal,
            constraints=constraints,
            integrality=np.ones(width * copies),
            bounds=Bounds(0, ceiling),
        )
        assert result.status == 0, result.message
        return [
            float(round(result.x[number * width + place[variable]]))
            for number, variable in enumerate(wanted)
        ]

    def _ceiling(self) -> int:
        """No figure is larger than all that was ever published together, and a bit."""
        return 1000 + sum(self.known.values())


def eliminate(row: Row, variable: tuple[int, Name], pivot: Row) -> None:
    """Take the pivot's multiple from the row, so that the variable stands in it no more."""
    factor = row.get(variable, Fraction(0))
    for name, value in pivot.items():
        row[name] = row.get(name, Fraction(0)) - factor * value
    for name in [name for name, value in row.items() if name is not None and value == 0]:
        del row[name]


def read(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def named(table: str, row: Mapping[str, str]) -> Name:
    item = row["項目コード"]
    measure = "cases" if item == "total" and table != TOPICS else table
    return measure, item, row["地域名"]
