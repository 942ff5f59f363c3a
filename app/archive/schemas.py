from marshmallow import Schema, fields, validate

from app.api.lists import PageAsked
from app.web.fields import Day


class ArchiveAsked(PageAsked):
    words = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="200文字以内で入力してください。"),
        metadata={"label": "ことば"},
    )
    year = fields.Integer(
        load_default=None,
        validate=validate.Range(1990, 2199, error="年度を確かめてください。"),
        metadata={"label": "年度", "description": "the year in which it begins"},
    )


class ArchiveText(Schema):
    place = fields.String(metadata={"description": "where in the meeting's papers it stands"})
    words = fields.String()


class ArchivedMeeting(Schema):
    """A meeting that was held, and where in its papers the words stand."""

    id = fields.UUID()
    title = fields.String(attribute="meeting.title")
    held_on = Day(attribute="meeting.held_on")
    fiscal_year = fields.Integer(attribute="fiscal_year.year")
    hits = fields.List(fields.Nested(ArchiveText))
