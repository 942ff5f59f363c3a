"""The same as the public pages, for programs: open, and in a visitor's scope."""

import json
from typing import Any

from app.access.guards import open_to_all
from app.api.lists import PageAsked, page_of
from app.api.rooms import public_api
from app.opendata.queries import shared as queries
from app.opendata.schemas import OpenEditionShown, OpenFigureShown
from app.paging import Page, moment_key, walk
from app.web.scopes import as_visitor

api = public_api("opendata", __name__, "公開しているオープンデータ(サインインは要りません)")


@api.get("/editions")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(OpenEditionShown))
@open_to_all
def index(asked: dict[str, Any]) -> Page[queries.OpenEdition]:
    """List all editions, withdrawn or not, the latest first."""
    return walk(
        as_visitor(queries.open_editions),
        key=lambda edition: f"{moment_key(edition.published_at, None)} {edition.slug}",
        latest_first=True,
        **asked,
    )


@api.get("/editions/<edition>")
@api.response(200, OpenEditionShown)
@open_to_all
def show(edition: str) -> queries.OpenEdition:
    """Read the metadata of an edition."""
    return as_visitor(queries.open_edition, edition)


@api.get("/editions/<edition>/tables/<table>/figures")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(OpenFigureShown))
@open_to_all
def index_figures(asked: dict[str, Any], edition: str, table: str) -> Page[dict[str, Any]]:
    """List the figures of one table; a withdrawn edition has none."""
    file = as_visitor(queries.open_file, edition, f"{table}.json")
    rows = json.loads(file.content)["rows"]
    page = walk(enumerate(rows), key=lambda each: f"{each[0]:06}", **asked)
    return Page([row for _, row in page.items], page.next)
