from typing import Any

from flask import render_template, url_for
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.codes.queries import code_lists
from app.codes.rules import CROSSINGS
from app.indicators.rules import BY_CODE, CARDS
from app.web.rooms import center_pages

pages = center_pages("indicators", __name__)


@pages.app_context_processor
def cite_cards() -> dict[str, Any]:
    """Let every page cite the card of a figure it prints."""
    return {
        "card_href": card_href,
        "card_titles": {card.code: card.title for card in CARDS},
    }


def card_href(code: str) -> str:
    """The card's place on the page of all cards, also from across the city."""
    card = BY_CODE[code]
    return url_for("indicators.index", center=current_user.home.slug, _anchor=card.code)


@pages.get("/")
@allowed(Permission.READ_FIGURES)
def index() -> str:
    return render_template(
        "indicators/index.html", cards=CARDS, crossings=CROSSINGS, lists=code_lists()
    )
