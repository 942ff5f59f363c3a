from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped

from tenants import CenterOwned, Model, natural_key, reference


class AgendaDismissal(CenterOwned, Model):
    """A suggestion that the preparers let pass for one meeting: it is not made again."""

    __tablename__ = "agenda_dismissals"
    __table_args__ = (
        natural_key("meeting_id", "suggestion"),
        reference("meeting_id", "meetings", ondelete="CASCADE"),
    )
    append_only = True

    meeting_id: Mapped[UUID]
    suggestion: Mapped[str]
    """Its key: see `app.suggestions.rules`."""
    by_name: Mapped[str]
    at: Mapped[datetime]


class RisingTopic(CenterOwned, Model):
    """A topic that rose in several wards, as it was counted across the city for one meeting.

    Figures alone. The convening center's scope reads no city figures, so the worker reads them
    in the city's and writes them here.
    """

    __tablename__ = "rising_topics"
    __table_args__ = (
        natural_key("meeting_id", "topic"),
        reference("meeting_id", "meetings", ondelete="CASCADE"),
    )

    meeting_id: Mapped[UUID]
    topic: Mapped[str]
    wards: Mapped[int]
    """In how many of them it rose."""
    value: Mapped[int]
    """Of those wards together, in the meeting's period."""
    before: Mapped[int]
    """The same in the year before."""
    counted_at: Mapped[datetime]
