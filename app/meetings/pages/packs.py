from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.meetings import queries
from app.meetings.pages.room import pages
from app.meetings.service import packs as service
from app.orders import is_overdue
from app.web.downloads import download


@pages.post("/<uuid:meeting_id>/packs")
@allowed(Permission.PREPARE_MEETINGS)
def create_pack(meeting_id: UUID) -> ResponseReturnValue:
    meeting = queries.own_meeting(meeting_id)
    pack = service.request_pack(meeting, by_name=current_user.name)
    return redirect(url_for(".show_pack", meeting_id=meeting.id, pack_id=pack.id), 303)


@pages.get("/<uuid:meeting_id>/packs/<uuid:pack_id>")
@allowed(Permission.PREPARE_MEETINGS)
def show_pack(meeting_id: UUID, pack_id: UUID) -> str:
    """What is being built, and then what was built; asks for itself until it is ready."""
    meeting = queries.own_meeting(meeting_id)
    pack = queries.pack(meeting, pack_id)
    return render_template(
        "meetings/pack.html",
        meeting=meeting,
        pack=pack,
        handouts=queries.handouts(pack),
        overdue=is_overdue(pack.requested_at, pack.leased_until, now=calendar.now()),
    )


@pages.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/publication")
@allowed(Permission.PREPARE_MEETINGS)
def new_publication(meeting_id: UUID, pack_id: UUID) -> str:
    """Exactly what wards will see, before they do."""
    meeting = queries.own_meeting(meeting_id)
    pack = queries.pack(meeting, pack_id)
    if pack.finished_at is None:
        raise service.NotReadyError
    return render_template(
        "meetings/publication.html", meeting=meeting, pack=pack, handouts=queries.handouts(pack)
    )


@pages.post("/<uuid:meeting_id>/packs/<uuid:pack_id>/publication")
@allowed(Permission.PREPARE_MEETINGS)
def create_publication(meeting_id: UUID, pack_id: UUID) -> ResponseReturnValue:
    meeting = queries.own_meeting(meeting_id)
    pack = queries.pack(meeting, pack_id)
    service.publish_pack(meeting, pack, by_name=current_user.name)
    flash(f"資料(第{pack.edition}版)をすべての区に公開しました。", "success")
    return redirect(url_for(".show_pack", meeting_id=meeting.id, pack_id=pack.id), 303)


@pages.get("/<uuid:meeting_id>/packs/<uuid:pack_id>/files/<uuid:file_id>")
@allowed(Permission.READ_MEETINGS)
def show_file(meeting_id: UUID, pack_id: UUID, file_id: UUID) -> ResponseReturnValue:
    pack = queries.pack(queries.meeting(meeting_id), pack_id)
    return download(queries.pack_file(pack, file_id))
