"""Opens a file in a process of its own, so that no file can hurt the one that asked."""

import json
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from app.transfers.gateway.limits import MEGABYTE, Limits
from app.transfers.gateway.wire import decoded
from app.transfers.rules.tables import RefusedFileError, Row, Sheets, Table

_ROOT = Path(__file__).resolve().parents[3]


def read_table(source: Path | bytes, filename: str, *, limits: Limits | None = None) -> Sheets:
    """Every visible sheet of a workbook, or the one table of a CSV file.

    `filename` is only repeated to the person: what a file is, its content says. RefusedFileError
    carries the sentence for a file that cannot be read.
    """
    try:
        return _tables(_output_of_child(source, limits or Limits()))
    except RefusedFileError as refusal:
        name = Path(filename.replace("\\", "/")).name[:80]
        raise RefusedFileError(f"「{name}」を読み込めません。{refusal}") from None


def _output_of_child(source: Path | bytes, limits: Limits) -> bytes:
    if (len(source) if isinstance(source, bytes) else source.stat().st_size) > limits.file_bytes:
        raise RefusedFileError(
            f"ファイルが大きすぎます({limits.file_bytes // MEGABYTE}MBまで)。"
            "期間を分けるなどして、小さくしてください。"
        )
    with _opened(source) as file:
        child = subprocess.Popen(  # noqa: S603  (our own module, no word from outside)
            [sys.executable, "-s", "-m", "app.transfers.gateway.child", json.dumps(asdict(limits))],
            stdin=file,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
            cwd=_ROOT,
        )
    clock = threading.Timer(limits.wall_seconds, child.kill)
    with child:
        clock.start()
        try:
            output = child.stdout.read(limits.output_bytes + 1) if child.stdout else b""
            if len(output) > limits.output_bytes:
                raise RefusedFileError(
                    "表が大きすぎます。期間を分けるなどして、小さくしてください。"
                )
            if child.wait() in (-signal.SIGKILL, -signal.SIGXCPU):
                raise RefusedFileError(
                    "読み込みに時間がかかりすぎたため、中止しました。"
                    "表だけを新しいブックに貼り付け、保存し直してください。"
                )
        finally:
            clock.cancel()
            child.kill()
    return output


def _opened(source: Path | bytes) -> IO[bytes]:
    if isinstance(source, Path):
        return source.open("rb")
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by the caller)
    file.write(source)
    file.seek(0)
    return file


def _tables(output: bytes) -> Sheets:
    tables: list[Table] = []
    rows: list[Row] = []
    name, is_cut = "", False
    for line in _lines(output):
        match line:
            case {"refused": str(sentence)}:
                raise RefusedFileError(sentence)
            case {"sheet": str(sheet)}:
                if name:
                    tables.append(Table(name, tuple(rows), is_cut=is_cut))
                name, rows, is_cut = sheet, [], False
            case {"cut": True}:
                is_cut = True
            case [int(number), list(cells)]:
                rows.append(Row(number, tuple(decoded(cell) for cell in cells)))
            case {"end": True}:
                return (*tables, Table(name, tuple(rows), is_cut=is_cut)) if name else ()
    raise RefusedFileError(
        "ファイルを開けませんでした。壊れているか、大きすぎるか、ふつうの表ではない作りです。"
        "表だけを新しいブックに貼り付け、保存し直してください。"
    )


def _lines(output: bytes) -> Iterator[Any]:
    """The last line of a child that died may be torn; it ends the reading."""
    for line in output.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            return
