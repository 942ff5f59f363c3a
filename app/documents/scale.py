"""What a chart is given and how its numbers become words and shades."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

INK, QUIET, RULE, PAPER = "#1a1a1c", "#595959", "#999999", "#ffffff"
# Light to dark, so that the order also survives a black-and-white printer.
RAMP = (PAPER, "#d9e6ff", "#9db7f9", "#3460fb", "#0017c1")
NOT_REPORTED = "未報告"
NO_POPULATION = "人口未入力"


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said about a chart: its name, in words what it shows, and the unit of its values."""

    title: str
    description: str
    unit: str = "件"


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or one kind of bars; a value for each label."""

    name: str
    values: Sequence[float | None]


def number(value: float) -> str:
    """1,234 or 1,234.5, as it is printed."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def largest_of(values: Iterable[float | None]) -> float:
    """The largest reported value, 0 for none. Raises ValueError for a negative one."""
    reported = [value for value in values if value is not None]
    if any(value < 0 for value in reported):
        raise ValueError("A chart shows counts, and a count is not negative.")
    return max(reported, default=0)


def shade(value: float, largest: float) -> tuple[str, str]:
    """Fill and text color of a cell: nothing is white, each further quarter is darker."""
    step = 0 if value <= 0 else min(4, int(4 * value / largest - 1e-9) + 1)
    return RAMP[step], PAPER if RAMP[step] in RAMP[-2:] else INK
