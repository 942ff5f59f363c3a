from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from app.populations import rules
from app.web.forms import TypedSchema


class PeopleField(fields.Field[int]):
    """A number of people: 358,530 or a plain integer."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> int:
        try:
            return rules.parse_people(str(value))
        except rules.UnreadableError as error:
            raise ValidationError(str(error)) from None


class PopulationsTyped(TypedSchema):
    """What is known of one fiscal year; a ward that is left out has no figure."""

    source = fields.String(
        required=True,
        validate=validate.Length(
            max=rules.LONGEST_SOURCE, error=f"{rules.LONGEST_SOURCE}文字以内で入力してください。"
        ),
        metadata={"label": "出典"},
    )
    people = fields.Dict(
        keys=fields.String(),
        values=PeopleField(metadata={"type": "integer"}),
        load_default=dict,
        metadata={"label": "人口", "description": "ward code → people"},
    )


class PopulationShown(Schema):
    """A ward's population in a fiscal year, with its source."""

    ward_code = fields.String()
    ward_name = fields.String()
    fiscal_year = fields.Integer()
    population = fields.Integer()
    source = fields.String()


class PopulationsShown(Schema):
    """All that is known of one fiscal year."""

    fiscal_year = fields.Integer()
    source = fields.String(metadata={"description": "of the first ward; empty: nothing entered"})
    people = fields.Dict(keys=fields.String(), values=fields.Integer())
