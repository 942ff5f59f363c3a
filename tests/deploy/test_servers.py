import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
import redis

from deploy import processes, servers
from deploy.postgres import Postgres
from deploy.processes import ServersError
from deploy.redis_server import Redis

BOTH = {"postgres": True, "redis": True}
NEITHER = {"postgres": False, "redis": False}


def keep(addresses: servers.Addresses, value: str) -> None:
    with psycopg.connect(addresses.database) as connection:
        connection.execute("CREATE TABLE kept AS SELECT %s AS value", [value])


def kept(addresses: servers.Addresses) -> str:
    with psycopg.connect(addresses.database) as connection:
        row = connection.execute("SELECT value FROM kept").fetchone()
    assert row is not None
    return str(row[0])


def pids(home: Path) -> list[int]:
    found = [daemon(home).pid() for daemon in (Postgres, Redis)]
    return [pid for pid in found if pid is not None]


def test_servers_run_for_the_block_and_leave_no_process(home):
    with servers.running(home, durable=False) as addresses:
        assert servers.status(home) == BOTH
        running = pids(home)
        keep(addresses, "値")
        with redis.Redis.from_url(addresses.redis) as connection:
            assert connection.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    assert len(running) == 2
    assert not any(processes.is_alive(pid) for pid in running)
    assert servers.status(home) == NEITHER


def test_the_database_speaks_utf8_and_sorts_the_same_on_every_machine(home):
    query = """SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale
               FROM pg_database WHERE datname = current_database()"""
    with (
        servers.running(home, kinds=["postgres"], durable=False) as addresses,
        psycopg.connect(addresses.database) as connection,
    ):
        assert connection.execute(query).fetchone() == ("UTF8", "b", "C.UTF-8")
        assert connection.info.password


def test_a_wrong_password_is_refused(home):
    with servers.running(home, durable=False) as addresses:
        password = Postgres(home).password
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(addresses.database.replace(password, "guess"))
        wrong = addresses.redis.replace(Redis(home).password, "guess")
        with redis.Redis.from_url(wrong) as stranger, pytest.raises(redis.AuthenticationError):
            stranger.ping()


def test_passwords_are_readable_by_their_owner_only_and_not_in_the_process_list(home):
    with servers.running(home, durable=False):
        for daemon in (Postgres(home), Redis(home)):
            mode = (home / f"{daemon.name}.json").stat().st_mode
            assert stat.S_IMODE(mode) == 0o600
            pid = daemon.pid()
            assert daemon.password.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_data_survive_a_stop_and_a_kill(home):
    with servers.running(home) as addresses:
        keep(addresses, "残る")
        with redis.Redis.from_url(addresses.redis) as connection:
            connection.set("鍵", "残る")
    with servers.running(home):
        for pid in pids(home):
            os.kill(pid, signal.SIGKILL)
    with servers.running(home) as addresses:
        assert kept(addresses) == "残る"
        with redis.Redis.from_url(addresses.redis, decode_responses=True) as connection:
            assert connection.get("鍵") == "残る"


def test_a_killed_server_is_revived_with_its_address(home):
    with servers.running(home) as addresses:
        keep(addresses, "x")
        for pid in pids(home):
            os.kill(pid, signal.SIGKILL)
            while processes.is_alive(pid):
                pass
        servers.revive(home, kinds=servers.KINDS)
        assert servers.addresses(home) == addresses
        assert kept(addresses) == "x"


def test_the_last_user_stops_the_servers(home):
    with servers.running(home, durable=False):
        with servers.running(home, durable=False):
            first = pids(home)
        assert servers.status(home) == BOTH
        assert pids(home) == first
    assert servers.status(home) == NEITHER


