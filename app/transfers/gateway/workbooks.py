"""Workbooks (.xlsx), opened only after the directory of the archive and the sheets were looked at.

Runs in the child process. The reader, calamine, keeps the whole used area in memory, gives an empty
text both for Excel errors and for formulas that nobody has calculated, and knows no limits; so a
pass over the sheet's XML finds these cells, and the one far outside that makes the area too large.
"""

import io
import zipfile
from collections.abc import Iterator

import python_calamine
from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from app.transfers.gateway.archives import check_archive
from app.transfers.gateway.limits import Limits
from app.transfers.gateway.sheets import broken_cells, sheet_paths
from app.transfers.rules.tables import Cell, RefusedFileError, Row


def worksheets(data: bytes, limits: Limits) -> Iterator[tuple[str, Iterator[Row]]]:
    """Name and rows of each visible sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_archive(archive, limits, packed=len(data))
        paths = sheet_paths(archive)
        broken = {name: broken_cells(archive, path, limits) for name, path in paths.items()}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for sheet in workbook.sheets_metadata:
            is_seen = sheet.visible == SheetVisibleEnum.Visible
            if is_seen and sheet.typ == SheetTypeEnum.WorkSheet:
                yield sheet.name, _rows(workbook, sheet.name, broken.get(sheet.name, {}))
    except python_calamine.CalamineError:
        raise RefusedFileError(
            "Excel のファイルとして読めません。壊れているかもしれません。"
            "Excel で開いて保存し直してください。"
        ) from None


def _rows(
    workbook: CalamineWorkbook, name: str, broken: dict[tuple[int, int], Cell]
) -> Iterator[Row]:
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return
    first_column = sheet.start[1]  # rows are given from the top, columns from the first used one
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells: list[Cell] = [None] * first_column
        cells += [None if value == "" else value for value in values]
        for column in range(len(cells)) if broken else ():
            if fault := broken.get((number, column)):
                cells[column] = fault
        yield Row(number, tuple(cells))
