"""The three who answer, each as a function that answers one request once."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import count, cycle
from typing import Any
from urllib.parse import quote

import psycopg
from flask import Flask
from psycopg.rows import namedtuple_row
from werkzeug.datastructures import Headers
from werkzeug.test import Client, EnvironBuilder, run_wsgi_app

from app import calendar
from tests.benchmarks import statements
from tests.benchmarks.bare import bare_app
from tests.benchmarks.stock import City, Desk
from tests.benchmarks.stopwatch import Act

KYODO, FLASK, SQL = "kyodo", "Flask", "SQL"
LIST_HTML, LIST_JSON, CREATE_JSON = "一覧50件 (HTML)", "一覧50件 (JSON)", "記録1件 (JSON)"
SEARCH_JSON = "言葉で探す (JSON)"
SEARCHED = ("会則", "計測の会12", "助成金 締切", "保土ケ谷", "ない語", "計測", "通帳", "会議室")
"""Common, rare and absent words, in turns."""
FORM_COOKIE = "kyodo_form"
ROWS = re.compile(rb"<tbody>.*</tbody>", re.DOTALL)


class AnswersDifferError(AssertionError):
    """Two contenders do not do the same work; timing them would mean nothing."""


@dataclass(frozen=True)
class Caller:
    """Calls one application as its server would, without a socket."""

    app: Flask
    desk: Desk

    def get(self, path: str, *, cookie: str = "") -> Callable[[], bytes]:
        """Ask as a browser does when it has a cookie, else as a program does."""
        headers = Headers({"Cookie": cookie}) if cookie else self._bearer()
        environ = EnvironBuilder(path, headers=headers).get_environ()
        return lambda: self._answer(dict(environ), "200 OK")

    def post(self, path: str, records: Callable[[], dict[str, Any]]) -> Callable[[], bytes]:
        headers = self._bearer()

        def act() -> bytes:
            builder = EnvironBuilder(path, method="POST", json=records(), headers=headers)
            return self._answer(builder.get_environ(), "201 CREATED")

        return act

    def form_cookie(self, path: str) -> str:
        """What the browser holds from the second page on: who it is, and its form token."""
        client = Client(self.app)
        client.set_cookie("kyodo", self.desk.token)
        client.get(path)
        held = [f"kyodo={self.desk.token}"]
        held += [
            f"{name}={cookie.value}"
            for name in (FORM_COOKIE, "session")
            if (cookie := client.get_cookie(name))
        ]
        return "; ".join(held)

    def _bearer(self) -> Headers:
        return Headers({"Authorization": f"Bearer {self.desk.token}"})

    def _answer(self, environ: dict[str, Any], expected: str) -> bytes:
        body, status, _headers = run_wsgi_app(self.app, environ)
        if status != expected:
            raise AnswersDifferError(f"{self.app.name}: {status}")
        return b"".join(body)


Callers = Mapping[str, Caller]


@contextmanager
def matches(city: City) -> Iterator[dict[str, dict[str, Act]]]:
    """Each request, with the three who answer it."""
    with (
        psycopg.connect(city.administrator) as connection,
        psycopg.connect(city.administrator, row_factory=namedtuple_row) as for_flask,
    ):
        callers = {
            KYODO: Caller(city.app, city.desk),
            FLASK: Caller(bare_app(for_flask), city.desk),
        }
        yield {
            LIST_HTML: _list_html(callers, connection, city.desk),
            LIST_JSON: _list_json(callers, connection, city.desk),
            SEARCH_JSON: _search(callers[KYODO], connection, city.desk),
            CREATE_JSON: _create(callers, connection, city.desk),
        }


def _list_html(callers: Callers, connection: psycopg.Connection, desk: Desk) -> dict[str, Act]:
    path = f"/centers/{desk.slug}/consultations/"
    acts = {
        name: caller.get(path, cookie=caller.form_cookie(path)) for name, caller in callers.items()
    }
    rows = {name: ROWS.findall(act()) for name, act in acts.items()}
    if not rows[KYODO] or rows[KYODO] != rows[FLASK]:
        raise AnswersDifferError(path)
    return {**acts, SQL: _raw(connection, desk, statements.SIGNED_IN, statements.LINES)}


def _list_json(callers: Callers, connection: psycopg.Connection, desk: Desk) -> dict[str, Act]:
    path = f"/api/v1/centers/{desk.slug}/consultations/"
    acts = {name: caller.get(path) for name, caller in callers.items()}
    shown = {name: callers[name].app.json.loads(act()) for name, act in acts.items()}
    for line in shown[FLASK]["items"]:
        del line["fiscal_year"]
    if shown[KYODO] != shown[FLASK] or len(shown[KYODO]["items"]) != 50:
        raise AnswersDifferError(path)
    return {**acts, SQL: _raw(connection, desk, statements.SIGNED_IN, statements.LINES)}


def _raw(connection: psycopg.Connection, desk: Desk, *asked: str) -> Act:
    values = {
        "token_hash": sha256(desk.token.encode()).digest(),
        "center_id": desk.center_id,
    }

    def act() -> None:
        for statement in asked:
            connection.execute(statement, values).fetchall()
        connection.rollback()

    return act


def _search(kyodo: Caller, connection: psycopg.Connection, desk: Desk) -> dict[str, Act]:
    """Beside it: every record of the center read, without a wall and without an index."""
    path = f"/api/v1/centers/{desk.slug}/consultations/?words="
    acts = cycle([kyodo.get(path + quote(words)) for words in SEARCHED])
    asked = cycle(
        [
            {"center_id": desk.center_id, "words": [f"%{word}%" for word in words.split()]}
            for words in SEARCHED
        ]
    )

    def read_all() -> None:
        connection.execute(statements.SEARCH, next(asked)).fetchall()
        connection.rollback()

    def search() -> bytes:
        return next(acts)()

    return {KYODO: search, SQL: read_all}


def _create(callers: Callers, connection: psycopg.Connection, desk: Desk) -> dict[str, Act]:
    path = f"/api/v1/centers/{desk.slug}/consultations/"
    acts = {name: caller.post(path, _records()) for name, caller in callers.items()}
    shown = {name: callers[name].app.json.loads(act()) for name, act in acts.items()}
    sent = _record(0)
    for name, answer in shown.items():
        if any(answer[field] != sent[field] for field in sent if field != "received_at"):
            raise AnswersDifferError(f"{name}: {path}")
    return {**acts, SQL: _raw_creation(connection, desk)}


def _raw_creation(connection: psycopg.Connection, desk: Desk) -> Act:
    known = {
        "token_hash": sha256(desk.token.encode()).digest(),
        "center_id": desk.center_id,
        "account_id": desk.account_id,
        "name": desk.name,
    }
    records = _records()

    def act() -> None:
        record = records()
        values = {**record, **known}
        connection.execute(statements.SIGNED_IN, values).fetchall()
        made: Any = connection.execute(statements.RECORD, values).fetchone()
        for position, topic in enumerate(record["topics"], start=1):
            tag = {"topic": topic, "position": position, "is_primary": position == 1}
            connection.execute(statements.TAG, {**known, **tag, "consultation_id": made[0]})
        connection.commit()

    return act


def _records() -> Callable[[], dict[str, Any]]:
    numbers = count()
    return lambda: _record(next(numbers))


def _record(number: int) -> dict[str, Any]:
    """A record as a ward writes it; every fifth has a second topic."""
    return {
        "received_at": calendar.now().isoformat(),
        "channel": "phone",
        "client_type": "voluntary_group",
        "kind": "consultation",
        "topics": ["funding", "publicity"][: 2 if number % 5 == 0 else 1],
        "primary_topic": "funding",
        "summary": "会則の作り方と会計の分け方について",
        "body": "町内の見守り活動を始めたいが、会則の作り方と会計の分け方が分からない。" * 6,
        "response": "会則の例を渡し、会計は通帳を分けるところから始めるよう助言した。" * 4,
        "outcome": "answered",
        "activity_fields": ["field_03"],
        "minutes": 20,
    }
