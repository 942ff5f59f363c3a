"""What a file is, told by its first bytes and never by its name."""

import io
import zipfile
from enum import Enum, auto

from app.transfers.rules.tables import RefusedFileError


class Kind(Enum):
    WORKBOOK = auto()
    TEXT = auto()


_SAVE_AGAIN = (
    "表計算ソフトで開き、「Excel ブック(.xlsx)」か「CSV UTF-8」の形式で保存し直してください。"
)
_MAGIC = (
    (b"%PDF", "PDF", "元の表を .xlsx か .csv の形式で用意してください。"),
    (b"\x89PNG", "画像(PNG)", "表を .xlsx か .csv の形式で用意してください。"),
    (b"\xff\xd8\xff", "画像(JPEG)", "表を .xlsx か .csv の形式で用意してください。"),
    (b"GIF8", "画像(GIF)", "表を .xlsx か .csv の形式で用意してください。"),
    (b"BM", "画像(BMP)", "表を .xlsx か .csv の形式で用意してください。"),
    (b"II*\0", "画像(TIFF)", "表を .xlsx か .csv の形式で用意してください。"),
    (b"{\\rtf", "リッチテキスト(RTF)", "表を .xlsx か .csv の形式で用意してください。"),
    (b"\x1f\x8b", "圧縮ファイル(gzip)", "中の表を取り出してから送ってください。"),
    (b"7z\xbc\xaf", "圧縮ファイル(7-Zip)", "中の表を取り出してから送ってください。"),
    (b"Rar!", "圧縮ファイル(RAR)", "中の表を取り出してから送ってください。"),
    (b"\xff\xfe", "Unicode テキスト(UTF-16)", _SAVE_AGAIN),
    (b"\xfe\xff", "Unicode テキスト(UTF-16)", _SAVE_AGAIN),
)
_ARCHIVES = (
    ("xl/workbook.bin", "Excel バイナリ ブック(.xlsb)", _SAVE_AGAIN),
    ("word/", "Word の文書(.docx)", "文書の中の表を Excel に貼り付け、.xlsx で保存してください。"),
    ("ppt/", "PowerPoint の資料(.pptx)", "表を .xlsx か .csv の形式で用意してください。"),
    ("content.xml", "OpenDocument 形式(.ods など)", _SAVE_AGAIN),
    ("", "圧縮ファイル(ZIP)", "中の表を取り出してから送ってください。"),
)


def kind_of(data: bytes) -> Kind:
    if not data.strip():
        raise RefusedFileError("ファイルが空です。表の入ったファイルを選んでください。")
    if data.startswith(b"PK\x03\x04"):
        return _kind_of_archive(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _ole_refusal(data)
    for magic, what, then in _MAGIC:
        if data.startswith(magic):
            raise RefusedFileError(f"このファイルは{what}です。{then}")
    start = data[:512].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise RefusedFileError(f"このファイルは表ではなく、Web ページか XML です。{_SAVE_AGAIN}")
    if b"\0" in data:
        raise RefusedFileError(
            f"このファイルは表として読める種類(.xlsx か .csv)ではありません。{_SAVE_AGAIN}"
        )
    return Kind.TEXT


def _kind_of_archive(data: bytes) -> Kind:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        raise RefusedFileError(
            "ファイルが途中で切れているか、壊れています。元のファイルを開けるか確かめ、"
            "保存し直してください。"
        ) from None
    if "xl/workbook.xml" in names:
        return Kind.WORKBOOK
    what, then = next(
        (what, then)
        for part, what, then in _ARCHIVES
        if not part or any(name.startswith(part) for name in names)
    )
    raise RefusedFileError(f"このファイルは{what}です。{then}")


def _ole_refusal(data: bytes) -> RefusedFileError:
    """OLE2 wraps both a workbook locked with a password and the .xls of before 2007."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return RefusedFileError(
            "パスワード付きのファイルです。Excel で開いてパスワードを外し、保存し直してください。"
        )
    if "Workbook".encode("utf-16-le") in data:
        return RefusedFileError(f"古い Excel の形式(.xls)です。{_SAVE_AGAIN}")
    return RefusedFileError(
        f"パスワード付きのファイルか、古い Office の形式(.xls など)です。"
        f"パスワードを外し、{_SAVE_AGAIN}"
    )
