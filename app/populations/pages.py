from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from marshmallow import ValidationError

from app import calendar
from app.access.guards import allowed, by_platform
from app.access.permissions import Permission
from app.calendar import FiscalYear
from app.errors import InvalidError, NotFoundError
from app.populations import queries, rules, service
from app.populations.schemas import PopulationsTyped
from app.web.rooms import center_pages

pages = center_pages("populations", __name__)


@pages.get("/")
@allowed(Permission.READ_FIGURES)
def index() -> str:
    return _index({})


@pages.post("/file")
@allowed(Permission.KEEP_POPULATIONS)
@by_platform
def create_file() -> ResponseReturnValue:
    file = request.files.get("file")
    content = file.read() if file else b""
    try:
        number = service.take_file(content, by_name=current_user.name)
    except InvalidError as error:
        return _index(error.fields), 422
    flash(f"{number}件の人口を入力しました。", "success")
    return redirect(url_for(".index"))


@pages.get("/<int:year>")
@allowed(Permission.KEEP_POPULATIONS)
def edit(year: int) -> str:
    known = queries.entries([_year(year)])
    typed = {entry.ward_code: f"{entry.population:,}" for entry in known}
    return _year_page(year, known[0].source if known else "", typed, {})


@pages.post("/<int:year>")
@allowed(Permission.KEEP_POPULATIONS)
@by_platform
def update(year: int) -> ResponseReturnValue:
    year = _year(year)
    typed = {ward: request.form.get(ward, "") for ward in queries.wards()}
    sent = {ward: text for ward, text in typed.items() if text.strip()}
    source = request.form.get("source", "")
    try:
        loaded: dict[str, Any] = PopulationsTyped().load({"source": source, "people": sent})
    except ValidationError as error:
        return _year_page(year, source, typed, _refused(error.messages_dict)), 422
    service.keep_year(year, loaded["people"], source=loaded["source"], by_name=current_user.name)
    flash(f"{FiscalYear(year).label}の人口を入力しました。", "success")
    return redirect(url_for(".index"))


def _index(errors: dict[str, list[str]]) -> str:
    this = FiscalYear.of(calendar.today())
    entries = queries.entries()
    return render_template(
        "populations/index.html",
        wards=queries.wards(),
        years=sorted({entry.fiscal_year for entry in entries}, reverse=True),
        known={(entry.ward_code, entry.fiscal_year): entry for entry in entries},
        sources=list(dict.fromkeys((entry.fiscal_year, entry.source) for entry in entries)),
        to_enter=rules.years_to_enter(this, (entry.fiscal_year for entry in entries)),
        label=lambda year: FiscalYear(year).short_label,
        may_keep=current_user.may(Permission.KEEP_POPULATIONS, g.center_slug),
        errors=errors.get("file", []),
    )


def _year_page(year: int, source: str, typed: dict[str, str], errors: dict[str, list[str]]) -> str:
    return render_template(
        "populations/year.html",
        year=FiscalYear(year),
        wards=queries.wards(),
        source=source,
        typed=typed,
        errors=errors,
    )


def _refused(messages: dict[str, Any]) -> dict[str, list[str]]:
    """By field: `source`, and each ward's code."""
    people = messages.pop("people", {})
    wards = {ward: list(found.get("value", [])) for ward, found in people.items()}
    return {**{name: list(found) for name, found in messages.items()}, **wards}


def _year(year: int) -> int:
    if year not in rules.YEARS:
        raise NotFoundError
    return year
