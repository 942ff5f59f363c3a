"""A consultation as somebody types it, and as a program sends it."""

from typing import Any
from uuid import UUID

from app.calendar import CITY_TIME
from app.consultations import service
from app.web.fields import Moment
from tests.walls import Placed, canary

TYPED: dict[str, Any] = {
    "received_at": "R7.11.20 10:00",
    "channel": "phone",
    "client_type": "individual",
    "topics": ["founding"],
}
"""Only what must be said."""

PERSONAL = ("person_name", "person_kana", "person_contact", "organization_name")


def typed(**changes: Any) -> dict[str, Any]:
    return {**TYPED, **changes}


def recorded(**changes: Any) -> UUID:
    """Record one in the open center."""
    details = {"kind": "consultation", **typed(**changes)}
    if isinstance(details["received_at"], str):
        details["received_at"] = Moment().deserialize(details["received_at"])
    assert details["received_at"].tzinfo == CITY_TIME
    return service.record_consultation(received_by_name="見本", **details).id


def with_person(place: Placed) -> dict[str, str]:
    """A person whose every word is a canary of the ward."""
    return {name: canary(place, name) for name in PERSONAL}
