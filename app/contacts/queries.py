from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app.contacts import rules
from app.contacts.models import Contact, ContactDistinction, ContactLine, ContactMerge
from app.errors import NotFoundError
from app.paging import PAGE_SIZE
from tenants import Model, db

FOUND_AT_ONCE = 8
PAIRS_SHOWN = 100
KEYS_READ = 500
OF_THE_CONTACT_ITSELF = {
    "contacts.merged_into_id",
    *("contact_lines.contact_id", "contact_merges.kept_id", "contact_merges.gone_id"),
    *("contact_distinctions.first_id", "contact_distinctions.second_id"),
}
PRESENT = Contact.merged_into_id.is_(None)


class Found(NamedTuple):
    """A contact as a list shows it."""

    id: UUID
    kind: str
    name: str
    kana: str | None
    group_id: UUID | None
    group_name: str | None
    lines: list[str]


class Listed(NamedTuple):
    items: Sequence[Found]
    next: UUID | None
    """The last contact of this page, after which the next one begins: no name in an address."""


def contact(contact_id: UUID) -> Contact:
    """One contact of the open center, merged or not.

    Raises:
        NotFoundError: there is none, or it is another center's: the same answer.
    """
    found = by_id(contact_id)
    if found is None:
        raise NotFoundError("お探しの連絡先は見つかりませんでした。")
    return found


def by_id(contact_id: UUID | None) -> Contact | None:
    return db.session.scalars(sa.select(Contact).where(Contact.id == contact_id)).one_or_none()


def present(contact_id: UUID | None) -> Contact | None:
    """The contact, or the one that it turned out to be."""
    found = by_id(contact_id)
    while found is not None and found.merged_into_id is not None:
        found = by_id(found.merged_into_id)
    return found


def page(*, kind: str | None = None, after: UUID | None = None, limit: int = PAGE_SIZE) -> Listed:
    """The center's contacts in the order of their ふりがな."""
    shown = _listed().order_by(Contact.sort_key, Contact.id).limit(limit + 1)
    if kind:
        shown = shown.where(Contact.kind == kind)
    if last := by_id(after):
        later = sa.tuple_(Contact.sort_key, Contact.id)
        shown = shown.where(later > sa.tuple_(sa.literal(last.sort_key), sa.literal(last.id)))
    rows = _read(shown)
    return Listed(rows[:limit], rows[limit - 1].id if len(rows) > limit else None)


def find(text: str, *, kind: str | None = None, limit: int = FOUND_AT_ONCE) -> Sequence[Found]:
    """Contacts whose name, kana, group, telephone or mail holds what was typed.

    Those that begin with it come first.
    """
    asked = rules.sought(text)
    matching = list(_matching(asked))
    if not matching:
        return []
    shown = _listed().where(sa.or_(*matching))
    if kind:
        shown = shown.where(Contact.kind == kind)
    begins = sa.or_(*(key.startswith(asked.name or "", autoescape=True) for key in NAMES))
    return _read(shown.order_by(begins.desc(), Contact.sort_key, Contact.id).limit(limit))


NAMES = (Contact.name_key, Contact.kana_key)


def _matching(asked: rules.Sought) -> Any:
    if asked.name:
        yield from (sa.func.strpos(key, asked.name) > 0 for key in NAMES)
        of_that_name = sa.select(Contact.id).where(
            Contact.kind == rules.GROUP, sa.func.strpos(Contact.name_key, asked.name) > 0
        )
        yield Contact.group_id.in_(of_that_name)
    for kind, key in (("phone", asked.digits), ("mail", asked.mail)):
        if key:
            yield Contact.id.in_(
                sa.select(ContactLine.contact_id).where(
                    ContactLine.kind == kind, sa.func.strpos(ContactLine.key, key) > 0
                )
            )


def _listed() -> sa.Select[*tuple[Any, ...]]:
    """All of `Found` that is a column."""
    return sa.select(Contact.id, Contact.kind, Contact.name, Contact.kana, Contact.group_id).where(
        PRESENT
    )


def _read(shown: sa.Select[*tuple[Any, ...]]) -> list[Found]:
    """The contacts with their groups and lines: one statement for each of the three."""
    rows = db.session.execute(shown).all()
    of_groups = sa.literal([row.group_id for row in rows if row.group_id], sa.ARRAY(sa.Uuid))
    named = sa.select(Contact.id, Contact.name).where(Contact.id == sa.any_(of_groups))
    groups = {row.id: row.name for row in db.session.execute(named)}
    of_these = sa.literal([row.id for row in rows], sa.ARRAY(sa.Uuid))
    reached = sa.select(ContactLine.contact_id, ContactLine.words).order_by(ContactLine.position)
    lines: dict[UUID, list[str]] = {}
    for row in db.session.execute(reached.where(ContactLine.contact_id == sa.any_(of_these))):
        lines.setdefault(row.contact_id, []).append(row.words)
    return [
        Found(**row._asdict(), group_name=groups.get(row.group_id), lines=lines.get(row.id, []))
        for row in rows
    ]


def by_name(kind: str, name: str) -> Sequence[Contact]:
    """Contacts whose name has the same key."""
    key = rules.keys_of(kind, name, None).name
    named = sa.select(Contact).where(PRESENT, Contact.kind == kind, Contact.name_key == key)
    return db.session.scalars(named.order_by(Contact.created_at)).all()


