from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear, Month
from app.errors import ChangedMeanwhileError
from app.meetings import queries
from app.meetings.models import Meeting
from app.meetings.pages.room import HANDOUT_CHOICES, pages
from app.meetings.rules.agenda import (
    KINDS,
    MeetingFacts,
    clock_times,
    first_facts,
    is_fixed,
    timing,
)
from app.meetings.schemas import ItemRecord, MeetingRecord, MeetingRevision
from app.meetings.service import meetings as service
from app.web.forms import Form


@pages.get("/")
@allowed(Permission.READ_MEETINGS)
def index() -> str:
    """The meetings one prepares; at a ward, those that were announced."""
    return render_template(
        "meetings/index.html",
        meetings=queries.meetings(),
        packs=queries.latest_packs(),
        preparing=current_user.may(Permission.PREPARE_MEETINGS, g.center_slug),
        today=calendar.today(),
    )


@pages.get("/new")
@allowed(Permission.PREPARE_MEETINGS)
def new() -> str:
    today = calendar.today()
    held = queries.meetings_of(FiscalYear.of(today))
    # Everything is suggested but the day: a wrong one would be overlooked too easily.
    shown = _shown(first_facts(today, held=held)) | {"held_on": ""}
    return _form_page(Form(MeetingRecord, shown=shown))


@pages.post("/")
@allowed(Permission.PREPARE_MEETINGS)
def create() -> ResponseReturnValue:
    form = Form(MeetingRecord, request.form)
    if form.errors:
        return _form_page(form), 422
    meeting = service.create_meeting(MeetingFacts(**form.data))
    flash("会議を作りました。議題は、前回の会議の形で入れてあります。", "success")
    return redirect(url_for(".show", meeting_id=meeting.id))


@pages.get("/<uuid:meeting_id>")
@allowed(Permission.READ_MEETINGS)
def show(meeting_id: UUID) -> str:
    if not current_user.may(Permission.PREPARE_MEETINGS, g.center_slug):
        return published_page(queries.meeting(meeting_id))
    return workshop_page(queries.own_meeting(meeting_id), Form(ItemRecord, shown={"minutes": 10}))


@pages.get("/<uuid:meeting_id>/edit")
@allowed(Permission.PREPARE_MEETINGS)
def edit(meeting_id: UUID) -> str:
    meeting = queries.own_meeting(meeting_id)
    shown = _shown(queries.facts_of(meeting))
    return _form_page(Form(MeetingRevision, shown=shown), meeting)


@pages.post("/<uuid:meeting_id>")
@allowed(Permission.PREPARE_MEETINGS)
def update(meeting_id: UUID) -> ResponseReturnValue:
    meeting = queries.own_meeting(meeting_id)
    form = Form(MeetingRevision, request.form)
    if form.errors:
        return _form_page(form, meeting), 422
    version = form.data.pop("version")
    try:
        service.change_meeting(meeting, MeetingFacts(**form.data), version=version)
    except ChangedMeanwhileError:
        return _form_page(form, meeting, changed=True), 409
    flash("会議の内容を保存しました。", "success")
    return redirect(url_for(".show", meeting_id=meeting.id))


@pages.get("/<uuid:meeting_id>/cancellation")
@allowed(Permission.PREPARE_MEETINGS)
def new_cancellation(meeting_id: UUID) -> str:
    """What a cancellation brings about, before it does."""
    return render_template("meetings/cancellation.html", meeting=queries.own_meeting(meeting_id))


@pages.post("/<uuid:meeting_id>/cancellation")
@allowed(Permission.PREPARE_MEETINGS)
def create_cancellation(meeting_id: UUID) -> ResponseReturnValue:
    meeting = queries.own_meeting(meeting_id)
    service.cancel_meeting(meeting, by_name=current_user.name)
    flash("会議を中止にしました。", "success")
    return redirect(url_for(".show", meeting_id=meeting.id), 303)


def workshop_page(meeting: Meeting, form: Form) -> str:
    """The meeting as its preparers see it: agenda, minutes, packs; `form` adds an item."""
    agenda = queries.agenda(meeting)
    minutes = [item.minutes for item in agenda]
    return render_template(
        "meetings/workshop.html",
        meeting=meeting,
        is_over=meeting.held_on < calendar.today(),
        agenda=list(zip(agenda, clock_times(meeting.begins_at, minutes), strict=True)),
        is_fixed=is_fixed,
        timing=timing(meeting.begins_at, meeting.ends_at, minutes),
        packs=queries.packs(meeting),
        kinds=KINDS,
        handouts=HANDOUT_CHOICES,
        form=form,
    )


def published_page(meeting: Meeting) -> str:
    """The meeting as every ward sees it."""
    packs = [pack for pack in queries.packs(meeting) if pack.published_at]
    return render_template(
        "meetings/published.html",
        meeting=meeting,
        packs=[(pack, queries.handouts(pack)) for pack in packs],
    )


def _form_page(form: Form, meeting: Meeting | None = None, *, changed: bool = False) -> str:
    """The form; with `changed`, what another person saved stands beside what was typed."""
    return render_template("meetings/form.html", form=form, meeting=meeting, changed=changed)


def _shown(facts: MeetingFacts) -> dict[str, Any]:
    """A meeting as its form shows it."""
    return {
        "title": facts.title,
        "held_on": f"{facts.held_on:%Y/%m/%d}",
        "begins_at": f"{facts.begins_at:%H:%M}",
        "ends_at": f"{facts.ends_at:%H:%M}",
        "place": facts.place,
        "online_address": facts.online_address,
        "first_month": _typed(facts.first_month),
        "last_month": _typed(facts.last_month),
    }


def _typed(month: Month) -> str:
    return f"{month.year}/{month.month:02d}"
