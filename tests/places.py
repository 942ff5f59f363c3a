"""Three centers, the people who work there, and how a test acts for them."""

import secrets
from collections.abc import Mapping
from contextlib import AbstractContextManager
from contextvars import Context
from dataclasses import dataclass, field
from datetime import time
from hashlib import sha256
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import calendar
from app.access.permissions import Role
from app.accounts import service as accounts
from app.accounts.models import SignedInSession
from tenants import CITY, SYSTEM, CenterScope, acting_for, db
from tenants.models import Center, CenterKind
from tests.walls import scan_for_foreign

PASSWORD = "ひとつの合言葉"


@dataclass(frozen=True)
class Place:
    """A center as a test names it."""

    id: UUID
    slug: str
    name: str
    central: bool
    people: Mapping[Role, UUID] = field(compare=False)
    """The account that holds each role here."""

    @property
    def scope(self) -> CenterScope:
        return CenterScope(self.id)


class Visitor(FlaskClient):
    """A person at a browser, or a program. Each request starts in an empty context, as in a
    real server; otherwise the test's own context would lend its `g` to every request, and
    with it the person who signed in first.

    Every answer is searched for the canary text of other centers.
    """

    place: Place | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        request = Context()
        response = request.run(super().open, *args, **kwargs)
        if self.place is not None:
            request.run(scan_for_foreign, response, self.place)
        return response


WARD_ROLES = (Role.WARD_WORKER, Role.WARD_MANAGER)
CENTRAL_ROLES = (Role.CENTRAL_COORDINATOR, Role.CENTRAL_MANAGER)

PLACES = (("north", "港北", "141097"), ("south", "南", "141054"), ("central", "推進センター", None))


def found_places() -> dict[str, Place]:
    """Found the centers and their people. Opens a scope, and commits."""
    with acting_for(SYSTEM):
        return {
            slug: _found(position, slug, short_name, ward_code)
            for position, (slug, short_name, ward_code) in enumerate(PLACES, start=1)
        }


def _found(position: int, slug: str, short_name: str, ward_code: str | None) -> Place:
    central = ward_code is None
    center = Center(
        slug=slug,
        kind=CenterKind.CENTRAL if central else CenterKind.WARD,
        ward_code=ward_code,
        name="横浜市市民協働推進センター" if central else f"{short_name}区市民活動支援センター",
        short_name=short_name,
        position=position,
        weekday_opens=time(9),
        weekday_closes=time(20),
        weekend_opens=time(9),
        weekend_closes=time(17),
    )
    db.session.add(center)
    db.session.flush()
    people = {
        role: accounts.keep_account(
            email=email_of(role, slug),
            name=f"{short_name} {role.label}",
            password=PASSWORD,
            places=[(center.id, role)],
        ).id
        for role in (CENTRAL_ROLES if central else WARD_ROLES)
    }
    return Place(center.id, slug, center.name, central, people)


def email_of(role: Role, slug: str) -> str:
    return f"{role}@{slug}.invalid"


def at(place: Place, *, role: Role | None = None) -> AbstractContextManager[None]:
    """Act for a center, as one of the people there."""
    actor_id = place.people[role] if role else next(iter(place.people.values()))
    return acting_for(place.scope, actor_id=actor_id)


def across_the_city() -> AbstractContextManager[None]:
    return acting_for(CITY)


def as_system() -> AbstractContextManager[None]:
    return acting_for(SYSTEM)


def visitor(app: Flask, role: Role, place: Place) -> Visitor:
    """Somebody signed in by a token, which needs no form token: see `browser`."""
    client: Visitor = app.test_client()  # type: ignore[assignment]
    client.place = place
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {_token(role, place)}"
    return client


def browser(app: Flask, role: Role, place: Place) -> Visitor:
    """Somebody signed in by a cookie, whose forms must carry their token."""
    client: Visitor = app.test_client()  # type: ignore[assignment]
    client.place = place
    client.set_cookie("kyodo", _token(role, place))
    return client


def _token(role: Role, place: Place) -> str:
    """Sign in without the password, whose check takes a twentieth of a second on purpose."""
    token = secrets.token_urlsafe()
    with acting_for(SYSTEM):
        began = SignedInSession(
            token_hash=sha256(token.encode()).digest(),
            account_id=place.people[role],
            began_at=calendar.now(),
            seen_at=calendar.now(),
        )
        db.session.add(began)
    return token
