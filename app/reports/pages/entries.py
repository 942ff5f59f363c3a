"""What people write for one report: texts, 相談内容例, figures by hand."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, ValidationError

from app.access.guards import allowed
from app.access.permissions import Permission
from app.errors import ChangedMeanwhileError, InvalidError
from app.knowledge import queries as knowledge
from app.reports import queries
from app.reports.documents import prose
from app.reports.models import Report, ReportText
from app.reports.pages.room import pages
from app.reports.rules.entries import ExampleEntry, FigureEntry, tag
from app.reports.rules.kinds import PROGRAMMES, TEXTS
from app.reports.rules.words import clean, lines_of
from app.reports.schemas import ExamplesRecord, FiguresRecord, TextRecord, TextRevision
from app.reports.service import desks as service
from app.web.forms import Form, flatten

BLANK_EXAMPLES, BLANK_FIGURES = 2, 3
STORIES_OFFERED = 30
FIGURE_FIELDS = ("programme", "label", "value", "before", "unit")


@pages.get("/<uuid:report_id>/texts/<place>")
@allowed(Permission.WRITE_REPORTS)
def edit_text(report_id: UUID, place: str) -> str:
    report = queries.report(report_id)
    text = queries.text(report, place)
    return _text_page(report, text, Form(TextRevision, shown={"html": lines_of(text.html)}))


@pages.post("/<uuid:report_id>/texts/<place>")
@allowed(Permission.WRITE_REPORTS)
def update_text(report_id: UUID, place: str) -> ResponseReturnValue:
    report = queries.report(report_id)
    text = queries.text(report, place)
    form = Form(TextRevision, request.form)
    if form.errors:
        return _text_page(report, text, form), 422
    try:
        service.keep_text(text, form.data["html"], version=form.data["version"])
    except ChangedMeanwhileError:
        return _text_page(report, text, form, changed=True), 409
    except InvalidError as refusal:
        form.refuse(refusal.fields)
        return _text_page(report, text, form), 422
    flash(f"「{TEXTS[report.kind][place]}」を保存しました。次に作る版から載ります。", "success")
    return redirect(url_for(".show", report_id=report.id, _anchor="texts"))


@pages.post("/text-preview")
@allowed(Permission.WRITE_REPORTS)
def create_text_preview() -> str:
    """How a text will be printed. Nothing is kept: sent by POST so that it stands in no address."""
    form = Form(TextRecord, request.form)
    return render_template("reports/_preview.html", blocks=_printed(form))


def _printed(form: Form) -> Sequence[Any]:
    return list(prose(clean(str(form.value("html")))))


def _text_page(report: Report, text: ReportText, form: Form, *, changed: bool = False) -> str:
    return render_template(
        "reports/text.html",
        report=report,
        text=text,
        label=TEXTS[report.kind][text.place],
        form=form,
        changed=changed,
        blocks=_printed(form),
        kept=list(prose(text.html)),
    )


@pages.get("/<uuid:report_id>/examples")
@allowed(Permission.WRITE_REPORTS)
def edit_examples(report_id: UUID) -> str:
    report = queries.report(report_id)
    entries = queries.examples(report)
    typed = [(each.topic, "\n".join(each.lines)) for each in entries]
    return _examples_page(report, typed, tag(entries))


@pages.post("/<uuid:report_id>/examples")
@allowed(Permission.WRITE_REPORTS)
def update_examples(report_id: UUID) -> ResponseReturnValue:
    report = queries.report(report_id)
    form = request.form
    typed = list(zip(form.getlist("topic"), form.getlist("lines"), strict=False))
    typed = _with_stories(typed, form.getlist("stories"))
    typed = [(topic, lines) for topic, lines in typed if topic or lines.strip()]
    items = [
        {"topic": topic, "lines": [line.strip() for line in lines.splitlines() if line.strip()]}
        for topic, lines in typed
    ]
    seen = form.get("seen")
    try:
        loaded = _loaded(ExamplesRecord(), items)
        entries = [ExampleEntry(each["topic"], tuple(each["lines"])) for each in loaded]
        service.keep_examples(report, entries, seen=seen)
    except ChangedMeanwhileError:
        now = tag(queries.examples(report))
        return _examples_page(report, typed, now, changed=True), 409
    except InvalidError as refusal:
        return _examples_page(report, typed, seen, faults=_sentences(refusal)), 422
    flash("相談内容例を保存しました。次に作る版から載ります。", "success")
    return redirect(url_for(".show", report_id=report.id, _anchor="examples"))


def _with_stories(typed: Sequence[tuple[str, str]], chosen: Sequence[str]) -> list[tuple[str, str]]:
    """Put the titles of the chosen stories to the lines of their first topic."""
    found = list(typed)
    for story in knowledge.published(limit=STORIES_OFFERED).items:
        if str(story.id) not in chosen or not story.topics:
            continue
        topic = story.topics[0]
        place = next((n for n, (each, _) in enumerate(found) if each == topic), None)
        if place is None:
            found.append((topic, story.title))
        else:
            found[place] = (topic, "\n".join(filter(None, [found[place][1].strip(), story.title])))
    return found


def _examples_page(
    report: Report,
    typed: Sequence[tuple[str, str]],
    seen: str | None,
    *,
    changed: bool = False,
    faults: Sequence[str] = (),
) -> str:
    return render_template(
        "reports/examples.html",
        report=report,
        rows=[*typed, *[("", "")] * BLANK_EXAMPLES],
        seen=seen,
        changed=changed,
        faults=faults,
        kept=queries.examples(report),
        topics=queries.topics(report),
        stories=[each for each in knowledge.published(limit=STORIES_OFFERED).items if each.topics],
    )


@pages.get("/<uuid:report_id>/figures")
@allowed(Permission.WRITE_REPORTS)
def edit_figures(report_id: UUID) -> str:
    report = queries.annual_report(report_id)
    entries = queries.figures(report)
    typed = [{name: getattr(each, name) for name in FIGURE_FIELDS} for each in entries]
    return _figures_page(report, typed, tag(entries))


@pages.post("/<uuid:report_id>/figures")
@allowed(Permission.WRITE_REPORTS)
def update_figures(report_id: UUID) -> ResponseReturnValue:
    report = queries.annual_report(report_id)
    columns = [request.form.getlist(name) for name in FIGURE_FIELDS]
    rows = [dict(zip(FIGURE_FIELDS, row, strict=True)) for row in zip(*columns, strict=False)]
    typed = [row for row in rows if row["label"].strip() or row["value"].strip()]
    seen = request.form.get("seen")
    try:
        loaded = _loaded(FiguresRecord(), typed)
        service.keep_figures(report, [FigureEntry(**each) for each in loaded], seen=seen)
    except ChangedMeanwhileError:
        return _figures_page(report, typed, tag(queries.figures(report)), changed=True), 409
    except InvalidError as refusal:
        return _figures_page(report, typed, seen, faults=_sentences(refusal)), 422
    flash("手入力の数字を保存しました。次に作る版から載ります。", "success")
    return redirect(url_for(".show", report_id=report.id, _anchor="figures"))


def _figures_page(
    report: Report,
    typed: Sequence[Mapping[str, Any]],
    seen: str | None,
    *,
    changed: bool = False,
    faults: Sequence[str] = (),
) -> str:
    return render_template(
        "reports/figures.html",
        report=report,
        rows=[*typed, *[{}] * BLANK_FIGURES],
        seen=seen,
        changed=changed,
        faults=faults,
        kept=queries.figures(report),
        programmes=[(each.number, each.heading) for each in PROGRAMMES],
    )


def _loaded(schema: Schema, items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What was typed into the rows of a list.

    Raises:
        InvalidError: with a sentence for each fault, naming its row.
    """
    try:
        loaded: dict[str, Any] = schema.load({"items": items})
    except ValidationError as error:
        raise InvalidError({"items": list(_named(schema, error.messages_dict["items"]))}) from None
    found: list[dict[str, Any]] = loaded["items"]
    return found


def _named(schema: Schema, messages: Any) -> Iterator[str]:
    """2つめの「例」: 入力してください。"""
    if not isinstance(messages, dict):
        yield from messages
        return
    labels = {
        name: field.metadata.get("label", name)
        for name, field in schema.fields["items"].inner.nested().fields.items()  # type: ignore[attr-defined]
    }
    for number, faults in messages.items():
        for name, sentences in flatten(faults).items():
            yield from (f"{number + 1}つめの「{labels[name]}」: {said}" for said in sentences)


def _sentences(refusal: InvalidError) -> list[str]:
    return [sentence for sentences in refusal.fields.values() for sentence in sentences]
