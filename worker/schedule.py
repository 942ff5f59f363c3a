"""What runs by itself, and when, in city time."""

from typing import Any

from celery.schedules import crontab

EVERY_TWO_SECONDS: dict[str, Any] = {
    "schedule": 2.0,
    # A round that nobody began in time is not made up for: the next one finds the same work.
    "options": {"expires": 2},
}

TIMETABLE: dict[str, dict[str, Any]] = {
    "count the months that changed": {
        "task": "statistics.consolidate_waiting",
        **EVERY_TWO_SECONDS,
    },
    "make the corrections that were accepted": {
        "task": "corrections.apply_accepted",
        **EVERY_TWO_SECONDS,
    },
    "freeze the figures that were published": {
        "task": "snapshots.freeze_waiting",
        **EVERY_TWO_SECONDS,
    },
    "build the packs that were ordered": {
        "task": "meetings.build_waiting",
        **EVERY_TWO_SECONDS,
    },
    "build the papers that were added to a published pack": {
        "task": "handouts.build_late_waiting",
        **EVERY_TWO_SECONDS,
    },
    "count the open data that was ordered": {
        "task": "opendata.count_waiting",
        **EVERY_TWO_SECONDS,
    },
    "build the reports that were ordered": {
        "task": "reports.build_waiting",
        **EVERY_TWO_SECONDS,
    },
    "build the minutes that were ordered": {
        "task": "minutes.build_waiting",
        **EVERY_TWO_SECONDS,
    },
    "tell people by mail what happened": {
        "task": "notifications.tell_waiting",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "ask wards again before the deadline of a call, in the morning and at noon": {
        "task": "calls.remind_due",
        "schedule": crontab(hour="9,12", minute="5"),
    },
    "remind the owners of what was promised at meetings, in the morning and at noon": {
        "task": "actions.remind_due",
        "schedule": crontab(hour="9,12", minute="10"),
    },
    "count what rose in several wards, for the meetings to come": {
        "task": "suggestions.count_rising",
        "schedule": crontab(minute="*/10"),
    },
    "tell whoever is invited of changes, and mail guests": {
        "task": "invitations.tell_waiting",
        "schedule": 10.0,
        "options": {"expires": 10},
    },
    "ask again who has not answered an invitation, and tell of tomorrow's meeting": {
        "task": "invitations.remind_due",
        "schedule": crontab(hour="9,12", minute="15"),
    },
    "ask again who has not confirmed a draft of minutes": {
        "task": "minutes.remind_due",
        "schedule": crontab(hour="9,12", minute="20"),
    },
    "write the lists that were ordered": {
        "task": "transfers.write_waiting",
        **EVERY_TWO_SECONDS,
    },
    "remove the lists that were kept long enough, every hour": {
        "task": "transfers.remove_old",
        "schedule": crontab(minute="20"),
    },
    "look whether the wall leaks, every hour": {
        "task": "canaries.walk",
        "schedule": crontab(minute="40"),
    },
    "forget what was deleted long ago, every night": {
        "task": "consultations.forget_deleted",
        "schedule": crontab(hour="3", minute="20"),
    },
    "forget the changes that were never made, every night": {
        "task": "corrections.forget_held",
        "schedule": crontab(hour="3", minute="40"),
    },
    "forget the addresses of guests after their meeting, every night": {
        "task": "invitations.forget_addresses",
        "schedule": crontab(hour="3", minute="50"),
    },
    "forget what programs were answered yesterday, every hour": {
        "task": "idempotency.forget_old",
        "schedule": crontab(minute="50"),
    },
    "prove all figures by a recount, every night": {
        "task": "statistics.verify",
        "schedule": crontab(hour="2", minute="10"),
    },
}
