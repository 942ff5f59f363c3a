"""What people send along: known by its content, named safely, and never opened here.

Only kinds that are on the list are taken, and only when the first bytes are what the
name says. Of an archive (Office files are archives) nothing but the directory is read.

The question is not what a file is but whether it is what it claims, so no library that
guesses answers it: filetype knows neither text nor .doc, puremagic takes any archive and a
workbook with macros for a Word document, and neither sees macros or a password.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath

from app.errors import DomainError

LARGEST = 20 * 1024 * 1024
"""Bytes."""
LARGEST_UNPACKED = 10 * LARGEST
"""Bytes, as the directory says: a file that is all air would fill the reader's machine."""
LONGEST_NAME = 150
MOST_ENTRIES = 10_000
_ENCRYPTED = 0x1
_ENTRY = b"PK\x01\x02"
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
_BARS = str.maketrans("\\", "/")
_OFFICE = "application/vnd.openxmlformats-officedocument"


class RefusedFileError(DomainError):
    """A file that is not taken; the sentence says which and why."""

    status = 422


def _starts(*magics: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(magics)


def _archive(part: str) -> Callable[[bytes], bool]:
    """An Office file has its main part; one with macros is not what its name says."""

    def fits(content: bytes) -> bool:
        # Counted before it is opened: 20 MB hold a directory of 400,000 entries.
        if content.count(_ENTRY) > MOST_ENTRIES:
            return False
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            return False
        names = {entry.filename for entry in entries}
        plain = not any(entry.flag_bits & _ENCRYPTED for entry in entries)
        macros = any("vbaproject" in name.lower() for name in names)
        unpacked = sum(entry.file_size for entry in entries)
        return part in names and plain and not macros and unpacked <= LARGEST_UNPACKED

    return fits


def _text(content: bytes) -> bool:
    if content.startswith(b"#!") or _CONTROL.search(content):
        return False
    return any(_reads(content, encoding) for encoding in ("utf-8", "cp932"))


def _reads(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


_OLD_OFFICE = _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
KINDS: Mapping[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _starts(b"%PDF-")),
    "docx": (f"{_OFFICE}.wordprocessingml.document", _archive("word/document.xml")),
    "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _archive("xl/workbook.xml")),
    "pptx": (f"{_OFFICE}.presentationml.presentation", _archive("ppt/presentation.xml")),
    "doc": ("application/msword", _OLD_OFFICE),
    "xls": ("application/vnd.ms-excel", _OLD_OFFICE),
    "ppt": ("application/vnd.ms-powerpoint", _OLD_OFFICE),
    "jpg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "jpeg": ("image/jpeg", _starts(b"\xff\xd8\xff")),
    "png": ("image/png", _starts(b"\x89PNG\r\n\x1a\n")),
    "gif": ("image/gif", _starts(b"GIF87a", b"GIF89a")),
    "webp": ("image/webp", _webp),
    "txt": ("text/plain", _text),
    "csv": ("text/csv", _text),
}
ACCEPTED = ",".join(f".{ending}" for ending in KINDS)


def media_type_of(name: str, content: bytes) -> str:
    """The type under which a file is kept.

    Raises:
        RefusedFileError: empty, too large, not on the list, or not what its name says.
    """
    if not content:
        raise RefusedFileError(f"「{name}」は空です。")
    if len(content) > LARGEST:
        raise RefusedFileError(f"「{name}」は20MBを超えています。")
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending not in KINDS:
        raise RefusedFileError(
            f"「{name}」は送れない種類です。PDF、Word、Excel、PowerPoint、画像、"
            "テキストのファイルを選んでください。"
        )
    media_type, fits = KINDS[ending]
    if not fits(content):
        raise RefusedFileError(
            f"「{name}」の中身は .{ending} のファイルではないか、パスワードやマクロが付いているか、"
            "開くと大きすぎます。"
            "元のソフトで開き、保存し直してください。"
        )
    return media_type


def safe_name(sent: str | None) -> str:
    """The name without its folders and without what cannot be seen; Japanese stays."""
    last = unicodedata.normalize("NFC", sent or "").translate(_BARS).rpartition("/")[2]
    seen = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip(" .")
    path = PurePosixPath(seen or "無題")
    return path.stem[: LONGEST_NAME - len(path.suffix)] + path.suffix[:LONGEST_NAME]
