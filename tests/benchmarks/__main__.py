"""`python -m tests.benchmarks [--small]`: fill, measure, print, keep.

On the server of KYODO_BENCH_DATABASE_URL (as a superuser), else on an embedded one.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from deploy import servers
from tests.benchmarks import contenders, figures, report, served, stock, stopwatch, taking_out, wall
from tests.benchmarks.report import Measured
from tests.benchmarks.stock import FOLDER, City
from tests.benchmarks.stopwatch import counted

SMALL, LARGE = 20_000, 1_000_000
"""Consultations: the city after some years, and far more than it will ever have."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--small", action="store_true", help=f"only {SMALL:,} consultations")
    small = parser.parse_args().small
    sizes = (SMALL,) if small else (SMALL, LARGE)
    with (
        Progress(console=Console(stderr=True)) as progress,
        _server() as server,
        stock.throw_away_database(server) as administrator,
        stock.founded(administrator) as city,
    ):
        everything = [_measured(city, rows, progress) for rows in sizes]
        with _silence():
            consolidated, excel = figures.measured(city, progress, small=small)
    console = Console(highlight=False)
    for measured in everything:
        report.show(measured, console)
    figures.show(consolidated, excel, console)
    console.print(f"\n{report.keep(everything, FOLDER)}")
    console.print(figures.keep(consolidated, excel, FOLDER))


def _measured(city: City, rows: int, progress: Progress) -> Measured:
    measured = Measured(rows)
    with counted(progress, f"{rows:,} 件を入れる", rows) as advance:
        stock.fill(city.administrator, rows, advance=advance)
    with _silence(), contenders.matches(city) as matches:
        for request, acts in matches.items():
            with counted(progress, f"{rows:,} 件: {request}", stopwatch.ROUNDS) as advance:
                measured.timings[request] = stopwatch.in_turns(acts, advance=advance)
    with counted(progress, f"{rows:,} 件: 壁", stopwatch.ROUNDS) as advance:
        measured.wall = wall.wall_microseconds(city, advance=advance)
    with counted(progress, f"{rows:,} 件: gunicorn", 2) as advance:
        measured.served = served.served(city, advance=advance)
    with counted(progress, f"{rows:,} 件: 書き出し", 1) as advance:
        measured.taken_out = taking_out.taken_out(city)
        advance(1)
    return measured


@contextmanager
def _server() -> Iterator[str]:
    if given := os.environ.get("KYODO_BENCH_DATABASE_URL"):
        yield given
        return
    with servers.running(FOLDER, kinds=("postgres",), durable=False) as addresses:
        yield addresses.database


@contextmanager
def _silence() -> Iterator[None]:
    """Write the product's log where it costs what it costs, but is not seen."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        yield


if __name__ == "__main__":
    main()