def test_two_commands_at_once_share_one_pair(home):
    seen: list[list[int]] = []
    together = threading.Barrier(2, timeout=30)

    def use() -> None:
        with servers.running(home, durable=False):
            together.wait()
            seen.append(pids(home))
            together.wait()

    users = [threading.Thread(target=use) for _ in range(2)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert len(seen[0]) == 2
    assert seen[0] == seen[1]
    assert servers.status(home) == NEITHER


def test_servers_left_by_a_killed_command_are_used_and_stopped(home):
    script = (
        "import sys; from pathlib import Path; from deploy import servers\n"
        "with servers.running(Path(sys.argv[1]), durable=False): print('up', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, home], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as command:
        assert command.stdout is not None
        assert command.stdout.readline() == b"up\n"
        command.kill()
    left = pids(home)
    assert len(left) == 2
    with servers.running(home, durable=False):
        assert pids(home) == left
    assert not any(processes.is_alive(pid) for pid in left)


def test_a_pid_file_whose_number_belongs_to_another_process_does_not_hinder(home):
    with servers.running(home, durable=False):
        file = home / "postgres" / "postmaster.pid"
        text = file.read_text(encoding="utf-8")
    stranger = subprocess.Popen(["sleep", "60"])
    try:
        lines = text.splitlines()
        file.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n", encoding="utf-8")
        with servers.running(home, durable=False):
            assert servers.status(home) == BOTH
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_taken_port_makes_the_server_choose_another(home):
    with servers.running(home, durable=False):
        before = Postgres(home).port, Redis(home).port
    with socket.create_server(("127.0.0.1", before[0])), servers.running(home, durable=False):
        assert Postgres(home).port != before[0]
        assert Redis(home).port == before[1]
        assert servers.status(home) == BOTH


def test_an_interrupted_first_start_is_made_good(home):
    with servers.running(home, kinds=["postgres"], durable=False):
        pass
    (home / "postgres" / "made").unlink()
    with servers.running(home, kinds=["postgres"], durable=False) as addresses:
        keep(addresses, "new")


@pytest.mark.parametrize("name", ["a folder with spaces", "区民活動 の フォルダー", "n" * 200])
def test_folders_may_be_called_anything(home, name):
    with servers.running(home / name / "内", durable=False) as addresses:
        keep(addresses, name)
        assert kept(addresses) == name


def test_a_folder_that_cannot_be_written_is_explained(home):
    (home / "file").touch()
    with (
        pytest.raises(ServersError, match="書き込めません"),
        servers.running(home / "file" / "var"),
    ):
        pass


def test_a_lost_password_is_explained(home):
    with servers.running(home, kinds=["postgres"], durable=False):
        pass
    (home / "postgres.json").unlink()
    with (
        pytest.raises(ServersError, match=r"postgres\.json"),
        servers.running(home, kinds=["postgres"], durable=False),
    ):
        pass


def test_a_server_that_cannot_start_shows_the_end_of_its_log(home):
    with servers.running(home, kinds=["postgres"], durable=False):
        pass
    (home / "postgres" / "postgresql.conf").write_text("nonsense = 1\n", encoding="utf-8")
    with (
        pytest.raises(ServersError, match="nonsense"),
        servers.running(home, durable=False),
    ):
        pass
    assert servers.status(home) == NEITHER


@pytest.mark.skipif(os.geteuid() != 0, reason="all other tests already run as an ordinary user")
def test_an_ordinary_user_runs_the_servers_too(home):
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable]
    show = [*nobody, "-c", "import sys; print(sys.version)"]
    shown = subprocess.run(show, check=False, capture_output=True, text=True).stdout
    if shown.strip() != sys.version:
        pytest.skip("this Python lies in a folder of root's")
    os.chown(home, 65534, 65534)
    script = (
        "import os, sys; from pathlib import Path; from deploy import servers\n"
        "home = Path(sys.argv[1])\n"
        "with servers.running(home, durable=False):\n"
        "    assert servers.status(home) == {'postgres': True, 'redis': True}\n"
        "    assert (home / 'postgres').stat().st_uid == os.geteuid() == 65534\n"
        "assert servers.status(home) == {'postgres': False, 'redis': False}\n"
    )
    done = subprocess.run(
        [*nobody, "-c", script, home], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
