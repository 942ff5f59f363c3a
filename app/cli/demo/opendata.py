"""The open data of the last fiscal year, as the central center published it."""

from app import calendar
from app.calendar import FiscalYear, Period
from app.opendata.queries import editions as queries
from app.opendata.queries import figures
from app.opendata.rules.documents import Words
from app.opendata.rules.keeping import hide
from app.opendata.rules.suppression import LEAST_THRESHOLD
from app.opendata.rules.tables import TABLE_KINDS
from app.opendata.schemas import DEFAULT_CONTACT, DEFAULT_DESCRIPTION, DEFAULT_TITLE
from app.opendata.service import drafts, editions
from tenants import CITY, CenterScope, acting_for, read_only


def publish_open_data(central: CenterScope, *, by_name: str) -> None:
    """Order, count and publish, each in its own scope. Once is enough."""
    with read_only(central):
        if queries.editions():
            return
    year = FiscalYear(FiscalYear.of(calendar.today()).year - 1)
    with acting_for(central):
        ordered = queries.last_draft() or drafts.order_edition(
            Period(year.first, year.last),
            list(TABLE_KINDS),
            Words(DEFAULT_TITLE, DEFAULT_DESCRIPTION, DEFAULT_CONTACT),
            threshold=LEAST_THRESHOLD,
            by_name=by_name,
        )
        draft_id = ordered.id
    with read_only(central):
        order = queries.order(draft_id)
    with read_only(CITY):
        read = figures.material(order.period)
    counted = hide(order, read.material, read.as_of)
    with acting_for(central):
        drafts.keep_figures(draft_id, counted)
    with acting_for(central):
        editions.publish(queries.draft(draft_id), by_name=by_name)
