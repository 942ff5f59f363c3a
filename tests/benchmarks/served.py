"""The product as it is served: gunicorn, real HTTP on loopback, four people at once."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter

from deploy import processes
from tests.benchmarks.contenders import LIST_HTML, LIST_JSON
from tests.benchmarks.stock import SECRET_KEY, City
from tests.benchmarks.stopwatch import Timing

ROOT = Path(__file__).parents[2]
PEOPLE = 4
REQUESTS = 150
"""How many each of them sends."""
STARTS_WITHIN = 30.0


@dataclass(frozen=True)
class Served:
    timing: Timing
    per_second: float
    """Of all people together."""


def served(city: City, *, advance: Callable[[int], None]) -> dict[str, Served]:
    here = f"centers/{city.desk.slug}/consultations/"
    paths = {LIST_HTML: f"/{here}", LIST_JSON: f"/api/v1/{here}"}
    measured = {}
    with gunicorn(city) as port:
        for request, path in paths.items():
            _crowd(port, path, city.desk.token)
            measured[request] = _crowd(port, path, city.desk.token)
            advance(1)
    return measured


def _crowd(port: int, path: str, token: str) -> Served:
    began = perf_counter()
    with ThreadPoolExecutor(PEOPLE) as pool:
        crowd = [pool.submit(_person, port, path, token) for _ in range(PEOPLE)]
        seconds = tuple(second for person in crowd for second in person.result())
    return Served(Timing(seconds), len(seconds) / (perf_counter() - began))


def _person(port: int, path: str, token: str) -> list[float]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    seconds = []
    for _ in range(REQUESTS):
        began = perf_counter()
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        seconds.append(perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    connection.close()
    return seconds


@contextmanager
def gunicorn(city: City) -> Iterator[int]:
    port = processes.free_port(8200)
    settings = {
        "KYODO_SECRET_KEY": SECRET_KEY,
        "KYODO_LOGIN_URL": city.settings.login_url,
        "KYODO_REDIS_URL": city.settings.redis_url,
        "KYODO_PUBLIC_URL": city.settings.public_url,
        "KYODO_API_RATE": city.settings.api_rate,
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py"]
    command += ["--log-level", "warning", "--bind", f"127.0.0.1:{port}", "app.wsgi:app"]
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, stdout=subprocess.DEVNULL
    )
    try:
        _wait(server, port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while not processes.is_listening(port):
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("gunicorn did not start")
        time.sleep(0.05)
