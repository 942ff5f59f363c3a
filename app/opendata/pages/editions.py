from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.opendata.pages.room import pages
from app.opendata.queries import editions as queries
from app.opendata.schemas import EditionWithdrawal
from app.opendata.service import editions as service
from app.web.forms import Form


@pages.get("/editions/<uuid:open_data_id>")
@allowed(Permission.PUBLISH_OPEN_DATA)
def show_edition(open_data_id: UUID) -> str:
    return _shown(queries.edition(open_data_id), Form(EditionWithdrawal))


@pages.post("/editions/<uuid:open_data_id>/withdrawal")
@allowed(Permission.PUBLISH_OPEN_DATA)
def create_withdrawal(open_data_id: UUID) -> ResponseReturnValue:
    shelf, form = queries.edition(open_data_id), Form(EditionWithdrawal, request.form)
    if form.errors:
        return _shown(shelf, form), 422
    service.withdraw(shelf, **form.data, by_name=current_user.name)
    flash("公開を取りやめました。公開ページには、取りやめたことと理由が残ります。", "success")
    return redirect(url_for(".show_edition", open_data_id=open_data_id), 303)


def _shown(shelf: queries.Shelf, form: Form) -> str:
    return render_template(
        "opendata/edition.html", shelf=shelf, form=form, files=queries.files(shelf.edition)
    )
