import os
import stat
import subprocess
import sys

import psycopg
import pytest
import redis

from deploy import servers, surroundings

NAMES = (
    "KYODO_DATA",
    "KYODO_DATABASE_URL",
    "KYODO_LOGIN_URL",
    "KYODO_REDIS_URL",
    "KYODO_SECRET_KEY",
)


@pytest.fixture(autouse=True)
def nothing_named(monkeypatch, home):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KYODO_DATA", str(home))


def test_what_is_not_named_is_embedded_for_the_block(home):
    with surroundings.surroundings() as kinds:
        assert set(kinds) == {"postgres", "redis"}
        with psycopg.connect(os.environ["KYODO_DATABASE_URL"]) as connection:
            assert connection.info.dbname == "kyodo"
        with redis.Redis.from_url(os.environ["KYODO_REDIS_URL"]) as connection:
            assert connection.ping()
        assert os.environ["KYODO_SECRET_KEY"]
    assert "KYODO_DATABASE_URL" not in os.environ
    assert "KYODO_SECRET_KEY" not in os.environ
    assert servers.status(home) == {"postgres": False, "redis": False}


def test_the_secret_stays_the_same_and_private(home):
    with surroundings.surroundings():
        first = os.environ["KYODO_SECRET_KEY"]
    with surroundings.surroundings():
        assert os.environ["KYODO_SECRET_KEY"] == first
    assert stat.S_IMODE((home / "secret.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["KYODO_DATABASE_URL", "KYODO_LOGIN_URL"])
def test_named_servers_are_used_as_they_are(home, monkeypatch, name):
    monkeypatch.setenv(name, "postgresql://elsewhere/kyodo")
    monkeypatch.setenv("KYODO_REDIS_URL", "redis://elsewhere/0")
    monkeypatch.setenv("KYODO_SECRET_KEY", "given")
    with surroundings.surroundings() as kinds:
        assert kinds == []
        assert os.environ[name] == "postgresql://elsewhere/kyodo"
        assert os.environ["KYODO_REDIS_URL"] == "redis://elsewhere/0"
        assert os.environ["KYODO_SECRET_KEY"] == "given"
    assert not (home / "postgres").exists()


def test_the_command_explains_itself_without_servers(home):
    done = subprocess.run(
        [sys.executable, "-m", "deploy.command", "--help"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "prepare" in done.stdout
    assert not (home / "postgres").exists()
