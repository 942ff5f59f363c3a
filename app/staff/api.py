from typing import Any
from uuid import UUID

from flask import current_app, g, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed, by_platform
from app.access.permissions import Permission, Role
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.errors import InvalidError
from app.paging import Page, moment_key, walk
from app.staff import queries, rules, service
from app.staff.models import Invitation
from app.staff.schemas import (
    AccessLink,
    ColleagueShown,
    InvitationShown,
    InvitationTyped,
    RoleTyped,
)

api = center_api("staff", __name__, "職員と役割")


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ColleagueShown))
@allowed(Permission.KEEP_STAFF)
@by_platform
def index(asked: dict[str, Any]) -> Page[queries.Colleague]:
    """List who works, or worked, at the center."""
    return walk(queries.colleagues(center_id()), key=_place_of, **asked)


@api.get("/invitations")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(InvitationShown))
@allowed(Permission.KEEP_STAFF)
@by_platform
def index_invitations(asked: dict[str, Any]) -> Page[Invitation]:
    """List the links that nobody has used yet."""
    return walk(
        queries.open_invitations(center_id()),
        key=lambda link: moment_key(link.invited_at, link.id),
        **asked,
    )


@api.post("/invitations")
@api.arguments(InvitationTyped)
@api.response(201, AccessLink)
@allowed(Permission.KEEP_STAFF)
@by_platform
def create_invitation(typed: dict[str, Any]) -> dict[str, str]:
    """Make a link for a new colleague, shown this once."""
    check_role(typed["role"])
    key = service.invite(center_id(), by_name=current_user.name, **typed)
    return {"link": link_of(key)}


@api.delete("/invitations/<uuid:invitation_id>")
@api.response(204)
@allowed(Permission.KEEP_STAFF)
@by_platform
def delete_invitation(invitation_id: UUID) -> ResponseReturnValue:
    """Let a link hold no more."""
    service.withdraw_invitation(queries.invitation(center_id(), invitation_id))
    return "", 204


@api.get("/<uuid:membership_id>/role")
@api.response(200, RoleTyped)
@allowed(Permission.KEEP_STAFF)
@by_platform
def show_role(membership_id: UUID) -> dict[str, Role]:
    """Read what somebody may do."""
    return {"role": Role(queries.membership(center_id(), membership_id).role)}


@api.put("/<uuid:membership_id>/role")
@api.arguments(RoleTyped)
@api.response(204)
@allowed(Permission.KEEP_STAFF)
@by_platform
def update_role(typed: dict[str, Any], membership_id: UUID) -> ResponseReturnValue:
    """Give another role; the person signs in anew."""
    place = queries.membership(center_id(), membership_id)
    check_role(typed["role"])
    service.change_role(center_id(), place, typed["role"])
    return "", 204


@api.post("/<uuid:membership_id>/deactivation")
@api.response(204)
@allowed(Permission.KEEP_STAFF)
@by_platform
def create_deactivation(membership_id: UUID) -> ResponseReturnValue:
    """Close the center to somebody at once."""
    service.deactivate(center_id(), queries.membership(center_id(), membership_id))
    return "", 204


@api.delete("/<uuid:membership_id>/deactivation")
@api.response(204)
@allowed(Permission.KEEP_STAFF)
@by_platform
def delete_deactivation(membership_id: UUID) -> ResponseReturnValue:
    """Let somebody in again."""
    service.reactivate(queries.membership(center_id(), membership_id))
    return "", 204


@api.delete("/<uuid:membership_id>/sessions")
@api.response(204)
@allowed(Permission.KEEP_STAFF)
@by_platform
def delete_sessions(membership_id: UUID) -> ResponseReturnValue:
    """Sign somebody out everywhere."""
    service.end_sessions(queries.membership(center_id(), membership_id))
    return "", 204


@api.post("/<uuid:membership_id>/password-link")
@api.response(201, AccessLink)
@allowed(Permission.KEEP_STAFF)
@by_platform
def create_password_link(membership_id: UUID) -> dict[str, str]:
    """Make a link to choose the password anew, shown this once."""
    place = queries.membership(center_id(), membership_id)
    key = service.renew_password(center_id(), place, by_name=current_user.name)
    return {"link": link_of(key)}


def center_id() -> UUID:
    """The center of the address, at which the person at work has a place."""
    found: UUID = current_user.at(g.center_slug).center_id
    return found


def check_role(role: Role) -> None:
    if role not in rules.roles_at(central=current_user.at(g.center_slug).central):
        raise InvalidError({"role": ["このセンターの役割を選んでください。"]})


def link_of(key: str) -> str:
    base: str = current_app.extensions["settings"].public_url
    return base.rstrip("/") + url_for("welcome.new", key=key)


def _place_of(colleague: queries.Colleague) -> str:
    """A text that sorts as the page does: those at work first."""
    return f"{colleague.deactivated_at is not None} {colleague.name} {colleague.id}"
