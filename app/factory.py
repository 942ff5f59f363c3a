"""Build the application: wire the rooms, decide nothing."""

from flask import Flask

from app.accounts.sign_in import login_manager
from app.features import open_rooms
from app.refusals import translate_refusals
from app.settings import Settings
from app.web.door import KyodoFlask, carry_center_in_urls, csrf
from app.web.errors import answer_errors, ask_to_sign_in
from app.web.headers import send_headers
from app.web.limits import limiter
from app.web.logs import log_requests, write_logs
from app.web.navigation import give_navigation
from app.web.words import teach_words
from tenants import Model
from tenants.door import open_door

every_table = Model.metadata
"""Complete here and only here: importing the factory has imported every room."""


def create_app(settings: Settings) -> Flask:
    app = KyodoFlask("app", template_folder="web/templates", static_folder="web/static")
    app.config.from_mapping(settings.for_flask())
    app.extensions["settings"] = settings
    write_logs()
    open_door(app, settings.wall_key)
    translate_refusals(app)
    csrf.init_app(app)
    login_manager.init_app(app)
    login_manager.unauthorized_handler(ask_to_sign_in)
    carry_center_in_urls(app)
    log_requests(app)
    limiter.init_app(app)
    send_headers(app)
    answer_errors(app)
    give_navigation(app)
    teach_words(app)
    open_rooms(app)
    return app
