"""A page that comes in parts, seen on the page of the city: menu, totals, drawings."""

import gc
import json
from contextvars import Context

import pytest
from sqlalchemy.exc import OperationalError
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.access.permissions import Role
from app.statistics import documents, queries
from app.web.errors import SENTENCES
from tests.statistics.months import a_consultation, counted_everything

PAGE = "/city/statistics/?from=2026-05&to=2026-05"
TOTAL = '<p class="figure-value">1<span>件</span></p>'


@pytest.fixture
def coordinator(at, visitor, north, central):
    with at(north):
        a_consultation()
        counted_everything()
    return visitor(Role.CENTRAL_COORDINATOR, central)


def test_the_menu_comes_first_then_the_totals_then_the_drawings(coordinator):
    answer = coordinator.get(PAGE)

    menu, totals, drawings, end = (part.decode() for part in answer.response)
    assert "表示する</button>" in menu
    assert "figure-card" not in menu
    assert TOTAL in totals
    assert "<figure" not in totals
    assert "<figure" in drawings
    assert end.endswith("</html>")
    assert answer.headers["X-Accel-Buffering"] == "no"


def test_who_may_not_see_it_gets_no_part_of_it(visitor, north):
    answer = visitor(Role.WARD_MANAGER, north).get(PAGE)

    assert (answer.status_code, SENTENCES[404] in answer.text) == (404, True)


def test_what_goes_wrong_is_said_in_its_place(coordinator, monkeypatch, capsys):
    def broken(*_):
        raise RuntimeError("見本 花子")

    monkeypatch.setattr(documents, "topics", broken)
    answer = coordinator.get(PAGE)

    assert TOTAL in answer.text
    assert SENTENCES[500] in answer.text
    assert f'href="{PAGE.replace("&", "&amp;")}"' in answer.text
    assert answer.headers["X-Request-Id"] in answer.text
    assert answer.text.endswith("</html>")
    said = capsys.readouterr().out
    [fault] = [json.loads(line) for line in said.splitlines() if '"fault"' in line]
    assert fault["request"] == answer.headers["X-Request-Id"]
    assert "見本" not in json.dumps({**fault, "trace": ""}, ensure_ascii=False)


def test_a_database_that_goes_away_is_said_in_its_place(coordinator, monkeypatch):
    def away(*_, **__):
        raise OperationalError("SELECT 1", {}, Exception("connection refused"))

    monkeypatch.setattr(queries, "report", away)
    answer = coordinator.get(PAGE)

    assert SENTENCES[503] in answer.text
    assert answer.text.endswith("</html>")


def test_the_log_says_when_the_last_part_was_made(coordinator, capsys):
    answer = coordinator.get(PAGE)

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    began, finished = (line for line in lines if line["event"] in {"request", "finished"})
    assert began["request"] == finished["request"] == answer.headers["X-Request-Id"]
    assert finished["ms"] > began["ms"]


def test_who_leaves_in_the_middle_leaves_nothing_open(coordinator, app):
    bearer = coordinator.environ_base
    environ = EnvironBuilder(PAGE, environ_base=bearer).get_environ()
    parts, _, _ = Context().run(run_wsgi_app, app, environ)
    assert b"<h1>" in next(iter(parts))

    del parts
    gc.collect()  # pytest fails the test for what cannot be put down

    assert TOTAL in coordinator.get(PAGE).text
