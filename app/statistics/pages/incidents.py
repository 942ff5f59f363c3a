"""What the nightly recount found, for the manager of the central center."""

from flask import render_template

from app.access.guards import allowed, by_platform
from app.access.permissions import Permission
from app.statistics import queries
from app.statistics.pages.room import pages


@pages.get("/incidents")
@allowed(Permission.READ_INCIDENTS)
@by_platform
def index_incidents() -> str:
    return render_template("statistics/incidents.html", incidents=queries.incidents())
