"""What an address of a calendar looks like. Pure."""

import re
import secrets

SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """256 bits, as they stand in an address."""
    return secrets.token_urlsafe(32)


def is_secret(text: str) -> bool:
    return SHAPE.fullmatch(text) is not None
