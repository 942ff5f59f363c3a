from typing import Any, NamedTuple
from uuid import UUID

from flask import current_app, g
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.rooms import center_api
from app.errors import NotAllowedError
from app.notifications import queries, rules, service
from app.notifications.gateway import carrier_for
from app.notifications.models import Mail
from app.notifications.schemas import (
    MailPage,
    MailsAsked,
    NoticePage,
    NoticesAsked,
    ReadingDone,
    WishesTyped,
)
from app.paging import PAGE_SIZE, Cursor, Page
from app.referrals.queries import referral

api = center_api("notifications", __name__, "お知らせ: 自分に関わる動きと、その理由")


class Told(NamedTuple):
    """A mail as its list shows it: where it stands, why, and what it says."""

    mail: Mail
    name: str
    standing: rules.Standing
    words: rules.Words


@api.get("/")
@api.arguments(NoticesAsked, location="query")
@api.response(200, NoticePage)
@allowed(Permission.READ_CONSULTATIONS)
def index(asked: dict[str, Any]) -> Page[queries.Notice]:
    """List what one is told, latest first."""
    after = Cursor.parse(asked["after"]) if asked["after"] else None
    return queries.page(everybody=asked["everybody"], after=after, limit=asked["limit"])


@api.post("/reading")
@api.response(201, ReadingDone)
@allowed(Permission.READ_CONSULTATIONS)
def create_reading() -> dict[str, int]:
    """Take everything as read."""
    return {"read": service.read_all()}


@api.post("/referrals/<uuid:referral_id>/reading")
@api.response(201, ReadingDone)
@allowed(Permission.READ_CONSULTATIONS)
def create_referral_reading(referral_id: UUID) -> dict[str, int]:
    """Take what is told about one letter as read."""
    return {"read": service.read_about(referral(referral_id).id)}


@api.post("/<uuid:notice_id>/reading")
@api.response(201, ReadingDone)
@allowed(Permission.READ_CONSULTATIONS)
def create_notice_reading(notice_id: UUID) -> dict[str, int]:
    """Take what is told about the subject of one notice as read."""
    return {"read": service.read_about(queries.heard(notice_id).subject)}


@api.get("/settings")
@api.response(200, WishesTyped)
@allowed(Permission.READ_CONSULTATIONS)
def show_settings() -> dict[str, str]:
    """How one is told by mail."""
    return queries.mails.wishes()


@api.put("/settings")
@api.arguments(WishesTyped)
@api.response(200, WishesTyped)
@allowed(Permission.READ_CONSULTATIONS)
def update_settings(chosen: dict[str, str]) -> dict[str, str]:
    """Choose: at_once, digest (every morning) or none."""
    service.wish_for(chosen)
    return queries.mails.wishes()


@api.get("/mails")
@api.arguments(MailsAsked, location="query")
@api.response(200, MailPage)
@allowed(Permission.READ_CONSULTATIONS)
def index_mails(asked: dict[str, Any]) -> Page[Told]:
    """List what was sent by mail and what was not, and why. Addresses are not shown."""
    after = Cursor.parse(asked["after"]) if asked["after"] else None
    return outbox(everybody=asked["everybody"], after=after, limit=asked["limit"])


def outbox(*, everybody: bool, after: Cursor | None, limit: int = PAGE_SIZE) -> Page[Told]:
    """One's own mails, or everybody's for who may see what colleagues do.

    Raises:
        NotAllowedError: the center's mails were asked for by somebody else.
    """
    if everybody and not current_user.may(Permission.READ_AUDIT, g.center_slug):
        raise NotAllowedError
    kept = queries.mails.page(everybody=everybody, after=after, limit=limit)
    center = queries.mails.open_center()
    told = queries.mails.items([each.mail for each in kept.items])
    public_url = current_app.extensions["settings"].public_url
    shown = [
        Told(
            each.mail,
            each.name,
            rules.standing(each.mail, can_send=can_send()),
            rules.words([item], center_name=center.name, slug=center.slug, public_url=public_url),
        )
        for each, item in zip(kept.items, told, strict=True)
    ]
    return Page(shown, kept.next)


def can_send() -> bool:
    """Whether this deployment sends mail at all."""
    settings = current_app.extensions["settings"]
    return carrier_for(settings.smtp_url, settings.mail_from) is not None
