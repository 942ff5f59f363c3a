"""A center's whole list as a file: how fast, and how much the process grows by it.

Beside the plain way: all rows at once, then `csv`, or a workbook of openpyxl, in memory. Each way
is taken in a process of its own, because memory that a process once took says nothing later.

`python -m tests.benchmarks.taking_out ROWS`: once, with all rows at one center.
"""

import csv
import io
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import openpyxl
import sqlalchemy as sa

from app.consultations.models import Consultation
from app.consultations.rules.finding import Filters
from app.factory import create_app
from app.settings import Settings
from app.transfers import queries
from app.transfers.models import Export
from app.transfers.rules.exports import Wanted
from app.transfers.service import exports
from deploy import servers
from tenants import CenterScope, acting_for, db, read_only
from tests.benchmarks import stock
from tests.benchmarks.stock import City, Desk

CSV, XLSX = "csv", "xlsx"
LIMITS_MB = {CSV: 64, XLSX: 128}
NAIVE_UP_TO = 100_000
"""Rows; the plain way with more of them would not leave the machine enough."""


@dataclass(frozen=True)
class TakenOut:
    rows: int
    seconds: float
    growth_mb: float
    """By how much the process became larger than it was with everything loaded."""
    file_mb: float

    @property
    def per_second(self) -> float:
        return self.rows / self.seconds


def taken_out(city: City) -> dict[str, dict[str, TakenOut]]:
    """By format: the product writing it as the worker does, sending it, and the plain way."""
    found: dict[str, dict[str, TakenOut]] = {}
    for file_format in (CSV, XLSX):
        wrote, fetched = (
            _alone(city, partial(act, file_format=file_format)) for act in (_write, _fetch)
        )
        found[file_format] = {"書く": wrote, "渡す": fetched}
        if wrote.rows <= NAIVE_UP_TO:
            plain = _plain_csv if file_format == CSV else _plain_xlsx
            found[file_format]["一度に全部"] = _alone(city, plain)
    return found


def _alone(city: City, act: Callable[[Desk], tuple[int, int]]) -> TakenOut:
    """Do it in a fresh process."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (city.settings, city.desk, act))


def _measured(settings: Settings, desk: Desk, act: Callable[[Desk], tuple[int, int]]) -> TakenOut:
    app = create_app(settings)
    with app.app_context():
        with read_only(CenterScope(desk.center_id), actor_id=desk.account_id):
            db.session.execute(sa.select(Consultation).limit(500)).all()
        before = _largest(anew=True)
        began = perf_counter()
        rows, size = act(desk)
        seconds = perf_counter() - began
    return TakenOut(rows, seconds, (_largest() - before) / 1024, size / 2**20)


def _largest(*, anew: bool = False) -> int:
    """Kilobytes the process held at most, since it began or was asked `anew`.

    Not `getrusage`: a child begins there with what its parent had held.
    """
    if anew:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def _write(desk: Desk, *, file_format: str) -> tuple[int, int]:
    wanted = Wanted(
        file_format=file_format,
        filters=Filters(),
        filters_words="",
        with_words=True,
        with_person=True,
        reason="計測",
    )
    scope = CenterScope(desk.center_id)
    with acting_for(scope, actor_id=desk.account_id):
        export_id = exports.order(wanted, by_name=desk.name).id
    remains = True
    while remains:
        with acting_for(scope):
            remains = exports.advance(export_id)
    with read_only(scope):
        return queries.export(export_id).rows_written or 0, sum(queries.sizes(export_id))


def _fetch(desk: Desk, *, file_format: str) -> tuple[int, int]:
    """The pieces as the web sends them, each read in a transaction of its own."""
    scope = CenterScope(desk.center_id)
    with read_only(scope):
        latest = sa.select(Export).where(Export.file_format == file_format)
        ordered = db.session.scalars(latest.order_by(Export.ordered_at.desc()).limit(1)).one()
        pieces = exports.whole_file(ordered, _pieces(scope, ordered))
    return ordered.rows_written or 0, sum(map(len, pieces))


def _pieces(scope: CenterScope, ordered: Export) -> Iterator[bytes]:
    export_id, position = ordered.id, 0
    while True:
        with read_only(scope):
            piece = queries.part_content(export_id, position)
        if piece is None:
            return
        yield piece
        position += 1


def _plain_csv(desk: Desk) -> tuple[int, int]:
    rows = _all_rows(desk)
    file = io.StringIO(newline="")
    csv.writer(file).writerows(rows)
    return len(rows), len(file.getvalue().encode("utf-8-sig"))


def _plain_xlsx(desk: Desk) -> tuple[int, int]:
    rows = _all_rows(desk)
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return len(rows), len(file.getvalue())


def _all_rows(desk: Desk) -> list[list[Any]]:
    with read_only(CenterScope(desk.center_id)):
        found = db.session.scalars(sa.select(Consultation)).all()
        return [
            [
                each.number,
                each.received_at.replace(tzinfo=None),
                *(getattr(each, name) for name in _PLAIN),
                *(topic.topic for topic in each.topics),
            ]
            for each in found
        ]


_PLAIN = (
    *("channel", "client_type", "kind", "summary", "body", "response", "outcome"),
    *("person_name", "organization_name", "minutes", "received_by_name"),
)


def main() -> None:
    rows = int(sys.argv[1])
    with (
        servers.running(stock.FOLDER, kinds=("postgres",), durable=False) as addresses,
        stock.throw_away_database(addresses.database) as administrator,
        stock.founded(administrator) as city,
    ):
        stock.fill(administrator, rows, advance=lambda _: None, slug=city.desk.slug)
        for file_format, ways in taken_out(city).items():
            for way, found in ways.items():
                sys.stdout.write(
                    f"{file_format} {way}: {found.rows:,} rows, {found.seconds:.0f} s,"
                    f" {found.per_second:,.0f} rows/s, +{found.growth_mb:.0f} MB,"
                    f" file {found.file_mb:,.0f} MB\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main()
