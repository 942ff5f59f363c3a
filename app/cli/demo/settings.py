"""What the shown ward of the demo decided for itself."""

from app import calendar
from app.calendar import FiscalYear
from app.centers import service
from app.centers.rules import Closed

OWN_TOPICS = (("publicity", "チラシ・掲示"), ("publicity", "SNS"), ("founding", "子ども食堂"))


def decide() -> None:
    """Close on every third Monday from today on, and divide some of the city's topics."""
    today = calendar.today()
    service.close_on(Closed("monthly", today, "設備点検", nth=3, weekday=0))
    year = FiscalYear.of(today).year
    for topic, label in OWN_TOPICS:
        service.add_own_topic(topic=topic, label=label, first_fiscal_year=year)
