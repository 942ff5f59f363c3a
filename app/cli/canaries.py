"""Two wards that no city has: a scheduled walk signs in as each and looks for the other."""

from datetime import time

from sqlalchemy.dialects.postgresql import insert

from app.access.permissions import Role
from app.accounts import service as accounts
from tenants import db
from tenants.models import Center, CenterKind
from tenants.roles import secret_for

CANARIES = ("canary-north", "canary-south")
"""Their slugs; the part after the hyphen is the name."""


def canary_email(slug: str) -> str:
    return f"{slug}@canary.invalid"


def canary_password(slug: str, *, secret_key: str) -> str:
    return secret_for(f"password of {slug}", secret_key=secret_key).hex()


def found_canaries(secret_key: str) -> None:
    """Found both wards, each with a worker and nothing yet to find. Repeatable."""
    for position, slug in enumerate(CANARIES, start=1000):
        values = insert(Center).values(
            slug=slug,
            kind=CenterKind.CANARY.value,
            name=f"見張り {slug}",
            short_name=slug,
            position=position,
            weekday_opens=time(9),
            weekday_closes=time(20),
            weekend_opens=time(9),
            weekend_closes=time(17),
        )
        founded = values.on_conflict_do_update(
            index_elements=["slug"], set_={"position": position}
        ).returning(Center.id)
        center_id = db.session.execute(founded).scalar_one()
        accounts.keep_account(
            email=canary_email(slug),
            name=slug,
            password=canary_password(slug, secret_key=secret_key),
            places=[(center_id, Role.WARD_MANAGER)],
        )
