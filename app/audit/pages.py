from flask import render_template

from app.access.guards import allowed
from app.access.permissions import Permission
from app.accounts import queries as accounts
from app.audit import queries, rules
from app.web.rooms import center_pages

pages = center_pages("audit", __name__)


@pages.get("/")
@allowed(Permission.READ_AUDIT)
def index() -> str:
    names = {membership.account_id: membership.name for membership in accounts.colleagues()}
    return render_template("audit/index.html", entries=queries.trail(), names=names, rules=rules)
