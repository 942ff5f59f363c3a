from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tenants import CenterOwned, Model, natural_key


class OpeningHour(CenterOwned, Model):
    """One line of a week that a center chose: every center may know when another is open.

    The lines with the same `first_day` are one week. A weekday without a line is closed. A
    center without any line keeps the hours of the city's list (`Center`).
    """

    __tablename__ = "opening_hours"
    __table_args__ = (
        natural_key("first_day", "weekday"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 7", name="weekday"),
        sa.CheckConstraint("closes > opens", name="closes_after_it_opens"),
    )
    readable_by_all_when = "published_at"

    first_day: Mapped[date]
    weekday: Mapped[int]
    """0 is Monday, 7 any public holiday."""
    opens: Mapped[time]
    closes: Mapped[time]
    published_at: Mapped[datetime | None]


class ClosedDays(CenterOwned, Model):
    """Days on which a center closes, with the reason; see `rules.Closed`."""

    __tablename__ = "closed_days"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('once', 'yearly', 'monthly')", name="kind"),
        sa.CheckConstraint("last_day >= first_day", name="ends_after_it_begins"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("nth BETWEEN 1 AND 5", name="nth"),
        sa.CheckConstraint(
            "CASE kind WHEN 'once' THEN last_day IS NOT NULL"
            " WHEN 'yearly' THEN yearly_from IS NOT NULL AND yearly_until IS NOT NULL"
            " ELSE nth IS NOT NULL AND weekday IS NOT NULL END",
            name="says_when",
        ),
    )
    readable_by_all_when = "published_at"

    kind: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    yearly_from: Mapped[int | None]
    yearly_until: Mapped[int | None]
    nth: Mapped[int | None]
    weekday: Mapped[int | None]
    reason: Mapped[str]
    published_at: Mapped[datetime | None]


class OwnTopic(CenterOwned, Model):
    """A finer topic of one center's, below exactly one topic of the city.

    The city counts its own topics only: what is below them changes no figure.
    """

    __tablename__ = "own_topics"
    __table_args__ = (
        natural_key("topic", "label"),
        natural_key("id", "topic"),
        sa.CheckConstraint("last_fiscal_year >= first_fiscal_year", name="ends_after_it_begins"),
    )

    topic: Mapped[str] = mapped_column(sa.ForeignKey("topics.code"))
    label: Mapped[str]
    first_fiscal_year: Mapped[int]
    last_fiscal_year: Mapped[int | None]
    """None: still in use."""


class FormDefaults(CenterOwned, Model):
    """What stands in a center's empty form; at most one row."""

    __tablename__ = "form_defaults"
    __table_args__ = (natural_key(),)

    channel: Mapped[str | None] = mapped_column(sa.ForeignKey("channels.code"))
    client_type: Mapped[str | None] = mapped_column(sa.ForeignKey("client_types.code"))
    kind: Mapped[str | None] = mapped_column(sa.ForeignKey("kinds.code"))
    by_use: Mapped[bool] = mapped_column(server_default=sa.true())
    """Whether what is chosen most comes first; else the city's order holds."""
