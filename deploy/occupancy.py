"""Whether a demo already runs in a folder, where it answers, and how to end it."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from deploy.processes import ServersError

ENDING = 20.0  # seconds


@contextmanager
def held(home: Path) -> Iterator[bool]:
    """Yield whether the folder is ours for the duration of the block: one demo a folder."""
    with (home / "demo.lock").open("a", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        note = home / "demo.json"
        try:
            write_down(home, address="")
            yield True
        finally:
            note.unlink(missing_ok=True)


def write_down(home: Path, *, address: str) -> None:
    """Leave a note, for the next `make demo`, who we are and (once known) where we answer."""
    note = {"pid": os.getpid(), "address": address}
    (home / "demo.json").write_text(json.dumps(note), encoding="utf-8")


def address(home: Path) -> str:
    """Return where the running demo answers, or "" while it is still starting."""
    return str(_note(home).get("address", ""))


def end(home: Path) -> None:
    """Ask the running demo, if there is one, to stop, and return when it has."""
    deadline = time.monotonic() + ENDING
    asked = False
    while time.monotonic() < deadline:
        with held(home) as is_ours:
            if is_ours:
                return
        pid = _note(home).get("pid")
        if pid and not asked:
            asked = True
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.kill(int(str(pid)), signal.SIGTERM)
        time.sleep(0.1)
    raise ServersError("動いているデモが止まりません。その端末で Ctrl-C を押してください。")


def _note(home: Path) -> dict[str, object]:
    try:
        note: dict[str, object] = json.loads((home / "demo.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note
