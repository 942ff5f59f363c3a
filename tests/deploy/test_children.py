import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy import children, processes
from deploy.children import Child


@pytest.fixture
def make() -> Iterator[Callable[..., Child]]:
    made: list[Child] = []

    def child(script: str, log: Path | None = None) -> Child:
        made.append(Child("試し", ["bash", "-c", script], log=log))
        return made[-1]

    yield child
    for one in made:
        one.stop()


def eventually(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in ten seconds"
        time.sleep(0.02)


def group(pid: int) -> list[int]:
    """The living processes of a process group."""
    lines = subprocess.check_output(["ps", "-eo", "pid=,pgid="], text=True).splitlines()
    members = (tuple(map(int, line.split())) for line in lines)
    return [member for member, leader in members if leader == pid and processes.is_alive(member)]


def test_a_child_that_dies_is_started_again(make):
    child = make("sleep 300")
    child.start()
    first = child.pid
    os.kill(first, 9)
    eventually(lambda: child.code is not None)
    child.tend()
    assert child.pid != first
    assert child.code is None


def test_a_child_that_keeps_dying_is_started_ever_more_slowly(make, capsys):
    child = make("exit 3")
    child.start()
    starts = []
    while child.deaths < 3:
        starts.append(child.pid)
        eventually(lambda: child.code == 3)
        child.tend()
    assert len(set(starts)) == 3 < len(starts)
    assert "(コード 3)。1 秒後に再起動します。" in capsys.readouterr().out


def test_a_running_child_is_left_alone(make):
    child = make("sleep 300")
    child.start()
    first = child.pid
    child.tend()
    assert (child.pid, child.deaths) == (first, 0)


def test_stopping_ends_what_the_child_started(make):
    child = make("sleep 300 & sleep 300 & wait")
    child.start()
    leader = child.pid
    eventually(lambda: len(group(leader)) == 3)
    child.stop()
    eventually(lambda: not group(leader))


def test_a_child_that_does_not_listen_is_made_to_end(make, monkeypatch):
    monkeypatch.setattr(children, "PATIENCE", 0.3)
    child = make("trap '' TERM; echo deaf; sleep 300; sleep 300", log=None)
    child.start()
    leader = child.pid
    eventually(lambda: len(group(leader)) == 2)
    began = time.monotonic()
    child.stop()
    assert time.monotonic() - began < 2
    assert not group(leader)


def test_children_do_not_hear_the_terminal(make):
    child = make("sleep 300")
    child.start()
    assert os.getsid(child.pid) == child.pid != os.getsid(0)


def test_children_end_when_their_keeper_is_killed():
    script = (
        "from deploy.children import Child\n"
        "child = Child('x', ['sleep', '300']); child.start(); print(child.pid, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as keeper:
        assert keeper.stdout is not None
        pid = int(keeper.stdout.readline())
        eventually(lambda: b"sleep" in Path(f"/proc/{pid}/cmdline").read_bytes())
        keeper.kill()
    eventually(lambda: not processes.is_alive(pid))


def test_a_log_is_continued_and_set_aside_when_it_is_long(make, home, monkeypatch):
    log = home / "x.log"
    child = make("echo 一行", log)
    for _ in range(2):
        child.start()
        eventually(lambda: child.code == 0)
    assert log.read_text(encoding="utf-8") == "一行\n一行\n"
    monkeypatch.setattr(children, "LOG_SIZE", 4)
    child.start()
    eventually(lambda: child.code == 0)
    assert log.read_text(encoding="utf-8") == "一行\n"
    assert (home / "x.log.1").read_text(encoding="utf-8") == "一行\n一行\n"
