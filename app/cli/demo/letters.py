"""What the wards ask the central center, and what becomes of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from app.calendar import CITY_TIME
from app.cli.demo.desk import FIRST_YEAR, Desk
from app.cli.demo.hours import sortable_id
from app.cli.demo.people import draw_client
from app.cli.demo.receptions import Reception
from app.cli.demo.wording import chance, material, one_of, tell
from app.referrals.rules import ADDRESSEE_KINDS
from app.referrals.service import Question

AGED = timedelta(days=35)
"""Letters older than this are over."""
CONSENT_EVERY = 4
CONSENT_WITHDRAWN = 2
"""The one past letter whose person thought better of it."""
RECORDED_EVERY = 2
"""Of the cases it received, the central center logs every other one as its own too."""
ANSWERED_FROM = 10
URGENCIES = {"normal": 7, "soon": 3, "urgent": 1}
WISHED_WITHIN = {"soon": 14, "urgent": 7}


@dataclass(frozen=True, slots=True)
class Step:
    kind: str
    words: str
    at: datetime

    @property
    def by_ward(self) -> bool:
        return self.kind not in ADDRESSEE_KINDS


@dataclass(frozen=True, slots=True)
class Letter:
    """One question and everything that was ever said about it."""

    id: UUID
    ward: str
    reception: Reception
    question: Question
    purpose: str | None
    """What the person agreed to; None: the letter goes without them."""
    consent_withdrawn: bool
    sent_at: datetime
    steps: Sequence[Step]
    own_record: Reception | None
    """The case as the central center logged it: what about, and not who."""


def correspondence(desks: Sequence[Desk], today: date, *, scale: float) -> list[Letter]:
    """Every letter of the demo, the past ones and those still open."""
    wards = {desk.slug: desk for desk in desks if desk.place.kind == "ward"}
    plans = [*_past(list(wards), today, scale), *_still_open(today)]
    return [
        _write(number, wards[ward], script, day) for number, (ward, script, day) in enumerate(plans)
    ]


Plan = tuple[str, str, date]
"""Ward, script, and the day of the consultation."""


def _past(wards: Sequence[str], today: date, scale: float) -> Iterator[Plan]:
    random = chance("letters", FIRST_YEAR)
    sizes = {ward: material("shares")["size"][ward] for ward in wards}
    days = (today - AGED - FIRST_YEAR.first.first_day).days
    for script, number in material("letters")["past"].items():
        for _ in range(max(1, round(number * scale))):
            day = FIRST_YEAR.first.first_day + timedelta(days=random.randrange(days))
            yield one_of(sizes, random), script, day


def _still_open(today: date) -> Iterator[Plan]:
    for ward, script, days in material("letters")["open"]["letters"]:
        yield ward, script, today - timedelta(days=days)


def _write(number: int, desk: Desk, script: str, day: date) -> Letter:
    random = chance("letter", number)
    subjects = material("letters")["letters"]
    subject = subjects[number % len(subjects)]
    with_person = number % CONSENT_EVERY == CONSENT_WITHDRAWN
    at = desk.hours.on(day, random)
    client = draw_client(subject["client"], desk.place.area, random, named=with_person or None)
    told = {
        name: tell(subject[name], client.slots, random) for name in ("summary", "body", "response")
    }
    told["body"] = tell("{who}[が来館。|から相談。]", client.slots, random) + told["body"]
    record = {
        **told,
        "channel": random.choice(["visit", "visit", "phone"]),
        "kind": "consultation",
        "outcome": "central",
        "referral_target": "central",
        "activity_fields": [client.activity_field],
        "minutes": random.randrange(30, 90, 5),
    }
    topics = [subject["topic"], *subject.get("also", ())]
    reception = Reception(sortable_id(at, random), at, client, topics, record)
    sent_at = at + timedelta(minutes=random.randrange(60, 150))
    steps = list(_steps(subject, script, sent_at, random))
    return Letter(
        sortable_id(sent_at, random),
        desk.slug,
        reception,
        _question(subject, sent_at, random),
        subject["purpose"] if with_person else None,
        number == CONSENT_WITHDRAWN,
        sent_at,
        steps,
        _logged(number, reception, steps),
    )


def _logged(number: int, reception: Reception, steps: Sequence[Step]) -> Reception | None:
    received = next((step.at for step in steps if step.kind == "received"), None)
    if received is None or number % RECORDED_EVERY:
        return None
    client = replace(reception.client, organization_name=None, person={})
    told = {name: reception.told[name] for name in ("summary", "channel", "kind")}
    return Reception(
        sortable_id(received, chance("logged", number)),
        received,
        client,
        reception.topics,
        {**told, "body": "", "response": "", "outcome": "advised", "activity_fields": []},
    )


def _question(subject: dict[str, str], sent_at: datetime, random: Random) -> Question:
    urgency = one_of(URGENCIES, random)
    within = WISHED_WITHIN.get(urgency)
    wished_by = sent_at.date() + timedelta(days=within) if within else None
    return Question(subject["wanted"], urgency, subject["message"], wished_by)


def _steps(
    subject: dict[str, str], script: str, sent_at: datetime, random: Random
) -> Iterator[Step]:
    """A step every one or two days; open letters were sent long enough ago for all of theirs."""
    common = material("letters")["words"]
    day = sent_at.date()
    for kind in material("letters")["scripts"][script]:
        day += timedelta(days=random.choice([1, 2]))
        clock = timedelta(hours=ANSWERED_FROM, minutes=5 * random.randrange(72))
        at = datetime.combine(day, datetime.min.time(), CITY_TIME) + clock
        said = random.choice(common[kind]) if kind in common else subject.get(kind, "")
        yield Step("answered" if kind == "again" else kind, said, at)
