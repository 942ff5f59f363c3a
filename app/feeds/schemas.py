from marshmallow import Schema, fields

from app.web.fields import Moment


class CalendarFeedShown(Schema):
    """The address of one's own calendar, without its secret."""

    made_at = Moment()


class CalendarFeedMade(CalendarFeedShown):
    """The same, at the only moment at which its secret is known."""

    address = fields.URL(metadata={"description": "to subscribe to; shown once"})