def members(contact: Contact) -> Sequence[Contact]:
    """The people who belong to a group."""
    belonging = sa.select(Contact).where(PRESENT, Contact.group_id == contact.id)
    return db.session.scalars(belonging.order_by(Contact.sort_key, Contact.id)).all()


class Pair(NamedTuple):
    """Two that seem to be one, and why: keys of `rules.REASONS`."""

    first: Contact
    second: Contact
    reasons: Sequence[str]


def duplicates(of: UUID | None = None, *, limit: int = PAIRS_SHOWN) -> Sequence[Pair]:
    """Pairs that seem to be one, without those that somebody told apart; `of` one contact.

    What is shared is looked for first, and the pairs are made of it here: a join would have
    PostgreSQL check the announcement for every contact of the center.
    """
    shared = _shared(by_id(of) if of else None)
    ids = sa.literal(list({key for _, keys in shared for key in keys}), sa.ARRAY(sa.Uuid))
    named = sa.select(Contact).where(Contact.id == sa.any_(ids))
    known = {contact.id: contact for contact in db.session.scalars(named)}
    apart = {
        (row.first_id, row.second_id)
        for row in db.session.execute(
            sa.select(ContactDistinction.first_id, ContactDistinction.second_id)
        )
    }
    alike = rules.alike(
        (reason, [known[key] for key in keys if key in known]) for reason, keys in shared
    )
    pairs = [
        Pair(known[first], known[second], reasons)
        for (first, second), reasons in alike.items()
        if (first, second) not in apart and of in {None, first, second}
    ]
    return sorted(pairs, key=lambda pair: -len(pair.reasons))[:limit]


def _shared(of: Contact | None) -> list[tuple[str, list[UUID]]]:
    """(reason, contacts) for every key that several present contacts have; `of` one of them."""
    gone = sa.select(Contact.id).where(Contact.merged_into_id.is_not(None))
    lines = (
        sa.select(ContactLine.kind, sa.func.array_agg(sa.distinct(ContactLine.contact_id)))
        .where(
            ContactLine.kind.in_(("phone", "mail")),
            ContactLine.key != "",
            ContactLine.contact_id.not_in(gone),
        )
        .group_by(ContactLine.kind, ContactLine.key)
        .having(sa.func.count(sa.distinct(ContactLine.contact_id)) > 1)
    )
    kana = _sharing("kana", Contact.kana_key).where(Contact.kana_key != "")
    names = _sharing("name", Contact.name_key).where(Contact.kind == rules.GROUP)
    if of is not None:
        lines = lines.where(ContactLine.key.in_([line.key for line in of.lines]))
        kana = kana.where(Contact.kana_key == of.kana_key)
        names = names.where(Contact.name_key == of.name_key)
    return [
        (row[0], row[1])
        for shared in (lines, kana, names)
        for row in db.session.execute(shared.limit(KEYS_READ))
    ]


def _sharing(reason: str, key: Any) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(sa.literal(reason), sa.func.array_agg(Contact.id))
        .where(PRESENT)
        .group_by(Contact.kind, key)
        .having(sa.func.count() > 1)
    )


def merge(merge_id: UUID) -> ContactMerge:
    """One merge of the open center.

    Raises:
        NotFoundError: there is none, or it is another center's.
    """
    found = db.session.scalars(
        sa.select(ContactMerge).where(ContactMerge.id == merge_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("お探しの統合は見つかりませんでした。")
    return found


def merges(contact: Contact) -> Sequence[tuple[ContactMerge, Contact]]:
    """What was merged into this contact, latest first, with what it was."""
    told = (
        sa.select(ContactMerge, Contact)
        .join(Contact, Contact.id == ContactMerge.gone_id)
        .where(ContactMerge.kept_id == contact.id)
        .order_by(ContactMerge.merged_at.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(told)]


def pointers() -> Sequence[sa.Column[Any]]:
    """Every column that points at a contact, found in the tables' own description.

    A room added tomorrow moves along when two contacts become one, and keeps a contact
    from being forgotten while it is in use.
    """
    return [
        column
        for table in Model.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname == "contacts.id" and str(column) not in OF_THE_CONTACT_ITSELF
    ]


def uses(contact_id: UUID) -> dict[str, int]:
    """table.column → how many rows point at this contact."""
    counted = [
        sa.select(sa.literal(str(column)), sa.func.count()).where(column == contact_id)
        for column in pointers()
    ]
    rows = db.session.execute(sa.union_all(*counted)).all()
    return {name: count for name, count in rows if count}


def unused(*, since: datetime) -> Sequence[Found]:
    """Contacts that nothing points at and nobody touched after `since`: they may be forgotten."""
    pointed_at = [sa.exists().where(column == Contact.id) for column in _pointers_by_others()]
    shown = _listed().where(Contact.updated_at < since, *(~each for each in pointed_at))
    return _read(shown.order_by(Contact.sort_key, Contact.id))


def _pointers_by_others() -> Sequence[sa.ColumnElement[Any]]:
    """As `pointers`; the members of a group are rows of the table that is asked itself."""
    contacts = sa.inspect(Contact).local_table
    member = contacts.alias("member")
    return [member.c[column.name] if column.table is contacts else column for column in pointers()]
