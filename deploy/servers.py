"""The embedded servers of one folder, shared by all commands that need them.

Whoever uses the servers holds a shared lock on a file; whoever leaves last stops them. The
kernel gives locks back, so a killed command cannot keep the servers running for ever: the next
command finds them, uses them and stops them.
"""

import fcntl
import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.daemons import Daemon
from deploy.postgres import Postgres
from deploy.processes import ServersError
from deploy.redis_server import Redis

KINDS: dict[str, type[Daemon]] = {"postgres": Postgres, "redis": Redis}


@dataclass(frozen=True)
class Addresses:
    """URLs with passwords; the database's is the administrator's."""

    database: str
    redis: str


def make_folder(folder: Path) -> None:
    """Make the folder of the servers and their logs, or say why it cannot be written to."""
    try:
        (folder / "log").mkdir(mode=0o700, parents=True, exist_ok=True)
        os.utime(folder / "log")
    except OSError as error:
        raise ServersError(
            f"データを置くフォルダー {folder} に書き込めません({error.strerror})。"
            "書き込めるフォルダーを KYODO_DATA で指定してください。"
        ) from error


@contextmanager
def running(
    folder: Path, *, kinds: Collection[str] = tuple(KINDS), durable: bool = True
) -> Iterator[Addresses]:
    """Let the servers of the folder run, at least for the duration of the block.

    Not durable is for tests: faster, and a crash of the machine may spoil the data.
    """
    folder = folder.resolve()
    make_folder(folder)
    with (folder / "servers.users").open("a", encoding="utf-8") as users:
        try:
            with _one_at_a_time(folder):
                fcntl.flock(users, fcntl.LOCK_SH)
                _start(folder, kinds, durable=durable)
            yield addresses(folder)
        finally:
            with _one_at_a_time(folder):
                if _is_last(users.fileno()):
                    _stop(folder)


def revive(folder: Path, *, kinds: Collection[str]) -> list[str]:
    """Start again what died, and return its kinds. Cheap when nothing did."""
    folder = folder.resolve()
    dead = [kind for kind in kinds if not KINDS[kind](folder).is_listening()]
    if dead:
        with _one_at_a_time(folder):
            _start(folder, dead, durable=True)
    return dead


def stop(folder: Path) -> None:
    """Stop the servers, whoever may use them."""
    folder = folder.resolve()
    if folder.exists():
        with _one_at_a_time(folder):
            _stop(folder)


def status(folder: Path) -> dict[str, bool]:
    """Tell of each kind of server whether it answers."""
    folder = folder.resolve()
    return {kind: daemon(folder).answers() for kind, daemon in KINDS.items()}


def addresses(folder: Path) -> Addresses:
    folder = folder.resolve()
    return Addresses(database=Postgres(folder).address, redis=Redis(folder).address)


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with (folder / "servers.lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _start(folder: Path, kinds: Collection[str], *, durable: bool) -> None:
    for kind in kinds:
        KINDS[kind](folder, durable=durable).start()


def _stop(folder: Path) -> None:
    for daemon in reversed(KINDS.values()):
        daemon(folder).stop()
