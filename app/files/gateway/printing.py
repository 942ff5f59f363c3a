"""Files that are to be printed among others' papers, looked into where they can hurt nobody.

A process that is thrown away opens them (`child`); here stand what it is asked and what it says.
"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from app.documents.blocks import Block
from app.documents.pdf import write_marks
from app.documents.plain import block_of
from app.files.gateway import RefusedFileError
from app.files.gateway.parts import packed, unpacked

PRINTABLE = ("pdf", "docx", "xlsx")
"""Endings of what can be printed as it is."""
SECONDS = 90
_ROOT = Path(__file__).resolve().parents[3]
_UNREADABLE = "開けませんでした。壊れているか、開くと大きすぎます。"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file holds."""

    text: str
    """Everything that can be read in it, also what is not printed."""
    pages: int | None = None
    """Of a PDF."""
    silent: tuple[int, ...] = ()
    """The pages without a letter: pictures of text, whose words nobody but a person reads."""
    blocks: tuple[Block, ...] = ()
    """Of a Word or Excel file: what is printed of it."""
    pictures: int = 0
    """That go along in a Word or Excel file, printed or not."""
    is_wide: bool = False
    """Whether that needs a page which lies on its side."""


def ending_of(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def is_printable(name: str) -> bool:
    return ending_of(name) in PRINTABLE


def look_into(name: str, content: bytes) -> Looked:
    """What a PDF, .docx or .xlsx holds.

    Raises:
        RefusedFileError: it cannot be printed; the sentence says which file and why.
    """
    told, _ = _asked({"asked": "look", "ending": ending_of(name)}, [content], name)
    try:
        return Looked(
            text=told["text"],
            pages=told.get("pages"),
            silent=tuple(told.get("silent", ())),
            blocks=tuple(block_of(shape) for shape in told.get("blocks", ())),
            pictures=told.get("pictures", 0),
            is_wide=told.get("is_wide", False),
        )
    except (KeyError, TypeError, ValueError):
        raise RefusedFileError(f"「{name}」を{_UNREADABLE}") from None


def stamped(name: str, content: bytes, *, label: str, pages: int) -> bytes:
    """The pages of a PDF as they are, each with 「資料3　1/12」 at its top right.

    Raises:
        RefusedFileError: it cannot be done; the sentence says with which file and why.
    """
    marks = write_marks([f"{label}　{page}/{pages}" for page in range(1, pages + 1)])
    _, parts = _asked({"asked": "stamp"}, [content, marks], name)
    return parts[0]


def bound(parts: Sequence[tuple[str, bytes]], *, name: str) -> bytes:
    """Several PDFs as one, with a bookmark for each.

    Raises:
        RefusedFileError: it cannot be done.
    """
    titles = [title for title, _ in parts]
    _, whole = _asked({"asked": "bind", "titles": titles}, [content for _, content in parts], name)
    return whole[0]


def _asked(
    told: dict[str, Any], parts: Sequence[bytes], name: str
) -> tuple[dict[str, Any], list[bytes]]:
    try:
        answer, results = unpacked(_output_of_child(packed(told, parts)))
    except (KeyError, TypeError, ValueError):
        raise RefusedFileError(f"「{name}」を{_UNREADABLE}") from None
    if "refused" in answer:
        raise RefusedFileError(f"「{name}」は{answer['refused']}")
    return answer, results


def _output_of_child(message: bytes) -> bytes:
    try:
        child = subprocess.run(
            [sys.executable, "-s", "-m", "app.files.gateway.child"],
            input=message,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
            cwd=_ROOT,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return child.stdout if child.returncode == 0 else b""
