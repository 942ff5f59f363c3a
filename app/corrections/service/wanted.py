"""What somebody wants to change in a closed month: its effect, and how it will be done.

Nothing is changed here but by the acts at the end, which run when the change may be made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from app.calendar import CITY_TIME, Month
from app.consultations import queries as consultations
from app.consultations import service as desk
from app.consultations.models import Consultation, DeletedConsultation
from app.consultations.rules import primary_of
from app.corrections import rules
from app.errors import DomainError
from app.statistics.queries import counted_record
from app.statistics.rules.contributions import CountedRecord
from app.transfers import service as transfers
from app.transfers.models import Import
from app.transfers.queries import import_ as import_of

Request = Mapping[str, Any]


class StaleChangeError(DomainError):
    """The record is not any more what it was when the change was proposed."""

    def __init__(self) -> None:
        super().__init__("申し出た後に、この記録が変わっていたため、反映できませんでした。")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change that is not made yet: the records it touches, and the request to make it."""

    kind: str
    before: tuple[CountedRecord, ...]
    after: tuple[CountedRecord, ...]
    request: Request
    consultation_id: UUID | None = None
    import_id: UUID | None = None
    at_once: Callable[[], None] | None = None
    """What is done even if the rest waits: the words of a record are not counted."""

    @property
    def months(self) -> list[Month]:
        return sorted({record.month for record in (*self.before, *self.after)})


def wanted_revision(consultation: Consultation, *, version: int, **details: Any) -> Wanted:
    """Change what is counted of a record. Its words are kept at once.

    Raises:
        InvalidError: as in `record_consultation`.
        ChangedMeanwhileError: somebody saved the record since `version`.
    """
    if consultation.version != version:
        raise desk.ChangedMeanwhileError(consultation)
    desk.check_record(details, details["topics"], details["primary_topic"])
    before = counted_record(consultation)
    counted = {name: details[name] for name in rules.COUNTED}
    return Wanted(
        rules.REVISED,
        (before,),
        (replace(_of_form(details), is_linked=before.is_linked),),
        {"details": rules.as_kept(counted), "was": rules.as_counted(before)},
        consultation_id=consultation.id,
        at_once=lambda: _keep_words(consultation, version, details),
    )


def wanted_reception(*, received_by_name: str, **details: Any) -> Wanted:
    """Record a reception of a closed month.

    Raises:
        InvalidError: as in `record_consultation`.
    """
    desk.check_record(details, details["topics"], details["primary_topic"])
    request = rules.as_kept({**details, "received_by_name": received_by_name})
    return Wanted(
        rules.RECEIVED, (), (_of_form(details),), {"details": request}, consultation_id=uuid4()
    )


def wanted_removal(
    consultation: Consultation, *, reason: str, by_manager: bool, deleted_by_name: str
) -> Wanted:
    """Delete a record; those that continued it are new ones then.

    Raises:
        NotYoursError, HeldError: as in `remove_consultation`.
    """
    desk.refuse_removal(consultation, by_manager=by_manager)
    later = [counted_record(each) for each in consultations.continuations(consultation)]
    return Wanted(
        rules.REMOVED,
        (counted_record(consultation), *later),
        tuple(replace(each, is_continued=False) for each in later),
        {
            "reason": reason,
            "deleted_by_name": deleted_by_name,
            "was": rules.as_counted(counted_record(consultation)),
        },
        consultation_id=consultation.id,
    )


def wanted_restoration(gone: DeletedConsultation, *, by_manager: bool) -> Wanted:
    """Bring a deleted record back.

    Raises:
        NotYoursError: as in `restore_consultation`.
    """
    desk.refuse_restoration(gone, by_manager=by_manager)
    later = [counted_record(each) for each in desk.linked_again(gone)]
    return Wanted(
        rules.RESTORED,
        tuple(later),
        (_of_deleted(gone), *(replace(each, is_continued=True) for each in later)),
        {"deleted_id": str(gone.id)},
        consultation_id=gone.consultation_id,
    )


def wanted_import(import_: Import, *, taken_by_name: str) -> Wanted:
    """Take a workbook that has rows of a closed month."""
    drafts = transfers.preview(import_).new
    return Wanted(
        rules.IMPORTED,
        (),
        tuple(
            CountedRecord(
                month=Month.of(draft.received_at.date()),
                channel=draft.channel,
                client_type=draft.client_type,
                kind=draft.kind,
                outcome=draft.outcome,
                minutes=draft.minutes,
                is_continued=False,
                topics=draft.topics,
                primary_topic=draft.primary_topic,
                fields=tuple(draft.activity_fields),
            )
            for draft in drafts
        ),
        {"taken_by_name": taken_by_name},
        import_id=import_.id,
    )


