from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from app import calendar, errors
from app.calendar import CITY_TIME, FiscalYear
from app.codes.queries import code_lists
from app.consultations import queries, rules
from app.consultations.models import Consultation, ConsultationTopic
from app.consultations.service.contacts import SAID_OF_CONTACTS, with_contacts
from app.consultations.service.following import check_plan_at_reception, plan_at_reception
from app.consultations.service.refinements import is_refined_by, refine, refinements
from app.errors import DomainError, InvalidError
from tenants import current_actor_id, db

CLOCK_MAY_BE_OFF = timedelta(days=1)


class ChangedMeanwhileError(errors.ChangedMeanwhileError):
    """Somebody else saved the record after this person opened it."""

    def __init__(self, consultation: Consultation) -> None:
        super().__init__("ほかの人が先にこの相談を変更しました。いまの内容を確かめてください。")
        self.consultation = consultation


class AlreadyRecordedError(DomainError):
    """The same form was sent before, and became a record."""

    def __init__(self, consultation: Consultation) -> None:
        super().__init__("この内容は、すでに記録されています。")
        self.consultation = consultation


def record_consultation(
    *,
    received_by_name: str,
    topics: Sequence[str],
    primary_topic: str | None = None,
    continues_number: str | None = None,
    own_topics: Sequence[str] = (),
    **details: Any,
) -> Consultation:
    """Write down one reception, and what is to be done next if it is not over.

    `details` are the columns of `Consultation`. `received_at` is required; `next_action_on`
    and `next_action` become a fact of their own.

    Raises:
        InvalidError: a code that the record's fiscal year does not have, several topics
            without a primary one, a day still to come, an unknown 継続元, something to be
            done after a final outcome.
        AlreadyRecordedError: the form with this `entry_key` was sent before.
    """
    next_action_on, next_action = (
        details.pop("next_action_on", None),
        details.pop("next_action", ""),
    )
    if details.get("entry_key"):
        _only_once(details["entry_key"])
    check_record(details, topics, primary_topic)
    check_plan_at_reception(details.get("outcome"), next_action_on, next_action)
    refined = refinements(own_topics, topics)
    details = with_contacts(details)
    consultation = Consultation(
        received_by_id=current_actor_id(), received_by_name=received_by_name, **details
    )
    consultation.continues_id = _continued(continues_number)
    consultation.topics = _tags(topics, primary_topic)
    refine(consultation, refined)
    db.session.add(consultation)
    db.session.flush()
    plan_at_reception(consultation, next_action_on, next_action, received_by_name)
    return consultation


def _only_once(entry_key: UUID) -> None:
    """Of the same form sent twice at one moment, the second waits for the first."""
    db.session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(str(entry_key), 0)))
    )
    if recorded := queries.by_entry_key(entry_key):
        raise AlreadyRecordedError(recorded)


def says_the_same(
    consultation: Consultation,
    *,
    topics: Sequence[str],
    primary_topic: str | None = None,
    continues_number: str | None = None,
    own_topics: Sequence[str] = (),
    **details: Any,
) -> bool:
    """Whether what was typed is what stands in the record."""
    return (
        all(
            getattr(consultation, name) == value
            for name, value in details.items()
            if name not in SAID_OF_CONTACTS  # a contact may have been made of the form's words
        )
        and [tag.topic for tag in consultation.topics] == list(dict.fromkeys(topics))
        and consultation.primary_topic == rules.primary_of(topics, primary_topic)
        and _continues(consultation, continues_number)
        and is_refined_by(consultation, own_topics)
    )


def _continues(consultation: Consultation, number: str | None) -> bool:
    earlier = queries.by_number(number) if number else None
    if number and earlier is None:
        return False
    return consultation.continues_id == (earlier.id if earlier else None)


def revise_consultation(
    consultation: Consultation,
    *,
    version: int,
    topics: Sequence[str],
    primary_topic: str | None = None,
    continues_number: str | None = None,
    **details: Any,
) -> None:
    """Change what was written, unless somebody else did since `version`.

    Raises:
        ChangedMeanwhileError: the second of two editors loses nothing, and is told.
        InvalidError: as in `record_consultation`.
    """
    # Locked and read anew: of two who save at the same moment, the second waits and sees the first.
    db.session.refresh(consultation, with_for_update=True)
    if consultation.version != version:
        raise ChangedMeanwhileError(consultation)
    check_record(details, topics, primary_topic)
    refined = refinements(details.pop("own_topics", ()), topics)
    # Nothing is set before everything is known to be right: a refused form changes nothing.
    continues_id = _continued(continues_number)
    if continues_id == consultation.id:
        raise InvalidError({"continues_number": ["この相談自身は、継続元にできません。"]})
    if continues_id and queries.continues(consultation, continues_id):
        raise InvalidError(
            {"continues_number": ["この相談の続きにあたるため、継続元にできません。"]}
        )
    for name, value in with_contacts(details).items():
        setattr(consultation, name, value)
    consultation.continues_id = continues_id
    consultation.updated_at = calendar.now()
    retag(consultation, topics, rules.primary_of(topics, primary_topic))
    refine(consultation, refined)
    db.session.flush()


def check_record(
    details: Mapping[str, Any], topics: Sequence[str], primary_topic: str | None
) -> None:
    """Whether this can be written down.

    Raises:
        InvalidError: as in `record_consultation`.
    """
    received_at: datetime = details["received_at"]
    year = FiscalYear.of(received_at.astimezone(CITY_TIME).date())
    faults = rules.code_faults({**details, "topics": topics}, code_lists(), year)
    if received_at > calendar.now() + CLOCK_MAY_BE_OFF:
        faults["received_at"] = ["先の日付になっています。年と月を確かめてください。"]
    if not topics:
        faults["topics"] = ["一つ以上選んでください。"]
    elif rules.primary_of(topics, primary_topic) is None:
        faults["primary_topic"] = ["主な相談内容(◎)を、選んだ項目の中から一つ選んでください。"]
    if faults:
        raise InvalidError(faults)


def _continued(number: str | None) -> UUID | None:
    if not number:
        return None
    earlier = queries.by_number(number)
    if earlier is None:
        raise InvalidError({"continues_number": [f"受付番号「{number}」の相談はありません。"]})
    return earlier.id


def _tags(topics: Sequence[str], primary_topic: str | None) -> list[ConsultationTopic]:
    primary = rules.primary_of(topics, primary_topic)
    return [
        ConsultationTopic(topic=topic, position=position, is_primary=topic == primary)
        for position, topic in enumerate(dict.fromkeys(topics), start=1)
    ]


def retag(consultation: Consultation, topics: Sequence[str], primary: str | None) -> None:
    """Give a record these topics, in this order; nothing happens if it has them."""
    kept = {tag.topic: tag for tag in consultation.topics}
    if list(kept) == list(topics) and consultation.primary_topic == primary:
        return
    # Gone first: the database allows one ◎ at a time.
    consultation.topics.clear()
    db.session.flush()
    consultation.topics.extend(_tags(topics, primary))
