from email.utils import parseaddr
from uuid import UUID

import structlog
from celery import shared_task
from flask import current_app

from app import calendar
from app.accounts.queries import address_of
from app.documents import ical
from app.documents.ical import Event
from app.notifications import queries, service
from app.notifications.gateway import (
    CalendarFile,
    Carrier,
    Message,
    NotNowError,
    RefusedError,
    carrier_for,
)
from tenants import SYSTEM, CenterScope, acting_for, read_only
from worker.centers import share_of

log = structlog.get_logger()


@shared_task(name="notifications.tell_waiting")
def tell_waiting() -> None:
    """Decide about what happened, then send what is due; without a carrier nothing is taken."""
    settings = current_app.extensions["settings"]
    with read_only(SYSTEM):
        news = queries.mails.centers_to_tell(calendar.now())
    for center_id in news:
        share_of(center_id, service.decide)
    carrier = carrier_for(settings.smtp_url, settings.mail_from)
    if carrier is not None:
        send_waiting(carrier, public_url=settings.public_url)


def send_waiting(carrier: Carrier, *, public_url: str) -> None:
    with read_only(SYSTEM):
        waiting = queries.mails.centers_to_send(calendar.now())
    for center_id in waiting:
        with read_only(CenterScope(center_id)):
            accounts = queries.mails.accounts_due(calendar.now())
        for account_id in accounts:
            try:
                send(carrier, CenterScope(center_id), account_id, public_url=public_url)
            except Exception as error:  # the others must not wait for it; its lease holds it back
                log.exception("mail failed", center=str(center_id), error=type(error).__name__)


def send(carrier: Carrier, scope: CenterScope, account_id: UUID, *, public_url: str) -> None:
    """Send one person what is due: claimed, sent and settled in transactions of their own."""
    with acting_for(scope):
        envelope = service.claim(account_id, public_url=public_url)
    if envelope is None:
        return
    with read_only(SYSTEM):
        address = address_of(account_id)
    if address is None:
        with acting_for(scope):
            service.note_gone(envelope.key)
        return
    files = [calendar_file(event, address) for event in envelope.events]
    message = Message(address, envelope.words.subject, envelope.words.body, envelope.key, files)
    try:
        carrier.carry(message)
    except NotNowError as error:
        log.warning("mail postponed", message=str(envelope.key))
        with acting_for(scope):
            service.note_not_now(envelope.key, str(error))
    except RefusedError as error:
        log.warning("mail refused", message=str(envelope.key))
        with acting_for(scope):
            service.note_refused(envelope.key, str(error))
    else:
        with acting_for(scope):
            service.note_sent(envelope.key)


def calendar_file(event: Event, address: str) -> CalendarFile:
    """The event for one person's calendar, from the address that this deployment sends from."""
    sender = parseaddr(current_app.extensions["settings"].mail_from or "")[1]
    content = ical.invitation(
        event, organizer=sender or address, attendee=address, stamped_at=calendar.now()
    )
    return CalendarFile(content, ical.CANCEL if event.is_cancelled else ical.REQUEST)
