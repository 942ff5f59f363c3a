"""The Excel way: a workbook from each ward, read and consolidated by somebody with pandas.

The same workbooks go through this program's import, which checks every row, keeps it, makes it
searchable and counts it; so it does far more, and the ratio says what that costs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from time import perf_counter

import pandas as pd
import psycopg
import sqlalchemy as sa
import xlsxwriter
from rich.table import Table

from app.cli.statistics import consolidate_waiting
from app.statistics.models import MonthlyFigure
from app.transfers import service
from tenants import CenterScope, acting_for, db, read_only
from tests.benchmarks.contenders import AnswersDifferError
from tests.benchmarks.stock import City

HEADINGS = ("受付日", "相談方法", "相談者属性", "種別", "相談内容", "概要", "所要時間(分)")
TOPICS = ("広報", "資金調達", "事務(会計)", "法人化", "その他")
CHANNELS = ("来館", "電話", "メール・Webフォーム")
FIRST_DAY = datetime(2025, 4, 1)  # noqa: DTZ001  a sheet keeps no zone


@dataclass(frozen=True)
class Excel:
    books: int
    rows: int
    pandas_seconds: float
    import_seconds: float
    count_seconds: float
    """Of consolidating what was imported."""


def consolidated(city: City, *, number: int, rows: int) -> Excel:
    """Both ways, compared before they are believed."""
    books = [_book(ward, rows) for ward in range(number)]
    began = perf_counter()
    by_pandas = _by_pandas(books)
    pandas_seconds = perf_counter() - began
    with psycopg.connect(city.administrator) as connection:
        connection.execute(
            "TRUNCATE consultations, consultation_topics, reception_counters, dirty_marks,"
            " monthly_figures, search_entries, imports CASCADE"
        )
        wards = connection.execute(
            "SELECT id FROM centers WHERE kind = 'ward' ORDER BY position LIMIT %s", [number]
        ).fetchall()
    with city.app.app_context():
        began = perf_counter()
        for (center,), book in zip(wards, books, strict=True):
            _take(CenterScope(center), book)
        import_seconds = perf_counter() - began
        began = perf_counter()
        consolidate_waiting()
        count_seconds = perf_counter() - began
        kept = sum(_kept(CenterScope(center)) for (center,) in wards)
    if kept != sum(by_pandas.values()):
        raise AnswersDifferError(f"{kept} {sum(by_pandas.values())}")
    return Excel(number, rows, pandas_seconds, import_seconds, count_seconds)


def _book(ward: int, rows: int) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet("受付簿"), book.add_format({"num_format": "yyyy/m/d"})
        sheet.write_row(0, 0, HEADINGS)
        for row in range(1, rows + 1):
            sheet.write_datetime(row, 0, FIRST_DAY + timedelta(days=row * 360 // rows), day)
            topics = (
                {TOPICS[row % 5], TOPICS[(row // 7) % 5]} if row % 5 == 0 else {TOPICS[row % 5]}
            )
            words = (
                *(CHANNELS[row % 3], "個人", "相談", "、".join(sorted(topics))),
                f"計測 {ward}-{row} の相談について",
            )
            sheet.write_row(row, 1, words)
            sheet.write_number(row, 6, row % 60)
    return content.getvalue()


def _by_pandas(books: list[bytes]) -> dict[str, int]:
    """Topics by month of all wards, as somebody at the central center would do it."""
    sheets = [pd.read_excel(BytesIO(book)).assign(区=ward) for ward, book in enumerate(books)]
    rows = pd.concat(sheets, ignore_index=True)
    rows["月"] = rows["受付日"].dt.to_period("M")
    rows["相談内容"] = rows["相談内容"].str.split("、")
    tags = rows.explode("相談内容")
    pd.pivot_table(tags, index=["区", "月"], columns="相談内容", aggfunc="size", fill_value=0)
    return tags.groupby("相談内容").size().astype(int).to_dict()


def _take(scope: CenterScope, book: bytes) -> None:
    with acting_for(scope):
        received = service.receive("受付簿.xlsx", book, uploaded_by_name="計測")
        service.take(received, taken_by_name="計測")


def _kept(scope: CenterScope) -> int:
    with read_only(scope):
        total = sa.select(sa.func.sum(MonthlyFigure.value))
        return int(db.session.scalar(total.where(MonthlyFigure.measure == "topics")) or 0)


def shown(excel: Excel) -> Table:
    table = Table(title=f"Excelのやり方: {excel.books}冊 × {excel.rows:,}行 (秒)")
    for heading in ("誰が", "秒", "行/秒", "pandas との比"):
        table.add_column(heading, justify="left" if heading == "誰が" else "right")
    rows = excel.books * excel.rows
    kyodo = excel.import_seconds + excel.count_seconds
    for who, taken in (
        ("pandas/openpyxl で読んで集計", excel.pandas_seconds),
        ("kyodo: 確かめて記録し、集計", kyodo),
        ("　うち集計", excel.count_seconds),
    ):
        ratio = "" if who.startswith("pandas") else f"{excel.pandas_seconds / taken:.2f} 倍"
        table.add_row(who, f"{taken:.2f}", f"{rows / taken:,.0f}", ratio)
    return table
