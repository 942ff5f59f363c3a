from datetime import date
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import CITY_TIME
from app.orders import is_overdue
from app.reports import documents, queries
from app.reports.models import ReportEdition
from app.reports.pages.room import pages
from app.reports.rules.content import canonical, digest, reopened
from app.reports.rules.editions import FORMATS
from app.reports.rules.kinds import CITED
from app.reports.service import desks
from app.reports.service import editions as service
from app.web.downloads import download


@pages.post("/<uuid:report_id>/editions")
@allowed(Permission.WRITE_REPORTS)
def create_edition(report_id: UUID) -> ResponseReturnValue:
    report = queries.report(report_id)
    if "latest" in request.form:
        desks.catch_up(report)
    edition = service.order_edition(report, by_name=current_user.name)
    return redirect(url_for(".show_edition", report_id=report.id, edition_id=edition.id), 303)


@pages.get("/<uuid:report_id>/editions/<uuid:edition_id>")
@allowed(Permission.READ_REPORTS)
def show_edition(report_id: UUID, edition_id: UUID) -> str:
    """What is being built, and then what was built; asks for itself until it is ready."""
    report = queries.report(report_id)
    edition = queries.edition(report, edition_id)
    return render_template(
        "reports/edition.html",
        report=report,
        edition=edition,
        papers=queries.papers(edition),
        formats=FORMATS,
        overdue=is_overdue(edition.requested_at, edition.leased_until, now=calendar.now()),
        **_opened(edition),
    )


def _opened(edition: ReportEdition) -> dict[str, object]:
    """The edition as it was made; nothing while it is not."""
    if edition.content is None:
        return {"document": None}
    content = reopened(edition.content)
    made_on = edition.requested_at.astimezone(CITY_TIME).date()
    return {
        "document": documents.document(content),
        "cited": CITED[content.kind],
        "as_of": date.fromisoformat(content.as_of),
        "is_whole": digest(edition.content) == edition.sha256,
        "figures_sha256": digest(canonical(content.counted)),
        "same_day": content.as_of == made_on.isoformat(),
    }


@pages.get("/<uuid:report_id>/editions/<uuid:edition_id>/issue")
@allowed(Permission.ISSUE_REPORTS)
def new_issue(report_id: UUID, edition_id: UUID) -> str:
    """What will stay for ever, before it does."""
    report = queries.report(report_id)
    edition = queries.edition(report, edition_id)
    if edition.finished_at is None:
        raise service.NotReadyError
    return render_template("reports/issue.html", report=report, edition=edition)


@pages.post("/<uuid:report_id>/editions/<uuid:edition_id>/issue")
@allowed(Permission.ISSUE_REPORTS)
def create_issue(report_id: UUID, edition_id: UUID) -> ResponseReturnValue:
    report = queries.report(report_id)
    edition = queries.edition(report, edition_id)
    service.issue(edition, by_name=current_user.name)
    flash(
        f"第{edition.number}版を発行しました。この版の数字と書類は、もう変わりません。", "success"
    )
    return redirect(url_for(".show_edition", report_id=report.id, edition_id=edition.id), 303)


@pages.get("/<uuid:report_id>/editions/<uuid:edition_id>/papers/<file_format>")
@allowed(Permission.READ_REPORTS)
def show_paper(report_id: UUID, edition_id: UUID, file_format: str) -> ResponseReturnValue:
    edition = queries.edition(queries.report(report_id), edition_id)
    return download(queries.paper_file(edition, file_format))
