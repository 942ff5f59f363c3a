from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear
from app.centers import queries, service
from app.centers.models import OwnTopic
from app.centers.pages.room import pages
from app.centers.schemas import FormDefaultsTyped, OwnTopicChange, OwnTopicTyped
from app.codes.queries import code_lists
from app.errors import InvalidError
from app.web.forms import Form


@pages.app_context_processor
def know_own_topics() -> dict[str, Any]:
    """Let the form and the card of a consultation show the center's own topics."""
    return {"own_topics_in": own_topics_in, "own_topic_words": own_topic_words}


def own_topics_in(fiscal_year: int) -> list[tuple[str, list[tuple[UUID, str]]]]:
    """For each of the city's topics that the center divides: what may be chosen below it."""
    held = [
        each
        for each in queries.own_topics()
        if each.first_fiscal_year <= fiscal_year <= (each.last_fiscal_year or fiscal_year)
    ]
    return [
        (topic, [(each.id, each.label) for each in below])
        for topic, below in groupby(held, attrgetter("topic"))
    ]


def own_topic_words(own_topic_id: UUID | None) -> str:
    """（SNSの使い方） after the city's topic; nothing where none was chosen."""
    return f"（{queries.own_topic(own_topic_id).label}）" if own_topic_id else ""


@pages.get("/own-topics")
@allowed(Permission.CHANGE_SETTINGS)
def index_own_topics() -> str:
    return _topics_page(Form(OwnTopicTyped))


@pages.post("/own-topics")
@allowed(Permission.CHANGE_SETTINGS)
def create_own_topic() -> ResponseReturnValue:
    form = Form(OwnTopicTyped, request.form)
    if form.errors:
        return _topics_page(form), 422
    try:
        service.add_own_topic(**form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return _topics_page(form), 422
    flash("独自の項目を加えました。", "success")
    return redirect(url_for(".index_own_topics"))


@pages.get("/own-topics/<uuid:own_topic_id>/edit")
@allowed(Permission.CHANGE_SETTINGS)
def edit_own_topic(own_topic_id: UUID) -> str:
    own_topic = queries.own_topic(own_topic_id)
    shown = {"label": own_topic.label, "last_fiscal_year": own_topic.last_fiscal_year}
    return _topic_page(Form(OwnTopicChange, shown=shown), own_topic)


@pages.post("/own-topics/<uuid:own_topic_id>")
@allowed(Permission.CHANGE_SETTINGS)
def update_own_topic(own_topic_id: UUID) -> ResponseReturnValue:
    own_topic = queries.own_topic(own_topic_id)
    form = Form(OwnTopicChange, request.form)
    if form.errors:
        return _topic_page(form, own_topic), 422
    try:
        service.change_own_topic(own_topic, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return _topic_page(form, own_topic), 422
    flash("独自の項目を変えました。", "success")
    return redirect(url_for(".index_own_topics"))


@pages.get("/form-defaults")
@allowed(Permission.CHANGE_SETTINGS)
def edit_form_defaults() -> str:
    kept = queries.form_defaults()
    shown = {name: getattr(kept, name) or "" for name in FormDefaultsTyped().fields}
    return _defaults_page(Form(FormDefaultsTyped, shown=shown))


@pages.post("/form-defaults")
@allowed(Permission.CHANGE_SETTINGS)
def update_form_defaults() -> ResponseReturnValue:
    form = Form(FormDefaultsTyped, request.form)
    if form.errors:
        return _defaults_page(form), 422
    try:
        service.keep_form_defaults(**form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return _defaults_page(form), 422
    flash("新しい相談の初期値を保存しました。", "success")
    return redirect(url_for(".edit_form_defaults"))


def _topics_page(form: Form) -> str:
    lists, year = code_lists(), FiscalYear.of(calendar.today()).year
    return render_template(
        "centers/own_topics.html",
        form=form,
        own_topics=queries.own_topics(),
        lists=lists,
        choices=lists.choices("topics", year),
        year=year,
    )


def _topic_page(form: Form, own_topic: OwnTopic) -> str:
    return render_template(
        "centers/own_topic.html", form=form, own_topic=own_topic, lists=code_lists()
    )


def _defaults_page(form: Form) -> str:
    year = FiscalYear.of(calendar.today()).year
    return render_template("centers/form_defaults.html", form=form, lists=code_lists(), year=year)
