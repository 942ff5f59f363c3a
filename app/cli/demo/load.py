"""Load the demo: Yokohama's network and fictitious work of three fiscal years.

Each center's share is one transaction, and each step asks first whether it was taken: an
interrupted load goes on where it stopped. The pack of the meeting to come is ordered last.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from flask import current_app

from app import calendar
from app.cli.demo import actions, minutes, months, post
from app.cli.demo.contacts import remember_people
from app.cli.demo.corrections import ask_for_a_correction, publish_figures
from app.cli.demo.desk import Desk, write_down
from app.cli.demo.following import follow_up
from app.cli.demo.handouts import hand_out
from app.cli.demo.invitations import answer_invitations, invite
from app.cli.demo.letters import Letter, correspondence
from app.cli.demo.meetings import convene_meetings
from app.cli.demo.opendata import publish_open_data
from app.cli.demo.populations import enter_populations
from app.cli.demo.reports import report_the_month, report_the_year
from app.cli.demo.settings import decide
from app.cli.demo.staff import SHOWN_WARD, Colleague, found_staff
from app.cli.demo.stories import publish_stories
from app.cli.network import CENTRAL, found_network, network
from app.cli.progress import Advance, silent
from app.cli.statistics import consolidate_waiting
from app.consultations.models import Consultation
from app.meetings.models import Pack
from app.reports.queries import reports
from app.statistics import service as statistics
from tenants import SYSTEM, CenterScope, acting_for, db, own, read_only
from tenants import queries as tenants

STEPS = 4
"""What is said to `advance` besides each center."""
PACKS = 2
"""Of the meeting that was held, and of the one to come."""


def is_loaded() -> bool:
    with read_only(SYSTEM):
        central = [center.id for center in tenants.centers() if center.slug == CENTRAL]
    if not central:
        return False
    with read_only(CenterScope(central[0])):
        packs = sa.select(sa.func.count()).select_from(Pack).where(own(Pack))
        return db.session.scalars(packs).one() >= PACKS


def load(*, scale: float = 1.0, advance: Advance = silent) -> None:
    """Write everything that is not there yet. `scale` is the share of the consultations."""
    if is_loaded():
        return
    now = calendar.now()
    advance("センターと職員を登録しています")
    with acting_for(SYSTEM):
        found_network()
        staff = found_staff()
        listed = [center["slug"] for center in network()]
        centers = {each.slug: each for each in tenants.centers() if each.slug in listed}
    desks = [Desk.of(center) for center in centers.values()]
    letters = correspondence(desks, now.date(), scale=scale)
    scopes = {slug: CenterScope(center.id) for slug, center in centers.items()}
    for desk in desks:
        advance(f"{centers[desk.slug].name}の相談を記録しています")
        with acting_for(scopes[desk.slug], actor_id=staff[desk.slug][0].id):
            _fill(desk, letters, staff[desk.slug], scale)
    advance("推進センターと区のやりとりを記録しています")
    _correspond(letters, scopes, staff)
    with acting_for(scopes[CENTRAL], actor_id=staff[CENTRAL][0].id):
        post.link_records(letters)
    for desk in desks:
        with acting_for(scopes[desk.slug], actor_id=staff[desk.slug][-1].id):
            months.close_past_months(desk, staff[desk.slug][-1], now)
    with acting_for(SYSTEM):
        months.close_city_months(now, by_name=staff[CENTRAL][-1].name)
    publish_stories(scopes, staff)
    advance("集計を確かめています")
    consolidate_waiting()
    with acting_for(SYSTEM):
        enter_populations(now.date(), by_name=staff[CENTRAL][-1].name)
    publish_open_data(scopes[CENTRAL], by_name=staff[CENTRAL][-1].name)
    advance("報告とネットワーク会議を準備しています")
    _report(scopes, staff, now.date())
    actions.move_on(scopes, staff)
    answer_invitations(scopes, staff, silent=(CENTRAL, SHOWN_WARD))
    minutes.answer(scopes, staff)
    hand_out(now.date(), scopes, staff)


def _report(
    scopes: Mapping[str, CenterScope], staff: Mapping[str, Sequence[Colleague]], today: date
) -> None:
    """The ward's month and a correction; the city's year, its figures and its meetings."""
    manager = staff[SHOWN_WARD][-1]
    with acting_for(scopes[SHOWN_WARD], actor_id=manager.id):
        if not reports():
            report_the_month(today, by_name=manager.name)
            ask_for_a_correction(today, manager)
    preparer = staff[CENTRAL][-1]
    with acting_for(scopes[CENTRAL], actor_id=preparer.id):
        if not reports():
            report_the_year(today, by_name=preparer.name)
            publish_figures(today, by_name=preparer.name)
            held, coming = convene_meetings(today, by_name=preparer.name)
            invite(coming, key=str(current_app.secret_key), by_name=preparer.name)
            minutes.write_down(held, by_name=preparer.name)


def _fill(desk: Desk, letters: Sequence[Letter], staff: Sequence[Colleague], scale: float) -> None:
    """Everything a center wrote by itself, unless it is there."""
    if db.session.scalars(sa.select(Consultation.id).limit(1)).first():
        return
    now = calendar.now()
    receptions = desk.receptions(now, scale=scale)
    sent = [letter for letter in letters if letter.ward == desk.slug]
    asked = [each.own_record for each in letters if each.own_record and desk.slug == CENTRAL]
    write_down([*receptions, *(letter.reception for letter in sent), *asked], staff)
    follow_up(receptions, staff, now)
    for letter in sent:
        post.send(letter, staff[0])
    remember_people()
    if desk.slug == SHOWN_WARD:
        decide()
    # The planner has not seen this center yet, takes it for empty and would loop.
    db.session.execute(sa.text("SET LOCAL enable_nestloop = off"))
    for month in desk.months(now):
        statistics.consolidate(month)


def _correspond(
    letters: Sequence[Letter],
    scopes: Mapping[str, CenterScope],
    staff: Mapping[str, Sequence[Colleague]],
) -> None:
    """Let the two sides of every letter take turns until all is said."""
    with read_only(scopes[CENTRAL]):
        taken = post.steps_taken()
    while any(taken.get(letter.id, 0) < len(letter.steps) for letter in letters):
        for slug, scope in scopes.items():
            theirs = [each for each in letters if slug in {CENTRAL, each.ward}]
            with acting_for(scope, actor_id=staff[slug][0].id):
                post.take_turn(theirs, taken, staff[slug])
