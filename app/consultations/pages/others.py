from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear, Period
from app.codes.queries import code_lists
from app.consultations import queries, service
from app.consultations.api.others import period_of
from app.consultations.pages.room import pages
from app.consultations.schemas import OthersPeriod, OthersWord, TopicCorrectionTyped
from app.errors import InvalidError
from app.web.forms import Form


@pages.get("/others")
@allowed(Permission.READ_CONSULTATIONS)
def index_others() -> ResponseReturnValue:
    """What その他 is about: its commonest words, and how it was sorted anew."""
    this = Period.so_far(calendar.today())
    form = Form(OthersPeriod, request.args or None, shown={"first": this.first, "last": this.last})
    period = None if form.errors else period_of(form.data)
    shown = render_template(
        "consultations/others.html",
        form=form,
        period=period,
        words=queries.words_of_others(period, code_lists().others) if period else [],
        corrections=queries.corrections(),
        lists=code_lists(),
    )
    return (shown, 422) if form.errors else shown


@pages.post("/others/selections")
@allowed(Permission.READ_CONSULTATIONS)
def create_selection() -> ResponseReturnValue:
    """The consultations that hold a word. A POST: the word may be a name."""
    form = Form(OthersWord, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    return _selection_page(None, dict(form.data))


@pages.post("/topic-corrections")
@allowed(Permission.CORRECT_TOPICS)
def create_topic_correction() -> ResponseReturnValue:
    form = Form(TopicCorrectionTyped, request.form)
    if not form.errors:
        try:
            done = service.correct_topics(corrected_by_name=current_user.name, **form.data)
        except InvalidError as error:
            form.refuse(error.fields)
    if form.errors:
        asked = Form(OthersWord, request.form)
        if asked.errors:
            raise InvalidError(form.errors)
        return _selection_page(form, dict(asked.data)), 422
    left = f"（{done.left}件は、すでに「その他」ではありませんでした）" if done.left else ""
    topic = code_lists().label("topics", done.correction.to_topic)
    flash(f"{done.moved}件を「{topic}」に移しました。{left}集計も直ります。", "success")
    return redirect(url_for(".index_others"))


@pages.post("/topic-corrections/<uuid:correction_id>/reversal")
@allowed(Permission.CORRECT_TOPICS)
def create_topic_correction_reversal(correction_id: UUID) -> ResponseReturnValue:
    undone = service.undo_correction(
        queries.correction(correction_id), undone_by_name=current_user.name
    )
    left = f"{undone.left}件は、そのあとに直されたため、そのままです。" if undone.left else ""
    flash(f"{undone.moved}件を、移す前の項目に戻しました。{left}", "success")
    return redirect(url_for(".index_others"))


def _selection_page(form: Form | None, asked: dict[str, Any]) -> str:
    """What holds the word; with `form`, what was refused of it."""
    others = code_lists().others
    period = period_of(asked)
    words = queries.words_of_others(period, others)
    suggestion = next((each.suggestion for each in words if each.word == asked["word"]), None)
    shown = {"to_topic": suggestion.topic if suggestion else ""}
    return render_template(
        "consultations/others_selection.html",
        form=form or Form(TopicCorrectionTyped, shown=shown),
        word=asked["word"],
        period=period,
        suggestion=suggestion,
        all_chosen=form is None and "all" in request.form,
        lines=queries.with_word(period, others, asked["word"]),
        most=queries.MOST_SELECTED,
        others=others,
        correcting=current_user.may(Permission.CORRECT_TOPICS, g.center_slug),
        lists=code_lists(),
        year=FiscalYear.of(period.last.last_day).year,
    )
