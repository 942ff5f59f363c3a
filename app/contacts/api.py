from typing import Any
from uuid import UUID

from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of, whole
from app.api.rooms import center_api
from app.contacts import queries, service
from app.contacts.models import Contact, ContactMerge
from app.contacts.schemas import (
    ContactLine,
    ContactPage,
    ContactQuery,
    ContactRevision,
    ContactShown,
    ContactSought,
    ContactTyped,
    MergeShown,
    MergeTyped,
    OtherContact,
    PairShown,
    UndoneShown,
)
from app.contacts.service import Particulars, Sides
from app.errors import InvalidError
from app.paging import Page, moment_key, walk

api = center_api("contacts", __name__, "連絡先: 個人と団体")


@api.get("/")
@api.arguments(ContactQuery, location="query")
@api.response(200, ContactPage)
@allowed(Permission.READ_CONTACTS)
def index(asked: dict[str, Any]) -> queries.Listed:
    """List the center's contacts in the order of their ふりがな."""
    if asked["after"] and queries.by_id(asked["after"]) is None:
        raise InvalidError({"after": ["一覧の続きの位置を読み取れませんでした。"]})
    return queries.page(**asked)


@api.post("/searches")
@api.arguments(ContactSought)
@api.response(200, page_of(ContactLine))
@allowed(Permission.READ_CONTACTS)
def create_search(sought: dict[str, Any]) -> Page[queries.Found]:
    """Find contacts by what was typed. A POST: names belong in no address and no log."""
    return whole(queries.find(sought["text"], kind=sought["kind"]))


@api.get("/duplicates")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(PairShown))
@allowed(Permission.READ_CONTACTS)
def index_duplicates(asked: dict[str, Any]) -> Page[queries.Pair]:
    """List pairs that seem to be one, with the reasons."""
    return walk(
        queries.duplicates(),
        key=lambda pair: f"{pair.first.sort_key} {pair.first.id} {pair.second.id}",
        **asked,
    )


@api.post("/")
@api.arguments(ContactTyped)
@api.response(201, ContactShown)
@allowed(Permission.KEEP_CONTACTS)
def create(typed: dict[str, Any]) -> Contact:
    """Keep a person or a group."""
    return service.create_contact(typed.pop("kind"), Particulars(**typed))


@api.get("/<uuid:contact_id>")
@api.response(200, ContactShown)
@allowed(Permission.READ_CONTACTS)
def show(contact_id: UUID) -> Contact:
    """Read a contact; one that was merged says into which."""
    return queries.contact(contact_id)


@api.put("/<uuid:contact_id>")
@api.arguments(ContactRevision)
@api.response(200, ContactShown)
@allowed(Permission.KEEP_CONTACTS)
def update(revision: dict[str, Any], contact_id: UUID) -> Contact:
    """Replace what is known, unless somebody changed it since `version`."""
    contact = queries.contact(contact_id)
    version = revision.pop("version")
    service.revise_contact(contact, Particulars(**revision), version=version)
    return contact


@api.post("/<uuid:contact_id>/distinctions")
@api.arguments(OtherContact)
@api.response(204)
@allowed(Permission.KEEP_CONTACTS)
def create_distinction(typed: dict[str, Any], contact_id: UUID) -> None:
    """Say that these two are not one: they are not suggested again."""
    one, other = queries.contact(contact_id), queries.contact(typed["other_id"])
    service.distinguish(one, other, said_by_name=current_user.name)


@api.get("/<uuid:contact_id>/merges")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(MergeShown))
@allowed(Permission.READ_CONTACTS)
def index_merges(asked: dict[str, Any], contact_id: UUID) -> Page[ContactMerge]:
    """List what was merged into this contact, latest first."""
    return walk(
        (merge for merge, _ in queries.merges(queries.contact(contact_id))),
        key=lambda merge: moment_key(merge.merged_at, merge.id),
        latest_first=True,
        **asked,
    )


@api.post("/<uuid:contact_id>/merges")
@api.arguments(MergeTyped)
@api.response(201, MergeShown)
@allowed(Permission.KEEP_CONTACTS)
def create_merge(typed: dict[str, Any], contact_id: UUID) -> ContactMerge:
    """Merge another contact into this one."""
    return merge_contacts(contact_id, typed)


@api.post("/merges/<uuid:merge_id>/reversal")
@api.response(200, UndoneShown)
@allowed(Permission.KEEP_CONTACTS)
def create_reversal(merge_id: UUID) -> service.Undone:
    """Undo a merge; what was changed since stays, and is told."""
    return service.undo_merge(queries.merge(merge_id), undone_by_name=current_user.name)


def merge_contacts(contact_id: UUID, typed: dict[str, Any]) -> ContactMerge:
    """Merge as asked for, by form or by API."""
    sides = Sides(
        queries.contact(contact_id),
        typed.pop("version"),
        queries.contact(typed.pop("other_id")),
        typed.pop("other_version"),
    )
    return service.merge(sides, typed, merged_by_name=current_user.name)
