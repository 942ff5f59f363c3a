"""What everybody reads, without signing in: in a visitor's scope, from editions alone."""

from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, current_app, json, make_response, render_template, request

from app.access.guards import open_to_all
from app.errors import DomainError, NotFoundError
from app.opendata.queries import shared as queries
from app.opendata.rules.documents import LICENSE, LICENSE_URL, PUBLISHER, grid
from app.web.headers import let_caches_keep
from app.web.scopes import as_visitor

pages = Blueprint(
    "public_opendata", "app.opendata", url_prefix="/opendata", template_folder="templates"
)

AN_HOUR = 3600
FIVE_MINUTES = 300


class GoneError(DomainError):
    """It was public once, and the address is no mistake."""

    status = 410

    def __init__(self) -> None:
        super().__init__("この版の公開は取りやめられました。理由は、この版のページにあります。")


@pages.get("/")
@open_to_all
def index() -> Response:
    editions = as_visitor(queries.open_editions)
    return _page(render_template("opendata/public_index.html", editions=editions))


@pages.get("/catalog.json")
@open_to_all
def show_catalog() -> Response:
    """All editions that may be used, as a catalogue for programs."""
    editions = as_visitor(queries.open_editions)
    catalog = {
        "@context": "https://www.w3.org/ns/dcat.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": "市民活動支援センターのオープンデータ",
        "dct:publisher": PUBLISHER,
        "dct:license": LICENSE_URL,
        "dcat:dataset": [_absolute(each.document) for each in editions if not each.withdrawn_at],
    }
    return _json(catalog, FIVE_MINUTES)


@pages.get("/<edition>/")
@open_to_all
def show(edition: str) -> Response:
    found = as_visitor(queries.open_edition, edition)
    page = render_template("opendata/public_edition.html", edition=found, license=LICENSE)
    return _page(page)


@pages.get("/<edition>/metadata.json")
@open_to_all
def show_metadata(edition: str) -> Response:
    found = as_visitor(queries.open_edition, edition)
    withdrawn = {
        "withdrawn_at": found.withdrawn_at and found.withdrawn_at.isoformat(),
        "withdrawal_reason": found.reason,
    }
    return _json({**_absolute(found.document), **withdrawn}, FIVE_MINUTES)


@pages.get("/<edition>/<table>/")
@open_to_all
def show_table(edition: str, table: str) -> Response:
    found = as_visitor(queries.open_edition, edition)
    if found.withdrawn_at:
        raise GoneError
    kind = next((each for each in found.tables if each["name"] == table), None)
    if kind is None:
        raise NotFoundError(queries.NOT_FOUND)
    file = as_visitor(queries.open_file, edition, f"{table}.json")
    shown = grid(json.loads(file.content), kind["item"])
    return _page(
        render_template("opendata/public_table.html", edition=found, kind=kind, grid=shown)
    )


@pages.get("/<edition>/<filename>")
@open_to_all
def show_file(edition: str, filename: str) -> Response:
    """A file, byte for byte as it was published; its address stays."""
    if as_visitor(queries.open_edition, edition).withdrawn_at:
        raise GoneError
    file = as_visitor(queries.open_file, edition, filename)
    answer = make_response(file.content)
    answer.content_type = file.media_type
    answer.headers.set("Content-Disposition", "inline", filename=f"{edition}_{file.name}")
    return _kept(answer, file.sha256, AN_HOUR)


def _page(html: str) -> Response:
    answer = make_response(html)
    return _kept(answer, sha256(html.encode()).hexdigest(), FIVE_MINUTES)


def _json(body: dict[str, Any], seconds: int) -> Response:
    content = json.dumps(body, ensure_ascii=False, sort_keys=False).encode()
    answer = make_response(content)
    answer.content_type = "application/json"
    return _kept(answer, sha256(content).hexdigest(), seconds)


def _kept(answer: Response, tag: str, seconds: int) -> Response:
    """May be kept for a while by anybody; data also be read by the scripts of any site."""
    answer.set_etag(tag)
    if answer.mimetype != "text/html":
        answer.headers["Access-Control-Allow-Origin"] = "*"
        answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    let_caches_keep(seconds)
    answer.make_conditional(request)
    return answer


def _absolute(document: dict[str, Any]) -> dict[str, Any]:
    """With whole addresses, as catalogues of other sites need them."""
    base = current_app.extensions["settings"].public_url.rstrip("/")
    files = [
        {**each, "dcat:accessURL": f"{base}{each['dcat:accessURL']}"}
        for each in document["dcat:distribution"]
    ]
    return {**document, "dcat:distribution": files}
