from typing import Any
from uuid import UUID

from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.opendata.models import OpenDataDraft
from app.opendata.queries import editions as queries
from app.opendata.rules.keeping import read_again
from app.opendata.rules.previews import Figure, figures
from app.opendata.schemas import (
    DraftFigureShown,
    EditionDraftShown,
    EditionOrder,
    EditionWithdrawal,
    PublishedEditionShown,
)
from app.opendata.service import drafts, editions
from app.paging import Page, moment_key, walk

api = center_api("opendata", __name__, "オープンデータの用意と公開")


@api.get("/drafts")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(EditionDraftShown))
@allowed(Permission.PUBLISH_OPEN_DATA)
def index_drafts(asked: dict[str, Any]) -> Page[OpenDataDraft]:
    """List what is being prepared and was not published, the latest first."""
    return walk(
        queries.drafts(),
        key=lambda draft: moment_key(draft.requested_at, draft.id),
        latest_first=True,
        **asked,
    )


@api.post("/drafts")
@api.arguments(EditionOrder)
@api.response(202, EditionDraftShown)
@allowed(Permission.PUBLISH_OPEN_DATA)
def create(order: dict[str, Any]) -> OpenDataDraft:
    """Order an edition; ask for it until `finished_at` or `failed_at` is filled."""
    return drafts.order_edition(**order, by_name=current_user.name)


@api.get("/drafts/<uuid:prepared_id>")
@api.response(200, EditionDraftShown)
@allowed(Permission.PUBLISH_OPEN_DATA)
def show_draft(prepared_id: UUID) -> OpenDataDraft:
    """Read how far a draft is."""
    return queries.draft(prepared_id)


@api.get("/drafts/<uuid:prepared_id>/figures")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(DraftFigureShown))
@allowed(Permission.PUBLISH_OPEN_DATA)
def index_figures(asked: dict[str, Any], prepared_id: UUID) -> Page[Figure]:
    """List every figure of a draft, what is hidden, and why; empty until it is counted."""
    draft = queries.draft(prepared_id)
    found = figures(read_again(draft.figures)) if draft.figures else []
    page = walk(enumerate(found), key=lambda each: f"{each[0]:06}", **asked)
    return Page([figure for _, figure in page.items], page.next)


@api.post("/drafts/<uuid:prepared_id>/publication")
@api.response(201, PublishedEditionShown)
@allowed(Permission.PUBLISH_OPEN_DATA)
def create_publication(prepared_id: UUID) -> queries.Shelf:
    """Let everybody read the edition. It stays as it is, for good."""
    edition = editions.publish(queries.draft(prepared_id), by_name=current_user.name)
    return queries.edition(edition.id)


@api.get("/editions")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(PublishedEditionShown))
@allowed(Permission.PUBLISH_OPEN_DATA)
def index_editions(asked: dict[str, Any]) -> Page[queries.Shelf]:
    """List what was published, withdrawn or not, the latest first."""
    return walk(
        queries.editions(),
        key=lambda shelf: f"{shelf.edition.number:06}",
        latest_first=True,
        **asked,
    )


@api.get("/editions/<uuid:open_data_id>")
@api.response(200, PublishedEditionShown)
@allowed(Permission.PUBLISH_OPEN_DATA)
def show_edition(open_data_id: UUID) -> queries.Shelf:
    """Read one edition."""
    return queries.edition(open_data_id)


@api.post("/editions/<uuid:open_data_id>/withdrawal")
@api.arguments(EditionWithdrawal)
@api.response(201, PublishedEditionShown)
@allowed(Permission.PUBLISH_OPEN_DATA)
def create_withdrawal(typed: dict[str, str], open_data_id: UUID) -> queries.Shelf:
    """Give its files to nobody from now on; the edition says so, and why."""
    editions.withdraw(queries.edition(open_data_id), **typed, by_name=current_user.name)
    return queries.edition(open_data_id)
