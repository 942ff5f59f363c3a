"""The rooms of the house. A new feature adds its line here."""

from flask import Blueprint, Flask
from flask_smorest import Api

from app.accounts.api import api as accounts_api
from app.accounts.pages import pages as accounts_pages
from app.audit import models as _audit
from app.files import models as _files
from app.meetings import models as _meetings
from app.referrals import models as _referrals
from app.statistics import models as _statistics
from app.transfers import models as _transfers
from app.codes import models as _codes
from app.consultations import models as _c

PAGES: tuple[Blueprint, ...] = (accounts_pages,)

APIS = (accounts_api,)


def open_rooms(app: Flask) -> None:
    for pages in PAGES:
        app.register_blueprint(pages)
    api = Api(app)
    for resource in APIS:
        api.register_blueprint(resource)
