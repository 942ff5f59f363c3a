"""Files that are broken, wrong or meant to hurt."""

import io
import struct
import zipfile

import openpyxl

from tests.transfers.golden import saved

HEADINGS = ["受付日", "相談方法", "相談者属性", "相談項目", "概要"]
GOOD = ["2020/7/1", "電話", "個人", "広報", "チラシの作り方"]

_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{rows}</sheetData></worksheet>"
)


def workbook(*rows: list[object]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows or (HEADINGS, GOOD):
        book.active.append(row)
    return saved(book)


def with_entries(data: bytes, entries: dict[str, bytes]) -> bytes:
    """The workbook with entries added or exchanged."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for name in old.namelist():
            if name not in entries:
                new.writestr(name, old.read(name))
        for name, content in entries.items():
            new.writestr(name, content)
    return file.getvalue()


def with_sheet(rows: str) -> bytes:
    content = _SHEET.format(rows=rows).encode()
    return with_entries(workbook(), {"xl/worksheets/sheet1.xml": content})


def text_cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def far_cell() -> bytes:
    return with_sheet(
        f'<row r="1">{text_cell("A1", "受付日")}</row>'
        f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>'
    )


def deep_cell() -> bytes:
    return with_sheet(
        "".join(
            f'<row r="{row}">{"".join(text_cell(f"{column}{row}", "x") for column in "ABCDEFGH")}'
            "</row>"
            for row in (1, 1048576)
        )
    )


def far_cell_only_the_reader_sees(column: str = "XFD") -> bytes:
    """Its place is written unusually. The reader wants 400 GB for XFD, and 2 GB for CV."""
    return with_sheet(
        f'<row r="1">{text_cell("A1", "受付日")}</row>'
        f"<row r='1048576'><c t=\"inlineStr\" r = '{column}1048576'><is><t>x</t></is></c></row>"
    )


def empty_rows(count: int = 1_000_000) -> bytes:
    """A header and a row, then a table ruled to the end of the sheet as Excel leaves it."""
    first = "".join(text_cell(f"{c}1", text) for c, text in zip("ABCDE", HEADINGS, strict=True))
    second = "".join(text_cell(f"{c}2", text) for c, text in zip("ABCDE", GOOD, strict=True))
    ruled = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, count + 3))
    return with_sheet(f'<row r="1">{first}</row><row r="2">{second}</row>{ruled}')


def bomb() -> bytes:
    return with_entries(workbook(), {"xl/media/image1.png": b"\0" * 190_000_000})


def larger_than_declared() -> bytes:
    """The directory says 1,000 bytes; the sheet unpacks to 300 MB."""
    name = "xl/worksheets/sheet1.xml"
    blank = b" " * 300_000_000
    data = bytearray(with_entries(workbook(), {name: b"<worksheet><sheetData>" + blank}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(signature)
        while at >= 0:
            if name.encode() in data[at : at + 90]:
                data[at + offset : at + offset + 4] = struct.pack("<I", 1000)
            at = data.find(signature, at + 4)
    return bytes(data)


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(64)


def archive(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, b"x")
    return file.getvalue()
