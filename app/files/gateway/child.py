"""The throw-away process that opens what people attach: `python -m app.files.gateway.child`.

Reads one message (see `parts`) from standard input and writes one: what is `asked` for, or
{"refused": why}. It limits itself before it looks at the first byte; a hostile file may kill it,
and then nothing is written.
"""

import os
import resource
import sys
from typing import Any

from app.files.gateway import offices, pdfs
from app.files.gateway.parts import packed, unpacked
from app.files.gateway.refusals import CannotPrintError

MEMORY = 1024 * 1024 * 1024
SECONDS = 60


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    told, parts = unpacked(sys.stdin.buffer.read())
    try:
        answer = _answer(told, parts)
    except CannotPrintError as refusal:
        answer = packed({"refused": str(refusal)})
    sys.stdout.buffer.write(answer)
    sys.stdout.flush()
    os._exit(0)  # nothing of the file gets another turn


def _answer(told: dict[str, Any], parts: list[bytes]) -> bytes:
    match told["asked"], told.get("ending"):
        case "look", "pdf":
            return packed(pdfs.look(parts[0]))
        case "look", "docx":
            return packed(offices.look_at_words(parts[0]))
        case "look", "xlsx":
            return packed(offices.look_at_sheets(parts[0]))
        case "stamp", _:
            return packed({}, [pdfs.stamped(*parts)])
        case "bind", _:
            return packed({}, [pdfs.bound(told["titles"], parts)])
    raise ValueError("Nothing that can be asked for.")


if __name__ == "__main__":
    main()
