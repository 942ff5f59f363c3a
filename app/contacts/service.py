from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from app import calendar
from app.contacts import queries, rules
from app.contacts.models import Contact, ContactDistinction, ContactLine, ContactMerge
from app.errors import DomainError, InvalidError
from tenants import current_actor_id, db


class ChangedMeanwhileError(DomainError):
    """Somebody else saved or merged the contact after this person opened it."""

    def __init__(self, contact: Contact) -> None:
        super().__init__("ほかの人が先にこの連絡先を変更しました。いまの内容を確かめてください。")
        self.contact = contact


class NotMergeableError(DomainError):
    """These two cannot become one, or not be parted."""


class Particulars(NamedTuple):
    """What is known of a contact, as typed; what kind a line is shows from its look."""

    name: str
    kana: str | None = None
    lines: Sequence[str] = ()
    group_name: str | None = None
    """The group a person belongs to; it is kept as a contact too if it was not known."""
    notes: str = ""


def create_contact(kind: str, told: Particulars) -> Contact:
    """Keep a person or a group."""
    contact = Contact(kind=kind)
    _write(contact, told)
    db.session.add(contact)
    db.session.flush()
    return contact


def revise_contact(contact: Contact, told: Particulars, *, version: int) -> None:
    """Change what is known, unless somebody else did since `version`.

    Raises:
        ChangedMeanwhileError: the second of two editors loses nothing, and is told.
    """
    db.session.refresh(contact, with_for_update=True)
    if contact.version != version or contact.merged_into_id:
        raise ChangedMeanwhileError(contact)
    _write(contact, told)
    contact.updated_at = calendar.now()
    db.session.flush()


def _write(contact: Contact, told: Particulars) -> None:
    contact.name, contact.kana, contact.notes = told.name, told.kana, told.notes
    contact.group_id = None
    if told.group_name and contact.kind == rules.PERSON:
        contact.group_id = known_or_new(rules.GROUP, Particulars(told.group_name)).id
    _key(contact)
    _keep_lines(contact, told.lines)


def _key(contact: Contact) -> None:
    keys = rules.keys_of(contact.kind, contact.name, contact.kana)
    contact.name_key, contact.kana_key, contact.sort_key = keys


def _keep_lines(contact: Contact, words: Sequence[str]) -> None:
    """What stays the same keeps its row, so that a merge still knows what it added."""
    kept = {line.words: line for line in contact.lines}
    contact.lines = [
        kept.get(each) or _line(each)
        for each in dict.fromkeys(each.strip() for each in words)
        if each
    ]
    for position, line in enumerate(contact.lines, start=1):
        line.position = position


def _line(words: str) -> ContactLine:
    kind = rules.line_kind(words)
    return ContactLine(kind=kind, words=words, key=rules.line_key(kind, words), position=0)


def known_or_new(kind: str, told: Particulars) -> Contact:
    """The contact that this surely is, else a new one.

    Sure is a group of that name, and a person of that name with one of these ways to reach them.
    """
    reached = {_line(words).key for words in told.lines}
    for known in queries.by_name(kind, told.name):
        if kind == rules.GROUP or reached & {line.key for line in known.lines}:
            return known
    return create_contact(kind, told)


def add_line(contact: Contact, words: str) -> None:
    """Add a way to reach them, unless it is known."""
    if _line(words).key not in {line.key for line in contact.lines}:
        contact.updated_at = calendar.now()
        _keep_lines(contact, [*(line.words for line in contact.lines), words])
        db.session.flush()


def chosen(contact_id: UUID | None, kind: str, field: str) -> Contact | None:
    """The contact that a form names, or the one it was merged into meanwhile.

    Raises:
        InvalidError: there is none, or of the other kind; a foreign one is the same answer.
    """
    if contact_id is None:
        return None
    contact = queries.present(contact_id)
    if contact is None or contact.kind != kind:
        raise InvalidError({field: ["選んだ連絡先は、もうありません。選び直してください。"]})
    return contact


class Sides(NamedTuple):
    """Two contacts as somebody saw them side by side."""

    kept: Contact
    kept_version: int
    gone: Contact
    gone_version: int


def merge(sides: Sides, choices: Mapping[str, str], *, merged_by_name: str) -> ContactMerge:
    """Make two contacts one: fields as chosen, ways to reach them from both.

    `choices` are field → "kept", "gone", or for the notes "both". Whatever points at the
    one that goes points at the one that stays; its own row is left as it is.

    Raises:
        ChangedMeanwhileError: one of them is not as it was seen.
        NotMergeableError: they are the same, or a person and a group.
    """
    kept, gone = sides.kept, sides.gone
    if kept.id == gone.id or kept.kind != gone.kind:
        raise NotMergeableError("この二つは、一つにまとめられません。")
    _lock(sides)
    before = _fields(kept)
    for name in rules.FIELDS:
        setattr(kept, name, _value(name, choices.get(name, "kept"), kept, gone))
    known = {line.key for line in kept.lines}
    added = [_line(line.words) for line in gone.lines if line.key not in known]
    for position, line in enumerate(added, start=len(kept.lines) + 1):
        line.position = position
    kept.lines.extend(added)
    _touch(kept)
    gone.merged_into_id = kept.id
    db.session.flush()
    done = ContactMerge(
        kept_id=kept.id,
        gone_id=gone.id,
        before=before,
        after=_fields(kept),
        added_lines=[line.id for line in added],
        moved=_move(gone.id, kept.id),
        merged_at=calendar.now(),
        merged_by_id=current_actor_id(),
        merged_by_name=merged_by_name,
    )
    db.session.add(done)
    db.session.flush()
    return done


