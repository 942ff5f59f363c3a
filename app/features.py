"""The rooms of the house. A new feature adds its line here."""

from flask import Blueprint, Flask

from app.accounts.api import api as accounts_api
from app.accounts.pages import pages as accounts_pages
from app.actions.api import api as actions_api
from app.actions.pages import pages as actions_pages
from app.api.edge import SPECIFICATION, ProblemApi
from app.api.pages import pages as api_pages
from app.archive.api import api as archive_api
from app.archive.pages import pages as archive_pages
from app.audit.pages import pages as audit_pages
from app.calls.api import api as calls_api
from app.calls.pages import pages as calls_pages
from app.centers.api import api as centers_api
from app.centers.pages import pages as centers_pages
from app.closings.api import api as closings_api
from app.closings.api import city as city_closings_api
from app.closings.pages import city as city_closings_pages
from app.closings.pages import pages as closings_pages
from app.consultations.api import api as consultations_api
from app.consultations.pages import pages as consultations_pages
from app.contacts.api import api as contacts_api
from app.contacts.pages import pages as contacts_pages
from app.corrections.api import api as corrections_api
from app.corrections.pages import pages as corrections_pages
from app.drafts.api import api as drafts_api
from app.drafts.pages import pages as drafts_pages
from app.feeds.api import api as feeds_api
from app.feeds.pages import calendars as calendar_pages
from app.feeds.pages import pages as feeds_pages
from app.handouts.api import api as handouts_api
from app.handouts.pages import pages as handouts_pages
from app.home.pages import pages as home_pages
from app.indicators.api import api as indicators_api
from app.indicators.pages import pages as indicators_pages
from app.invitations.api import api as invitations_api
from app.invitations.pages import guest_pages
from app.invitations.pages import pages as invitations_pages
from app.knowledge.api import api as knowledge_api
from app.knowledge.pages import pages as knowledge_pages
from app.meetings.api import api as meetings_api
from app.meetings.pages import pages as meetings_pages
from app.minutes.api import api as minutes_api
from app.minutes.pages import pages as minutes_pages
from app.notifications.api import api as notifications_api
from app.notifications.pages import pages as notifications_pages
from app.opendata.api import api as opendata_api
from app.opendata.api import shared_api as public_opendata_api
from app.opendata.pages import pages as opendata_pages
from app.opendata.pages import shared_pages as public_opendata_pages
from app.pivots.api import api as pivots_api
from app.pivots.api import city as city_pivots_api
from app.pivots.pages import city as city_pivots_pages
from app.pivots.pages import pages as pivots_pages
from app.populations.api import api as populations_api
from app.populations.pages import pages as populations_pages
from app.referrals.api import api as referrals_api
from app.referrals.pages import pages as referrals_pages
from app.reports.api import api as reports_api
from app.reports.pages import pages as reports_pages
from app.retention.api import api as retention_api
from app.retention.pages import pages as retention_pages
from app.snapshots.api import api as snapshots_api
from app.snapshots.api import city as city_snapshots_api
from app.snapshots.pages import city as city_snapshots_pages
from app.snapshots.pages import pages as snapshots_pages
from app.staff.api import api as staff_api
from app.staff.pages import pages as staff_pages
from app.staff.pages import welcome as welcome_pages
from app.statistics.api import api as statistics_api
from app.statistics.api import city as city_statistics_api
from app.statistics.pages import city as city_statistics_pages
from app.statistics.pages import pages as statistics_pages
from app.suggestions.api import api as suggestions_api
from app.suggestions.pages import pages as suggestions_pages
from app.tokens.api import api as tokens_api
from app.tokens.pages import pages as tokens_pages
from app.transfers.api import api as transfers_api
from app.transfers.api import exports_api
from app.transfers.pages import exports_pages
from app.transfers.pages import pages as transfers_pages
from app.web.health import pages as health_pages

PAGES: tuple[Blueprint, ...] = (
    health_pages,
    api_pages,
    accounts_pages,
    home_pages,
    consultations_pages,
    contacts_pages,
    drafts_pages,
    referrals_pages,
    statistics_pages,
    city_statistics_pages,
    pivots_pages,
    city_pivots_pages,
    closings_pages,
    city_closings_pages,
    corrections_pages,
    snapshots_pages,
    city_snapshots_pages,
    indicators_pages,
    populations_pages,
    meetings_pages,
    handouts_pages,
    opendata_pages,
    public_opendata_pages,
    reports_pages,
    calls_pages,
    actions_pages,
    suggestions_pages,
    archive_pages,
    invitations_pages,
    guest_pages,
    feeds_pages,
    calendar_pages,
    minutes_pages,
    knowledge_pages,
    notifications_pages,
    transfers_pages,
    exports_pages,
    audit_pages,
    tokens_pages,
    centers_pages,
    staff_pages,
    retention_pages,
    welcome_pages,
)

APIS = (
    accounts_api,
    centers_api,
    consultations_api,
    contacts_api,
    drafts_api,
    referrals_api,
    statistics_api,
    city_statistics_api,
    pivots_api,
    city_pivots_api,
    closings_api,
    city_closings_api,
    corrections_api,
    snapshots_api,
    city_snapshots_api,
    indicators_api,
    populations_api,
    meetings_api,
    handouts_api,
    opendata_api,
    public_opendata_api,
    reports_api,
    calls_api,
    actions_api,
    suggestions_api,
    archive_api,
    invitations_api,
    feeds_api,
    minutes_api,
    knowledge_api,
    notifications_api,
    transfers_api,
    tokens_api,
    staff_api,
    retention_api,
    exports_api,
)


def open_rooms(app: Flask) -> None:
    for pages in PAGES:
        app.register_blueprint(pages)
    api = ProblemApi(app, spec_kwargs=SPECIFICATION)
    for resource in APIS:
        api.register_blueprint(resource)
