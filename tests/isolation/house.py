"""Three centers with a row in every table, and somebody of each role to ask about them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID, uuid4

from werkzeug.test import TestResponse

from app.access.permissions import Role
from tenants import db
from tests.isolation.requests import Asked, ids_of
from tests.isolation.seeding import Rows
from tests.places import Place, Visitor

ROLES = (Role.WARD_WORKER, Role.WARD_MANAGER, Role.CENTRAL_COORDINATOR, Role.CENTRAL_MANAGER)


@dataclass(frozen=True)
class House:
    """Three centers with a row in every table, and the people to ask about them."""

    places: dict[str, Place]
    rows: dict[str, Rows]
    visitors: dict[Role, Visitor]
    nobody: Visitor

    def home(self, role: Role) -> Place:
        return self.places["north" if role in self.places["north"].people else "central"]

    def own_ids(self, role: Role) -> dict[str, UUID]:
        home = self.home(role)
        if home.central:  # its letters are those addressed to it
            return ids_of(self.rows["north"] | self.rows["central"])
        return ids_of(self.rows[home.slug])

    def foreign_ids(self, role: Role) -> dict[str, UUID]:
        """South's; but a letter to the central center is not foreign there."""
        ids = ids_of(self.rows["south"])
        if not self.home(role).central:
            return ids
        letters = ("referral_id", "proposal_id", "late_correction_id")
        return {**ids, **{name: uuid4() for name in letters}}


@contextmanager
def forgotten() -> Iterator[None]:
    """Undo what is done inside."""
    savepoint = db.engines[None].begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()


def send(client: Visitor, asked: Asked) -> TestResponse:
    with forgotten():
        return client.open(asked.path, method=asked.method, **asked.options)
