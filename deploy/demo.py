"""`make demo`: the whole service on this machine, from nothing to sign-in, until Ctrl-C."""

import http.client
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from app.settings import Settings
from deploy import occupancy, processes, servers
from deploy.children import Child
from deploy.console import say, step
from deploy.processes import ServersError
from deploy.surroundings import CHECKOUT, data_folder, embedded_kinds, surroundings

PORTS = range(8000, 8100)
READY = 60.0  # seconds until the web server must answer
HOPELESS = 3  # deaths before it ever answered
PACE = 0.1
OWN_FILES = ("postgres*", "redis*", "log", "secret.key", "accounts.txt", "beat-schedule*")


class Stopping:
    """Whether the person wishes to stop. A flag, so that no step is torn in the middle."""

    def __init__(self) -> None:
        self.wished = False
        signal.signal(signal.SIGINT, self._wish)
        signal.signal(signal.SIGTERM, self._wish)
        if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # it is, under nohup
            signal.signal(signal.SIGHUP, self._wish)

    def _wish(self, *_: object) -> None:
        self.wished = True


def main() -> None:
    stopping = Stopping()
    home = data_folder()
    try:
        servers.make_folder(home)
        if "--reset" in sys.argv[1:]:
            _reset(home)
        with occupancy.held(home) as is_ours:
            if is_ours:
                _run(home, stopping)
            else:
                _point_to_the_other(home)
    except ServersError as error:
        sys.exit(str(error))


def _point_to_the_other(home: Path) -> None:
    address = occupancy.address(home)
    say(f"デモはすでに動いています: {address}" if address else "デモは起動の途中です。")


def _reset(home: Path) -> None:
    """Stop the demo if it runs and remove what it made, and nothing else, from the folder."""
    occupancy.end(home)
    servers.stop(home)
    for path in [path for pattern in OWN_FILES for path in home.glob(pattern)]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    servers.make_folder(home)
    say("デモのデータを消しました。はじめから作り直します。")
    if "postgres" not in embedded_kinds():
        say("KYODO_DATABASE_URL のデータベースには触れていません。")


def _run(home: Path, stopping: Stopping) -> None:
    with ExitStack() as ending:
        ending.callback(say, "終了しました。データは残っています(もう一度 make demo で続きから)。")
        with step("PostgreSQL と Redis を起動しています"):
            kinds = ending.enter_context(surroundings())
        door = ending.enter_context(_door())
        port = door.getsockname()[1]
        address = os.environ.setdefault("KYODO_PUBLIC_URL", f"http://127.0.0.1:{port}")
        web, *others = children = _children(home, door.fileno())
        for child in reversed(children):  # ExitStack ends in reverse: the web server first
            ending.callback(child.stop)
        ending.callback(say, "停止しています…")
        if (home / "accounts.txt").exists():
            web.start()  # loaded before, so it need not wait until that is certain
        if not _load(home, stopping):
            return
        if not web.pid:
            web.start()
        with step("Web サーバーを起動しています"):
            _wait_until_ready(web, port, stopping)
        if stopping.wished:
            return
        for child in others:
            child.start()
        occupancy.write_down(home, address=address)
        _greet(home, address)
        _tend(home, children, kinds, stopping)


def _door() -> socket.socket:
    """Listen on the first free port. The demo keeps it, whatever happens to the web server."""
    for port in PORTS:
        try:
            door = socket.create_server(("127.0.0.1", port), backlog=128)
        except OSError:
            continue
        if port != PORTS.start:
            say(f"ポート {PORTS.start} は使われているため、{port} を使います。")
        return door
    raise ServersError(f"ポート {PORTS.start}〜{PORTS.stop - 1} に空きがありません。")


def _load(home: Path, stopping: Stopping) -> bool:
    """Prepare the database and its data; return False when the person stopped meanwhile."""
    command = [sys.executable, "-m", "deploy.load", str(home / "accounts.txt")]
    load = Child("データの用意", command)
    load.start()
    while load.code is None and not stopping.wished:
        time.sleep(PACE)
    code = load.code
    load.stop()
    if code and not stopping.wished:
        raise ServersError("データを用意できませんでした。上の説明を確かめてください。")
    return not stopping.wished


def _children(home: Path, door: int) -> list[Child]:
    """Return web, beat and worker, in the order in which they are to be stopped.

    They know the login that may read nothing by itself, never the administrator's address.
    """
    environment = {name: os.environ[name] for name in os.environ if name != "KYODO_DATABASE_URL"}
    environment["KYODO_LOGIN_URL"] = Settings.from_environment(os.environ).login_url
    celery = ("celery", "-A", "worker.main:celery")

    def child(name: str, *arguments: str, files: Sequence[int] = ()) -> Child:
        command = [sys.executable, "-m", *arguments]
        log = home / "log" / f"{name}.log"
        return Child(name, command, log=log, environment=environment, files=files)

    configuration = str(CHECKOUT / "deploy" / "gunicorn.conf.py")
    web = ("gunicorn", "-c", configuration, "-b", f"fd://{door}", "app.wsgi:app")
    schedule = str(home / "beat-schedule")
    return [
        child("web", *web, files=[door]),
        child("beat", *celery, "beat", "-s", schedule, "--pidfile="),
        child("worker", *celery, "worker", "--pool", "prefork", "-c", "2"),
    ]


def _wait_until_ready(web: Child, port: int, stopping: Stopping) -> None:
    deadline = time.monotonic() + READY
    while not _is_ready(port) and not stopping.wished:
        if web.deaths >= HOPELESS or time.monotonic() > deadline:
            end = processes.last_lines(web.log, 60) if web.log else ""
            raise ServersError(f"Web サーバーが起動しません。{web.log} の終わり:\n{end}")
        web.tend()
        time.sleep(PACE)


def _is_ready(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _greet(home: Path, address: str) -> None:
    accounts = (home / "accounts.txt").read_text(encoding="utf-8").strip()
    say(f"\n準備ができました: {address}\n\n{accounts}\n")
    say(f"止めるには Ctrl-C。記録は {home / 'log'} にあります。")


def _tend(home: Path, children: Sequence[Child], kinds: Sequence[str], stopping: Stopping) -> None:
    next_look = 0.0
    while not stopping.wished:
        if time.monotonic() >= next_look:
            next_look = time.monotonic() + _revive(home, kinds)
        for child in children:
            child.tend()
        time.sleep(PACE)


def _revive(home: Path, kinds: Sequence[str]) -> float:
    """Start again the servers that died; return after how many seconds to look again."""
    try:
        for kind in servers.revive(home, kinds=kinds):
            say(f"{kind} が終了していたため、再起動しました。")
    except ServersError as error:
        say(str(error))
        return 30.0
    return 0.5


if __name__ == "__main__":
    main()
