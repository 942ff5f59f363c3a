"""Who is asked to the meeting to come, and who has answered so far."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from app import calendar
from app.cli.demo.staff import Colleague
from app.invitations import queries, service
from app.invitations.rules import GuestFacts, InvitationFacts, ReplyFacts
from app.meetings.models import Meeting
from tenants import CenterScope, acting_for

ANSWERED_BEFORE = timedelta(days=5)
WORDS = "今回は、年度の後半の相談の傾向と、団体登録の更新について話し合います。ぜひご参加ください。"
GUESTS = (
    (
        GuestFacts(
            kind="city",
            name="見本 正子",
            belongs_to="市民局 市民協働推進課",
            email="masako@city.example",
        ),
        ReplyFacts(attendance="attends", names="", substitute="", remarks=""),
    ),
    (
        GuestFacts(kind="guest", name="見本 学", belongs_to="見本大学 地域連携室", email=""),
        None,
    ),
)
STAY_AWAY, OBSERVE, SUBSTITUTE, NOT_YET = 5, 7, 6, 4
"""Every so many wards one does."""


def invite(coming: Meeting, *, key: str, by_name: str) -> None:
    """Ask every ward and two guests, in the central center's scope."""
    facts = InvitationFacts(
        words=WORDS,
        reply_by=coming.held_on - ANSWERED_BEFORE,
        ward_ids=[ward.id for ward in queries.everybody()],
    )
    service.keep(coming, facts, version=0)
    for guest_facts, answer in GUESTS:
        guest = service.add_guest(coming, guest_facts, key=key)
        if answer:
            service.note_answer(guest, answer, by_name=by_name)
    service.send(coming, by_name=by_name)


def answer_invitations(
    scopes: Mapping[str, CenterScope],
    staff: Mapping[str, Sequence[Colleague]],
    *,
    silent: Sequence[str],
) -> None:
    """Most wards have answered; the `silent` ones still find it on their desks."""
    for number, (slug, scope) in enumerate(scopes.items(), start=1):
        if slug in silent or number % NOT_YET == 0:
            continue
        colleague = staff[slug][-1]
        with acting_for(scope, actor_id=colleague.id):
            for each in queries.waiting_here(calendar.now()):
                facts = _answer(number, colleague.name)
                service.reply(each.meeting, facts, version=0, by_name=colleague.name)


def _answer(number: int, name: str) -> ReplyFacts:
    if number % STAY_AWAY == 0:
        return ReplyFacts(
            attendance="absent", names="", substitute="", remarks="館の行事と重なるためです。"
        )
    if number % OBSERVE == 0:
        return ReplyFacts(attendance="observes", names=name, substitute="", remarks="")
    substitute = "所長の代わりに参加します" if number % SUBSTITUTE == 0 else ""
    return ReplyFacts(attendance="attends", names=name, substitute=substitute, remarks="")
