from datetime import timedelta
from uuid import UUID, uuid5

import structlog
from celery import shared_task
from flask import current_app

from app import calendar
from app.invitations import queries, rules, service
from app.invitations.documents import event
from app.notifications.gateway import (
    Carrier,
    Message,
    NotNowError,
    RefusedError,
    carrier_for,
)
from app.settings import Settings
from tenants import SYSTEM, CenterScope, acting_for, read_only
from worker.centers import share_of
from worker.tasks.notifications import calendar_file

log = structlog.get_logger()
SENDER = "横浜市 市民活動支援ネットワーク"


@shared_task(name="invitations.tell_waiting")
def tell_waiting() -> None:
    """Tell of meetings that were moved or cancelled, then send guests what is due."""
    with read_only(SYSTEM):
        changed = queries.changes_to_tell()
    for center_id, meeting_id in changed:
        share_of(center_id, service.tell_changes, meeting_id)
    settings = current_app.extensions["settings"]
    carrier = carrier_for(settings.smtp_url, settings.mail_from)
    if carrier is not None:
        send_waiting(carrier, settings)


@shared_task(name="invitations.remind_due")
def remind_due() -> None:
    """Ask again who has not answered, and tell of tomorrow's meetings; each once."""
    today = calendar.today()
    with read_only(SYSTEM):
        due = queries.due_reminders(today)
        eves = queries.due_eves(today + timedelta(days=1))
    for center_id, meeting_id in due:
        share_of(center_id, service.remind_by_itself, meeting_id)
    for center_id, meeting_id in eves:
        share_of(center_id, service.tell_eve, meeting_id)


@shared_task(name="invitations.forget_addresses")
def forget_addresses() -> None:
    """Forget the addresses of guests some time after their meeting."""
    before = calendar.today() - rules.ADDRESS_KEPT_FOR
    with read_only(SYSTEM):
        centers = queries.centers_to_forget(before)
    for center_id in centers:
        share_of(center_id, service.forget_addresses, before)


def send_waiting(carrier: Carrier, settings: Settings) -> None:
    with read_only(SYSTEM):
        waiting = queries.mails_to_send(calendar.now())
    for center_id, mail_id in waiting:
        try:
            send(carrier, CenterScope(center_id), mail_id, settings)
        except Exception as error:  # the others must not wait for it; its lease holds it back
            log.exception("mail failed", center=str(center_id), error=type(error).__name__)


def send(carrier: Carrier, scope: CenterScope, mail_id: UUID, settings: Settings) -> None:
    """Send one guest one mail: claimed, sent and settled in transactions of their own."""
    with acting_for(scope):
        envelope = service.claim_mail(
            mail_id,
            public_url=settings.public_url,
            key=str(current_app.secret_key),
            sender=SENDER,
        )
        if envelope is None:
            return
        files = []
        if envelope.kind in rules.IN_CALENDARS:
            is_withdrawn = envelope.kind == rules.WITHDRAWN
            entry = event(
                envelope.meeting,
                public_url=settings.public_url,
                link="" if is_withdrawn else envelope.link,
                words="" if is_withdrawn else f"出欠の回答: {envelope.link}",
                is_withdrawn=is_withdrawn,
            )
            files = [calendar_file(entry, envelope.address)]
    message = Message(
        envelope.address,
        envelope.words.subject,
        envelope.words.body,
        uuid5(mail_id, "guest"),
        files,
    )
    try:
        carrier.carry(message)
    except NotNowError as error:
        log.warning("mail postponed", message=str(mail_id))
        with acting_for(scope):
            service.note_mail_not_now(mail_id, str(error))
    except RefusedError as error:
        log.warning("mail refused", message=str(mail_id))
        with acting_for(scope):
            service.note_mail_refused(mail_id, str(error))
    else:
        with acting_for(scope):
            service.note_mail_sent(mail_id)
