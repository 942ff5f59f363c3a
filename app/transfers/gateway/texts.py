"""CSV as Excel, other systems and people make it."""

import codecs
import csv
import io
import itertools

from app.transfers.rules.tables import RefusedFileError

_DELIMITERS = ",\t;"
_SAMPLE = 30


def decoded_text(data: bytes) -> str:
    """Byte order mark, then strict UTF-8, then strict CP932. Detectors guess short texts wrong."""
    if data.startswith(codecs.BOM_UTF8):
        return _strictly(data[len(codecs.BOM_UTF8) :], "utf-8")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as utf8_fault:
        try:
            return data.decode("cp932")
        except UnicodeDecodeError as cp932_fault:
            # The encoding that got further is the one that was meant.
            raise _refusal(data, max(utf8_fault.start, cp932_fault.start)) from None


def records(text: str, *, field_bytes: int = 131_072) -> list[list[str]]:
    """Split into records; a blank line is an empty record, so that rows are counted as in Excel."""
    csv.field_size_limit(field_bytes)
    delimiter = max(_DELIMITERS, key=lambda candidate: _width(text, candidate))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return list(reader)
    except csv.Error:
        raise RefusedFileError(
            f'{reader.line_num}行目までのどこかで、引用符(")の対応が取れていません。'
            "引用符が閉じているか確かめ、表計算ソフトで保存し直してください。"
        ) from None


def _width(text: str, delimiter: str) -> int:
    """The widest of the first records: a comma within a sentence loses against a header row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return max((len(record) for record in itertools.islice(reader, _SAMPLE)), default=0)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        raise _refusal(data, fault.start) from None


def _refusal(data: bytes, position: int) -> RefusedFileError:
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    return RefusedFileError(
        f"{line}行目に読めない文字があります。"
        "文字コードが UTF-8 でも Shift_JIS(CP932)でもないようです。"
        "表計算ソフトで開き、「CSV UTF-8」の形式で保存し直してください。"
    )
