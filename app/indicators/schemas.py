from marshmallow import Schema, fields


class CrossingShown(Schema):
    """A code on both sides means something else on each: its series breaks there."""

    list_name = fields.String()
    fiscal_year = fields.Integer(metadata={"description": "the first of the list as it is since"})
    before = fields.List(fields.String())
    after = fields.List(fields.String())
    broken = fields.List(fields.String())
    words = fields.String()


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
