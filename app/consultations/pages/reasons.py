from functools import partial
from typing import Any

from app.consultations import queries, rules
from app.consultations.pages.room import pages


@pages.app_context_processor
def know_reasons() -> dict[str, Any]:
    """Let the form say why its choices stand as they do."""
    return {"why_order": partial(rules.why_order, lasts=queries.USE_LASTS.days)}
