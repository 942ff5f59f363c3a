"""One reception after the other, as a center's staff would have written it down."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from app.cli.demo.hours import sortable_id
from app.cli.demo.people import Client, draw_client
from app.cli.demo.wording import material, one_of, shortened, tell

TOPIC_FILES = ("founding", "running", "office", "center")
MINUTES = {"visit": (15, 75), "online": (30, 75), "outreach": (30, 90), "event": (5, 20)}
QUICKLY_OVER = {"answered": 55, "continuing": 0, "advised": 4, "referred": 0, "withdrawn": 0}
"""What becomes of inquiries and wishes instead of the usual."""
AT_A_DISTANCE = (5, 35)
TIMED = 0.75
TOLD_IN_BRIEF = 0.2
"""Share of records that hold no more than a sentence."""


@dataclass(frozen=True, slots=True)
class Reception:
    id: UUID
    received_at: datetime
    client: Client
    topics: Sequence[str]
    """The primary one first."""
    told: Mapping[str, Any]
    """The other columns of the record."""
    continues: "Reception | None" = None

    @property
    def columns(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "received_at": self.received_at,
            "created_at": self.received_at,
            "updated_at": self.received_at,
            "client_type": self.client.kind,
            "organization_name": self.client.organization_name,
            "continues_id": self.continues.id if self.continues else None,
            **dict.fromkeys(("person_name", "person_kana", "person_contact")),
            **self.client.person,
            **self.told,
        }


@dataclass(frozen=True, slots=True)
class Place:
    """What of a center matters to the stories that are told there."""

    kind: str
    """ward or central: what people come for differs."""
    area: str

    def shares(self, name: str) -> Mapping[str, float]:
        shares: Mapping[str, float] = material("shares")[name][self.kind]
        return shares


def situations(topic: str) -> Sequence[dict[str, Any]]:
    return next(known[topic] for name in TOPIC_FILES if topic in (known := material(name)))


def first_visit(at: datetime, place: Place, random: Random) -> Reception:
    topic = one_of(_in_season(place.shares("topics"), at.month), random)
    situation = random.choice(situations(topic))
    types = place.shares("client_types")
    fitting = {kind: types[kind] for kind in situation.get("clients", types)}
    client = draw_client(one_of(fitting, random), place.area, random)
    story = _story(situation, client, place, random)
    topics = [topic, *_more_topics(topic, situation, place, random)]
    return Reception(sortable_id(at, random), at, client, topics, story.tell(random))


def next_visit(at: datetime, before: Reception, place: Place, random: Random) -> Reception:
    """The same people come again about the same thing."""
    fitting = [
        situation
        for situation in material("follow_ups")["follow_ups"]
        if before.topics[0] in situation.get("topics", before.topics)
    ]
    day = f"{before.received_at.month}月{before.received_at.day}日"
    client = replace(before.client, slots={**before.client.slots, "before": day})
    story = _story(random.choice(fitting), client, place, random)
    told = {**story.tell(random), "kind": "consultation"}
    return Reception(sortable_id(at, random), at, client, before.topics[:1], told, before)


@dataclass(frozen=True, slots=True)
class _Story:
    situation: Mapping[str, Any]
    client: Client
    channel: str
    alike: Mapping[str, float]
    """Where the choices that belong together fall."""

    def tell(self, random: Random) -> dict[str, Any]:
        kind = self.situation.get("kind", "consultation")
        outcome = self._outcome(kind, random)
        target = self._target(outcome, random)
        opening = self._say(random.choice(material("words")["opening"][self.channel]), random)
        body = self._say(self.situation["body"], random)
        response = self._say(self.situation["response"], random)
        if random.random() < TOLD_IN_BRIEF:
            body, response = shortened(body), shortened(response)
        else:
            response += self._closing(outcome, target, random)
        return {
            "channel": self.channel,
            "kind": kind,
            "summary": self._say(self.situation["summary"], random),
            "body": opening + body,
            "response": response,
            "outcome": outcome,
            "referral_target": target,
            "activity_fields": self._fields(random),
            "minutes": self._minutes(kind, random),
        }

    def _say(self, text: str, random: Random) -> str:
        return tell(text, self.client.slots, random, self.alike)

    def _closing(self, outcome: str, target: str | None, random: Random) -> str:
        words = material("words")
        known_as = {"target": words["target"][target]} if target else {}
        return tell(random.choice(words["closing"][outcome]), known_as, random)

    def _outcome(self, kind: str, random: Random) -> str:
        if "outcome" in self.situation:
            return str(self.situation["outcome"])
        usual = dict(material("shares")["outcomes"])
        if kind != "consultation":
            usual |= QUICKLY_OVER
        return str(one_of(usual, random))

    def _target(self, outcome: str, random: Random) -> str | None:
        if outcome != "referred":
            return None
        targets: Mapping[str, float] = material("shares")["referral_targets"]
        return str(self.situation.get("target") or one_of(targets, random))

    def _fields(self, random: Random) -> list[str]:
        about = "{activity}" in self.situation["summary"]
        return [self.client.activity_field] if random.random() < (0.85 if about else 0.25) else []

    def _minutes(self, kind: str, random: Random) -> int | None:
        shortest, longest = MINUTES.get(self.channel, AT_A_DISTANCE)
        if kind != "consultation":
            shortest, longest = 5, 15
        return random.randrange(shortest, longest + 1, 5) if random.random() < TIMED else None


def _story(situation: Mapping[str, Any], client: Client, place: Place, random: Random) -> _Story:
    return _Story(
        situation, client, one_of(place.shares("channels"), random), {"1": random.random()}
    )


def _in_season(topics: Mapping[str, float], month: int) -> Mapping[str, float]:
    season = material("shares")["season"]
    return {
        topic: weight * season.get(topic, {}).get(str(month), 1) for topic, weight in topics.items()
    }


def _more_topics(
    topic: str, situation: Mapping[str, Any], place: Place, random: Random
) -> Iterator[str]:
    more = random.choices(range(3), weights=material("shares")["topics_each"])[0]
    likely = [*situation.get("also", ())]
    others = [name for name in place.shares("topics") if name not in {topic, "covid", *likely}]
    random.shuffle(others)
    yield from (likely + others)[:more]
