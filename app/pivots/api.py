from typing import Any
from uuid import UUID

from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed, by_central_center
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.api.rooms import center_api, city_api
from app.paging import Page, walk
from app.pivots import queries, service
from app.pivots.models import Pivot
from app.pivots.rules import Answer
from app.pivots.schemas import (
    CityPivotAsked,
    CityPivotNamed,
    PivotAsked,
    PivotNamed,
    PivotShown,
    SavedPivotShown,
)

api = center_api("pivots", __name__, "自由集計: 行と列を選んで、センターの相談を数える")
city = city_api("pivots", __name__, "全市の自由集計")


@api.get("/")
@api.arguments(PivotAsked, location="query")
@api.response(200, PivotShown)
@allowed(Permission.READ_FIGURES)
def show(asked: dict[str, Any]) -> Answer:
    """Count the center's consultations by rows and columns of one's own choice."""
    return queries.answered(asked["question"])


@api.get("/saved")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(SavedPivotShown))
@allowed(Permission.READ_FIGURES)
def index_saved(asked: dict[str, Any]) -> Page[Pivot]:
    """List the questions that somebody of the center keeps by a name."""
    return _walked("center", asked)


@api.post("/saved")
@api.arguments(PivotNamed)
@api.response(201, SavedPivotShown)
@allowed(Permission.READ_FIGURES)
def create_saved(typed: dict[str, Any]) -> Pivot:
    """Keep a question by a name; the same name again replaces what it asked."""
    return service.save_pivot(
        typed["question"], name=typed["name"], reach="center", account_name=current_user.name
    )


@api.delete("/saved/<uuid:pivot_id>")
@api.response(204)
@allowed(Permission.READ_FIGURES)
def delete_saved(pivot_id: UUID) -> ResponseReturnValue:
    """Forget one of one's own questions."""
    service.remove_pivot(queries.saved_pivot(pivot_id, "center"))
    return "", 204


@city.get("/")
@city.arguments(CityPivotAsked, location="query")
@city.response(200, PivotShown)
@allowed(Permission.READ_CITY_FIGURES)
def show_city(asked: dict[str, Any]) -> Answer:
    """Count all centers' consultations; what is about too few people is hidden."""
    return queries.answered(asked["question"])


@city.get("/saved")
@city.arguments(PageAsked, location="query")
@city.response(200, page_of(SavedPivotShown))
@allowed(Permission.READ_CITY_FIGURES)
@by_central_center
def index_city_saved(asked: dict[str, Any]) -> Page[Pivot]:
    """List the questions to all centers that somebody of the central center keeps by a name."""
    return _walked("city", asked)


@city.post("/saved")
@city.arguments(CityPivotNamed)
@city.response(201, SavedPivotShown)
@allowed(Permission.READ_CITY_FIGURES)
@by_central_center
def create_city_saved(typed: dict[str, Any]) -> Pivot:
    """Keep a question to all centers; the same name again replaces what it asked."""
    return service.save_pivot(
        typed["question"], name=typed["name"], reach="city", account_name=current_user.name
    )


@city.delete("/saved/<uuid:pivot_id>")
@city.response(204)
@allowed(Permission.READ_CITY_FIGURES)
@by_central_center
def delete_city_saved(pivot_id: UUID) -> ResponseReturnValue:
    """Forget one of one's own questions to all centers."""
    service.remove_pivot(queries.saved_pivot(pivot_id, "city"))
    return "", 204


def _walked(reach: str, asked: dict[str, Any]) -> Page[Pivot]:
    kept = queries.saved_pivots(reach)
    return walk(kept, key=lambda pivot: f"{pivot.name} {pivot.id}", **asked)
