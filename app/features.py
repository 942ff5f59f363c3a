"""The rooms of the house. A new feature adds its line here."""

from flask import Blueprint, Flask

from app.accounts.api import api as accounts_api
from app.accounts.pages import pages as accounts_pages
from app.api.edge import SPECIFICATION, ProblemApi
from app.api.pages import pages as api_pages
from app.audit.pages import pages as audit_pages
from app.consultations.api import api as consultations_api
from app.consultations.pages import pages as consultations_pages
from app.home.pages import pages as home_pages
from app.referrals.api import api as referrals_api
from app.referrals.pages import pages as referrals_pages
from app.web.health import pages as health_pages

from app.meetings import models as _meetings
from app.statistics import models as _statistics
from app.transfers import models as _transfers

PAGES: tuple[Blueprint, ...] = (
    health_pages,
    api_pages,
    accounts_pages,
    home_pages,
    consultations_pages,
    referrals_pages,
    audit_pages,
)

APIS = (accounts_api, consultations_api, referrals_api)


def open_rooms(app: Flask) -> None:
    for pages in PAGES:
        app.register_blueprint(pages)
    api = ProblemApi(app, spec_kwargs=SPECIFICATION)
    for resource in APIS:
        api.register_blueprint(resource)
