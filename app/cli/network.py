"""Yokohama's network: eighteen wards and the central center, as `yokohama.toml` lists them."""

import tomllib
from collections.abc import Sequence
from datetime import time
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from tenants import db
from tenants.models import Center, CenterKind

SHIPPED = Path(__file__).with_name("yokohama.toml")
CENTRAL = "central"


def found_network() -> None:
    """Found the centers, or bring them up to date, in the system's scope. Repeatable."""
    values = insert(Center).values(network())
    changed = {
        column.name: values.excluded[column.name]
        for column in Center.__table__.columns
        if column.name not in {"id", "slug"}
    }
    db.session.execute(values.on_conflict_do_update(index_elements=["slug"], set_=changed))


@cache
def network() -> Sequence[dict[str, Any]]:
    """The columns of every center, in official order."""
    listed = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["centers"]
    return [_columns(position, **center) for position, center in enumerate(listed, start=1)]


def _columns(position: int, *, weekdays: str, weekends: str, **told: Any) -> dict[str, Any]:
    weekday_opens, weekday_closes = _hours(weekdays)
    weekend_opens, weekend_closes = _hours(weekends)
    return {
        "kind": CenterKind.CENTRAL if told["slug"] == CENTRAL else CenterKind.WARD,
        "ward_code": None,
        "nickname": None,
        "opened_on": None,
        "position": position,
        "weekday_opens": weekday_opens,
        "weekday_closes": weekday_closes,
        "weekend_opens": weekend_opens,
        "weekend_closes": weekend_closes,
        **told,
    }


def _hours(text: str) -> tuple[time, time]:
    """9:00-20:00."""
    opens, closes = (time.fromisoformat(clock.zfill(5)) for clock in text.split("-"))
    return opens, closes
