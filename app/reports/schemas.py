from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from app.api.lists import PageAsked
from app.web.fields import WholeMonth
from app.web.forms import TypedSchema

LONGEST_MONTH = 31 * 24 * 60
"""Minutes."""
MINUTES = validate.Range(
    0, LONGEST_MONTH, error=f"0から{LONGEST_MONTH:,}までの分で入力してください。"
)
YEAR = validate.Range(2000, 2100, error="2000から2100までの年度を選んでください。")


class SpaceMonthRecord(TypedSchema):
    """How long スペースA・B could be used in a month, and were; in minutes."""

    month = WholeMonth(required=True, metadata={"label": "月", "type": "string"})
    available_minutes = fields.Integer(
        required=True, validate=MINUTES, metadata={"label": "利用できた時間(分)"}
    )
    joint_minutes = fields.Integer(
        required=True, validate=MINUTES, metadata={"label": "アトリウム一体で使われた時間(分)"}
    )
    standalone_minutes = fields.Integer(
        required=True, validate=MINUTES, metadata={"label": "単独で使われた時間(分)"}
    )

    @validates_schema
    def check_used(self, record: dict[str, Any], **_: Any) -> None:
        if record["joint_minutes"] + record["standalone_minutes"] > record["available_minutes"]:
            raise ValidationError(
                "使われた時間の合計は、利用できた時間までにしてください。", "available_minutes"
            )


class SpaceYearAsked(TypedSchema):
    year = fields.Integer(load_default=None, validate=YEAR, metadata={"label": "年度"})


class SpaceMonthsAsked(PageAsked):
    year = fields.Integer(load_default=None, validate=YEAR, metadata={"label": "年度"})
