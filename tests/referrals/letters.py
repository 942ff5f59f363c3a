"""A letter on its way, and what each side does with it."""

from typing import Any, NamedTuple
from uuid import UUID

from app.access.permissions import Role
from app.consultations.queries import consultation
from app.referrals import queries, rules, service
from tests.consultations.records import recorded, with_person
from tests.places import Place, at

CONSENT = service.ConsentGiven("見本 職員", "word", "推進センターから電話するため")

WAY_TO = {
    rules.SENT: (),
    rules.RECEIVED: (rules.RECEIVED,),
    rules.ASKED: (rules.RECEIVED, rules.ASKED),
    rules.REPLIED: (rules.RECEIVED, rules.REPLIED),
    rules.ANSWERED: (rules.RECEIVED, rules.ANSWERED),
    rules.RESOLVED: (rules.RECEIVED, rules.ANSWERED, rules.RESOLVED),
    rules.REOPENED: (rules.RECEIVED, rules.ANSWERED, rules.REOPENED),
    rules.WITHDRAWN: (rules.WITHDRAWN,),
    rules.DECLINED: (rules.RECEIVED, rules.DECLINED),
    rules.PASSED_ON: (rules.RECEIVED, rules.PASSED_ON),
}
"""The shortest way to each state."""


class Sent(NamedTuple):
    id: UUID
    consultation_id: UUID


def sent(
    ward: Place,
    *,
    consent: service.ConsentGiven | None = None,
    person: dict[str, str] | None = None,
    **question: Any,
) -> Sent:
    """Record a consultation, of a person who is a canary of the ward, and ask about it."""
    with at(ward, role=Role.WARD_WORKER):
        subject = consultation(
            recorded(summary="場所の相談", body="話", **(person or with_person(ward)))
        )
        asked = service.Question(
            **{"wanted": "advice", "urgency": "normal", "message": "", "wished_by": None} | question
        )
        letter = service.letter_about(subject, asked, sent_by_name="区の職員")
        return Sent(service.send(subject, letter, consent=consent).id, subject.id)


def take(
    place: Place,
    letter: Sent,
    kind: str,
    words: str = "ことば",
    name: str = "職員",
    target: service.Target | None = None,
) -> None:
    """Take a step; one that names somebody names the next best unless told whom."""
    with at(place):
        if target is None and kind in rules.MOVES_ON:
            target = somebody(place, kind)
        service.take_step(
            queries.referral(letter.id), kind, words=words, actor_name=name, target=target
        )


def somebody(place: Place, kind: str) -> service.Target:
    if kind == rules.PASSED_ON:
        return service.Target(rules.DIVISION, "市民活動支援課")
    account_id = list(place.people.values())[-1]
    return service.Target(rules.COLLEAGUE, "次の担当", target_account_id=account_id)


def bring_to(state: str, letter: Sent, *, ward: Place, central: Place) -> None:
    for kind in WAY_TO[state]:
        take(central if rules.TRANSITIONS[kind].by_sender is False else ward, letter, kind)
