"""The files that are published: CSV as the city's rules for tables ask, and JSON. Pure.

総務省「統計表における機械判読可能なデータの表記方法の統一ルール」(2020): one cell one datum,
numbers as numbers, no merged cells, western years beside 和暦, areas by code and name. A hidden
figure leaves its cell empty and says so in a column of its own.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.calendar import FiscalYear, Month
from app.opendata.rules.suppression import Reason
from app.opendata.rules.tables import (
    CITY,
    TOTAL,
    Cell,
    Item,
    Material,
    TableKind,
    cell_of,
    items_of,
)

COLUMNS: Mapping[str, str] = {
    "年度": "4月から翌年3月までの年度を、始まる年の西暦で示します。",
    "年度（和暦）": "同じ年度の和暦です。",
    "期間の初め": "数えた最初の月(西暦、年-月)です。",
    "期間の終わり": "数えた最後の月(西暦、年-月)です。",
    "地域区分": "区、推進センター、全市のいずれかです。全市は、区と推進センターの計です。",
    "地域コード": "全国地方公共団体コード(JIS X 0402、検査数字を含む6桁の文字)です。"
    "推進センターは区ではないため空です。",
    "地域名": "区の名前などです。",
    "項目コード": "項目の符号です。月は西暦の年-月、計は total です。",
    "項目": "項目の名前です。月は和暦と西暦です。",
    "件数": "件数(単位: 件)です。秘匿した数と、報告のない数は空です。",
    "秘匿": "1は秘匿した数、0はそうでない数です。",
    "報告月数": "この数に入っている、センターが報告した月の数(のべ)です。"
    "0は報告がないことを示します。",
}


class Line(NamedTuple):
    """One figure of one table."""

    item: Item
    area: str
    value: int | None
    """None: hidden, or not reported."""
    is_hidden: bool
    months: int
    reason: Reason | None = None
    """Why it is hidden: for the publisher, in no file."""
    truth: int | None = None
    """For the publisher, in no file."""


@dataclass(frozen=True, slots=True)
class Table:
    kind: TableKind
    items: Sequence[Item]
    lines: Sequence[Line]


def table(
    kind: TableKind, material: Material, values: Mapping[Cell, int], reasons: Mapping[Cell, Reason]
) -> Table:
    """A table as it is printed, totals included, hidden figures left out."""
    items = [*items_of(kind, material), Item(TOTAL, "計")]
    return Table(kind, items, tuple(_lines(kind, items, material, values, reasons)))


def _lines(
    kind: TableKind,
    items: Sequence[Item],
    material: Material,
    values: Mapping[Cell, int],
    reasons: Mapping[Cell, Reason],
) -> Iterator[Line]:
    for item in items:
        for area in (*material.areas, CITY):
            cell = cell_of(kind, item.code, area.key)
            truth, reason = values.get(cell), reasons.get(cell)
            months = _months(kind, item, area.key, material)
            if months == 0:
                yield Line(item, area.key, None, is_hidden=False, months=0)
                continue
            shown = None if reason else truth
            yield Line(item, area.key, shown, reason is not None, months, reason, truth)


def _months(kind: TableKind, item: Item, area: str, material: Material) -> int:
    """Of how many months, added over the centers, the figure consists."""
    areas = [each.key for each in material.areas] if area == CITY.key else [area]
    by_month = kind.name == "consultations" and item.code != TOTAL
    months = [Month.parse(item.code)] if by_month else list(material.period.months)
    return sum((each, month) in material.reported for each in areas for month in months)


def rows(printed: Table, material: Material) -> Iterator[dict[str, Any]]:
    """The table's rows, by the names of the columns."""
    year = material.period.first.fiscal_year
    areas = {area.key: area for area in (*material.areas, CITY)}
    for line in printed.lines:
        area = areas[line.area]
        values = (
            year.year,
            japanese_year(year),
            str(material.period.first),
            str(material.period.last),
            area.kind,
            area.code,
            area.name,
            line.item.code,
            line.item.label,
            line.value,
            int(line.is_hidden),
            line.months,
        )
        yield dict(zip(COLUMNS, values, strict=True))


def csv_file(printed: Table, material: Material) -> bytes:
    """UTF-8 with BOM and CRLF: what Excel opens without asking."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows(printed, material))
    return text.getvalue().encode("utf-8-sig")


def json_file(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def japanese_year(year: FiscalYear) -> str:
    """令和7年度."""
    return year.label.partition("(")[0]
