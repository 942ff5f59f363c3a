"""What an edition says of itself: metadata for people and for catalogues. Pure.

The names are those of DCAT 3 (W3C) and Dublin Core, as catalogues of open data read them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from app.calendar import CITY_TIME, FiscalYear, Period, japanese_month
from app.opendata.rules.files import COLUMNS, Table, csv_file, json_file, rows
from app.opendata.rules.keeping import Counted
from app.opendata.rules.tables import CITY, TOTAL

CSV, JSON = "text/csv; charset=utf-8", "application/json"
PUBLISHER = "横浜市市民協働推進センター"
LICENSE = "CC BY 4.0"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/deed.ja"
FREQUENCY = "年1回(年度の終わったあと)。訂正したときは、新しい版を出します。"
NOTES = (
    (
        "一部の月だけを報告したセンターの件数は、報告した月の分だけです。"
        "報告のない月は0件ではなく、どの計にも入っていません。"
    ),
    "端数処理はしていません。割合は載せていません。",
    "版ごとに、公開した日の件数で固定しています。あとから直された記録は、次の版に反映します。",
)


@dataclass(frozen=True, slots=True)
class Words:
    """What people wrote about an edition."""

    title: str
    description: str
    contact: str


@dataclass(frozen=True, slots=True)
class Release:
    """Which edition it is."""

    slug: str
    version: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Published:
    """One file of an edition."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def slug_of(period: Period, version: int) -> str:
    """fy2025-v1; of a part of a year fy2025-04-09-v1."""
    year = period.first.fiscal_year
    whole = period == Period(year.first, year.last)
    months = "" if whole else f"-{period.first.month:02}-{period.last.month:02}"
    return f"fy{year}{months}-v{version}"


def files(counted: Counted) -> Iterator[Published]:
    """Each table as CSV and as JSON."""
    for printed in counted.printed:
        name = printed.kind.name
        yield Published(f"{name}.csv", CSV, csv_file(printed, counted.material))
        yield Published(f"{name}.json", JSON, json_file(_table(printed, counted)))


def metadata(
    counted: Counted, words: Words, published: Sequence[Published], release: Release
) -> dict[str, Any]:
    """Everything about an edition but its figures."""
    period = counted.material.period
    done, of = counted.reported
    return {
        "@context": "https://www.w3.org/ns/dcat.jsonld",
        "@type": "dcat:Dataset",
        "dct:identifier": release.slug,
        "dct:title": words.title,
        "dct:description": words.description,
        "dct:publisher": PUBLISHER,
        "dcat:contactPoint": words.contact,
        "dct:license": LICENSE_URL,
        "dct:accrualPeriodicity": FREQUENCY,
        "dct:language": "ja",
        "dct:issued": _moment(release.at),
        "dcat:version": str(release.version),
        "dct:temporal": {
            "dcat:startDate": period.first.first_day.isoformat(),
            "dcat:endDate": period.last.last_day.isoformat(),
        },
        "dct:spatial": {"code": CITY.code, "name": "横浜市"},
        "fiscal_year": period.first.fiscal_year.year,
        "period": period_words(period),
        "as_of": _moment(counted.as_of),
        "reported": f"{done}/{of}区",
        "reporting": [
            {
                "code": area.code,
                "name": area.name,
                "months": counted.material.months_of(area.key),
            }
            for area in counted.material.areas
        ],
        "suppression": {
            "threshold": counted.threshold,
            "hidden": len(counted.reasons),
            "rule": suppression_words(counted.threshold),
        },
        "notes": list(NOTES),
        "columns": [{"name": name, "description": said} for name, said in COLUMNS.items()],
        "tables": [
            {
                "name": kind.name,
                "title": kind.title,
                "definition": kind.definition,
                "item": kind.item,
            }
            for kind in counted.kinds
        ],
        "dcat:distribution": [
            {
                "@type": "dcat:Distribution",
                "dct:title": each.name,
                "dcat:accessURL": f"/opendata/{release.slug}/{each.name}",
                "dcat:mediaType": each.media_type,
                "dcat:byteSize": len(each.content),
                "spdx:checksum": {"algorithm": "sha256", "value": each.sha256},
            }
            for each in published
        ],
    }


def suppression_words(threshold: int) -> str:
    return (
        f"個人が推し量られることを防ぐため、1件から{threshold - 1}件までの数を秘匿しています。"
        "ほかの数から引き算や足し算で求められないように、ほかの数も合わせて秘匿しています。"
        "どちらの理由で秘匿したかは示しません。0件は、秘匿した数を示さない限り0と記します。"
    )


def period_words(period: Period) -> str:
    """令和7年度(2025年度); of a part of a year its months as well."""
    year: FiscalYear = period.first.fiscal_year
    if period == Period(year.first, year.last):
        return year.label
    months = f"{japanese_month(period.first)}～{japanese_month(period.last)}"
    return f"{year.label} {months}"


def _table(printed: Table, counted: Counted) -> dict[str, Any]:
    return {
        "name": printed.kind.name,
        "title": printed.kind.title,
        "definition": printed.kind.definition,
        "unit": "件",
        "columns": list(COLUMNS),
        "rows": list(rows(printed, counted.material)),
    }


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(CITY_TIME).isoformat(timespec="seconds") if at else None


@dataclass(frozen=True, slots=True)
class Grid:
    """A published table as a page shows it: items down, the city and its areas across."""

    title: str
    definition: str
    item: str
    areas: Sequence[str]
    lines: Sequence[tuple[str, Sequence[str], bool]]
    """The item, its figures as they are read, and whether it is the total."""


HIDDEN, SILENT = "X", "…"


def grid(found: Mapping[str, Any], item: str) -> Grid:
    """Arrange the rows of a table's JSON file: the city first, as nineteen areas are wide."""
    rows = sorted(found["rows"], key=lambda row: row["地域区分"] != CITY.kind)
    areas = list(dict.fromkeys(row["地域名"] for row in rows))
    lines: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        lines.setdefault(row["項目コード"], []).append(row)
    return Grid(
        found["title"],
        found["definition"],
        item,
        areas,
        [
            (row[0]["項目"], [as_read(each) for each in row], code == TOTAL)
            for code, row in lines.items()
        ],
    )


def as_read(row: Mapping[str, Any]) -> str:
    if row["秘匿"]:
        return HIDDEN
    return SILENT if row["件数"] is None else f"{row['件数']:,}"
