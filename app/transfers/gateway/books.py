"""A workbook that leaves the house while it is put together: never whole in memory, on no disk."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter

from app.transfers.gateway.parts import Styles

_FILE_DATE = (1980, 1, 1, 0, 0, 0)
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_SIZE_OF_LARGE = 2 * 1024**3
"""Bytes of a sheet from which its entry needs ZIP64, which older programs do not read."""
_AT_ONCE = 64 * 1024
STYLES = Styles(moment=2, text=3)
"""As `_frame` makes them: the first look is that of the headings."""


class Frame:
    """Everything of a workbook but its rows: sheets with a heading, widths and looks."""

    def __init__(
        self,
        headings: Sequence[str],
        *,
        sheets: int,
        moment_column: int,
        narrow: range,
        wide: Iterable[int] = (),
    ) -> None:
        self.width = len(headings)
        made = _frame(headings, sheets, moment_column, narrow, tuple(wide))
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            self.entries = {name: archive.read(name).decode() for name in archive.namelist()}

    def stream(
        self, rows_of_sheet: Iterator[Iterable[bytes]], sizes: Sequence[int]
    ) -> Iterator[bytes]:
        """The workbook, piece by piece. `rows_of_sheet` gives the rows of one sheet after another.

        `sizes` tells beforehand how many bytes these are.
        """
        exit_ = _Exit()
        with zipfile.ZipFile(exit_, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for name, text in self.entries.items():
                if not _SHEET.fullmatch(name):
                    archive.writestr(zipfile.ZipInfo(name, _FILE_DATE), text, zipfile.ZIP_DEFLATED)
            for name, size in zip(self._sheets(), sizes, strict=True):
                head, foot = self._halves(name)
                entry = zipfile.ZipInfo(name, _FILE_DATE)
                entry.compress_type = zipfile.ZIP_DEFLATED
                large = size > _SIZE_OF_LARGE
                with archive.open(entry, "w", force_zip64=large) as sheet:
                    sheet.write(head)
                    for rows in next(rows_of_sheet):
                        sheet.write(rows)
                        if exit_.waiting > _AT_ONCE:
                            yield exit_.emptied()
                    sheet.write(foot)
        yield exit_.emptied()

    def _sheets(self) -> list[str]:
        named = [name for name in self.entries if _SHEET.fullmatch(name)]
        return sorted(named, key=lambda name: int(_SHEET.fullmatch(name)[1]))  # type: ignore[index]

    def _halves(self, name: str) -> tuple[bytes, bytes]:
        # Without the area that the frame covers: readers would believe it.
        text = re.sub(r"<dimension [^>]*/>", "", self.entries[name])
        head, end, foot = text.partition("</sheetData>")
        return head.encode(), f"{end}{foot}".encode()


class _Exit(io.RawIOBase):
    """Takes what the archive writes, until somebody carries it away. Cannot go back."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []
        self.waiting = 0

    def writable(self) -> bool:
        return True

    def write(self, piece: object) -> int:
        taken = bytes(piece)  # type: ignore[call-overload]
        self._pieces.append(taken)
        self.waiting += len(taken)
        return len(taken)

    def emptied(self) -> bytes:
        pieces, self._pieces, self.waiting = b"".join(self._pieces), [], 0
        return pieces


def _frame(
    headings: Sequence[str],
    sheets: int,
    moment_column: int,
    narrow: range,
    wide: Sequence[int],
) -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8F1FE", "border": 1}
    )
    moment = book.add_format({"num_format": "yyyy/mm/dd hh:mm"})
    text = book.add_format({"quote_prefix": True})
    for look in (head, moment, text):  # numbered in the order they are asked for: STYLES
        look._get_xf_index()  # noqa: SLF001
    for number in range(1, sheets + 1):
        sheet = book.add_worksheet("相談" if sheets == 1 else f"相談({number})")
        sheet.write_row(0, 0, headings, head)
        sheet.set_row(0, 48)
        sheet.freeze_panes(1, 1)
        for column in range(len(headings)):
            width = 36 if column in wide else 7 if column in narrow else 14
            sheet.set_column(column, column, width)
        sheet.set_column(moment_column, moment_column, 18, moment)
        sheet.repeat_rows(0)
        sheet.set_landscape()
    book.close()
    return file.getvalue()