def _lock(sides: Sides) -> None:
    seen = ((sides.kept, sides.kept_version), (sides.gone, sides.gone_version))
    for contact, version in sorted(seen, key=lambda each: each[0].id):
        db.session.refresh(contact, with_for_update=True)
        if contact.version != version or contact.merged_into_id:
            raise ChangedMeanwhileError(contact)


def _value(name: str, choice: str, kept: Contact, gone: Contact) -> Any:
    if choice == "both":
        return "\n".join(text for text in (getattr(kept, name), getattr(gone, name)) if text)
    return getattr(gone if choice == "gone" else kept, name)


def _fields(contact: Contact) -> dict[str, Any]:
    values = {name: getattr(contact, name) for name in rules.FIELDS}
    return values | {"group_id": str(contact.group_id) if contact.group_id else None}


def _touch(contact: Contact) -> None:
    _key(contact)
    contact.updated_at = calendar.now()


def _move(
    from_id: UUID, to_id: UUID, only: Mapping[str, Sequence[str]] | None = None
) -> dict[str, list[str]]:
    """Let what points at one contact point at the other; `only` those rows."""
    moved: dict[str, list[str]] = {}
    for column in queries.pointers():
        table, name = column.table, str(column)
        moving = sa.update(table).where(column == from_id).values({column.name: to_id})
        if only is not None:
            ids = sa.literal([UUID(each) for each in only.get(name, ())], sa.ARRAY(sa.Uuid))
            moving = moving.where(table.c.id == sa.any_(ids))
        rows = db.session.scalars(moving.returning(table.c.id)).all()
        if rows:
            moved[name] = [str(row) for row in rows]
    db.session.expire_all()
    return moved


class Undone(NamedTuple):
    """What undoing a merge could not give back, because it was changed since."""

    fields: list[str]
    rows: int
    lines: int

    @property
    def whole(self) -> bool:
        return not (self.fields or self.rows or self.lines)


def undo_merge(merge: ContactMerge, *, undone_by_name: str) -> Undone:
    """Part two contacts again; what people changed since the merge stays as they left it.

    Raises:
        NotMergeableError: it was undone before, or the contact was merged on since.
    """
    db.session.refresh(merge, with_for_update=True)
    kept, gone = queries.contact(merge.kept_id), queries.contact(merge.gone_id)
    for contact in sorted((kept, gone), key=lambda each: each.id):
        db.session.refresh(contact, with_for_update=True)
    if merge.undone_at:
        raise NotMergeableError("この統合は、すでに取り消されています。")
    if kept.merged_into_id and kept.merged_into_id != kept.id:
        raise NotMergeableError(
            "まとめた連絡先が、そのあと別の連絡先とまとめられています。先にそちらを取り消してください。"
        )
    fields = _give_back_fields(kept, merge)
    added = [line for line in kept.lines if line.id in merge.added_lines]
    for line in added:
        kept.lines.remove(line)
    _touch(kept)
    gone.merged_into_id = None
    merge.undone_at, merge.undone_by_name = calendar.now(), undone_by_name
    db.session.flush()
    rows = _size(merge.moved) - _size(_move(kept.id, gone.id, only=merge.moved))
    return Undone(fields, rows, len(merge.added_lines) - len(added))


def _give_back_fields(kept: Contact, merge: ContactMerge) -> list[str]:
    """Returns those that stay as somebody changed them since."""
    undoing = rules.undoing(merge.before, merge.after, _fields(kept))
    for name, value in undoing.restored.items():
        if name == "group_id":
            group = queries.present(UUID(value)) if value else None
            kept.group_id = group.id if group else None
        else:
            setattr(kept, name, value)
    return undoing.kept


def _size(moved: Mapping[str, Sequence[str]]) -> int:
    return sum(len(rows) for name, rows in moved.items() if "." in name)


def distinguish(one: Contact, other: Contact, *, said_by_name: str) -> None:
    """Note that these two are not one, so that nobody is asked again. Repeatable."""
    first, second = sorted((one.id, other.id))
    said = sa.dialects.postgresql.insert(ContactDistinction).values(
        first_id=first, second_id=second, said_at=calendar.now(), said_by_name=said_by_name
    )
    db.session.execute(said.on_conflict_do_nothing())


def forget(contact_ids: Sequence[UUID]) -> int:
    """Remove contacts for good, with what was merged into them and the facts about that.

    Those that anything still points at stay. Returns how many were removed.
    """
    idle = [each for each in contact_ids if not queries.uses(each)]
    ids = sa.literal(idle, sa.ARRAY(sa.Uuid))
    gone = sa.delete(Contact).where(Contact.id == sa.any_(ids)).returning(Contact.id)
    removed = db.session.scalars(gone, execution_options={"synchronize_session": False}).all()
    db.session.expire_all()
    return len(removed)
