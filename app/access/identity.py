"""The signed-in person, as the rest of the app knows them: values, not rows."""

from dataclasses import dataclass
from uuid import UUID

from app.access.permissions import GRANTS, Permission, Role
from app.errors import NotFoundError
from tenants import CITY, CenterScope, Scope


@dataclass(frozen=True, slots=True)
class Membership:
    """A person's place at one center."""

    center_id: UUID
    slug: str
    center_name: str
    short_name: str
    central: bool
    role: Role


@dataclass(frozen=True)
class Identity:
    """Who is at work, with which centers they belong to."""

    id: UUID
    name: str
    session_id: UUID | None
    memberships: tuple[Membership, ...]
    token_id: UUID | None = None
    """The access token at work; None where the person signed in."""
    granted: frozenset[Permission] | None = None
    """All that the access token opens, if the role does too; None: the role alone decides."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return str(self.id)

    def at(self, slug: str | None) -> Membership:
        """The membership used at center `slug`, or, for None, across the city.

        Raises:
            NotFoundError: a foreign center and one that does not exist answer alike.
        """
        for membership in self.memberships:
            if membership.slug == slug or (slug is None and membership.central):
                return membership
        raise NotFoundError

    def scope_at(self, slug: str | None) -> Scope:
        membership = self.at(slug)
        return CITY if slug is None else CenterScope(membership.center_id)

    def may(self, permission: Permission, slug: str | None) -> bool:
        within = self.granted is None or permission in self.granted
        return within and self.role_may(permission, slug)

    def role_may(self, permission: Permission, slug: str | None) -> bool:
        return permission in GRANTS[self.at(slug).role]

    @property
    def home(self) -> Membership:
        return self.memberships[0]
