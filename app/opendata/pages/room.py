from typing import Any

from app.opendata.queries.editions import period_of
from app.opendata.rules.documents import period_words
from app.web.rooms import center_pages

pages = center_pages("opendata", "app.opendata")


@pages.app_template_filter("period_covered")
def period_covered(row: Any) -> str:
    """令和7年度(2025年度), of a draft or an edition."""
    return period_words(period_of(row))
