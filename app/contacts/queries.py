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
OF_THE_CONTACT_ITSELF = {
    "contacts.merged_into_id",
    *("contact_lines.contact_id", "contact_merges.kept_id", "contact_merges.gone_id"),
    *("contact_distinctions.first_id", "contact_distinctions.second_id"),
}
PRESENT = Contact.merged_into_id.is_(None)
group = sa.inspect(Contact).local_table.alias("of_group")
GROUP_NAME = group.c.name.label("group_name")


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
        yield from (sa.func.strpos(key, asked.name) > 0 for key in (*NAMES, group.c.name_key))
    for kind, key in (("phone", asked.digits), ("mail", asked.mail)):
        if key:
            yield Contact.id.in_(
                sa.select(ContactLine.contact_id).where(
                    ContactLine.kind == kind, sa.func.strpos(ContactLine.key, key) > 0
                )
            )


def _listed() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Contact.id, Contact.kind, Contact.name, Contact.kana, Contact.group_id, GROUP_NAME
        )
        .outerjoin(group, group.c.id == Contact.group_id)
        .where(PRESENT)
    )


def _read(shown: sa.Select[*tuple[Any, ...]]) -> list[Found]:
    rows = db.session.execute(shown).all()
    asked = sa.select(ContactLine.contact_id, ContactLine.words).order_by(ContactLine.position)
    lines: dict[UUID, list[str]] = {}
    ids = sa.literal([row.id for row in rows], sa.ARRAY(sa.Uuid))
    for contact_id, words in db.session.execute(
        asked.where(ContactLine.contact_id == sa.any_(ids))
    ):
        lines.setdefault(contact_id, []).append(words)
    return [Found(**row._asdict(), lines=lines.get(row.id, [])) for row in rows]


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
    """Pairs that seem to be one, without those that somebody told apart; `of` one contact."""
    suspected = _suspected(of)
    told_apart = sa.exists().where(
        ContactDistinction.first_id == suspected.c.first_id,
        ContactDistinction.second_id == suspected.c.second_id,
    )
    rows = db.session.execute(
        sa.select(
            suspected.c.first_id,
            suspected.c.second_id,
            sa.func.array_agg(sa.distinct(suspected.c.reason)).label("reasons"),
        )
        .where(~told_apart)
        .group_by(suspected.c.first_id, suspected.c.second_id)
        .order_by(sa.func.count().desc(), suspected.c.first_id, suspected.c.second_id)
        .limit(limit)
    ).all()
    ids = sa.literal([key for row in rows for key in row[:2]], sa.ARRAY(sa.Uuid))
    named = sa.select(Contact).where(Contact.id == sa.any_(ids))
    known = {contact.id: contact for contact in db.session.scalars(named)}
    return [Pair(known[row.first_id], known[row.second_id], row.reasons) for row in rows]


def _suspected(of: UUID | None) -> sa.Subquery:
    """(first_id, second_id, reason), each pair the smaller id first."""
    one, other = sa.orm.aliased(Contact), sa.orm.aliased(Contact)
    line, other_line = sa.orm.aliased(ContactLine), sa.orm.aliased(ContactLine)
    both = sa.and_(
        one.id < other.id,
        one.kind == other.kind,
        one.merged_into_id.is_(None),
        other.merged_into_id.is_(None),
        *([sa.or_(one.id == of, other.id == of)] if of else []),
    )
    looks_alike = sa.or_(
        one.name_key == other.name_key,
        *(end(one.name_key, 1) == end(other.name_key, 1) for end in (sa.func.left, sa.func.right)),
    )
    by_line = (
        sa.select(one.id.label("first_id"), other.id.label("second_id"), line.kind.label("reason"))
        .join(line, line.contact_id == one.id)
        .join(
            other_line,
            sa.and_(
                other_line.key == line.key,
                other_line.kind == line.kind,
                other_line.contact_id > line.contact_id,
            ),
        )
        .join(other, other.id == other_line.contact_id)
        .where(both, line.kind.in_(("phone", "mail")), line.key != "")
    )
    pair = sa.select(one.id, other.id)
    by_kana = pair.add_columns(sa.literal("kana")).where(
        both, one.kana_key == other.kana_key, one.kana_key != "", looks_alike
    )
    by_name = pair.add_columns(sa.literal("name")).where(
        both, one.kind == rules.GROUP, one.name_key == other.name_key
    )
    return sa.union_all(by_line, by_kana, by_name).subquery("suspected")


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
