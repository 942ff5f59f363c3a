"""The same pages and JSON from plain Flask and psycopg, with nothing between center and center.

No wall, no guards, no schemas, no logs: what somebody would write who trusts every line.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import Any

import psycopg
from flask import Blueprint, Flask, abort, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from jinja2 import FileSystemLoader

import app
from app.calendar import CITY_TIME
from app.codes.rules import CodeLists, Entry
from app.consultations.queries import Line
from app.consultations.rules import Filters, number_label
from app.consultations.schemas import ConsultationFilters, SavedListNamed
from app.paging import PAGE_SIZE, Cursor, Page
from app.web import navigation
from app.web.forms import Form
from app.web.words import teach_words
from tests.benchmarks import statements

PRODUCT = Path(app.__file__).parent

pages = Blueprint("consultations", __name__)
Connection = psycopg.Connection[Any]


@dataclass(frozen=True)
class Person:
    name: str
    is_authenticated: bool = True
    memberships: tuple[()] = ()


def bare_app(connection: Connection) -> Flask:
    bare = Flask("bare", static_folder=str(PRODUCT / "web" / "static"))
    bare.config.update(SECRET_KEY="bare", CONNECTION=connection)
    bare.jinja_loader = FileSystemLoader(sorted(PRODUCT.glob("*/templates")))
    bare.url_build_error_handlers.append(elsewhere)
    bare.register_blueprint(pages)
    bare.before_request(sign_in)
    bare.teardown_request(end)
    bare.add_template_global(generate_csrf, "csrf_token")
    bare.context_processor(surroundings)
    teach_words(bare)
    return bare


def elsewhere(_error: Exception, endpoint: str, _values: dict[str, Any]) -> str:
    """Where a room is that the pages only point to, and nobody here enters."""
    return f"/{endpoint}"


def surroundings() -> dict[str, Any]:
    """What the layout shows around a page."""
    person = g.person
    return {
        "current_user": Person(person.name),
        "unread_notices": str,
        "center": navigation.Place(person.center_name, person.short_name, person.slug, person.role),
        "navigation": [
            navigation.Entry(label, f"/centers/{g.slug}/{endpoint}", icon, endpoint == "here")
            for label, endpoint, icon, *_ in navigation.ROOMS[:4]
        ],
    }


@pages.url_value_preprocessor
def take_slug(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.slug = values.pop("slug") if values else None


@pages.url_defaults
def give_slug(_endpoint: str, values: dict[str, Any]) -> None:
    values.setdefault("slug", g.slug)


def sign_in() -> None:
    """Find who asks; from here on the request has a transaction."""
    g.connection = current_app.config["CONNECTION"]
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = bearer or request.cookies.get("kyodo", "")
    asked = {"token_hash": sha256(token.encode()).digest()}
    g.person = g.connection.execute(statements.SIGNED_IN, asked).fetchone()
    if g.person is None or g.person.slug != g.slug:
        abort(404)


def end(error: BaseException | None) -> None:
    if error or request.method == "GET":
        g.connection.rollback()
    else:
        g.connection.commit()


@pages.get("/centers/<slug>/consultations/")
def index() -> str:
    return render_template(
        "consultations/index.html",
        page=_page(),
        lists=_lists(),
        form=Form(ConsultationFilters),
        naming=Form(SavedListNamed),
        filters=Filters(),
        after=None,
        chips=[],
        saved_lists=[],
        counts=None,
    )


@pages.get("/centers/<slug>/consultations/new")
def new() -> str:
    return ""


@pages.get("/centers/<slug>/consultations/<uuid:consultation_id>")
def show(consultation_id: object) -> str:
    return str(consultation_id)


@pages.get("/api/v1/centers/<slug>/consultations/")
def listing() -> ResponseReturnValue:
    page = _page()
    return jsonify(
        items=[
            {
                **{name: getattr(line, name) for name in Line._fields},
                "id": str(line.id),
                "received_at": _iso(line.received_at),
                "number": line.number_label,
            }
            for line in page.items
        ],
        next=str(page.next) if page.next else None,
    )


@pages.post("/api/v1/centers/<slug>/consultations/")
def create() -> ResponseReturnValue:
    typed = request.get_json()
    received_at = datetime.fromisoformat(typed["received_at"])
    lists = _lists()
    for field in ("channel", "client_type", "kind", "outcome"):
        if not lists.holds(f"{field}s", typed[field], received_at.year):
            abort(422)
    known = {"center_id": g.person.center_id, "account_id": g.person.account_id}
    about = {**typed, **known, "name": g.person.name, "received_at": received_at}
    row = g.connection.execute(statements.RECORD, about).fetchone()
    for position, topic in enumerate(typed["topics"], start=1):
        primary = topic == typed["primary_topic"]
        g.connection.execute(
            statements.TAG,
            {
                **known,
                "consultation_id": row.id,
                "topic": topic,
                "position": position,
                "is_primary": primary,
            },
        )
    recorded = {
        **typed,
        "id": str(row.id),
        "number": number_label(row.fiscal_year, row.number),
        "received_at": _iso(received_at),
        "created_at": _iso(row.created_at),
        "updated_at": _iso(row.updated_at),
    }
    return jsonify(recorded), 201


def _page() -> Page[Line]:
    asked = {"center_id": g.person.center_id}
    rows = [Line(*row) for row in g.connection.execute(statements.LINES, asked)]
    last = rows[PAGE_SIZE - 1] if len(rows) > PAGE_SIZE else None
    return Page(rows[:PAGE_SIZE], Cursor(last.received_at, last.id) if last else None)


@cache
def _lists() -> CodeLists:
    """Read once and kept, as the product keeps them."""
    rows = g.connection.execute(statements.CODE_LISTS)
    return CodeLists(
        {
            name: tuple(
                Entry(
                    row.code, row.label, row.first_fiscal_year, row.last_fiscal_year, row.is_other
                )
                for row in entries
            )
            for name, entries in groupby(rows, key=lambda row: row.list)
        }
    )


def _iso(moment: datetime) -> str:
    return moment.astimezone(CITY_TIME).isoformat()
