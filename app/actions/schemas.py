from typing import Any

from marshmallow import Schema, fields, validate

from app.actions import rules
from app.api.lists import PageAsked
from app.web.fields import ComingDay, Day, Moment
from app.web.forms import TypedSchema

LONGEST = 300
LONGEST_WORDS = 1000


def at_most(letters: int) -> validate.Length:
    return validate.Length(max=letters, error=f"{letters:,}文字以内で入力してください。")


class ActionOrdered(TypedSchema):
    """What was promised at a meeting, by form or by API."""

    id = fields.UUID(
        load_default=None,
        metadata={"description": "made by the sender: what is sent twice is promised once"},
    )
    meeting_id = fields.UUID(required=True, metadata={"label": "会議"})
    item_id = fields.UUID(load_default=None, allow_none=True, metadata={"label": "議題"})
    what = fields.String(required=True, validate=at_most(LONGEST), metadata={"label": "すること"})
    owner = fields.String(
        required=True, metadata={"label": "だれが", "description": "slug of the center"}
    )
    person = fields.String(
        load_default="", validate=at_most(100), metadata={"label": "担当の人・係"}
    )
    due_on = ComingDay(required=True, metadata={"label": "いつまで"})
    for_all = fields.Boolean(
        load_default=True,
        metadata={
            "label": "すべての区に見せる",
            "description": "with the meeting's minutes; else the owner alone",
        },
    )


class ActionTyped(ActionOrdered):
    """The same from a form, where a box that is not ticked is not sent."""

    for_all = fields.Boolean(load_default=False, metadata={"label": "すべての区に見せる"})


class ActionShown(Schema):
    """A promise, and to the two it is between how it stands."""

    id = fields.UUID()
    meeting_id = fields.UUID(attribute="item.meeting_id")
    meeting_title = fields.String()
    item_id = fields.UUID(attribute="item.item_id", allow_none=True)
    item_title = fields.String(attribute="item.item_title")
    what = fields.String(attribute="item.what")
    owner = fields.String(attribute="owner_slug")
    owner_name = fields.String()
    person = fields.String(attribute="item.person")
    due_on = Day()
    state = fields.Function(
        lambda line: line.state if line.is_told else None,
        metadata={
            "type": ["string", "null"],
            "enum": [*rules.STATE_LABELS, None],
            "description": "null at a center that it is not between",
        },
    )
    for_all = fields.Boolean(attribute="item.for_all")
    shown_at = Moment(attribute="item.shown_at", allow_none=True)
    promised_at = Moment(attribute="item.promised_at")


class ActionStepShown(Schema):
    id = fields.UUID()
    kind = fields.String()
    state = fields.String()
    words = fields.String()
    due_on = Day(allow_none=True)
    actor_name = fields.String()
    at = Moment()


class ActionsAsked(TypedSchema):
    """Which promises a list shows."""

    shown = fields.String(
        load_default="open",
        validate=validate.OneOf(rules.SHOWN, error="選択肢の中から選んでください。"),
        metadata={"label": "表示"},
    )
    owner = fields.String(
        load_default="", metadata={"label": "だれが", "description": "slug of the center"}
    )


class ActionsPageAsked(ActionsAsked, PageAsked):
    meeting_id = fields.UUID(load_default=None, metadata={"description": "of that meeting alone"})


class _StepTyped(TypedSchema):
    words = fields.String(
        load_default="", validate=at_most(LONGEST_WORDS), metadata={"label": "ことば"}
    )
    due_on = ComingDay(load_default=None, allow_none=True, metadata={"label": "期限"})


def _one_of(kinds: tuple[str, ...]) -> Any:
    return validate.OneOf(kinds, error="選択肢の中から選んでください。")


class ActionStepTyped(_StepTyped):
    """What the owner did, or asks for."""

    kind = fields.String(
        required=True, validate=_one_of(rules.OWNER_KINDS), metadata={"label": "状況"}
    )


class ActionDecisionTyped(_StepTyped):
    """What the convening center decides."""

    kind = fields.String(
        required=True, validate=_one_of(rules.CONVENER_KINDS), metadata={"label": "することを選ぶ"}
    )


class ActionsShowing(TypedSchema):
    meeting_id = fields.UUID(required=True, metadata={"label": "会議"})


class ActionsShowingDone(Schema):
    shown = fields.Integer(metadata={"description": "how many promises were shown now"})
