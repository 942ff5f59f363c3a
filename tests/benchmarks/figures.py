"""Consolidated figures: built, refreshed, read and proved, beside counting the rows each time.

`python -m tests.benchmarks.figures [--small]`; `make bench` runs it last. Each act stands beside
the direct GROUP BY in PostgreSQL and beside DuckDB on the same rows in the same run. Before
anything is timed as equal, the figures are compared. And the Excel way: workbooks read and
consolidated by pandas, beside the same through this program's import.
"""

import argparse
import json
import statistics
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import perf_counter

import duckdb
import psycopg
import sqlalchemy as sa
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from app import calendar
from app.cli.statistics import consolidate_waiting, recount_everything
from app.consultations.models import Consultation
from deploy import servers
from tenants import CenterScope, acting_for, db
from tests.benchmarks import stock, workbooks
from tests.benchmarks.contenders import AnswersDifferError, Caller
from tests.benchmarks.painted import painted
from tests.benchmarks.stock import FOLDER, City, Desk
from tests.benchmarks.stopwatch import Timing, counted
from tests.benchmarks.workbooks import Excel

HERE = Path(__file__)
HEAP = HERE.with_name("heap.sql").read_text(encoding="utf-8")
EVERY_FIGURE = HERE.with_name("every_figure.sql").read_text(encoding="utf-8")
A_STEP = 100_000
APART, CHANGED = 5, 1_000
"""The cells that are changed are of one size whatever the rest: months with so many rows each."""
REFRESHES, READS = 7, 60
MEASURED_P95_MS = 200


@dataclass(frozen=True)
class Size:
    centers: int
    rows: int

    @property
    def words(self) -> str:
        return f"{self.rows:,} 件・{self.centers:,} センター"


SMALL = (Size(19, 5_000), Size(19, 20_000), Size(30, 20_000))
LARGE = (Size(19, 100_000), Size(19, 5_000_000), Size(1_800, 5_000_000))
BOOKS = {True: (2, 200), False: (18, 5_000)}
"""Workbooks and rows in each, small or not."""


@dataclass
class Figures:
    """Seconds, by act and by who did it; of the city's page milliseconds, by what is waited for."""

    size: Size
    figures: int = 0
    seconds: dict[str, dict[str, float]] = field(default_factory=dict)
    page: dict[str, dict[str, float]] = field(default_factory=dict)


CITY_PAGE = "/city/statistics/"
ANSWER, FIRST_PAINT, TOTALS = "答え全体", "最初の描画", "合計の描画"
KYODO, POSTGRES, DUCK = "kyodo", "PostgreSQL GROUP BY", "DuckDB"
BUILD, REFRESH, READ, VERIFY = "作る", f"{CHANGED:,}件の変更の後に数え直す", "読む", "確かめる"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.figures", description=__doc__)
    parser.add_argument("--small", action="store_true", help="little data, to see that it runs")
    small = parser.parse_args().small
    with (
        Progress(console=Console(stderr=True)) as progress,
        servers.running(FOLDER, kinds=("postgres",), durable=False) as addresses,
        stock.throw_away_database(addresses.database) as administrator,
        stock.founded(administrator) as city,
    ):
        found, excel = measured(city, progress, small=small)
    console = Console(highlight=False)
    show(found, excel, console)
    console.print(f"\n{keep(found, excel, FOLDER)}")


def measured(city: City, progress: Progress, *, small: bool) -> tuple[list[Figures], Excel]:
    """The workbooks, in a database as it is founded; then every size in turn."""
    number, rows = BOOKS[small]
    with counted(progress, f"Excel {number}冊", 1) as advance:
        excel = workbooks.consolidated(city, number=number, rows=rows)
        advance(1)
    return [_of_size(city, size, progress) for size in (SMALL if small else LARGE)], excel


def _of_size(city: City, size: Size, progress: Progress) -> Figures:
    found = Figures(size)
    with counted(progress, f"{size.words}: 入れる", size.rows) as advance:
        fill(city, size, advance=advance)
    with (
        counted(progress, f"{size.words}: 測る", 4) as advance,
        psycopg.connect(city.administrator, autocommit=True) as postgres,
        duckdb.connect() as duck,
    ):
        _load(duck, postgres)
        with city.app.app_context():
            _build(found, postgres, duck)
            advance(1)
            _refresh(found, city.desk, postgres, duck)
            advance(1)
        # Outside the context: a request inside it would borrow its `g`, and skip the sign-in.
        _read(found, city, postgres, duck)
        advance(1)
        with city.app.app_context():
            _verify(found, postgres, duck)
            advance(1)
    return found


