from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.errors import InvalidError
from app.pivots import documents, queries, rules, service
from app.pivots.models import REACHES
from app.pivots.rules import Answer, Question, Shown
from app.pivots.rules.opening import records_of
from app.pivots.schemas import (
    FILTERED,
    CityPivotAsked,
    CityPivotFileAsked,
    CityPivotNamed,
    PivotAsked,
    PivotFileAsked,
    PivotNamed,
)
from app.web.forms import Form
from app.web.rooms import center_pages, city_pages

pages = center_pages("pivots", __name__)
city = city_pages("pivots", __name__)

CSV, XLSX = (
    "text/csv; charset=utf-8",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
MOST_LINES = 200
"""Lines of an answer on a page; a file has them all."""
Opens = Callable[[Mapping[str, str]], str | None]


@pages.get("/")
@allowed(Permission.READ_FIGURES)
def index() -> ResponseReturnValue:
    saved = [
        (each, _address_of(each.reach, each.question)) for each in queries.saved_pivots(*REACHES)
    ]
    return _page(PivotAsked, saved=saved, file="pivots.show_file")


@pages.get("/file")
@allowed(Permission.READ_FIGURES)
def show_file() -> Response:
    return _file(PivotFileAsked, place=_center_name())


@pages.post("/saved")
@allowed(Permission.READ_FIGURES)
def create_saved() -> ResponseReturnValue:
    reach = "city" if request.form.get("reach") == "city" else "center"
    if reach == "city" and not current_user.may(Permission.READ_CITY_FIGURES, g.center_slug):
        raise InvalidError({"reach": ["全市の問いを保存できるのは、推進センターの職員です。"]})
    form = Form(PivotNamed if reach == "center" else CityPivotNamed, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    asked: Any = form.data
    kept = service.save_pivot(
        asked["question"], name=asked["name"], reach=reach, account_name=current_user.name
    )
    flash(f"「{kept.name}」を保存しました。同じセンターの人も開けます。", "success")
    return redirect(_address_of(reach, kept.question))


@pages.post("/saved/<uuid:pivot_id>/removal")
@allowed(Permission.READ_FIGURES)
def create_saved_removal(pivot_id: UUID) -> ResponseReturnValue:
    pivot = queries.saved_pivot(pivot_id, *REACHES)
    service.remove_pivot(pivot)
    flash(f"「{pivot.name}」を消しました。数字はそのままです。", "info")
    return redirect(url_for(".index"))


@city.get("/", endpoint="show")
@allowed(Permission.READ_CITY_FIGURES)
def show_city() -> ResponseReturnValue:
    return _page(CityPivotAsked, saved=[], file="city_pivots.show_file")


@city.get("/file", endpoint="show_file")
@allowed(Permission.READ_CITY_FIGURES)
def show_city_file() -> Response:
    return _file(CityPivotFileAsked, place="全市")


def _page(
    schema: type[PivotAsked], *, saved: list[tuple[Any, str]], file: str
) -> ResponseReturnValue:
    form = Form(schema, request.args)
    answer, errors = None, form.errors
    if not errors:
        asked: Any = form.data
        try:
            answer = queries.answered(asked["question"])
        except InvalidError as error:
            form.refuse(error.fields)
            errors = form.errors
        else:
            form = Form(schema, shown=answer.question.address)  # with what was left to the default
    shown = render_template(
        "pivots/index.html",
        form=form,
        answer=_shown(answer, own=schema.own_center) if answer else None,
        dimensions=_dimensions(schema),
        measures=list(rules.MEASURES.items()),
        filters=[
            (f"only_{name}", rules.DIMENSIONS[name], queries.choices(name))
            for name in _filtered(schema)
        ],
        saved=saved,
        across_city=not schema.own_center,
        home=current_user.at(None).slug if not schema.own_center else g.center_slug,
        address=answer.question.address if answer else {},
        file=file,
        narrowed=any(name.startswith("only_") for name in request.args),
        may_ask_city=schema.own_center
        and current_user.may(Permission.READ_CITY_FIGURES, g.center_slug),
    )
    return (shown, 422) if errors else shown


@dataclass(frozen=True, slots=True)
class Cell:
    words: str
    href: str | None = None


def _shown(answer: Answer, *, own: bool) -> dict[str, Any]:
    """The answer in words; in the own center each figure opens to its records."""
    question = answer.question

    def cell(figure: Shown, codes: Mapping[str, str]) -> Cell:
        opens = own and figure.value
        return Cell(_words(figure), _records_href(question, codes) if opens else None)

    column = question.column or ""
    return {
        "columns": [
            *(rules.DIMENSIONS[name] for name in question.rows),
            "計",
            *(label for _, label in answer.columns),
        ],
        "labels": len(question.rows),
        "lines": [
            (
                line.labels,
                [
                    cell(line.total, dict(zip(question.rows, line.codes, strict=True))),
                    *(
                        cell(
                            figure,
                            {**dict(zip(question.rows, line.codes, strict=True)), column: code},
                        )
                        for (code, _), figure in zip(answer.columns, line.cells, strict=True)
                    ),
                ],
            )
            for line in answer.lines[:MOST_LINES]
        ],
        "left_out": max(0, len(answer.lines) - MOST_LINES),
        "totals": [
            cell(answer.total, {}),
            *(
                cell(figure, {column: code})
                for (code, _), figure in zip(answer.columns, answer.totals, strict=True)
            ),
        ],
        "caption": rules.MEASURES[question.measure],
        "notes": answer.notes,
    }


def _words(figure: Shown) -> str:
    if figure.hidden:
        return documents.FEW
    if figure.value is None:
        return "－"
    return f"{figure.value:,.1f}" if isinstance(figure.value, float) else f"{figure.value:,}"


def _records_href(question: Question, codes: Mapping[str, str]) -> str | None:
    filters = records_of(question, codes)
    return None if filters is None else url_for("consultations.index", **filters.address)


def _file(schema: type[PivotAsked], *, place: str) -> Response:
    form = Form(schema, request.args)
    if form.errors:
        raise InvalidError(form.errors)
    asked: Any = form.data
    answer = queries.answered(asked["question"])
    kind = asked["file_format"]
    if kind == "csv":
        content = documents.as_csv(answer)
    else:
        about = list(documents.described(answer, place, _filters_words(answer.question)))
        content = documents.as_xlsx(answer, about)
    response = make_response(content)
    response.headers["Content-Type"] = CSV if kind == "csv" else XLSX
    name = f"自由集計_{calendar.today():%Y%m%d}.{kind}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _filters_words(question: Question) -> Sequence[str]:
    said = []
    for name, codes in question.filters.items():
        words = dict(queries.choices(name))
        said.append(f"{rules.DIMENSIONS[name]}: {'・'.join(words[code] for code in codes)}")
    return said


def _dimensions(schema: type[PivotAsked]) -> list[tuple[str, str]]:
    left_out = {rules.CENTER} if schema.own_center else set()
    return [(name, label) for name, label in rules.DIMENSIONS.items() if name not in left_out]


def _filtered(schema: type[PivotAsked]) -> list[str]:
    return [name for name in FILTERED if f"only_{name}" in schema().fields]


def _address_of(reach: str, question: Mapping[str, Any]) -> str:
    asked: dict[str, Any] = dict(question)
    return url_for("city_pivots.show" if reach == "city" else "pivots.index", **asked)


def _center_name() -> str:
    return str(current_user.at(g.center_slug).center_name)
