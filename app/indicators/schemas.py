from marshmallow import Schema, fields


class CardShown(Schema):
    """What a figure means, how it is made and who answers for it."""

    code = fields.String()
    title = fields.String()
    definition = fields.String()
    formula = fields.String()
    denominator = fields.String()
    rounding = fields.String()
    owner = fields.String()
    measures = fields.List(
        fields.String(), metadata={"description": "measure or measure/code of the figures"}
    )
    changes = fields.List(fields.String())
