"""A real worker, a real clock and a Redis of their own, to be killed at will."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy.children import Child
from deploy.redis_server import Redis
from tests.databases import Database

PATIENCE = 40.0


class Crew:
    def __init__(self, database: Database, folder: Path) -> None:
        (folder / "log").mkdir()
        self.redis = Redis(folder, durable=False)
        self.redis.start()  # only then has it an address
        environment = {
            **{
                name: os.environ[name] for name in ("PATH", "XDG_RUNTIME_DIR") if name in os.environ
            },
            "KYODO_LOGIN_URL": database.settings.login_url,
            "KYODO_SECRET_KEY": database.settings.secret_key,
            "KYODO_REDIS_URL": self.redis.address,
        }
        celery = [sys.executable, "-m", "celery", "-A", "worker.main:celery"]
        beat = [*celery, "beat", "-s", str(folder / "beat"), "--pidfile="]
        self.worker = self._child("worker", [*celery, "worker", "-c", "2"], folder, environment)
        self.beat = self._child("beat", beat, folder, environment)

    @staticmethod
    def _child(name: str, command: list[str], folder: Path, environment: dict[str, str]) -> Child:
        log = folder / "log" / f"{name}.log"
        return Child(name, command, log=log, environment=environment)

    def start(self) -> None:
        self.worker.start()
        self.beat.start()

    def stop(self) -> None:
        self.beat.stop()
        self.worker.stop()
        self.redis.stop()

    def kill_worker(self) -> None:
        os.killpg(self.worker.pid, signal.SIGKILL)
        self.worker.stop()
        self.worker.start()

    def lose_redis(self) -> None:
        """It comes back with nothing in it."""
        pid = self.redis.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        time.sleep(1)
        self.redis.start()


def until(done: Callable[[], bool], *, within: float = PATIENCE) -> float:
    """Wait, and give the seconds it took."""
    began = time.monotonic()
    while not done():
        waited = time.monotonic() - began
        assert waited < within, f"not done after {waited:.0f} s"
        time.sleep(0.05)
    return time.monotonic() - began
