"""The demo with a small application in place of the real one: what is tested is the keeping."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from deploy import processes, servers

SETTINGS = """
import os
from types import SimpleNamespace
class Settings:
    @staticmethod
    def from_environment(environment):
        return SimpleNamespace(login_url="postgresql://login")
"""
CLI = """
import os, time
import click, psycopg
@click.group()
def kyodo(): pass
@kyodo.command()
def prepare(): pass
@kyodo.command("demo-data")
def demo_data():
    with psycopg.connect(os.environ["KYODO_DATABASE_URL"]) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS starts (at timestamptz DEFAULT now())")
        connection.execute("INSERT INTO starts DEFAULT VALUES")
    click.echo("loaded")
    time.sleep(float(os.environ.get("LOADING", "0")))
@kyodo.command("demo-accounts")
def demo_accounts(): click.echo("サインイン: 例 / 合言葉")
"""
WSGI = """
import os
assert "KYODO_DATABASE_URL" not in os.environ
assert os.environ["KYODO_LOGIN_URL"] == "postgresql://login"
def app(environment, start):
    start("200 OK", [])
    return [b"ready"]
"""
CELERY = """
import os
from celery import Celery
celery = Celery("x", broker=os.environ["KYODO_REDIS_URL"])
"""
FILES = {
    "app/__init__.py": "",
    "app/settings.py": SETTINGS,
    "app/cli.py": CLI,
    "app/wsgi.py": WSGI,
    "worker/__init__.py": "",
    "worker/main.py": CELERY,
}


class Demo:
    """A `make demo` in a checkout of its own."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.home = checkout / "var"
        self.process: subprocess.Popen[str] | None = None

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "deploy.demo", *arguments]

    def environment(self, **more: str) -> dict[str, str]:
        plain = {name: os.environ[name] for name in os.environ if not name.startswith("KYODO_")}
        return {**plain, "PYTHONUNBUFFERED": "1", **more}

    def start(self, *arguments: str, until: str = "止めるには", **more: str) -> str:
        """Start the demo and return what it said up to a line with the awaited words."""
        self.process = subprocess.Popen(
            self.command(*arguments),
            cwd=self.checkout,
            env=self.environment(**more),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if until in line:
                return said
        raise AssertionError(said)

    def again(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*arguments),
            cwd=self.checkout,
            env=self.environment(),
            check=False,
            capture_output=True,
            text=True,
        )

    def end(self, number: signal.Signals = signal.SIGINT) -> tuple[int, str]:
        """End the demo and return its exit code and its last words."""
        if self.process is None:
            return 0, ""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=15)
        code = self.process.returncode
        self.process = None
        return code, said

    def leftovers(self) -> list[str]:
        """Everything that still runs from this checkout."""
        listing = subprocess.check_output(["ps", "-eo", "pid=,args="], text=True).splitlines()
        return [line for line in listing if self._is_ours(line)]

    def _is_ours(self, line: str) -> bool:
        pid = int(line.split(maxsplit=1)[0])
        try:
            place = str(Path(f"/proc/{pid}/cwd").readlink())
        except OSError:
            place = ""  # gone, or of another account
        return str(self.checkout) in line + place and processes.is_alive(pid)

    def starts(self) -> int:
        with psycopg.connect(servers.addresses(self.home).database) as connection:
            row = connection.execute("SELECT count(*) FROM starts").fetchone()
        assert row is not None
        return int(row[0])


@pytest.fixture
def demo(home: Path) -> Iterator[Demo]:
    checkout = home / "チェック アウト"
    here = Path(__file__).resolve().parents[2]
    shutil.copytree(here / "deploy", checkout / "deploy", ignore=shutil.ignore_patterns("vendor"))
    for name, text in FILES.items():
        (checkout / name).parent.mkdir(exist_ok=True)
        (checkout / name).write_text(text, encoding="utf-8")
    demo = Demo(checkout)
    yield demo
    demo.end(signal.SIGTERM)
    servers.stop(demo.home)


def eventually(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 15
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in fifteen seconds"
        time.sleep(0.1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_demo_starts_greets_and_leaves_nothing_behind(demo, number):
    said = demo.start()
    assert re.search(r"準備ができました: http://127\.0\.0\.1:8\d\d\d\n", said)
    assert "サインイン: 例 / 合言葉" in said
    assert len(demo.leftovers()) >= 3
    began = time.monotonic()
    code, last = demo.end(number)
    assert time.monotonic() - began < 10
    assert code == 0
    assert "データは残っています" in last
    assert demo.leftovers() == []


def test_a_second_start_is_quick_and_keeps_the_data(demo):
    demo.start()
    demo.end()
    began = time.monotonic()
    demo.start()
    assert time.monotonic() - began < 5
    assert demo.starts() == 2


def test_a_second_demo_beside_the_first_says_where_that_one_is(demo):
    address = re.search(r"http://\S+", demo.start())
    assert address is not None
    second = demo.again()
    assert second.returncode == 0
    assert f"すでに動いています: {address[0]}" in second.stdout
    assert demo.starts() == 1


def test_reset_stops_the_running_demo_and_begins_anew(demo):
    demo.start()
    demo.end()
    demo.start()
    assert demo.starts() == 2
    first = demo.process
    assert first is not None
    demo.start("--reset")
    said, _ = first.communicate(timeout=15)
    assert "終了しました" in said
    assert first.returncode == 0
    assert demo.starts() == 1


def test_everything_that_is_killed_comes_back(demo):
    demo.start()
    killed = [int(line.split()[0]) for line in demo.leftovers() if "deploy.demo" not in line]
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    eventually(lambda: servers.status(demo.home) == {"postgres": True, "redis": True})
    eventually(lambda: len([line for line in demo.leftovers() if "gunicorn" in line]) == 3)
    code, last = demo.end()
    assert code == 0
    assert "再起動" in last
    assert demo.leftovers() == []


def test_stopping_while_the_data_is_loaded_leaves_nothing_behind(demo):
    demo.start(until="loaded", LOADING="60")
    code, last = demo.end()
    assert code == 0
    assert "終了しました" in last
    assert demo.leftovers() == []


def test_the_servers_of_a_killed_demo_are_taken_over(demo):
    demo.start()
    demo.end(signal.SIGKILL)
    eventually(lambda: not [line for line in demo.leftovers() if "gunicorn" in line])
    demo.start()
    assert demo.starts() == 2
    demo.end()
    assert demo.leftovers() == []


def test_a_web_server_that_cannot_start_shows_the_end_of_its_log(demo):
    (demo.checkout / "app/wsgi.py").write_text("raise RuntimeError('no such thing')")
    refused = demo.again()
    assert refused.returncode == 1
    assert "Web サーバーが起動しません" in refused.stderr
    assert "no such thing" in refused.stderr
    assert demo.leftovers() == []
