"""The throw-away process that opens what people send: `python -m app.transfers.gateway.child`.

Reads the file from standard input and writes JSON lines: {"sheet": name}, [row number, cells], …,
{"cut": true} when rows were left out, and last {"end": true}; or {"refused": sentence}. It limits
itself before it looks at the first byte. A hostile file may kill it: then the last line is missing.
"""

import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

from app.transfers.gateway.kinds import Kind, kind_of
from app.transfers.gateway.limits import Limits
from app.transfers.gateway.texts import decoded_text, records
from app.transfers.gateway.wire import encoded
from app.transfers.gateway.workbooks import worksheets
from app.transfers.rules.tables import RefusedFileError, Row

# Title lines, sub-headings and a few blank-looking rows stand beside the data.
_ROWS_BESIDE_DATA = 200


def main(limits: Limits) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        for line in _lines(sys.stdin.buffer.read(limits.file_bytes), limits):
            _say(line)
    except RefusedFileError as refusal:
        _say({"refused": str(refusal)})
    sys.stdout.flush()
    os._exit(0)  # nothing of the file gets another turn


def _lines(data: bytes, limits: Limits) -> Iterator[Any]:
    for name, rows in _sheets(data, limits):
        yield {"sheet": name}
        kept = 0
        for row in rows:
            cells = [encoded(cell) for cell in row.cells]
            while cells and cells[-1] is None:
                del cells[-1]
            if not cells:
                continue
            if len(cells) > limits.columns:
                raise RefusedFileError(
                    f"{row.number}行目の列が多すぎます({limits.columns}列まで)。"
                    "区切り文字を確かめ、表だけを保存し直してください。"
                )
            if kept == limits.rows + _ROWS_BESIDE_DATA:
                yield {"cut": True}
                break
            kept += 1
            yield [row.number, cells]
    yield {"end": True}


def _sheets(data: bytes, limits: Limits) -> Iterator[tuple[str, Iterator[Row]]]:
    if kind_of(data) is Kind.WORKBOOK:
        yield from worksheets(data, limits)
    else:
        lines = records(decoded_text(data))
        yield (
            "CSV",
            (
                Row(number, tuple(cell if cell.strip() else None for cell in record))
                for number, record in enumerate(lines, start=1)
            ),
        )


def _say(line: Any) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main(Limits(**json.loads(sys.argv[1])))
