from marshmallow import Schema, fields, validate

from app.api.lists import PageAsked
from app.notifications import rules
from app.web.fields import Moment
from app.web.forms import TypedSchema


class NoticesAsked(PageAsked, TypedSchema):
    everybody = fields.Boolean(
        load_default=False, metadata={"description": "the whole center's, not only one's own"}
    )


class NoticeTold(Schema):
    id = fields.UUID()
    source = fields.String(metadata={"description": rules.SOURCES})
    kind = fields.String()
    headline = fields.Function(
        lambda notice: rules.headline(notice.source, notice.kind), metadata={"type": "string"}
    )
    referral_id = fields.UUID(
        allow_none=True, metadata={"description": "null where it is about no letter"}
    )
    subject_id = fields.UUID(
        allow_none=True, metadata={"description": "what it is about where that is no letter"}
    )
    month = fields.Date(
        allow_none=True, metadata={"description": "first day of the month it is about"}
    )
    reference = fields.String()
    at = Moment()
    actor_name = fields.String()
    from_name = fields.String()
    summary = fields.String(allow_none=True)
    is_unread = fields.Boolean()
    why = fields.Function(lambda notice: rules.WHY[notice.reason], metadata={"type": "string"})


class NoticePage(Schema):
    items = fields.List(fields.Nested(NoticeTold))
    next = fields.String(allow_none=True)


class ReadingDone(Schema):
    read = fields.Integer(metadata={"description": "how many of them were new"})


class WishesTyped(TypedSchema):
    """How one wishes to be told of each kind of thing by mail."""

    referral = fields.String(
        required=True,
        validate=validate.OneOf(rules.WISH_LABELS, error="選択肢の中から選んでください。"),
        metadata={"label": rules.ABOUT_LABELS[rules.About.REFERRAL]},
    )
    story = fields.String(
        required=True,
        validate=validate.OneOf(rules.WISH_LABELS, error="選択肢の中から選んでください。"),
        metadata={"label": rules.ABOUT_LABELS[rules.About.STORY]},
    )
    figures = fields.String(
        required=True,
        validate=validate.OneOf(rules.WISH_LABELS, error="選択肢の中から選んでください。"),
        metadata={"label": rules.ABOUT_LABELS[rules.About.FIGURES]},
    )
    meeting = fields.String(
        required=True,
        validate=validate.OneOf(rules.WISH_LABELS, error="選択肢の中から選んでください。"),
        metadata={"label": rules.ABOUT_LABELS[rules.About.MEETING]},
    )


class MailsAsked(NoticesAsked):
    """One's own, or with `everybody` those of the whole center, for its manager."""


class MailTold(Schema):
    id = fields.UUID(attribute="mail.id")
    name = fields.String()
    headline = fields.Function(
        lambda kept: rules.headline(kept.mail.source, kept.mail.kind), metadata={"type": "string"}
    )
    happened_at = Moment(attribute="mail.happened_at")
    wish = fields.String(attribute="mail.wish")
    due_at = Moment(attribute="mail.due_at")
    attempts = fields.Integer(attribute="mail.attempts")
    sent_at = Moment(attribute="mail.sent_at", allow_none=True)
    state = fields.String(attribute="standing.label")
    why = fields.String(attribute="standing.why")


class MailPage(Schema):
    items = fields.List(fields.Nested(MailTold))
    next = fields.String(allow_none=True)
