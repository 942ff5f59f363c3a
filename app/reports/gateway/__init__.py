"""A Word template that somebody sent: looked into by a process that is thrown away after it."""

import json
import subprocess
import sys
from pathlib import Path

from app.documents.docx_templates import Found, Reading
from app.files.gateway import RefusedFileError, media_type_of, safe_name

LARGEST = 5 * 1024 * 1024
"""Bytes: a letterhead with its pictures is a tenth of it."""
SECONDS = 20
_ROOT = Path(__file__).resolve().parents[3]
_UNREADABLE = (
    "Wordのひな形として開けませんでした。壊れているか、大きすぎます。"
    "Wordで開き、名前を付けて保存し直してください。"
)


def read_template(name: str, content: bytes) -> Reading:
    """The names that a template holds.

    Raises:
        RefusedFileError: empty, too large, no .docx, or one that cannot be opened.
    """
    shown = safe_name(name)
    media_type = media_type_of(shown, content)
    if not media_type.endswith("wordprocessingml.document"):
        raise RefusedFileError(f"「{shown}」はWordのファイル(.docx)ではありません。")
    if len(content) > LARGEST:
        raise RefusedFileError(f"「{shown}」は5MBを超えています。")
    return _reading(_output_of_child(content), shown)


def _output_of_child(content: bytes) -> bytes:
    try:
        child = subprocess.run(
            [sys.executable, "-s", "-m", "app.reports.gateway.child"],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
            cwd=_ROOT,
            timeout=2 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    return child.stdout if child.returncode == 0 else b""


def _reading(output: bytes, name: str) -> Reading:
    try:
        told = json.loads(output)
    except ValueError:
        raise RefusedFileError(f"「{name}」を{_UNREADABLE}") from None
    return Reading(tuple(Found(*each) for each in told["found"]), told["stray"])
