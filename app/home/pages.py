from flask import Blueprint, g, render_template
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.codes.queries import code_lists
from app.home import queries
from app.referrals import rules

pages = Blueprint("home", __name__, url_prefix="/centers/<center>", template_folder="templates")


@pages.get("/")
@allowed(Permission.READ_CONSULTATIONS)
def show() -> str:
    central = current_user.may(Permission.ANSWER_REFERRALS, g.center_slug)
    return render_template(
        "home/desk.html",
        desk=queries.central_desk() if central else queries.ward_desk(),
        central=central,
        today=calendar.today(),
        lists=code_lists(),
        rules=rules,
    )
