from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from app.access.guards import allowed
from app.access.permissions import Permission
from app.errors import InvalidError, NotFoundError
from app.files.gateway import RefusedFileError
from app.reports import queries
from app.reports.documents import house_template
from app.reports.pages.room import pages
from app.reports.rules.editions import MEDIA_TYPES
from app.reports.rules.kinds import KINDS
from app.reports.rules.outlines import PLACES
from app.reports.schemas import TemplateSent
from app.reports.service import templates as service
from app.web.downloads import download
from app.web.forms import Form


@pages.get("/templates/<report_kind>")
@allowed(Permission.READ_REPORTS)
def show_template(report_kind: str) -> str:
    """Which template is filled, and with what; and how to have one's own."""
    return _page(_made_here(report_kind), Form(TemplateSent))


@pages.post("/templates/<report_kind>")
@allowed(Permission.WRITE_REPORTS)
def create_template(report_kind: str) -> ResponseReturnValue:
    kind = _made_here(report_kind)
    form = Form(TemplateSent, MultiDict[str, Any](request.files))
    if form.errors:
        return _page(kind, form), 422
    file = form.data["file"]
    try:
        service.keep_template(kind, file.filename, file.read(), by_name=current_user.name)
    except (RefusedFileError, InvalidError) as refusal:
        told = refusal.fields if isinstance(refusal, InvalidError) else {"file": [str(refusal)]}
        form.refuse(told)
        return _page(kind, form), 422
    flash("ひな形を替えました。次に作る版から使います。", "success")
    return redirect(url_for(".show_template", report_kind=kind))


@pages.post("/templates/<report_kind>/removal")
@allowed(Permission.WRITE_REPORTS)
def create_template_removal(report_kind: str) -> ResponseReturnValue:
    kind = _made_here(report_kind)
    service.drop_template(kind)
    flash("はじめのひな形に戻しました。", "success")
    return redirect(url_for(".show_template", report_kind=kind))


@pages.get("/templates/<report_kind>/own")
@allowed(Permission.READ_REPORTS)
def show_own_template(report_kind: str) -> ResponseReturnValue:
    return download(queries.template_file(_made_here(report_kind)))


@pages.get("/templates/<report_kind>/house")
@allowed(Permission.READ_REPORTS)
def show_house_template(report_kind: str) -> ResponseReturnValue:
    kind = _made_here(report_kind)
    return send_file(
        BytesIO(house_template(kind)),
        mimetype=MEDIA_TYPES["docx"],
        as_attachment=True,
        download_name=f"{KINDS[kind]}のひな形.docx",
    )


def _made_here(kind: str) -> str:
    if kind not in queries.house().kinds:
        raise NotFoundError
    return kind


def _page(kind: str, form: Form) -> str:
    return render_template(
        "reports/template.html",
        kind=kind,
        name=KINDS[kind],
        kept=queries.templates().get(kind),
        places=PLACES[kind],
        form=form,
        tabs_of=[
            (KINDS[each], url_for(".show_template", report_kind=each), each == kind)
            for each in queries.house().kinds
        ],
    )