def _of_form(details: Mapping[str, Any]) -> CountedRecord:
    received_at: datetime = details["received_at"]
    topics = tuple(dict.fromkeys(details["topics"]))
    return CountedRecord(
        month=Month.of(received_at.astimezone(CITY_TIME).date()),
        channel=details["channel"],
        client_type=details["client_type"],
        kind=details["kind"],
        outcome=details["outcome"],
        minutes=details["minutes"],
        is_continued=bool(details["continues_number"]),
        topics=topics,
        primary_topic=primary_of(topics, details["primary_topic"]),
        fields=tuple(details["activity_fields"]),
    )


def _of_deleted(gone: DeletedConsultation) -> CountedRecord:
    row, parts = gone.record["row"], gone.record["parts"]
    tags = parts.get("consultation_topics", [])
    return CountedRecord(
        month=Month.of(datetime.fromisoformat(row["received_at"]).astimezone(CITY_TIME).date()),
        channel=row["channel"],
        client_type=row["client_type"],
        kind=row["kind"],
        outcome=row.get("outcome"),
        minutes=row.get("minutes"),
        is_continued=desk.is_still_there(row.get("continues_id")),
        topics=tuple(tag["topic"] for tag in tags),
        primary_topic=next((tag["topic"] for tag in tags if tag["is_primary"]), None),
        fields=tuple(row.get("activity_fields") or ()),
        is_linked=bool(parts.get("referral_records")),
    )


def _keep_words(consultation: Consultation, version: int, details: Mapping[str, Any]) -> None:
    """The form without what is counted in it."""
    counted = {name: standing(consultation)[name] for name in rules.COUNTED}
    if not desk.says_the_same(consultation, **{**details, **counted}):
        desk.revise_consultation(consultation, version=version, **{**details, **counted})


def standing(consultation: Consultation) -> dict[str, Any]:
    """A record as a form would send it."""
    names = (
        *("channel", "client_type", "kind", "summary", "body", "response", "outcome"),
        *("referral_target", "person_name", "person_kana", "person_contact"),
        *("organization_name", "activity_fields", "minutes", "contact_id"),
        "organization_contact_id",
    )
    earlier = consultation.continues_id
    return {
        **{name: getattr(consultation, name) for name in names},
        "received_at": consultation.received_at.astimezone(CITY_TIME),
        "topics": [tag.topic for tag in consultation.topics],
        "primary_topic": consultation.primary_topic,
        "own_topics": [str(tag.own_topic_id) for tag in consultation.topics if tag.own_topic_id],
        "continues_number": consultations.number_of_id(earlier) if earlier else None,
    }


def revise(subject: UUID, request: Request) -> None:
    consultation = consultations.consultation(subject)
    if rules.as_counted(counted_record(consultation)) != request["was"]:
        raise StaleChangeError
    details = {**standing(consultation), **rules.as_typed(request["details"])}
    desk.revise_consultation(consultation, version=consultation.version, **details)


def receive(subject: UUID, request: Request) -> None:
    details = rules.as_typed(request["details"])
    desk.record_consultation(**{**details, "id": subject})


def remove(subject: UUID, request: Request) -> None:
    consultation = consultations.consultation(subject)
    if rules.as_counted(counted_record(consultation)) != request["was"]:
        raise StaleChangeError
    desk.remove_consultation(
        consultation,
        reason=request["reason"],
        by_manager=True,  # whether this person may was asked when it was proposed
        deleted_by_name=request["deleted_by_name"],
    )


def restore(_subject: UUID, request: Request) -> None:
    gone = consultations.deleted_one(UUID(request["deleted_id"]))
    desk.restore_consultation(gone, by_manager=True)


def take(subject: UUID, request: Request) -> None:
    transfers.take(import_of(subject), taken_by_name=request["taken_by_name"])


ACTS: Mapping[str, Callable[[UUID, Request], None]] = {
    rules.REVISED: revise,
    rules.RECEIVED: receive,
    rules.REMOVED: remove,
    rules.RESTORED: restore,
    rules.IMPORTED: take,
}
"""How each kind of change is made, of the consultation or the import that it is about."""
