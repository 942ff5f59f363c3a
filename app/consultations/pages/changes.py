"""変更の記録: who changed what in a consultation, old beside new."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from flask import render_template

from app.access.guards import allowed
from app.access.permissions import Permission
from app.accounts.queries import colleagues
from app.codes.queries import code_lists
from app.codes.rules import CodeLists
from app.consultations import queries, rules
from app.consultations.pages.card import author, field_words, number_of
from app.consultations.pages.room import pages
from app.contacts import queries as contacts
from app.web.words import moment

LONG = frozenset({"summary", "body", "response"})
"""Fields in which the words that differ are marked one by one."""

TITLES = {
    "changed": "記録を直しました",
    "followed": "終了・再開にともなう変更",
    "deleted": "削除しました",
    "restored": "元に戻しました",
}


class Differing(NamedTuple):
    """One field before and after; `pieces` are both at once, for long texts."""

    label: str
    before: str
    after: str
    pieces: list[rules.Piece]


class Shown(NamedTuple):
    title: str
    by: str
    at: datetime
    fields: list[Differing]


@pages.get("/<uuid:consultation_id>/changes")
@allowed(Permission.READ_CONSULTATIONS)
def index_changes(consultation_id: UUID) -> str:
    consultation = queries.consultation(consultation_id)
    return render_template(
        "consultations/changes.html",
        consultation=consultation,
        number=number_of(consultation),
        changes=list(_shown(consultation_id)),
    )


def _shown(consultation_id: UUID) -> Iterator[Shown]:
    """Latest first."""
    lists = code_lists()
    names = {each.account_id: each.name for each in colleagues()}
    for change in reversed(queries.changes(consultation_id)):
        yield Shown(
            TITLES[change.action],
            author(change.actor_id, names),
            change.at,
            list(differences(change.fields, lists)),
        )


def differences(fields: dict[str, tuple[Any, Any]], lists: CodeLists) -> Iterator[Differing]:
    """Only what people know by a name."""
    for name, (before, after) in fields.items():
        for label in field_words([name]):
            was, became = (said(name, value, lists) for value in (before, after))
            pieces = rules.difference(was, became) if name in LONG else []
            yield Differing(label, was, became, pieces)


def said(name: str, value: Any, lists: CodeLists) -> str:
    """A value as the form shows it."""
    if value in (None, "", []):
        return ""
    if name in rules.CODED:
        return lists.label(rules.CODED[name], value)
    say = SAID.get(name)
    return say(value, lists) if say else str(value)


def _topics(tags: list[dict[str, Any]], lists: CodeLists) -> str:
    return "、".join(
        ("◎" if tag["is_primary"] else "○") + lists.label("topics", tag["topic"]) for tag in tags
    )


def _link(consultation_id: str, _: CodeLists) -> str:
    return queries.number_of_id(UUID(consultation_id)) or "（いまはない相談）"


def _contact(contact_id: str, _: CodeLists) -> str:
    contact = contacts.present(UUID(contact_id))
    return contact.name if contact else "（いまはない連絡先）"


SAID: dict[str, Callable[[Any, CodeLists], str]] = {
    queries.TOPICS: _topics,
    "activity_fields": lambda codes, lists: "、".join(lists.labels("activity_fields", codes)),
    "received_at": lambda text, _: moment(datetime.fromisoformat(text)),
    "continues_id": _link,
    "contact_id": _contact,
    "organization_contact_id": _contact,
}
"""Fields whose value is not shown as it is kept."""
