from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter.util import get_remote_address
from flask_login import current_user

from app.access.guards import open_to_all
from app.accounts import service
from app.accounts.schemas import SignIn
from app.accounts.sign_in import cookie_name, cookie_settings
from app.web.forms import Form
from app.web.limits import SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS, limiter, typed_account
from app.web.scopes import as_system

pages = Blueprint("sign_in", __name__, template_folder="templates")


@pages.get("/sign-in")
@open_to_all
def new() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("home.show", center=current_user.home.slug))
    return render_template("accounts/sign_in.html", form=Form(SignIn))


@pages.post("/sign-in")
@open_to_all
@limiter.limit(SIGN_IN_PER_ACCOUNT, key_func=typed_account)
@limiter.limit(SIGN_IN_PER_ADDRESS, key_func=get_remote_address)
def create() -> ResponseReturnValue:
    form = Form(SignIn, request.form)
    if form.errors:
        return render_template("accounts/sign_in.html", form=form), 422
    try:
        token = as_system(service.sign_in, **form.data)
    except service.SignInRefusedError as refused:
        form.refuse({"email": [str(refused)]})
        return render_template("accounts/sign_in.html", form=form), 401
    if current_user.is_authenticated:  # one browser, one session
        as_system(service.sign_out, current_user.session_id)
    session.clear()  # a fresh form token for the new session
    answer = redirect(_next_page())
    answer.set_cookie(cookie_name(), token, **cookie_settings())
    return answer


@pages.post("/sign-out")
@open_to_all
def delete() -> ResponseReturnValue:
    if current_user.is_authenticated:
        as_system(service.sign_out, current_user.session_id)
    session.clear()
    flash("サインアウトしました。", "info")
    answer = redirect(url_for(".new"))
    answer.delete_cookie(cookie_name(), **cookie_settings())
    return answer


@pages.get("/")
@open_to_all
def front() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(url_for("home.show", center=current_user.home.slug))
    return redirect(url_for(".new"))


def _next_page() -> str:
    """Where the person wanted to go: only ever a page of this site."""
    wanted = request.args.get("then", "")
    parts = urlsplit(wanted)
    safe = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    if safe and not parts.netloc and not parts.scheme:
        return wanted
    return url_for(".front")
