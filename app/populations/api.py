from typing import Any

from flask_login import current_user

from app.access.guards import allowed, by_platform
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.errors import NotFoundError
from app.paging import Page, walk
from app.populations import queries, rules, service
from app.populations.schemas import PopulationShown, PopulationsShown, PopulationsTyped

api = center_api("populations", __name__, "区の人口: 推進センターが入力し、すべてのセンターが読む")


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(PopulationShown))
@allowed(Permission.READ_FIGURES)
def index(asked: dict[str, Any]) -> Page[queries.Entry]:
    """List every population that was entered, by year and ward."""
    return walk(
        queries.entries(), key=lambda entry: f"{entry.fiscal_year} {entry.ward_code}", **asked
    )


@api.get("/<int:year>")
@api.response(200, PopulationsShown)
@allowed(Permission.READ_FIGURES)
def show(year: int) -> dict[str, Any]:
    """Show what is known of a fiscal year."""
    return _shown(_year(year))


@api.put("/<int:year>")
@api.arguments(PopulationsTyped)
@api.response(200, PopulationsShown)
@allowed(Permission.KEEP_POPULATIONS)
@by_platform
def update(typed: dict[str, Any], year: int) -> dict[str, Any]:
    """Enter a fiscal year whole; a ward that is left out has no figure then."""
    service.keep_year(
        _year(year), typed["people"], source=typed["source"], by_name=current_user.name
    )
    return _shown(year)


def _shown(year: int) -> dict[str, Any]:
    known = queries.entries([year])
    return {
        "fiscal_year": year,
        "source": known[0].source if known else "",
        "people": {entry.ward_code: entry.population for entry in known},
    }


def _year(year: int) -> int:
    if year not in rules.YEARS:
        raise NotFoundError
    return year
