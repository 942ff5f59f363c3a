"""Two people edited one record: both versions beside each other, field by field.

Nobody's words are lost: what only the other one changed is taken over into the form, what
the late one typed stays in it, and where both changed the same field both are shown.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from werkzeug.datastructures import MultiDict

from app.accounts.queries import colleagues
from app.centers.queries import own_topics
from app.codes.queries import code_lists
from app.codes.rules import CodeLists
from app.consultations import queries, rules
from app.consultations.models import Consultation
from app.consultations.pages.card import author
from app.consultations.pages.changes import LONG, said
from app.web.forms import Form

TOPIC_FIELDS = ("topics", "primary_topic")
OWN_TOPICS = "own_topics"
TOLD_OTHERWISE = {"version", "continues_number", "keep_contact", *TOPIC_FIELDS, OWN_TOPICS}
CONTACTS = {"contact_id", "organization_contact_id"}
CHOSEN = {
    rules.SAVED: "先に保存された内容を入れました",
    rules.TYPED: "あなたの入力を残しました",
    rules.BOTH: "ふたりとも変えています。あなたの入力を残しました",
}


class Side(NamedTuple):
    """One field in both versions, and what stands in the form below."""

    label: str
    saved: str
    typed: str
    chosen: str
    is_clash: bool
    pieces: list[rules.Piece]


class Comparison(NamedTuple):
    sides: list[Side]
    form: Form
    """With the words of both, as far as they do not stand against each other."""
    saved_by: str
    saved_at: datetime


def comparison(
    consultation: Consultation, typed: Form, shown: dict[str, Any], *, version: int | None
) -> Comparison:
    """`shown` is the record as its form shows it; `version` what the late one had opened.

    Without a version nothing is taken over: everything typed was meant as it is.
    """
    since = queries.changed_since(consultation.id, version) if version else []
    fields = typed.schema.fields
    saved = _values(consultation, set(fields) - TOLD_OTHERWISE)
    mine = _typed(typed)
    opened = _before(saved, since)
    chosen = rules.merged(mine, saved, opened)
    names = {each.account_id: each.name for each in colleagues()}
    last = since[-1] if since else None
    return Comparison(
        list(_sides(typed, (saved, mine), chosen)),
        _form(typed, shown, chosen),
        author(last.actor_id, names) if last else consultation.received_by_name,
        last.at if last else consultation.updated_at,
    )


def _values(consultation: Consultation, names: set[str]) -> dict[str, Any]:
    """The saved record by the names of the form, in a shape that can be compared."""
    values = {name: _plain(getattr(consultation, name)) for name in names}
    tags = [(tag.topic, tag.is_primary) for tag in consultation.topics]
    refined = sorted(str(tag.own_topic_id) for tag in consultation.topics if tag.own_topic_id)
    return {
        **values,
        "topics": _tags(tags),
        OWN_TOPICS: refined,
        "continues_id": consultation.continues_id,
    }


def _typed(form: Form) -> dict[str, Any]:
    data = form.data
    primary = rules.primary_of(data["topics"], data["primary_topic"])
    values = {name: _plain(value) for name, value in data.items() if name not in TOLD_OTHERWISE}
    earlier = queries.by_number(data["continues_number"] or "")
    return {
        **values,
        "topics": _tags([(topic, topic == primary) for topic in data["topics"]]),
        OWN_TOPICS: sorted(filter(None, data[OWN_TOPICS])),
        "continues_id": earlier.id if earlier else None,
    }


def _before(saved: dict[str, Any], since: Sequence[queries.Change]) -> dict[str, Any]:
    """The record before others changed it: the first word of each field."""
    opened = dict(saved)
    for change in reversed(since):
        for name, (was, _) in change.fields.items():
            opened[name] = _as_kept(name, was)
    return opened


def _as_kept(name: str, value: Any) -> Any:
    """A value out of the history, as the record itself would give it."""
    if name == queries.TOPICS:
        return _tags([(tag["topic"], tag["is_primary"]) for tag in value])
    if name == "received_at":
        return datetime.fromisoformat(value)
    if name == "continues_id":
        return UUID(value) if value else None
    if name in CONTACTS:
        return _plain(UUID(value) if value else None)
    return _plain(value)


def _plain(value: Any) -> Any:
    """Blank is blank, however it is kept; an order of boxes says nothing."""
    if isinstance(value, list):
        return sorted(value)
    return "" if value is None else value


def _tags(tags: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    return sorted(tags, key=lambda tag: (not tag[1], tag[0]))


def _sides(
    form: Form, values: tuple[dict[str, Any], dict[str, Any]], chosen: dict[str, str]
) -> Iterator[Side]:
    """In the order of the form."""
    lists = code_lists()
    labels = form.labels
    labels["continues_id"] = labels["continues_number"]
    for name, label in labels.items():
        if name not in chosen:
            continue
        before, after = (_said(name, side[name], lists) for side in values)
        pieces = rules.difference(before, after) if name in LONG else []
        is_clash = chosen[name] == rules.BOTH
        yield Side(label, before, after, CHOSEN[chosen[name]], is_clash, pieces)


def _said(name: str, value: Any, lists: CodeLists) -> str:
    if name == queries.TOPICS:
        tags = [{"topic": topic, "is_primary": is_primary} for topic, is_primary in value]
        return said(name, tags, lists)
    if name == OWN_TOPICS:
        return "、".join(own.label for own in own_topics() if str(own.id) in value)
    if isinstance(value, datetime):
        return said(name, value.isoformat(), lists)
    return said(name, str(value) if isinstance(value, UUID) else value, lists)


def _form(typed: Form, shown: dict[str, Any], chosen: dict[str, str]) -> Form:
    """What was typed, with what only the other one changed put in."""
    taken = {name for name, whose in chosen.items() if whose == rules.SAVED}
    if queries.TOPICS in taken:
        taken |= set(TOPIC_FIELDS)
    if "continues_id" in taken:
        taken.add("continues_number")
    values = MultiDict(typed.typed or {})
    for name in taken & set(typed.schema.fields):
        value = shown[name]
        values.setlist(name, value if isinstance(value, list) else [str(value or "")])
    return Form(type(typed.schema), values)
