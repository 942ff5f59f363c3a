from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.actions import queries, rules, service
from app.actions.models import ActionStep
from app.actions.queries import ActionLine
from app.actions.rules import Promise
from app.actions.schemas import (
    ActionDecisionTyped,
    ActionOrdered,
    ActionsAsked,
    ActionsShowing,
    ActionStepTyped,
    ActionTyped,
)
from app.errors import InvalidError, NotFoundError
from app.meetings.models import Meeting
from app.meetings.queries import agenda, own_meeting
from app.web.forms import Form
from app.web.rooms import center_pages
from app.web.words import moment

pages = center_pages("actions", __name__)


@pages.app_context_processor
def know_actions() -> dict[str, Any]:
    """Let the page of a meeting show what was promised there, and the desk what is due."""
    return {
        "actions_of": queries.of_meeting,
        "actions_open_before": queries.open_before,
        "actions_not_shown": queries.not_shown,
        "actions_due": queries.due_here,
        "action_topics": lambda meeting: [(item.id, item.title) for item in agenda(meeting)],
        "action_owners": queries.owners,
        "new_action_form": _blank_form,
        "day_today": calendar.today,
    }


@pages.get("/")
@allowed(Permission.READ_MEETINGS)
def index() -> str:
    """What one's own center owns; at the convening center, of whom one asks."""
    convenes = current_user.may(Permission.PREPARE_MEETINGS, g.center_slug)
    form = Form(ActionsAsked, request.args)
    if form.errors:
        raise InvalidError(form.errors)
    lines = queries.convened() if convenes else queries.ours()
    if owner := form.data["owner"]:
        lines = [line for line in lines if line.owner_slug == owner]
    today = calendar.today()
    wanted = form.data["shown"]
    return render_template(
        "actions/index.html",
        lines=[each for each in lines if rules.is_shown(wanted, each.state, each.due_on, today)],
        shown=rules.SHOWN,
        counts=rules.how_many([(line.state, line.due_on) for line in lines], today),
        wanted=wanted,
        owner=owner,
        form=form,
        convenes=convenes,
    )


@pages.post("/")
@allowed(Permission.PREPARE_MEETINGS)
def create() -> ResponseReturnValue:
    """Add a promise; a page that only exchanges its list is answered with that alone."""
    form = Form(ActionTyped, request.form)
    meeting = own_meeting(_meeting_id(request.form.get("meeting_id", "")))
    alone = "HX-Request" in request.headers
    if not form.errors:
        _promise(meeting, form)
    if form.errors:
        template = "actions/_of_meeting.html" if alone else "actions/form.html"
        return render_template(template, meeting=meeting, action_form=form, swapped=alone), 422
    what = form.data["what"]
    if alone:
        return render_template(
            "actions/_of_meeting.html", meeting=meeting, swapped=True, added=what
        )
    flash(f"宿題「{what}」を加えました。", "success")
    return redirect(url_for("meetings.show", meeting_id=meeting.id, _anchor="actions"), 303)


def _promise(meeting: Meeting, form: Form) -> None:
    """Write down what was typed; what is wrong with it stands in the form."""
    typed = form.data
    try:
        service.promise(
            meeting,
            Promise(
                what=typed["what"],
                owner_id=service.owner_of(typed["owner"]),
                person=typed["person"],
                due_on=typed["due_on"],
                for_all=typed["for_all"],
            ),
            by_name=current_user.name,
            action_id=typed["id"],
            item_id=typed["item_id"],
        )
    except InvalidError as error:
        form.refuse(error.fields)


@pages.post("/showing")
@allowed(Permission.PREPARE_MEETINGS)
def create_showing() -> ResponseReturnValue:
    form = Form(ActionsShowing, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    meeting = own_meeting(form.data["meeting_id"])
    shown = service.show_to_all(meeting)
    flash(f"宿題{shown}件を、すべての区に見えるようにしました。", "success")
    return redirect(url_for("meetings.show", meeting_id=meeting.id, _anchor="actions"), 303)


@pages.get("/<uuid:action_id>")
@allowed(Permission.READ_MEETINGS)
def show(action_id: UUID) -> str:
    return _page(queries.line(action_id))


@pages.post("/<uuid:action_id>/steps")
@allowed(Permission.ANSWER_ACTIONS)
def create_step(action_id: UUID) -> ResponseReturnValue:
    line = queries.line(action_id)
    form = Form(ActionStepTyped, request.form)
    return _stepped(line, form) or (_page(line, owner_form=form), 422)


@pages.post("/<uuid:action_id>/decisions")
@allowed(Permission.PREPARE_MEETINGS)
def create_decision(action_id: UUID) -> ResponseReturnValue:
    line = queries.line(action_id)
    form = Form(ActionDecisionTyped, request.form)
    return _stepped(line, form) or (_page(line, convener_form=form), 422)


def _stepped(line: ActionLine, form: Form) -> ResponseReturnValue | None:
    """Take the step that was typed; None where something typed is wrong."""
    if form.errors:
        return None
    try:
        step = service.take_step(line, by_name=current_user.name, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return None
    flash(f"{rules.STEP_LABELS[step.kind]}。", "success")
    return redirect(url_for(".show", action_id=line.id), 303)


@dataclass(frozen=True, slots=True)
class TimelineStep:
    """A step as the page tells it."""

    title: str
    author: str
    at: str
    at_iso: str
    body: str
    icon: str
    tone: str


def _page(
    line: ActionLine, owner_form: Form | None = None, convener_form: Form | None = None
) -> str:
    may_answer = current_user.may(Permission.ANSWER_ACTIONS, g.center_slug)
    may_decide = current_user.may(Permission.PREPARE_MEETINGS, g.center_slug)
    return render_template(
        "actions/show.html",
        line=line,
        steps=_told(queries.steps(line.item)),
        owner_kinds=rules.BY_OWNER.get(line.state, ()) if line.is_ours and may_answer else (),
        convener_kinds=rules.BY_CONVENER.get(line.state, ())
        if line.is_convened and may_decide
        else (),
        owner_form=owner_form or Form(ActionStepTyped),
        convener_form=convener_form or Form(ActionDecisionTyped),
    )


def _told(steps: Sequence[ActionStep]) -> list[TimelineStep]:
    return [
        TimelineStep(
            title=rules.step_title(step.kind, step.due_on),
            author=step.actor_name,
            at=moment(step.at),
            at_iso=step.at.isoformat(),
            body=step.words,
            icon=rules.ICONS[step.kind],
            tone=rules.TONES[step.state],
        )
        for step in steps
    ]


def _blank_form() -> Form:
    return Form(ActionOrdered, shown={"id": uuid4(), "for_all": True})


def _meeting_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None
