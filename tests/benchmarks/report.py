"""What was measured, as a table to read and as JSON to compare."""

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from app import calendar
from tests.benchmarks.contenders import FLASK, KYODO, LIST_HTML, LIST_JSON, SEARCH_JSON
from tests.benchmarks.served import Served
from tests.benchmarks.stopwatch import Timing
from tests.benchmarks.taking_out import LIMITS_MB, TakenOut

HALF_OF_FLASK = 0.5
LIST_P95_MS = 150
SEARCH_P95_MS = 150
WALL_US = 1000


@dataclass
class Measured:
    """All numbers at one size of the city."""

    rows: int
    timings: dict[str, dict[str, Timing]] = field(default_factory=dict)
    wall: dict[str, float] = field(default_factory=dict)
    served: dict[str, Served] = field(default_factory=dict)
    taken_out: dict[str, dict[str, TakenOut]] = field(default_factory=dict)


def show(measured: Measured, console: Console) -> None:
    console.print(f"\n相談 {measured.rows:,} 件・19センター", style="bold")
    console.print(_ratios(measured))
    console.print(_wall(measured))
    console.print(_served(measured))
    console.print(_taken_out(measured))


def keep(everything: list[Measured], folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / f"{calendar.now():%Y%m%d-%H%M%S}.json"
    surroundings = {"python": platform.python_version(), "cores": os.cpu_count()}
    sizes = [_plain(measured) for measured in everything]
    kept.write_text(
        json.dumps({**surroundings, "sizes": sizes}, ensure_ascii=False, indent=2),
        encoding="utf-8",
    )
    return kept


def _ratios(measured: Measured) -> Table:
    table = Table(title="一つのプロセスで続けて答える (WSGI、通信なし。中央値の比)")
    for heading in ("", "誰が", "中央値 ms", "p95 ms", "件/秒", "kyodoの速さ", "目標"):
        table.add_column(heading, justify="left" if heading in ("", "誰が") else "right")
    for request, timings in measured.timings.items():
        mine = timings[KYODO].median_ms
        for name, timing in timings.items():
            ratio = timing.median_ms / mine
            goal = _against(ratio >= HALF_OF_FLASK, f"≥ {HALF_OF_FLASK}") if name == FLASK else ""
            if request == SEARCH_JSON and name == KYODO:
                goal = _against(timing.p95_ms < SEARCH_P95_MS, f"p95 < {SEARCH_P95_MS}")
            table.add_row(
                request if name == KYODO else "",
                name,
                f"{timing.median_ms:.2f}",
                f"{timing.p95_ms:.2f}",
                f"{timing.per_second:,.0f}",
                "" if name == KYODO else f"{ratio:.2f} 倍",
                goal,
            )
        table.add_section()
    return table


def _wall(measured: Measured) -> Table:
    table = Table(title="壁そのものの費用 (一覧1回、マイクロ秒)")
    for heading in ("署名した宣言", "行の壁", "合わせて", "目標"):
        table.add_column(heading, justify="right")
    wall = measured.wall
    table.add_row(
        f"{wall['announcement']:.0f}",
        f"{wall['row_security']:.0f}",
        f"{wall['wall']:.0f}",
        _against(wall["wall"] < WALL_US, f"< {WALL_US:,}"),
    )
    return table


def _served(measured: Measured) -> Table:
    table = Table(title="gunicorn (2プロセス×4スレッド) に4人が続けて頼む (本物のHTTP)")
    for heading in ("", "中央値 ms", "p95 ms", "件/秒", "目標"):
        table.add_column(heading, justify="left" if not heading else "right")
    for request, served in measured.served.items():
        goal = request in (LIST_HTML, LIST_JSON)
        table.add_row(
            request,
            f"{served.timing.median_ms:.2f}",
            f"{served.timing.p95_ms:.2f}",
            f"{served.per_second:,.0f}",
            _against(served.timing.p95_ms < LIST_P95_MS, f"p95 < {LIST_P95_MS}") if goal else "",
        )
    return table


def _taken_out(measured: Measured) -> Table:
    table = Table(title="1センターの相談をすべて書き出す (それぞれ別のプロセスで)")
    for heading in ("", "", "件", "件/秒", "一度に全部との比", "増えたメモリ MB", "目標"):
        table.add_column(heading, justify="left" if not heading else "right")
    for file_format, ways in measured.taken_out.items():
        plain = ways.get("一度に全部")
        limit = LIMITS_MB[file_format]
        for way, found in ways.items():
            table.add_row(
                file_format,
                way,
                f"{found.rows:,}",
                f"{found.per_second:,.0f}",
                f"{found.per_second / plain.per_second:.2f} 倍" if plain else "",
                f"{found.growth_mb:.0f}",
                "" if found is plain else _against(found.growth_mb <= limit, f"≤ {limit} MB"),
            )
    return table


def _against(met: bool, goal: str) -> str:  # noqa: FBT001  a verdict, not an option
    return f"{goal} {'○' if met else '✕ 未達'}"


def _plain(measured: Measured) -> dict[str, Any]:
    return {
        "rows": measured.rows,
        "requests": {
            request: {
                name: {
                    "median_ms": timing.median_ms,
                    "p95_ms": timing.p95_ms,
                    "per_second": timing.per_second,
                    "speed_of_kyodo": timing.median_ms / timings[KYODO].median_ms,
                }
                for name, timing in timings.items()
            }
            for request, timings in measured.timings.items()
        },
        "wall_us": measured.wall,
        "taken_out": {
            file_format: {way: asdict(found) for way, found in ways.items()}
            for file_format, ways in measured.taken_out.items()
        },
        "served": {
            request: {
                "median_ms": served.timing.median_ms,
                "p95_ms": served.timing.p95_ms,
                "per_second": served.per_second,
            }
            for request, served in measured.served.items()
        },
    }
