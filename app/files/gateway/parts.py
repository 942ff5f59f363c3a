"""How files cross the pipe to the throw-away process: one line of JSON, then the bytes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any


def packed(told: Mapping[str, Any], parts: Sequence[bytes] = ()) -> bytes:
    line = json.dumps({**told, "sizes": [len(part) for part in parts]}, ensure_ascii=True)
    return b"\n".join([line.encode(), b"".join(parts)])


def unpacked(message: bytes) -> tuple[dict[str, Any], list[bytes]]:
    """What `packed` put together.

    Raises:
        ValueError: it is torn, or something else.
    """
    line, _, rest = message.partition(b"\n")
    told = json.loads(line)
    sizes = told.pop("sizes")
    if sum(sizes) != len(rest):
        raise ValueError("The parts are not whole.")
    parts, at = [], 0
    for size in sizes:
        parts.append(rest[at : at + size])
        at += size
    return told, parts
