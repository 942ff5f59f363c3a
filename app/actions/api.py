from typing import Any
from uuid import UUID

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
    ActionShown,
    ActionsPageAsked,
    ActionsShowing,
    ActionsShowingDone,
    ActionStepShown,
    ActionStepTyped,
)
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.meetings.queries import meeting, own_meeting
from app.paging import Page, moment_key, walk

api = center_api("actions", __name__, "会議の宿題")


@api.get("/")
@api.arguments(ActionsPageAsked, location="query")
@api.response(200, page_of(ActionShown))
@allowed(Permission.READ_MEETINGS)
def index(asked: dict[str, Any]) -> Page[ActionLine]:
    """List what one's own center owns or convened; or all that it may see of one meeting.

    The latest promise comes first.
    """
    wanted, owner, meeting_id = (asked.pop(name) for name in ("shown", "owner", "meeting_id"))
    lines = queries.of_meeting(meeting(meeting_id)) if meeting_id else queries.of_both()
    today = calendar.today()
    shown = [
        line
        for line in lines
        if owner in ("", line.owner_slug) and rules.is_shown(wanted, line.state, line.due_on, today)
    ]
    return walk(
        shown,
        key=lambda line: moment_key(line.item.promised_at, line.id),
        latest_first=True,
        **asked,
    )


@api.post("/")
@api.arguments(ActionOrdered)
@api.response(201, ActionShown)
@allowed(Permission.PREPARE_MEETINGS)
def create(ordered: dict[str, Any]) -> ActionLine:
    """Write down what was promised at a meeting of one's own; the owner is told."""
    subject = own_meeting(ordered["meeting_id"])
    promised = Promise(
        what=ordered["what"],
        owner_id=service.owner_of(ordered["owner"]),
        person=ordered["person"],
        due_on=ordered["due_on"],
        for_all=ordered["for_all"],
    )
    item = service.promise(
        subject,
        promised,
        by_name=current_user.name,
        action_id=ordered["id"],
        item_id=ordered["item_id"],
    )
    return queries.line(item.id)


@api.post("/showing")
@api.arguments(ActionsShowing)
@api.response(201, ActionsShowingDone)
@allowed(Permission.PREPARE_MEETINGS)
def create_showing(wanted: dict[str, Any]) -> dict[str, int]:
    """Let every ward see what was promised at a meeting, but for what is not for all."""
    return {"shown": service.show_to_all(own_meeting(wanted["meeting_id"]))}


@api.get("/<uuid:action_id>")
@api.response(200, ActionShown)
@allowed(Permission.READ_MEETINGS)
def show(action_id: UUID) -> ActionLine:
    """Read one promise."""
    return queries.line(action_id)


@api.get("/<uuid:action_id>/steps")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(ActionStepShown))
@allowed(Permission.READ_MEETINGS)
def index_steps(asked: dict[str, Any], action_id: UUID) -> Page[ActionStep]:
    """List what the two centers did about it, in order; nothing to anybody else."""
    taken = queries.steps(queries.line(action_id).item)
    return walk(taken, key=lambda step: f"{step.position:06}", **asked)


@api.post("/<uuid:action_id>/steps")
@api.arguments(ActionStepTyped)
@api.response(201, ActionStepShown)
@allowed(Permission.ANSWER_ACTIONS)
def create_step(typed: dict[str, Any], action_id: UUID) -> ActionStep:
    """Say as the owner that it was begun or done, or ask for more time."""
    return service.take_step(queries.line(action_id), by_name=current_user.name, **typed)


@api.post("/<uuid:action_id>/decisions")
@api.arguments(ActionDecisionTyped)
@api.response(201, ActionStepShown)
@allowed(Permission.PREPARE_MEETINGS)
def create_decision(typed: dict[str, Any], action_id: UUID) -> ActionStep:
    """Give a new date as the convening center, or let the promise go."""
    return service.take_step(queries.line(action_id), by_name=current_user.name, **typed)
