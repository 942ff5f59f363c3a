"""Calendar files as RFC 5545 and RFC 5546 write them: one writer for invitations and feeds.

Times carry the city's zone with its VTIMEZONE, which Outlook asks for; the folding of long
Japanese lines and the escaping of commas are the library's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as CalendarEvent

PRODUCT = "-//kyodo//meetings//JA"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
MEDIA_TYPE = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a calendar. `begins` and `ends` are moments, or days, the last not included."""

    uid: str
    sequence: int
    title: str
    begins: datetime | date
    ends: datetime | date
    changed_at: datetime
    place: str = ""
    words: str = ""
    link: str = ""
    is_cancelled: bool = False


def invitation(event: Event, *, organizer: str, attendee: str, stamped_at: datetime) -> bytes:
    """An invitation to one person that a mail program puts into the calendar, or takes out."""
    calendar = _calendar(CANCEL if event.is_cancelled else REQUEST)
    entry = _entry(event, stamped_at)
    entry.add("organizer", vCalAddress(f"MAILTO:{organizer}"))
    invited = vCalAddress(f"MAILTO:{attendee}")
    # Whoever is invited answers on a page: a calendar that asks as well asks twice.
    invited.params["RSVP"] = vText("FALSE")
    invited.params["PARTSTAT"] = vText("NEEDS-ACTION")
    entry.add("attendee", invited)
    calendar.add_component(entry)
    return _written(calendar)


def feed(events: Iterable[Event], *, name: str, stamped_at: datetime) -> bytes:
    """A calendar to subscribe to."""
    calendar = _calendar(PUBLISH)
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", timedelta(hours=4), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", timedelta(hours=4), {"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_entry(event, stamped_at))
    return _written(calendar)


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _entry(event: Event, stamped_at: datetime) -> CalendarEvent:
    entry = CalendarEvent()
    entry.add("uid", event.uid)
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", stamped_at.astimezone(UTC))
    entry.add("last-modified", event.changed_at.astimezone(UTC))
    entry.add("dtstart", event.begins)
    entry.add("dtend", event.ends)
    entry.add("summary", event.title)
    entry.add("status", "CANCELLED" if event.is_cancelled else "CONFIRMED")
    # A deadline fills no hour of the day.
    entry.add("transp", "OPAQUE" if isinstance(event.begins, datetime) else "TRANSPARENT")
    for name, value in (("location", event.place), ("description", event.words)):
        if value:
            entry.add(name, value)
    if event.link:
        entry.add("url", event.link)
    return entry


def _written(calendar: Calendar) -> bytes:
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())
