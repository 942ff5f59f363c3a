from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed, by_platform, open_to_all
from app.access.permissions import Permission
from app.accounts.sign_in import cookie_name, cookie_settings
from app.errors import InvalidError
from app.staff import queries, rules, service
from app.staff.api import center_id, check_role, link_of
from app.staff.schemas import InvitationTyped, PasswordChange, PasswordTyped, RoleTyped
from app.web.forms import Form
from app.web.limits import SIGN_IN_PER_ACCOUNT, SIGN_IN_PER_ADDRESS, limiter
from app.web.rooms import center_pages
from app.web.scopes import as_system

pages = center_pages("staff", __name__)
welcome = Blueprint("welcome", __name__, template_folder="templates")


@pages.get("/")
@allowed(Permission.KEEP_STAFF)
@by_platform
def index() -> str:
    return _page(Form(InvitationTyped))


@pages.post("/invitations")
@allowed(Permission.KEEP_STAFF)
@by_platform
def create_invitation() -> ResponseReturnValue:
    form = Form(InvitationTyped, request.form)
    if form.errors:
        return _page(form), 422
    try:
        check_role(form.data["role"])
        key = service.invite(center_id(), by_name=current_user.name, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return _page(form), 422
    return _link_page(key, form.data["name"], rules.JOIN)


@pages.post("/invitations/<uuid:invitation_id>/withdrawal")
@allowed(Permission.KEEP_STAFF)
@by_platform
def create_invitation_withdrawal(invitation_id: UUID) -> ResponseReturnValue:
    service.withdraw_invitation(queries.invitation(center_id(), invitation_id))
    flash("リンクを取り消しました。", "info")
    return redirect(url_for(".index"))


@pages.get("/<uuid:membership_id>")
@allowed(Permission.KEEP_STAFF)
@by_platform
def show(membership_id: UUID) -> str:
    return _person_page(membership_id)


@pages.post("/<uuid:membership_id>/role")
@allowed(Permission.KEEP_STAFF)
@by_platform
def update_role(membership_id: UUID) -> ResponseReturnValue:
    place = queries.membership(center_id(), membership_id)
    form = Form(RoleTyped, request.form)
    if form.errors:
        return _person_page(membership_id, form), 422
    check_role(form.data["role"])
    service.change_role(center_id(), place, form.data["role"])
    flash(f"{place.name}さんの役割を変えました。次のサインインから有効です。", "success")
    return redirect(url_for(".show", membership_id=membership_id))


@pages.post("/<uuid:membership_id>/deactivation")
@allowed(Permission.KEEP_STAFF)
@by_platform
def create_deactivation(membership_id: UUID) -> ResponseReturnValue:
    place = queries.membership(center_id(), membership_id)
    service.deactivate(center_id(), place)
    flash(f"{place.name}さんの利用を止めました。", "success")
    return redirect(url_for(".index"))


@pages.post("/<uuid:membership_id>/reactivation")
@allowed(Permission.KEEP_STAFF)
@by_platform
def create_reactivation(membership_id: UUID) -> ResponseReturnValue:
    place = queries.membership(center_id(), membership_id)
    service.reactivate(place)
    flash(f"{place.name}さんがまた利用できるようになりました。", "success")
    return redirect(url_for(".show", membership_id=membership_id))


@pages.post("/<uuid:membership_id>/sessions/removal")
@allowed(Permission.KEEP_STAFF)
@by_platform
def create_sessions_removal(membership_id: UUID) -> ResponseReturnValue:
    place = queries.membership(center_id(), membership_id)
    service.end_sessions(place)
    flash(f"{place.name}さんをすべての端末からサインアウトさせました。", "success")
    return redirect(url_for(".show", membership_id=membership_id))


@pages.post("/<uuid:membership_id>/password-link")
@allowed(Permission.KEEP_STAFF)
@by_platform
def create_password_link(membership_id: UUID) -> ResponseReturnValue:
    place = queries.membership(center_id(), membership_id)
    key = service.renew_password(center_id(), place, by_name=current_user.name)
    return _link_page(key, place.name, rules.PASSWORD)


def typed_key() -> str:
    return f"link:{request.form.get('key', '')[:100]}"


@welcome.get("/welcome")
@open_to_all
def new() -> str:
    return _welcome_page(Form(PasswordTyped), request.args.get("key", ""))


@welcome.post("/welcome")
@open_to_all
@limiter.limit(SIGN_IN_PER_ACCOUNT, key_func=typed_key)
@limiter.limit(SIGN_IN_PER_ADDRESS)
def create() -> ResponseReturnValue:
    form = Form(PasswordTyped, request.form)
    if form.errors:
        return _welcome_page(form, form.value("key")), 422
    try:
        token = as_system(service.accept, form.data["key"], password=form.data["password"])
    except InvalidError as error:
        form.refuse(error.fields)
        return _welcome_page(form, form.value("key")), 422
    return _signed_in(token)


@welcome.get("/password")
@open_to_all
def edit_password() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return redirect(url_for("sign_in.new", then=url_for(".edit_password")))
    return render_template("staff/password.html", form=Form(PasswordChange))


@welcome.post("/password")
@open_to_all
@limiter.limit(SIGN_IN_PER_ACCOUNT, key_func=lambda: f"password:{current_user.get_id()}")
def update_password() -> ResponseReturnValue:
    if not current_user.is_authenticated:
        return redirect(url_for("sign_in.new", then=url_for(".edit_password")))
    form = Form(PasswordChange, request.form)
    if form.errors:
        return render_template("staff/password.html", form=form), 422
    try:
        token = as_system(service.change_password, current_user.id, **form.data)
    except InvalidError as error:
        form.refuse(error.fields)
        return render_template("staff/password.html", form=form), 422
    return _signed_in(token)


def _signed_in(token: str) -> ResponseReturnValue:
    session.clear()  # a fresh form token for the new session
    flash("パスワードを保存しました。", "success")
    answer = redirect(url_for("sign_in.front"))
    answer.set_cookie(cookie_name(), token, **cookie_settings())
    return answer


def _welcome_page(form: Form, key: str) -> str:
    return render_template("staff/welcome.html", form=form, key=key, **as_system(_told, key))


def _told(key: str) -> dict[str, Any]:
    """What the holder of a link sees.

    Raises:
        LinkSpentError: it holds no more.
    """
    invitation = queries.by_key(key)
    if invitation is None:
        raise service.LinkSpentError
    return {
        "name": invitation.name,
        "email": invitation.email,
        "center_name": queries.center_name(invitation.center_id),
        "known": invitation.purpose == rules.JOIN and queries.account(invitation.email) is not None,
    }


def _page(form: Form) -> str:
    return render_template(
        "staff/index.html",
        form=form,
        colleagues=queries.colleagues(center_id()),
        invitations=queries.open_invitations(center_id()),
        roles=_role_choices(),
    )


def _person_page(membership_id: UUID, form: Form | None = None) -> str:
    queries.membership(center_id(), membership_id)
    everybody = queries.colleagues(center_id())
    person = next(each for each in everybody if each.id == membership_id)
    return render_template(
        "staff/show.html",
        person=person,
        form=form or Form(RoleTyped, shown={"role": person.role.value}),
        roles=_role_choices(),
    )


def _link_page(key: str, name: str, purpose: str) -> str:
    return render_template("staff/link.html", link=link_of(key), name=name, purpose=purpose)


def _role_choices() -> list[tuple[str, str]]:
    central = current_user.at(g.center_slug).central
    return [(role.value, role.label) for role in rules.roles_at(central=central)]
