"""What an access token looks like, how long it may live, and what may be asked of it."""

import secrets
from datetime import date, datetime, timedelta

from app.access.permissions import GRANTS, Role
from app.access.scopes import Scope, meant_by
from app.calendar import start_of

PREFIX = "kyodo_"
"""So that whoever finds one in a file or a log knows what it is, and the door whom to ask."""

MOST = 20
"""Tokens of one person at one center."""

LASTS_AT_MOST = timedelta(days=365)
USUALLY_LASTS = timedelta(days=90)
NOTED_EVERY = timedelta(minutes=1)


def new_secret() -> str:
    return PREFIX + secrets.token_urlsafe(32)


def end_of(day: date) -> datetime:
    """A token holds until the day is over in the city."""
    return start_of(day + timedelta(days=1))


def offered_to(role: Role) -> list[Scope]:
    """The scopes that would open for this role what they are named for."""
    return [scope for scope in Scope if meant_by(scope) & GRANTS[role]]


def faults(*, scopes: list[str], expires_on: date, role: Role, today: date) -> dict[str, list[str]]:
    found = {}
    offered = {scope.value for scope in offered_to(role)}
    if not scopes or not set(scopes) <= offered:
        found["scopes"] = ["できることを、一覧の中から一つ以上選んでください。"]
    if not today <= expires_on <= today + LASTS_AT_MOST:
        found["expires_on"] = ["期限は、今日から1年以内の日にしてください。"]
    return found


def is_news(last_used_at: datetime | None, now: datetime) -> bool:
    return last_used_at is None or last_used_at < now - NOTED_EVERY