def fill(city: City, size: Size, *, advance: Callable[[int], None]) -> None:
    """Begin anew, past triggers; the desk's latest months have `CHANGED / APART` rows each."""
    with psycopg.connect(city.administrator, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(
            "TRUNCATE consultations, consultation_topics, reception_counters, dirty_marks,"
            " monthly_figures, audit_entries, referrals, exports, search_entries CASCADE"
        )
        connection.execute(MORE_CENTERS, {"centers": size.centers})
        for first in range(0, size.rows, A_STEP):
            last = min(first + A_STEP, size.rows)
            spread = {"first": first, "last": last - 1, "rows": size.rows, "apart": APART}
            connection.execute(HEAP, spread)
            advance(last - first)
        connection.execute(CELLS_APART, {"center_id": city.desk.center_id, "cells": APART})
        connection.execute("CHECKPOINT")
        connection.execute("VACUUM ANALYZE")


MORE_CENTERS = """
    INSERT INTO centers (slug, kind, ward_code, name, short_name, position,
                         weekday_opens, weekday_closes, weekend_opens, weekend_closes)
    SELECT 'more-' || n, 'ward', 'm' || n, '計測' || n || 'センター', '計測' || n, 1000 + n,
           '9:00', '20:00', '9:00', '17:00'
      FROM generate_series((SELECT count(*) FROM centers WHERE kind <> 'canary') + 1,
                           %(centers)s) AS n
"""
CELLS_APART = """
    WITH written AS (
        INSERT INTO consultations (center_id, fiscal_year, number, received_at, channel,
                                   client_type, kind, outcome, closed_at)
        SELECT %(center_id)s, 3000 + cell, n, received_at, 'visit', 'individual', 'consultation',
               'answered', received_at
          FROM generate_series(1, %(cells)s) AS cell, generate_series(1, 1000) AS n,
               LATERAL (SELECT date_trunc('month', now()) - make_interval(months => cell)
                               + interval '10 days' AS received_at) AS moment
        RETURNING center_id, id
    )
    INSERT INTO consultation_topics (center_id, consultation_id, topic, position, is_primary)
    SELECT center_id, id, 'funding', 1, true FROM written
"""
MARK_ALL = """
    INSERT INTO dirty_marks (center_id, month, transaction, marked_at)
    SELECT DISTINCT center_id, month, 1, now() FROM consultations
"""


def _load(duck: duckdb.DuckDBPyConnection, postgres: psycopg.Connection) -> None:
    """The same rows, columns of plain types."""
    for table, columns in DUCK_TABLES.items():
        file = FOLDER / f"{table}.csv"
        names = ", ".join(column.split()[0] for column in columns)
        with (
            file.open("wb") as target,
            postgres.cursor().copy(CSV.format(names=names, table=table)) as rows,
        ):
            for part in rows:
                target.write(part)
        duck.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        duck.execute(f"COPY {table} FROM '{file}' (HEADER false)")
        file.unlink()


CSV = "COPY (SELECT {names} FROM {table}) TO STDOUT CSV"
DUCK_TABLES = {
    "consultations": (
        *("center_id uuid", "id uuid", "month date", "channel text", "client_type text"),
        *("kind text", "outcome text", "minutes integer", "continues_id uuid"),
    ),
    "consultation_topics": (
        *("center_id uuid", "consultation_id uuid", "topic text", "is_primary boolean"),
    ),
}


def _build(found: Figures, postgres: psycopg.Connection, duck: duckdb.DuckDBPyConnection) -> None:
    postgres.execute(MARK_ALL)
    taken = {KYODO: _timed(consolidate_waiting)}
    postgres.execute("ANALYZE monthly_figures")
    taken[POSTGRES] = _timed(
        lambda: postgres.execute(f"CREATE TEMP TABLE direct AS {EVERY_FIGURE}")
    )
    taken[DUCK] = _timed(lambda: duck.execute(f"CREATE TABLE direct AS {EVERY_FIGURE}"))
    _compare(found, postgres, duck)
    found.seconds[BUILD] = taken


def _compare(found: Figures, postgres: psycopg.Connection, duck: duckdb.DuckDBPyConnection) -> None:
    """All three must have counted the same."""
    summed = "SELECT count(*), sum(value), sum(value * length(code)) FROM {table}"
    kept = postgres.execute(summed.format(table="monthly_figures")).fetchone()
    others = (
        postgres.execute(summed.format(table="direct")).fetchone(),
        duck.execute(summed.format(table="direct")).fetchone(),
    )
    if any([int(n) for n in other or ()] != [int(n) for n in kept or ()] for other in others):
        raise AnswersDifferError(f"{found.size.words}: {kept} {others}")
    found.figures = int(kept[0]) if kept else 0


def _refresh(
    found: Figures, desk: Desk, postgres: psycopg.Connection, duck: duckdb.DuckDBPyConnection
) -> None:
    """The program counts the cells that changed; the others can only count everything again."""
    taken = []
    for channel in ("phone", "visit") * REFRESHES:
        _change(desk, channel)
        taken.append(_timed(consolidate_waiting))
    again = f"CREATE TEMP TABLE again AS {EVERY_FIGURE}"
    found.seconds[REFRESH] = {
        KYODO: statistics.median(taken[2:]),
        POSTGRES: _timed(lambda: postgres.execute(again)),
        DUCK: _timed(lambda: duck.execute(again)),
    }


def _change(desk: Desk, channel: str) -> None:
    """1,000 rows of the cells apart, in one transaction of the center, with its triggers."""
    with acting_for(CenterScope(desk.center_id), actor_id=desk.account_id):
        each = Consultation.number <= CHANGED // APART
        changed = sa.update(Consultation).where(Consultation.fiscal_year > 3000, each)
        db.session.execute(
            changed.values(channel=channel), execution_options={"synchronize_session": False}
        )


DASHBOARD = """
    SELECT own.center_id, own.month, topic.topic, count(*), count(DISTINCT own.id)
      FROM consultations own
      JOIN consultation_topics topic
        ON topic.center_id = own.center_id AND topic.consultation_id = own.id
     WHERE own.month >= {since}
     GROUP BY own.center_id, own.month, topic.topic
"""


def _read(
    found: Figures, city: City, postgres: psycopg.Connection, duck: duckdb.DuckDBPyConnection
) -> None:
    """The whole page of the city, and beside it only the counts that its topics need."""
    coordinator = stock.coordinator(city)
    page = Caller(city.app, coordinator).get(CITY_PAGE)
    for _ in range(3):
        page()
    taken = [_timed(page) for _ in range(READS)]
    seen = painted(city, coordinator, CITY_PAGE)
    timed = {ANSWER: Timing(tuple(taken)), FIRST_PAINT: seen.first, TOTALS: seen.totals}
    found.page = {
        what: {"median_ms": timing.median_ms, "p95_ms": timing.p95_ms}
        for what, timing in timed.items()
    }
    month = calendar.Month.of(calendar.today()).fiscal_year.first.year_before
    asked = DASHBOARD.format(since=f"DATE '{month.first_day}'")
    found.seconds[READ] = {
        KYODO: statistics.median(taken),
        POSTGRES: _timed(lambda: postgres.execute(asked).fetchall()),
        DUCK: _timed(lambda: duck.execute(asked).fetchall()),
    }


DIFFERENT = """
    SELECT count(*) FROM ({direct}) counted
      FULL JOIN {kept} kept USING (center_id, month, measure, code)
     WHERE kept.value IS DISTINCT FROM counted.value
"""


def _verify(found: Figures, postgres: psycopg.Connection, duck: duckdb.DuckDBPyConnection) -> None:
    def prove() -> None:
        _, differences = recount_everything()
        if differences:
            raise AnswersDifferError(differences[0])

    in_postgres = DIFFERENT.format(direct=EVERY_FIGURE, kept="monthly_figures")
    in_duck = DIFFERENT.format(direct=EVERY_FIGURE, kept="direct")
    found.seconds[VERIFY] = {
        KYODO: _timed(prove),
        POSTGRES: _timed(lambda: postgres.execute(in_postgres).fetchall()),
        DUCK: _timed(lambda: duck.execute(in_duck).fetchall()),
    }


def _timed(act: Callable[[], object]) -> float:
    began = perf_counter()
    act()
    return perf_counter() - began


def show(found: list[Figures], excel: Excel, console: Console) -> None:
    table = Table(title="集計: 数え直さずに済ませることと、毎回数えること (秒。比は kyodo の速さ)")
    for heading in ("", "", KYODO, POSTGRES, "比", DUCK, "比"):
        table.add_column(heading, justify="left" if not heading else "right")
    for each in found:
        for act, taken in each.seconds.items():
            mine = taken[KYODO]
            table.add_row(
                each.size.words if act == BUILD else "",
                act,
                f"{mine:.3f}",
                *(
                    cell
                    for other in (POSTGRES, DUCK)
                    for cell in (f"{taken[other]:.3f}", f"{taken[other] / mine:.3g} 倍")
                ),
            )
        table.add_section()
    console.print(table)
    console.print(_goals(found))
    console.print(workbooks.shown(excel))


def _goals(found: list[Figures]) -> Table:
    table = Table(title="目標")
    for heading in ("", "測った値", "目標"):
        table.add_column(heading)
    for each in found:
        for what, taken in each.page.items():
            p95 = taken["p95_ms"]
            met = "○" if p95 < MEASURED_P95_MS else "✕ 未達"
            table.add_row(
                f"全市の画面 {each.size.words}: {what}",
                f"p95 {p95:.0f} ms (中央値 {taken['median_ms']:.0f} ms)",
                f"p95 < {MEASURED_P95_MS} ms {met}" if each.size.centers == stock.CENTERS else "",
            )
    few, many = (each.seconds[REFRESH][KYODO] for each in found[:2])
    met = "○" if abs(many / few - 1) <= 0.2 else "✕ 未達"
    table.add_row(
        f"数え直し {found[0].size.rows:,} 件と {found[1].size.rows:,} 件",
        f"{few * 1000:.0f} ms と {many * 1000:.0f} ms ({many / few:.2f} 倍)",
        f"±20 % {met}",
    )
    return table


def keep(found: list[Figures], excel: Excel, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"figures-{calendar.now():%Y%m%d-%H%M%S}.json"
    content = {"sizes": [asdict(each) for each in found], "excel": asdict(excel)}
    kept.write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")
    return kept


if __name__ == "__main__":
    main()
