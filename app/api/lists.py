"""Every list of the API has one shape: `items` and `next`; asked for by `after` and `limit`."""

from collections.abc import Sequence
from functools import cache
from typing import TypeVar

from marshmallow import Schema, fields, validate

from app.paging import PAGE_SIZE, Page
from app.web.forms import TypedSchema

MOST = 200


def lines_wanted() -> fields.Integer:
    """How many lines a page holds."""
    return fields.Integer(
        load_default=PAGE_SIZE,
        validate=validate.Range(min=1, max=MOST, error=f"1から{MOST}までにしてください。"),
    )


class PageAsked(TypedSchema):
    after = fields.String(load_default=None, metadata={"description": "`next` of the page before"})
    limit = lines_wanted()


L = TypeVar("L")


def whole(lines: Sequence[L]) -> Page[L]:
    """A list that is answered at once: its first page is its last."""
    return Page(lines, None)


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
