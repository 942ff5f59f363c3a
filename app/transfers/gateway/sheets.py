"""A pass over the XML of a sheet, in pieces, for what the reader would not tell."""

import posixpath
import re
import zipfile
from collections.abc import Iterator

from defusedxml import ElementTree  # type: ignore[import-untyped]  # it has no stubs

from app.transfers.gateway.limits import MEGABYTE, Limits
from app.transfers.rules.tables import BrokenCell, Cell, RefusedFileError

_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_FILLED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*?(?<!/)>""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*\bt=["']e["'][^>]*)>.*?<(?:\w+:)?v>([^<]*)<""", re.DOTALL
)
# Excel writes t="str" and an empty value where a formula gives an empty text: nothing is missing.
_UNCALCULATED = re.compile(
    rb"""<(?:\w+:)?c\s((?:(?!\bt=["']str["'])[^>])*?)(?<!/)>\s*"""
    rb"""<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)


def sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of the sheets, and where in the archive each one lies."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", "")))
        for relation in relations
    }
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    return {
        sheet.get("name", ""): targets.get(sheet.get(f"{_OFFICE}id"), "").lstrip("/")
        for sheet in workbook.iterfind(".//{*}sheets/{*}sheet")
    }


def broken_cells(
    archive: zipfile.ZipFile, path: str, limits: Limits
) -> dict[tuple[int, int], Cell]:
    """Row number and column index of cells without a usable value; refuses a stray far cell."""
    broken: dict[tuple[int, int], Cell] = {}
    lowest = rightmost = (0, 0)
    for piece in _pieces(archive, path):
        for found in _FILLED.finditer(piece):
            place = _place(found)
            lowest = max(lowest, place)
            rightmost = max(rightmost, place, key=lambda place: place[1])
        for found in _UNCALCULATED.finditer(piece) if b"<f" in piece or b":f" in piece else ():
            broken[_place(_PLACE.search(found[1]))] = BrokenCell("式の計算結果が保存されていません")
        for found in _ERROR.finditer(piece) if b'"e"' in piece or b"'e'" in piece else ():
            reason = f"Excel のエラー値({found[2].decode(errors='replace')})です"
            broken[_place(_PLACE.search(found[1]))] = BrokenCell(reason)
    if rightmost[1] >= limits.columns:
        raise _stray(rightmost)
    if lowest[0] * (rightmost[1] + 1) > limits.cells:
        raise _stray(lowest)
    return broken


def _pieces(archive: zipfile.ZipFile, path: str) -> Iterator[bytes]:
    """About a megabyte each, cut behind a row, so that no cell is torn."""
    if path not in archive.namelist():
        return
    with archive.open(path) as sheet:
        rest = b""
        while block := sheet.read(MEGABYTE):
            rest += block
            end = rest.rfind(b"row>") + len(b"row>")
            if end >= len(b"row>"):
                yield rest[:end]
                rest = rest[end:]
        yield rest


def _place(found: re.Match[bytes] | None) -> tuple[int, int]:
    if found is None:
        return (0, 0)
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - ord("A") + 1
    return int(found[2]), column - 1


def _stray(place: tuple[int, int]) -> RefusedFileError:
    column, letters = place[1] + 1, ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return RefusedFileError(
        f"表から遠く離れたセル {letters}{place[0]} に値があります。"
        "表だけを残してほかのセルを削除し、保存し直してください。"
    )
