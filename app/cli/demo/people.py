"""Who comes to a center: invented persons and groups. Nobody and nothing has these names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from app.cli.demo.wording import material, tell

GROUPED = ("individual", "unknown", "government", "support_center")
"""Client types that speak for no group of their own."""

GIVES_NAME, NAMES_GROUP, BY_PHONE = 0.3, 0.7, 0.7


@dataclass(frozen=True, slots=True)
class Client:
    kind: str
    activity: str
    activity_field: str
    slots: Mapping[str, str]
    organization_name: str | None = None
    person: Mapping[str, str] = field(default_factory=dict)
    """Name, reading and contact, where they were given."""


def draw_client(kind: str, area: str, random: Random, *, named: bool | None = None) -> Client:
    """Somebody of that client type; whether they give a name is left to chance unless said."""
    words = material("words")
    activity, activity_field = random.choice(words["activities"])
    slots = {"activity": activity, "area": area, "place": random.choice(words["places"])}
    slots["who"] = tell(random.choice(words["who"][kind]), slots, random)
    gives_name = named if named is not None else kind != "unknown" and random.random() < GIVES_NAME
    return Client(
        kind,
        activity,
        activity_field,
        slots,
        organization_name=_organization(kind, random) if random.random() < NAMES_GROUP else None,
        person=_person(random) if gives_name else {},
    )


def _organization(kind: str, random: Random) -> str | None:
    organizations = material("words")["organizations"]
    if kind in GROUPED:
        return None
    head = random.choice(organizations["heads"])
    return str(random.choice(organizations[kind])).format(head=head)


def _person(random: Random) -> Mapping[str, str]:
    names = material("words")["names"]
    (surname, surname_kana), (given, given_kana) = (
        random.choice(names[part]) for part in ("surnames", "given")
    )
    number = random.randrange(10_000)
    contact = (
        f"045-000-{number:04d}" if random.random() < BY_PHONE else f"mihon{number:04d}@mail.example"
    )
    return {
        "person_name": f"{surname} {given}",
        "person_kana": f"{surname_kana} {given_kana}",
        "person_contact": contact,
    }
