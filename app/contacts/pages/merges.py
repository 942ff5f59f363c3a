from collections.abc import Iterator
from typing import NamedTuple
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.contacts import queries, rules, service
from app.contacts.api import merge_contacts
from app.contacts.models import Contact
from app.contacts.pages.room import pages
from app.contacts.schemas import MergeTyped, OtherContact
from app.errors import InvalidError, NotFoundError
from app.web.forms import Form


class Row(NamedTuple):
    """One field of two contacts side by side, with what is suggested."""

    name: str
    label: str
    kept: str
    gone: str
    suggested: str


@pages.get("/duplicates")
@allowed(Permission.READ_CONTACTS)
def index_duplicates() -> str:
    return render_template(
        "contacts/duplicates.html",
        pairs=queries.duplicates(),
        most=queries.PAIRS_SHOWN,
        rules=rules,
    )


@pages.get("/<uuid:contact_id>/merges/new")
@allowed(Permission.KEEP_CONTACTS)
def new_merge(contact_id: UUID) -> ResponseReturnValue:
    """The two side by side, before anything is done."""
    kept = queries.contact(contact_id)
    gone = _other(request.args.get("other"))
    if gone is None or gone.id == kept.id or kept.merged_into_id or gone.merged_into_id:
        return redirect(url_for(".show", contact_id=kept.id))
    return render_template(
        "contacts/merge.html",
        kept=kept,
        gone=gone,
        rows=list(_rows(kept, gone)),
        kept_uses=_consultations(kept),
        gone_uses=_consultations(gone),
        gone_members=len(queries.members(gone)),
        rules=rules,
    )


@pages.post("/<uuid:contact_id>/merges")
@allowed(Permission.KEEP_CONTACTS)
def create_merge(contact_id: UUID) -> ResponseReturnValue:
    form = Form(MergeTyped, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    merge_contacts(contact_id, dict(form.data))
    flash("一つにまとめました。違っていたら、下の「まとめた記録」から取り消せます。", "success")
    return redirect(url_for(".show", contact_id=contact_id))


@pages.post("/<uuid:contact_id>/distinctions")
@allowed(Permission.KEEP_CONTACTS)
def create_distinction(contact_id: UUID) -> ResponseReturnValue:
    form = Form(OtherContact, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    one, other = queries.contact(contact_id), queries.contact(form.data["other_id"])
    service.distinguish(one, other, said_by_name=current_user.name)
    flash("別の方(団体)として覚えました。もう候補には出ません。", "success")
    return redirect(url_for(".index_duplicates"))


@pages.post("/merges/<uuid:merge_id>/reversal")
@allowed(Permission.KEEP_CONTACTS)
def create_reversal(merge_id: UUID) -> ResponseReturnValue:
    merge = queries.merge(merge_id)
    undone = service.undo_merge(merge, undone_by_name=current_user.name)
    if undone.whole:
        flash("まとめる前に戻しました。", "success")
    else:
        left = "、".join(_left(undone))
        flash(f"二つに戻しました。まとめたあとに変更されていたため、そのままのもの: {left}", "info")
    return redirect(url_for(".show", contact_id=merge.gone_id))


def _left(undone: service.Undone) -> Iterator[str]:
    yield from (rules.LABELS[name] for name in undone.fields)
    if undone.lines:
        yield f"電話・メール・住所 {undone.lines}件"
    if undone.rows:
        yield f"相談などのつながり {undone.rows}件"


def _other(text: str | None) -> Contact | None:
    try:
        return queries.contact(UUID(text)) if text else None
    except ValueError:
        raise NotFoundError from None


def _consultations(contact: Contact) -> int:
    used = queries.uses(contact.id).items()
    return sum(count for name, count in used if name.startswith("consultations."))


def _rows(kept: Contact, gone: Contact) -> Iterator[Row]:
    for name, label in rules.LABELS.items():
        ours, theirs = _words(kept, name), _words(gone, name)
        if name == "group_id" and kept.kind == rules.GROUP:
            continue
        suggested = "gone" if theirs and not ours else "kept"
        if name == "notes" and ours and theirs:
            suggested = "both"
        yield Row(name, label, ours, theirs, suggested)


def _words(contact: Contact, name: str) -> str:
    if name == "group_id":
        group = queries.by_id(contact.group_id)
        return group.name if group else ""
    return getattr(contact, name) or ""
