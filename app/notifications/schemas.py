from marshmallow import Schema, fields

from app.notifications import rules
from app.web.fields import Moment
from app.web.forms import TypedSchema


class NoticesAsked(TypedSchema):
    everybody = fields.Boolean(
        load_default=False, metadata={"description": "the whole center's, not only one's own"}
    )
    after = fields.String(load_default=None, allow_none=True)


class NoticeTold(Schema):
    id = fields.UUID()
    source = fields.String(metadata={"description": "letter, step or consent"})
    kind = fields.String()
    headline = fields.Function(
        lambda notice: rules.headline(notice.source, notice.kind), metadata={"type": "string"}
    )
    referral_id = fields.UUID()
    reference = fields.String()
    at = Moment()
    actor_name = fields.String()
    from_name = fields.String()
    summary = fields.String()
    is_unread = fields.Boolean()
    why = fields.Function(lambda notice: rules.WHY[notice.reason], metadata={"type": "string"})


class NoticePage(Schema):
    items = fields.List(fields.Nested(NoticeTold))
    next = fields.String(allow_none=True)


class ReadingDone(Schema):
    read = fields.Integer(metadata={"description": "how many of them were new"})
