from typing import Any

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api
from app.codes.rules import CROSSINGS, Crossing
from app.indicators.rules import CARDS, Card
from app.indicators.schemas import CardShown, CrossingShown
from app.paging import Page, walk

api = center_api("indicators", __name__, "数字の意味(指標カード)")


@api.get("/crosswalk")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(CrossingShown))
@allowed(Permission.READ_FIGURES)
def index_crosswalk(asked: dict[str, Any]) -> Page[Crossing]:
    """List where the code lists changed from one fiscal year to the next."""
    return walk(CROSSINGS, key=lambda each: f"{each.list_name} {each.fiscal_year}", **asked)


@api.get("/")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(CardShown))
@allowed(Permission.READ_FIGURES)
def index(asked: dict[str, Any]) -> Page[Card]:
    """List what every figure means."""
    return walk(CARDS, key=lambda card: card.code, **asked)
