"""Every list of the API has one shape: `items` and `next`; asked for by `after` and `limit`."""

from functools import cache

from marshmallow import Schema, fields, validate

from app.paging import PAGE_SIZE


class PageAsked(Schema):
    after = fields.String(load_default=None, metadata={"description": "`next` of the page before"})
    limit = fields.Integer(load_default=PAGE_SIZE, validate=validate.Range(min=1, max=200))


@cache
def page_of(line: type[Schema]) -> type[Schema]:
    """The shape of a page whose lines are shown as `line`."""
    described = {"description": "`after` of the next page; null on the last"}
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(line), required=True),
            "next": fields.String(required=True, allow_none=True, metadata=described),
        },
        name=f"{line.__name__}Page",
    )
