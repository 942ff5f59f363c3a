import os
import subprocess
import sys
from datetime import date

import pytest
from flask import Flask

from app.cli.statistics import recount_everything
from app.statistics import queries, service
from tenants import SYSTEM, acting_for
from tests.databases import Database
from tests.places import Place
from tests.statistics.months import MAY, a_consultation, figures
from tests.worker.crew import Crew, until
from worker.centers import share_of
from worker.schedule import TIMETABLE
from worker.tasks.statistics import consolidate_waiting, verify
from worker.watchdog import Watchdog


def nothing_waits() -> bool:
    with acting_for(SYSTEM):
        return queries.oldest_mark() is None


@pytest.mark.worker
@pytest.mark.commits
def test_figures_survive_the_loss_of_worker_and_redis(
    crew: Crew, at, north: Place, south: Place
) -> None:
    with at(north):
        a_consultation()
    until(nothing_waits)

    with at(north):
        a_consultation()
    assert until(nothing_waits) < 5

    for day, harm in enumerate((crew.kill_worker, crew.lose_redis) * 2, start=1):
        for place in (north, south):
            with at(place):
                a_consultation(date(2026, day, 1), topics=("tax", "labor"))
        harm()
        with at(south):
            a_consultation()
    until(nothing_waits)

    _, differences = recount_everything()
    assert differences == []
    with at(south):
        assert figures()["consultations", "total"] == 4


def test_a_login_that_could_pass_the_wall_starts_no_worker(database: Database) -> None:
    environment = {
        **os.environ,
        "KYODO_LOGIN_URL": database.administrator,
        "KYODO_SECRET_KEY": database.settings.secret_key,
        "KYODO_REDIS_URL": database.settings.redis_url,
    }
    command = [sys.executable, "-m", "celery", "-A", "worker.main:celery", "worker"]

    refused = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )

    assert refused.returncode != 0
    assert "行の壁を越えられる役割" in refused.stderr


def test_one_round_counts_every_center(at, north: Place, south: Place) -> None:
    for place in (north, south):
        with at(place):
            a_consultation()

    consolidate_waiting()

    for place in (north, south):
        with at(place):
            assert figures()["consultations", "total"] == 1


def test_the_fault_of_one_center_stays_there(app: Flask, at, north: Place, south: Place) -> None:
    def fail() -> None:
        a_consultation()
        raise ZeroDivisionError

    share_of(north.id, fail)
    share_of(south.id, a_consultation)
    share_of(north.id, service.consolidate, MAY)
    share_of(south.id, service.consolidate, MAY)

    with at(north):
        assert figures() == {}
    with at(south):
        assert figures()["consultations", "total"] == 1


def test_silence_while_work_waits_is_a_stall(app: Flask, at, north: Place) -> None:
    watchdog = Watchdog(app, patience=0.01)
    with at(north):
        a_consultation()
    until(watchdog.is_stalled, within=5)


def test_silence_without_work_is_none(app: Flask) -> None:
    watchdog = Watchdog(app, patience=0)

    assert not watchdog.is_stalled()


def test_a_worker_that_hears_is_not_stalled(app: Flask, at, north: Place) -> None:
    watchdog = Watchdog(app, patience=60)
    with at(north):
        a_consultation()

    assert not watchdog.is_stalled()


def test_the_timetable_names_tasks_that_exist() -> None:
    named = {entry["task"] for entry in TIMETABLE.values()}

    assert {consolidate_waiting.name, verify.name} <= named
