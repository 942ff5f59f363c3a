"""An edition as a center keeps it, without waiting for a worker."""

import json
from typing import Any

from app import calendar
from app.opendata.rules import documents
from app.opendata.rules.documents import Release, Words
from app.opendata.rules.keeping import Counted, Order, hide, kept
from tests.opendata.cities import a_city

SLUG = "fy2025-04-06-v1"
WORDS = Words("見本の統計", "見本の説明", "見本の窓口")


def counted(seed: int = 1) -> Counted:
    """A small city's channels by month, with some of it hidden."""
    city = a_city(seed, cases=40)
    order = Order(city.period, ["consultations", "channels"], 3, {})
    return hide(order, city.material, calendar.now())


def figures() -> dict[str, Any]:
    """What a finished draft keeps."""
    return kept(counted())


def document() -> str:
    sample = counted()
    published = list(documents.files(sample))
    release = Release(SLUG, 1, calendar.now())
    return json.dumps(documents.metadata(sample, WORDS, published, release), ensure_ascii=False)
