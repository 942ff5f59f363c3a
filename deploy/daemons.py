"""What the embedded PostgreSQL and the embedded Redis have in common.

Each keeps its data in a folder of its own, its port and password in a file beside it that only
its owner reads, and outlives the command that started it.
"""

import json
import secrets
import shutil
import signal
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from deploy import processes
from deploy.processes import ServersError

TRIES = 5
STARTING = 60.0  # seconds; a killed server may have much to recover


class Daemon(ABC):
    """One server in the folder `home`; `durable` is False for throw-away servers of tests."""

    name: ClassVar[str]
    signals: ClassVar[tuple[signal.Signals, ...]]

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.data = home / self.name
        self.log = home / "log" / f"{self.name}.log"
        self.durable = durable
        self._record = home / f"{self.name}.json"
        self.port = 0
        self.password = secrets.token_urlsafe(24)
        if self._record.exists():
            known = json.loads(self._record.read_text(encoding="utf-8"))
            self.port, self.password = known["port"], known["password"]

    @property
    @abstractmethod
    def address(self) -> str: ...

    @abstractmethod
    def answers(self) -> bool:
        """Tell whether this very server answers, not a stranger on the same port."""

    @abstractmethod
    def pid(self) -> int | None:
        """Return the number of this server's living process."""

    @abstractmethod
    def command(self) -> list[str]: ...

    def settings(self) -> str:
        """Return what the server reads from its standard input."""
        return ""

    def is_listening(self) -> bool:
        """Tell cheaply whether somebody listens on the recorded port."""
        return bool(self.port) and processes.is_listening(self.port)

    def start(self) -> None:
        """Start the server unless it runs, and return when it answers.

        A start may fail for reasons that pass (the port was taken this moment, the children of
        a killed server are still leaving), so it is tried again.
        """
        if self.port and self.answers():
            return
        for attempt in range(TRIES):
            if self.pid() is not None or self._launch():
                self._wait()
                return
            time.sleep(0.2 * attempt)
        raise self.failure("起動できませんでした")

    def stop(self) -> None:
        pid = self.pid()
        if pid is not None:
            processes.leave(pid, *self.signals)

    def make_folder(self) -> None:
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        account = processes.servant()
        if account is not None:
            shutil.chown(self.data, account)
            processes.let_through(self.data)

    def remember(self) -> None:
        """Write down port and password before the server is started, so that none is lost.

        Put in place at once: another command may read the record at this very moment.
        """
        written = self._record.with_suffix(".new")
        written.touch(mode=0o600)
        known = {"port": self.port, "password": self.password}
        written.write_text(json.dumps(known), encoding="utf-8")
        written.replace(self._record)

    def _launch(self) -> bool:
        """Start the process; return False when it ends again instead of answering."""
        self.port = processes.free_port(self.port)
        self.remember()
        process = processes.spawn(self.command(), folder=self.data, log=self.log)
        if process.stdin is not None:
            process.stdin.write(self.settings().encode())
            process.stdin.close()
        while process.poll() is None and not self.answers():
            time.sleep(processes.PACE)
        ended = process.returncode is not None
        # The server stays when this command goes; Popen would warn that it left a child.
        process.returncode = 0
        return not ended

    def _wait(self) -> None:
        deadline = time.monotonic() + STARTING
        while not self.answers():
            if time.monotonic() > deadline:
                raise self.failure(f"{STARTING:.0f} 秒待っても応答しません")
            time.sleep(processes.PACE)

    def failure(self, what: str) -> ServersError:
        end = processes.last_lines(self.log)
        return ServersError(f"{self.name} が{what}。\n{self.log} の終わり:\n{end}")
