"""Who works in the demo, and how they sign in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from app.access.permissions import Role
from app.accounts.models import Account, Membership
from app.accounts.queries import account_of
from app.accounts.service import hasher
from app.cli.demo.wording import material
from app.cli.network import CENTRAL, network
from tenants import db
from tenants import queries as tenants

SHOWN_WARD = "tsurumi"
WARD_POSTS = (("worker", Role.WARD_WORKER), ("manager", Role.WARD_MANAGER))
CENTRAL_POSTS = (
    ("coordinator", Role.CENTRAL_COORDINATOR),
    ("coordinator2", Role.CENTRAL_COORDINATOR),
    ("manager", Role.CENTRAL_MANAGER),
)


def demo_password() -> str:
    """Everybody's. Fixed, because the demo is reached from the same machine only."""
    return "minato-no-hiroba"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    email: str
    name: str
    slug: str
    role: Role


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody at work in a center."""

    id: UUID
    name: str
    role: Role


def everybody() -> Sequence[DemoAccount]:
    """A worker and a manager in each ward; two coordinators and a manager in the central center."""
    return [
        DemoAccount(f"{post}@{center['slug']}.example", _name(place, seat), center["slug"], role)
        for place, center in enumerate(network())
        for seat, (post, role) in enumerate(
            CENTRAL_POSTS if center["slug"] == CENTRAL else WARD_POSTS
        )
    ]


def _name(place: int, seat: int) -> str:
    names = material("words")["names"]
    surnames, given = names["staff_surnames"], names["staff_given"]
    return (
        f"{surnames[(place + 7 * seat) % len(surnames)]} {given[(3 * place + seat) % len(given)]}"
    )


def _shown(role: Role) -> DemoAccount:
    places = (SHOWN_WARD, CENTRAL)
    return next(each for each in everybody() if each.slug in places and each.role == role)


DEMO_ACCOUNTS: Mapping[Role, DemoAccount] = {role: _shown(role) for role in Role}
"""One person of each role; the two of the ward belong to the same one."""


def found_staff() -> dict[str, list[Colleague]]:
    """Give everybody an account, in the system's scope; by the slug of their center. Repeatable."""
    centers = {center.slug: center.id for center in tenants.centers()}
    found: dict[str, list[Colleague]] = {slug: [] for slug in centers}
    password_hash = hasher.hash(demo_password())  # once: it takes its time on purpose
    for person in everybody():
        account = account_of(person.email) or _open_account(person, password_hash, centers)
        found[person.slug].append(Colleague(account.id, person.name, person.role))
    return found


def _open_account(person: DemoAccount, password_hash: str, centers: Mapping[str, UUID]) -> Account:
    account = Account(email=person.email, name=person.name, password_hash=password_hash)
    db.session.add(account)
    db.session.flush()
    db.session.add(
        Membership(
            center_id=centers[person.slug],
            account_id=account.id,
            name=person.name,
            role=person.role.value,
        )
    )
    return account
