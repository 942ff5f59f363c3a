from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.access.guards import allowed
from app.access.permissions import Permission
from app.errors import ChangedMeanwhileError, InvalidError
from app.meetings import queries
from app.meetings.models import AgendaItem, Meeting
from app.meetings.pages.meetings import workshop_page
from app.meetings.pages.room import HANDOUT_CHOICES, pages
from app.meetings.rules.agenda import KINDS, ItemFacts, is_fixed
from app.meetings.schemas import ItemRecord, ItemRevision, Move
from app.meetings.service import meetings as service
from app.web.forms import Form


@pages.post("/<uuid:meeting_id>/agenda")
@allowed(Permission.PREPARE_MEETINGS)
def create_item(meeting_id: UUID) -> ResponseReturnValue:
    meeting = queries.own_meeting(meeting_id)
    form = Form(ItemRecord, request.form)
    if form.errors:
        return workshop_page(meeting, form), 422
    item = service.add_item(meeting, ItemFacts(**form.data))
    flash(f"議題「{item.title}」を加えました。", "success")
    return _back_to(meeting)


@pages.get("/<uuid:meeting_id>/agenda/<uuid:item_id>/edit")
@allowed(Permission.PREPARE_MEETINGS)
def edit_item(meeting_id: UUID, item_id: UUID) -> str:
    meeting = queries.own_meeting(meeting_id)
    item = queries.agenda_item(meeting, item_id)
    shown = {name: getattr(item, name) for name in ItemRecord().fields}
    return _form_page(Form(ItemRevision, shown=shown), meeting, item)


@pages.post("/<uuid:meeting_id>/agenda/<uuid:item_id>")
@allowed(Permission.PREPARE_MEETINGS)
def update_item(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    meeting = queries.own_meeting(meeting_id)
    item = queries.agenda_item(meeting, item_id)
    form = Form(ItemRevision, request.form)
    if form.errors:
        return _form_page(form, meeting, item), 422
    version = form.data.pop("version")
    try:
        service.change_item(item, ItemFacts(**form.data), version=version)
    except ChangedMeanwhileError:
        return _form_page(form, meeting, item, changed=True), 409
    flash(f"議題「{item.title}」を保存しました。", "success")
    return _back_to(meeting)


@pages.post("/<uuid:meeting_id>/agenda/<uuid:item_id>/removal")
@allowed(Permission.PREPARE_MEETINGS)
def create_item_removal(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    meeting = queries.own_meeting(meeting_id)
    item = queries.agenda_item(meeting, item_id)
    service.remove_item(item)
    flash(f"議題「{item.title}」を消しました。", "success")
    return _back_to(meeting)


@pages.post("/<uuid:meeting_id>/agenda/<uuid:item_id>/moves")
@allowed(Permission.PREPARE_MEETINGS)
def create_item_move(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    meeting = queries.own_meeting(meeting_id)
    form = Form(Move, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    item = queries.agenda_item(meeting, item_id)
    if direction := form.data["direction"]:
        service.move_item(meeting, item, direction)
    else:
        beside, behind = form.data["after"] or form.data["before"], bool(form.data["after"])
        try:
            service.place_item(meeting, item, beside=beside, behind=behind)
        except service.NeighborGoneError as error:
            flash(str(error), "warn")
            return _whole_page_again(meeting)
    return _back_to(meeting)


def _whole_page_again(meeting: Meeting) -> ResponseReturnValue:
    """Not the agenda alone, so that what was said is seen."""
    if "HX-Request" in request.headers:
        return Response(headers={"HX-Refresh": "true"})
    return _back_to(meeting)


def _back_to(meeting: Meeting) -> ResponseReturnValue:
    return redirect(url_for(".show", meeting_id=meeting.id, _anchor="agenda"), 303)


def _form_page(form: Form, meeting: Meeting, item: AgendaItem, *, changed: bool = False) -> str:
    return render_template(
        "meetings/item.html",
        form=form,
        meeting=meeting,
        item=item,
        facts=queries.item_facts(item),
        kinds=KINDS,
        handouts=HANDOUT_CHOICES,
        changed=changed,
        fixed=is_fixed(item.kind),
    )
