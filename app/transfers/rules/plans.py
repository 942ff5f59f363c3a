"""What an import would do: which consultations, which rows not and why, and what was decided."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.calendar import FiscalYear
from app.transfers.rules.cells import UnreadableCellError, mark_of, text_of
from app.transfers.rules.codes import CodeLists, fold
from app.transfers.rules.consultations import ConsultationReader
from app.transfers.rules.dittos import spelled_out
from app.transfers.rules.drafts import ConsultationDraft, with_keys
from app.transfers.rules.fields import Field, field_named
from app.transfers.rules.headers import (
    NEEDED,
    Column,
    Header,
    choose_table,
    has_header,
    of_clients,
)
from app.transfers.rules.rows import Fault, Notice, Terms, Unlisted
from app.transfers.rules.tables import BrokenCell, Cell, RefusedFileError, Row, Sheets, Table
from app.wareki import fiscal_years, is_without_year

ROW_LIMIT = 20_000
TO_CORRECT = "直すところ"
_TOTAL = re.compile(
    r"(?:令和?\d{1,2}年度?|\d{1,2}月分?|年間|年度|[上下]半期|第?\d四半期)?"
    r"(?:合計|計|小計|総計|累計|月計)(?:\d{1,6}件?|\d{1,2}月分?)?"
)
"""Folded: 「合計」「4月合計」「小計(4月)」「合計 12件」, and nothing that says more."""
_EXAMPLES = frozenset({"例", "記入例", "入力例", "見本"})


@dataclass(frozen=True)
class ImportPlan:
    sheet_name: str
    header: Header
    drafts: tuple[ConsultationDraft, ...]
    faults: tuple[Fault, ...]
    notices: tuple[Notice, ...]
    other_sheets: tuple[str, ...] = ()
    """Sheets with a table of their own, not read this time: a workbook may have one a month."""

    @property
    def header_row(self) -> int:
        return self.header.last_row

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.header.columns

    @property
    def unknown_columns(self) -> tuple[str, ...]:
        """Headings nobody knows; their cells are not read."""
        return tuple(name for name in self.header.unknown if name != TO_CORRECT)

    @property
    def unlisted(self) -> tuple[Unlisted, ...]:
        """Words that no list has, the commonest first: a center may say what it means by them."""
        met = Counter(fault.unlisted for fault in self.faults if fault.unlisted)
        return tuple(word for word, _ in met.most_common())

    @property
    def faulty_rows(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(fault.row_number for fault in self.faults))


def read_consultations(
    source: Sheets | Table,
    code_lists: CodeLists,
    *,
    today: date,
    fiscal_year: int | None = None,
    sheet_name: str | None = None,
) -> ImportPlan:
    """Read the sheet named, or the first one that has a header.

    Dates without a year belong to `fiscal_year`, or to the one year named above the header.
    RefusedFileError is raised where nothing can be read at all.
    """
    lists = code_lists.index()
    sheets = (source,) if isinstance(source, Table) else source
    wanted = tuple(sheet for sheet in sheets if sheet_name in (None, sheet.name))
    table, header = choose_table(wanted, lists, code_lists.headings)
    header = of_clients(header, table, lists["client_types"])
    titled_year = None if fiscal_year else _titled_year(table, header)
    terms = Terms(header, lists, today, fiscal_year or titled_year)
    drafts, faults, notices = _read_rows(spelled_out(table, header), terms)
    return ImportPlan(
        table.name,
        header,
        tuple(with_keys(drafts)),
        tuple(faults),
        (
            *_notices_of_header(table, header, titled_year),
            *_notices_of_dittos(table, header),
            *notices,
        ),
        tuple(
            sheet.name
            for sheet in sheets
            if sheet is not table and has_header(sheet, lists, code_lists.headings)
        ),
    )


def rejected_rows(source: Sheets | Table, plan: ImportPlan) -> list[list[Cell]]:
    """Return the header and the rows with faults, as they came, behind a column saying what to do.

    The corrected file can be sent again: this first column is known and ignored.
    """
    tables = (source,) if isinstance(source, Table) else source
    found = next(table for table in tables if table.name == plan.sheet_name)
    table = spelled_out(found, plan.header)  # what stood above is not in this file
    reasons: dict[int, list[str]] = {}
    for fault in plan.faults:
        reasons.setdefault(fault.row_number, []).append(f"{fault.column}: {fault.reason}")
    rows: list[list[Cell]] = [["", *row.cells] for row in plan.header.rows]
    rows[-1][0] = TO_CORRECT
    rows += [
        ["\n".join(reasons[row.number]), *row.cells] for row in table.rows if row.number in reasons
    ]
    return rows


def _read_rows(
    table: Table, terms: Terms
) -> tuple[list[ConsultationDraft], list[Fault], list[Notice]]:
    drafts: list[ConsultationDraft] = []
    faults: list[Fault] = []
    notices: list[Notice] = []
    for row in _data_rows(table, terms.header):
        if reason := _why_skipped(row, terms.header):
            notices.append(Notice(row.number, "", reason))
            continue
        reader = ConsultationReader(row, terms)
        draft = reader.draft()
        faults += reader.faults
        if draft:
            drafts.append(draft)
            notices += reader.notices
    return drafts, faults, notices


def _data_rows(table: Table, header: Header) -> Iterator[Row]:
    rows = [
        row for row in table.rows if row.number > header.last_row and _says_something(row, header)
    ]
    if table.is_cut or len(rows) > ROW_LIMIT:
        raise RefusedFileError(
            f"一度に読み込めるのは{ROW_LIMIT:,}行までです。期間を分けて送ってください。"
        )
    yield from rows


def _says_something(row: Row, header: Header) -> bool:
    """Whether it is more than a row prepared in advance: a running number, a formula gone wrong."""
    return any(
        not _is_silent(row.cell(column.index), column)
        for column in header.columns
        if column.field is not Field.REFERENCE
    )


def _is_silent(cell: Cell, column: Column) -> bool:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return True
    if isinstance(cell, BrokenCell):
        return column.field not in NEEDED
    try:
        return column.code is not None and not mark_of(cell)[0]
    except UnreadableCellError:
        return False


def _why_skipped(row: Row, header: Header) -> str | None:
    texts = [cell for cell in row.cells if isinstance(cell, str) and cell.strip()]
    day = row.cell(header.of(Field.RECEIVED_AT)[0].index)
    if isinstance(day, str) and field_named(day) is Field.RECEIVED_AT:
        return "見出しの繰り返しのため、読みません。"
    if texts and fold(texts[0]) in _EXAMPLES:
        return "記入例のため、読みません。"
    if _is_no_day(day) and any(_TOTAL.fullmatch(fold(text)) for text in texts):
        return "合計の行のため、読みません。"
    return None


def _is_no_day(cell: Cell) -> bool:
    """Nothing, the word of a total, or how many there were: so small a number is no day."""
    text = "" if isinstance(cell, date | BrokenCell) else fold(text_of(cell))
    is_count = text.isdecimal() and float(text) <= ROW_LIMIT
    return cell is None or is_count or _TOTAL.fullmatch(text) is not None


def _titled_year(table: Table, header: Header) -> int | None:
    above = [row for row in table.rows if row.number < header.rows[0].number]
    words = [text_of(cell) for row in above for cell in row.cells if isinstance(cell, str)]
    years = set[int]().union(*map(fiscal_years, (table.name, *words)))
    return years.pop() if len(years) == 1 else None


def _lacks_year(row: Row, header: Header) -> bool:
    day = row.cell(header.of(Field.RECEIVED_AT)[0].index)
    return isinstance(day, str) and is_without_year(day)


def _notices_of_dittos(table: Table, header: Header) -> Iterator[Notice]:
    for as_sent, read in zip(table.rows, spelled_out(table, header).rows, strict=True):
        if as_sent != read:
            yield Notice(read.number, "", "「〃」などの印は、上の行と同じと読みました。")


def _notices_of_header(table: Table, header: Header, titled_year: int | None) -> Iterator[Notice]:
    for heading in header.repeated:
        yield Notice(header.last_row, heading, "同じ意味の列がほかにあるため、この列は読みません。")
    for heading in header.written:
        said = "書き出した一覧にだけある列のため、取り込みません。"
        yield Notice(header.last_row, heading, said)
    if not header.of(Field.CLIENT_TYPE):
        yield Notice(header.last_row, "", "相談者属性の列がないため、すべて「不明」とします。")
    if any(
        field_named(column.heading) is Field.PERSON_NAME for column in header.of(Field.CLIENT_TYPE)
    ):
        said = "書かれている言葉により、氏名ではなく相談者属性として読みました。"
        yield Notice(header.last_row, header.of(Field.CLIENT_TYPE)[0].heading, said)
    if titled_year and any(_lacks_year(row, header) for row in table.rows):
        label = FiscalYear(titled_year).label
        said = f"年のない日付は、表題により{label}の日付として読みました。"
        yield Notice(header.last_row, "", said)
