"""Time several ways of doing one thing in turns, so that a busy machine is unfair to none."""

import statistics
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from rich.progress import Progress

ROUNDS = 120
REPETITIONS = 4
"""Few at a time: whatever else disturbs the machine then disturbs all alike."""
WARM_UP = 20

Act = Callable[[], object]


@dataclass(frozen=True)
class Timing:
    """Seconds of each repetition."""

    seconds: tuple[float, ...]

    @property
    def median_ms(self) -> float:
        return statistics.median(self.seconds) * 1000

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles(self.seconds, n=20)[-1] * 1000

    @property
    def per_second(self) -> float:
        """How many one process does after another."""
        return len(self.seconds) / sum(self.seconds)


def in_turns(acts: Mapping[str, Act], *, advance: Callable[[int], None]) -> dict[str, Timing]:
    """Time each act ROUNDS × REPETITIONS times."""
    for act in acts.values():
        for _ in range(WARM_UP):
            act()
    seconds: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            for _ in range(REPETITIONS):
                began = perf_counter()
                act()
                seconds[name].append(perf_counter() - began)
        advance(1)
    return {name: Timing(tuple(taken)) for name, taken in seconds.items()}


@contextmanager
def counted(progress: Progress, what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar for one step; gives what moves it on."""
    task = progress.add_task(what, total=total)
    yield partial(progress.advance, task)
