from datetime import datetime, time
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app.access.permissions import Role
from app.accounts import service as accounts
from app.calendar import CITY_TIME
from app.canaries.rules import WARDS, marked
from app.consultations.models import Consultation
from app.consultations.service import record_consultation
from app.files.models import StoredFile
from app.statistics.models import MonthClosing
from app.transfers.models import Import
from tenants import db
from tenants.models import Center, CenterKind
from tenants.roles import secret_for

PLANTED_AT = datetime(2020, 4, 6, 10, tzinfo=CITY_TIME)


def email(slug: str) -> str:
    return f"{slug}@canary.invalid"


def password(slug: str, *, secret_key: str) -> str:
    """Derived, so that nobody has to keep it."""
    return secret_for(f"password of {slug}", secret_key=secret_key).hex()


def found_canaries(secret_key: str) -> None:
    """Found both wards, each with a manager and nothing yet to find. Repeatable."""
    for position, slug in enumerate(WARDS, start=1000):
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
            email=email(slug),
            name=slug,
            password=password(slug, secret_key=secret_key),
            places=[(center_id, Role.WARD_MANAGER)],
        )


def plant(slug: str) -> None:
    """Write the open ward's own text into its rooms, once.

    No letter: it would lie in the queue of the real central center.
    """
    planted = sa.select(Consultation.id).where(Consultation.import_key == slug)
    if db.session.scalar(planted) is None:
        _plant_consultation(slug)
        _plant_import(slug)
        _plant_closing(slug)


def _plant_consultation(slug: str) -> None:
    words = (
        "summary",
        "body",
        "response",
        "person_name",
        "person_kana",
        "person_contact",
        "organization_name",
    )
    record_consultation(
        received_by_name=marked(slug, "職員"),
        received_at=PLANTED_AT,
        channel="visit",
        client_type="individual",
        kind="consultation",
        topics=["other"],
        import_key=slug,
        **{name: marked(slug, name) for name in words},
    )


def _plant_import(slug: str) -> None:
    """A file brought in and not taken: its page shows what it would record."""
    content = (
        f"受付日,相談方法,相談者属性,相談内容,概要\n2020/4/6,来館,個人,広報,{marked(slug, '行')}\n"
    )
    file = StoredFile(
        name=f"{marked(slug, 'ファイル')}.csv",
        media_type="text/csv",
        content=content.encode(),
        size=len(content.encode()),
        sha256=sha256(content.encode()).hexdigest(),
        stored_at=PLANTED_AT,
    )
    db.session.add(file)
    db.session.flush()
    db.session.add(
        Import(
            file_id=file.id,
            sheet_name="CSV",
            uploaded_at=PLANTED_AT,
            uploaded_by_name=marked(slug, "職員"),
        )
    )


def _plant_closing(slug: str) -> None:
    db.session.add(
        MonthClosing(
            month=PLANTED_AT.date().replace(day=1),
            closed_at=PLANTED_AT,
            closed_by_name=marked(slug, "職員"),
        )
    )
