from typing import Any
from uuid import UUID

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.rooms import center_api
from app.notifications import queries, service
from app.notifications.schemas import NoticePage, NoticesAsked, ReadingDone
from app.paging import Cursor, Page
from app.referrals.queries import referral

api = center_api("notifications", __name__, "お知らせ: 自分に関わる動きと、その理由")


@api.get("/")
@api.arguments(NoticesAsked, location="query")
@api.response(200, NoticePage)
@allowed(Permission.READ_CONSULTATIONS)
def index(asked: dict[str, Any]) -> Page[queries.Notice]:
    """List what one is told, latest first."""
    after = Cursor.parse(asked["after"]) if asked["after"] else None
    return queries.page(everybody=asked["everybody"], after=after)


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
