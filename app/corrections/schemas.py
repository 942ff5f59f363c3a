from marshmallow import Schema, fields, validate

from app.api.lists import PageAsked
from app.codes.queries import code_lists
from app.consultations.schemas import ConsultationRecord, ConsultationRevision, Deletion
from app.corrections import rules
from app.web.forms import TypedSchema


def reason_of_correction() -> fields.String:
    return fields.String(
        required=True,
        validate=validate.Length(max=500, error="500文字以内で入力してください。"),
        metadata={
            "label": "訂正の理由",
            "description": "read by the central center: no names, no contacts",
        },
    )


def looked_at() -> fields.Boolean:
    return fields.Boolean(
        load_default=False,
        metadata={"description": "true: only show what would change, and write nothing down"},
    )


class ReasonTyped(TypedSchema):
    correction_reason = reason_of_correction()


class CorrectionAsked(ReasonTyped):
    """A change that needs nothing said but its reason."""

    preview = looked_at()


class RevisionCorrected(ConsultationRevision):
    correction_reason = reason_of_correction()
    preview = looked_at()

    class Meta:
        exclude = ("next_action_on", "next_action")


class RecordCorrected(ConsultationRecord):
    correction_reason = reason_of_correction()
    preview = looked_at()


class DeletionCorrected(Deletion):
    correction_reason = reason_of_correction()
    preview = looked_at()


class Decision(TypedSchema):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(rules.DECISIONS, error="認めるか、認めないかを選んでください。"),
        metadata={"label": "返事"},
    )
    words = fields.String(
        load_default="",
        validate=validate.Length(max=500, error="500文字以内で入力してください。"),
        metadata={"label": "理由"},
    )


class CorrectionsAsked(PageAsked):
    """Own corrections; at the central center those of all centers."""


class FigureChangeShown(Schema):
    month = fields.Function(lambda change: str(change.month), metadata={"type": "string"})
    measure = fields.String()
    code = fields.String()
    label = fields.Function(lambda change: change.label(code_lists()), metadata={"type": "string"})
    before = fields.Integer()
    after = fields.Integer()


class CorrectionStepShown(Schema):
    kind = fields.String()
    words = fields.String()
    actor_name = fields.String()
    at = fields.AwareDateTime()


class CorrectionLine(Schema):
    """`changes` are figures of the center; what was published stays as it is."""

    id = fields.UUID(allow_none=True, metadata={"description": "null: it was only looked at"})
    kind = fields.String(attribute="correction.kind")
    center = fields.String(attribute="center.slug")
    state = fields.String()
    is_proposal = fields.Boolean(
        attribute="correction.is_proposal",
        metadata={"description": "false: only the center had closed the month; it held at once"},
    )
    reason = fields.String(attribute="correction.reason")
    proposed_by_name = fields.String(attribute="correction.proposed_by_name")
    proposed_at = fields.AwareDateTime(attribute="correction.proposed_at", allow_none=True)
    changes = fields.List(fields.Nested(FigureChangeShown))


class CorrectionShown(CorrectionLine):
    steps = fields.List(fields.Nested(CorrectionStepShown))
