"""Roles of a center, passwords, and how long a link holds."""

from datetime import timedelta

from app.access.permissions import Role

WARD_ROLES = (Role.WARD_WORKER, Role.WARD_MANAGER)
CENTRAL_ROLES = (Role.CENTRAL_COORDINATOR, Role.CENTRAL_MANAGER)
MANAGERS = frozenset({Role.WARD_MANAGER, Role.CENTRAL_MANAGER})

LINK_HOLDS_FOR = timedelta(days=7)
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256

JOIN, PASSWORD = "join", "password"
"""What a link is for: becoming a colleague, or choosing the password anew."""


def roles_at(*, central: bool) -> tuple[Role, ...]:
    return CENTRAL_ROLES if central else WARD_ROLES


def password_faults(password: str, *, email: str) -> list[str]:
    """Why this would be no good password; OWASP asks for length, not for odd signs."""
    if len(password) < SHORTEST_PASSWORD:
        return [f"{SHORTEST_PASSWORD}文字以上にしてください。短い文にすると覚えやすくなります。"]
    if password.strip().lower() == email.lower() or len(set(password)) < 4:  # noqa: PLR2004
        return ["ほかの人が思いつかないものにしてください。"]
    return []
