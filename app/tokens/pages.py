from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.errors import InvalidError
from app.tokens import queries, rules, service
from app.tokens.schemas import TokenWanted
from app.web.forms import Form
from app.web.rooms import center_pages

pages = center_pages("tokens", __name__)


@pages.get("/")
@allowed(Permission.KEEP_ACCESS_TOKENS)
def index() -> str:
    usual: dict[str, Any] = {"expires_on": f"{calendar.today() + rules.USUALLY_LASTS:%Y/%m/%d}"}
    return _page(Form(TokenWanted, shown=usual))


@pages.post("/")
@allowed(Permission.KEEP_ACCESS_TOKENS)
def create() -> ResponseReturnValue:
    """The secret is shown in the answer itself: it must lie in no cookie and no session."""
    form = Form(TokenWanted, request.form)
    if form.errors:
        return _page(form), 422
    try:
        made = service.make_token(**form.data, role=_role())
    except InvalidError as error:
        form.refuse(error.fields)
        return _page(form), 422
    return render_template("tokens/made.html", token=made.token, secret=made.secret), 201


@pages.post("/<uuid:token_id>/removal")
@allowed(Permission.KEEP_ACCESS_TOKENS)
def create_removal(token_id: UUID) -> ResponseReturnValue:
    token = queries.token(token_id)
    service.revoke(token)
    flash(f"アクセストークン「{token.name}」を失効させました。", "success")
    return redirect(url_for(".index"))


def _page(form: Form) -> str:
    choices = [(scope.value, scope.label) for scope in rules.offered_to(_role())]
    return render_template(
        "tokens/index.html",
        form=form,
        choices=choices,
        tokens=queries.mine(),
        now=calendar.now(),
    )


def _role() -> Any:
    return current_user.at(g.center_slug).role
