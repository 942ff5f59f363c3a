from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.guards import allowed
from app.access.permissions import Permission
from app.contacts import queries, rules, service
from app.contacts.models import Contact
from app.contacts.pages.room import pages
from app.contacts.schemas import ContactRevision, ContactSought, ContactTyped
from app.contacts.service import Particulars
from app.web.forms import Form

MOST_FOUND = 50


@pages.app_context_processor
def know_contacts() -> dict[str, Any]:
    """Let the desk show whom a consultation points at."""
    return {"contact_named": contact_named}


def contact_named(contact_id: Any) -> Contact | None:
    """The contact that a form or a record names, or what it was merged into."""
    try:
        return queries.present(UUID(str(contact_id)))
    except ValueError:
        return None


@pages.get("/")
@allowed(Permission.READ_CONTACTS)
def index() -> str:
    kind = request.args.get("kind")
    kind = kind if kind in rules.KINDS else None
    after = _id(request.args.get("after"))
    return render_template(
        "contacts/index.html",
        page=queries.page(kind=kind, after=after),
        form=Form(ContactSought),
        kind=kind,
        after=after,
        beside=None,
        rules=rules,
    )


@pages.post("/searches")
@allowed(Permission.READ_CONTACTS)
def create_search() -> ResponseReturnValue:
    """Find by what was typed. A POST: names belong in no address and no log."""
    form = Form(ContactSought, request.form)
    beside = queries.by_id(_id(request.form.get("beside")))
    kind = beside.kind if beside else form.data.get("kind")
    found = [] if form.errors else queries.find(form.data["text"], kind=kind, limit=MOST_FOUND)
    page = queries.Listed([each for each in found if not beside or each.id != beside.id], None)
    shown = render_template(
        "contacts/index.html",
        page=page,
        form=form,
        kind=kind,
        after=None,
        beside=beside,
        many=len(found) == MOST_FOUND,
        rules=rules,
    )
    return (shown, 422) if form.errors else shown


@pages.get("/new")
@allowed(Permission.KEEP_CONTACTS)
def new() -> str:
    return _form_page(Form(ContactTyped, shown={"kind": rules.PERSON}))


@pages.post("/")
@allowed(Permission.KEEP_CONTACTS)
def create() -> ResponseReturnValue:
    form = Form(ContactTyped, request.form)
    if form.errors:
        return _form_page(form), 422
    told = dict(form.data)
    contact = service.create_contact(told.pop("kind"), Particulars(**told))
    flash("連絡先に加えました。", "success")
    return redirect(url_for(".show", contact_id=contact.id))


@pages.get("/<uuid:contact_id>")
@allowed(Permission.READ_CONTACTS)
def show(contact_id: UUID) -> ResponseReturnValue:
    contact = queries.contact(contact_id)
    if became := contact.merged_into_id and queries.present(contact.id):
        flash("この連絡先は、次の連絡先にまとめられています。", "info")
        return redirect(url_for(".show", contact_id=became.id))
    return render_template(
        "contacts/show.html",
        contact=contact,
        group=queries.by_id(contact.group_id),
        members=queries.members(contact),
        pairs=queries.duplicates(contact.id),
        merges=queries.merges(contact),
        form=Form(ContactSought),
        rules=rules,
    )


@pages.get("/<uuid:contact_id>/edit")
@allowed(Permission.KEEP_CONTACTS)
def edit(contact_id: UUID) -> str:
    contact = queries.contact(contact_id)
    return _form_page(Form(ContactRevision, shown=_shown(contact)), contact)


@pages.post("/<uuid:contact_id>")
@allowed(Permission.KEEP_CONTACTS)
def update(contact_id: UUID) -> ResponseReturnValue:
    contact = queries.contact(contact_id)
    form = Form(ContactRevision, request.form)
    if form.errors:
        return _form_page(form, contact), 422
    told = dict(form.data)
    version = told.pop("version")
    try:
        service.revise_contact(contact, Particulars(**told), version=version)
    except service.ChangedMeanwhileError:
        return _form_page(form, contact, changed=True), 409
    flash("連絡先を保存しました。", "success")
    return redirect(url_for(".show", contact_id=contact.id))


def _form_page(form: Form, contact: Contact | None = None, *, changed: bool = False) -> str:
    """The form; with `changed`, what another person saved stands beside what was typed."""
    return render_template(
        "contacts/form.html",
        form=form,
        contact=contact,
        group=queries.by_id(contact.group_id) if contact else None,
        changed=changed,
        rules=rules,
    )


def _shown(contact: Contact) -> dict[str, Any]:
    group = queries.by_id(contact.group_id)
    return {
        "name": contact.name,
        "kana": contact.kana or "",
        "lines": [line.words for line in contact.lines],
        "group_name": group.name if group else "",
        "notes": contact.notes,
        "version": contact.version,
    }


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
