"""The programs the demo keeps running: restarted when they die, stopped with all they started."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from deploy.console import say
from deploy.surroundings import CHECKOUT

LOG_SIZE = 5 * 1024 * 1024  # bytes; a longer log is set aside at the next start
SETTLED = 30.0  # seconds after which a program counts as healthy again
LONGEST_PAUSE = 30.0  # seconds
PATIENCE = 3.0  # seconds to end in order
LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1  # as in <linux/prctl.h>


class Child:
    """One program of the checkout, with its own process group and log.

    `files` are the descriptors of ours it inherits under the same numbers.
    """

    def __init__(
        self,
        name: str,
        command: list[str],
        *,
        log: Path | None = None,
        environment: Mapping[str, str] | None = None,
        files: Sequence[int] = (),
    ) -> None:
        self.name = name
        self.log = log
        self.deaths = 0
        self._command = command
        self._environment = environment
        self._files = files
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._due = 0.0

    @property
    def pid(self) -> int:
        return self._process.pid if self._process else 0

    @property
    def code(self) -> int | None:
        """Return the exit code, or None while the program runs."""
        return self._process.poll() if self._process else None

    def start(self) -> None:
        output = None
        if self.log is not None:
            _set_aside(self.log)
            output = self.log.open("ab")
        self._process = subprocess.Popen(
            self._command,
            cwd=CHECKOUT,
            env=self._environment,
            pass_fds=self._files,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Ctrl-C reaches only the demo itself, which then stops its children in order.
            start_new_session=True,
            preexec_fn=partial(_tie_to, os.getpid()),  # noqa: PLW1509 (two system calls)
        )
        if output is not None:
            output.close()
        self._started = time.monotonic()
        self._due = 0.0

    def tend(self) -> None:
        """Start the program again when it died: at once the first time, then ever later."""
        if self._process is None or self.code is None:
            return
        now = time.monotonic()
        if not self._due:
            self.deaths = 1 if now - self._started > SETTLED else self.deaths + 1
            pause = 0.0 if self.deaths == 1 else min(2.0 ** (self.deaths - 2), LONGEST_PAUSE)
            self._due = now + pause
            when = f"{pause:.0f} 秒後に" if pause else ""
            say(f"{self.name} が終了しました(コード {self.code})。{when}再起動します。")
        if now >= self._due:
            self._end_group()
            self.start()

    def stop(self) -> None:
        if self._process is None:
            return
        if self.code is None:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):  # what follows does not ask
                self._process.wait(PATIENCE)
        self._end_group()
        self._process.wait()
        self._process = None

    def _end_group(self) -> None:
        """End whatever the program left behind in its process group."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _tie_to(keeper: int) -> None:
    """Let the kernel end this new child when the demo itself is killed.

    Runs between fork and exec, so that there is no moment in which the child is not tied.
    """
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != keeper:
        os._exit(1)


def _set_aside(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_SIZE:
        log.replace(log.with_suffix(".log.1"))
