import os
import subprocess
import sys

import pytest
import sqlalchemy as sa

from app.cli.statistics import consolidate_waiting, recount_everything
from app.statistics.models import Incident, MonthlyFigure
from tenants import db
from tests.databases import Database
from tests.statistics.months import a_consultation, figures


def test_what_waits_is_counted_in_every_center(at, north, south) -> None:
    for place in (north, south):
        with at(place):
            a_consultation()

    assert consolidate_waiting() == 2

    for place in (north, south):
        with at(place):
            assert figures()["consultations", "total"] == 1


def test_figures_that_agree_leave_no_incident(at, as_system, north) -> None:
    with at(north):
        a_consultation()

    compared, differences = recount_everything()

    assert (compared, differences) == (9, [])
    with as_system():
        assert db.session.scalars(sa.select(Incident)).all() == []


def test_figures_that_differ_are_named_and_kept_as_an_incident(at, as_system, north) -> None:
    with at(north):
        a_consultation()
    consolidate_waiting()
    with at(north):
        total = sa.update(MonthlyFigure).where(MonthlyFigure.measure == "consultations")
        db.session.execute(total.values(value=1234))

    _, differences = recount_everything()

    assert differences == ["港北 2026-05 consultations/total: 集計 1,234、記録 1"]
    with as_system():
        incident = db.session.scalars(sa.select(Incident)).one()
    assert (incident.kind, incident.detail) == ("figures differ", differences[0])


@pytest.mark.commits
def test_the_command_says_whether_all_agree(database: Database, at, north) -> None:
    with at(north):
        a_consultation()

    agreed = verified(database)
    assert (agreed.returncode, agreed.stdout) == (
        0,
        "9個の数字をすべて数え直し、一致しました。\n",
    )

    with at(north):
        db.session.execute(sa.update(MonthlyFigure).values(value=7))

    differs = verified(database)
    assert differs.returncode == 1
    assert "港北 2026-05 topics/tax: 集計 7、記録 1" in differs.stdout


def verified(database: Database) -> subprocess.CompletedProcess[str]:
    settings = database.settings
    environment = {
        **os.environ,
        "KYODO_LOGIN_URL": settings.login_url,
        "KYODO_SECRET_KEY": settings.secret_key,
        "KYODO_REDIS_URL": settings.redis_url,
    }
    command = [sys.executable, "-c", "from app.cli import kyodo; kyodo()", "statistics", "verify"]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
