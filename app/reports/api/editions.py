from typing import Any
from uuid import UUID

from flask import Response
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.access.guards import allowed
from app.access.permissions import Permission
from app.api.lists import PageAsked, page_of
from app.errors import NotFoundError
from app.paging import Page, walk
from app.reports import queries
from app.reports.api.room import api
from app.reports.models import ReportEdition, ReportPaper, ReportTemplate
from app.reports.schemas import (
    EditionRepresentation,
    PaperRepresentation,
    TemplateRepresentation,
    TemplateSent,
)
from app.reports.service import editions as service
from app.reports.service import templates
from app.web.downloads import download


@api.get("/<uuid:report_id>/editions")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(EditionRepresentation))
@allowed(Permission.READ_REPORTS)
def index_editions(asked: dict[str, Any], report_id: UUID) -> Page[ReportEdition]:
    """List the editions of a report, the latest first."""
    editions = queries.editions(queries.report(report_id))
    return walk(editions, key=lambda each: f"{each.number:06}", latest_first=True, **asked)


@api.post("/<uuid:report_id>/editions")
@api.response(202, EditionRepresentation)
@allowed(Permission.WRITE_REPORTS)
def create_edition(report_id: UUID) -> ReportEdition:
    """Order the next edition; ask for it until `finished_at` or `failed_at` is filled."""
    return service.order_edition(queries.report(report_id), by_name=current_user.name)


@api.get("/<uuid:report_id>/editions/<uuid:edition_id>")
@api.response(200, EditionRepresentation)
@allowed(Permission.READ_REPORTS)
def show_edition(report_id: UUID, edition_id: UUID) -> ReportEdition:
    """Read how far an edition is."""
    return queries.edition(queries.report(report_id), edition_id)


@api.get("/<uuid:report_id>/editions/<uuid:edition_id>/content")
@api.response(200, content_type="application/octet-stream")
@allowed(Permission.READ_REPORTS)
def show_content(report_id: UUID, edition_id: UUID) -> ResponseReturnValue:
    """Read all figures, definitions and texts of an edition: JSON, byte for byte as hashed."""
    edition = queries.edition(queries.report(report_id), edition_id)
    if edition.content is None:
        raise NotFoundError("この版はまだできていません。")
    return Response(edition.content, mimetype="application/octet-stream")


@api.post("/<uuid:report_id>/editions/<uuid:edition_id>/issue")
@api.response(201, EditionRepresentation)
@allowed(Permission.ISSUE_REPORTS)
def create_issue(report_id: UUID, edition_id: UUID) -> ReportEdition:
    """Let an edition stand as it is for ever."""
    edition = queries.edition(queries.report(report_id), edition_id)
    service.issue(edition, by_name=current_user.name)
    return edition


@api.get("/<uuid:report_id>/editions/<uuid:edition_id>/papers")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(PaperRepresentation))
@allowed(Permission.READ_REPORTS)
def index_papers(asked: dict[str, Any], report_id: UUID, edition_id: UUID) -> Page[ReportPaper]:
    """List the papers of an edition by format."""
    papers = queries.papers(queries.edition(queries.report(report_id), edition_id))
    return walk(papers, key=lambda paper: paper.file_format, **asked)


@api.get("/<uuid:report_id>/editions/<uuid:edition_id>/papers/<file_format>")
@api.response(200, content_type="application/octet-stream")
@allowed(Permission.READ_REPORTS)
def show_paper(report_id: UUID, edition_id: UUID, file_format: str) -> ResponseReturnValue:
    """Download one paper: docx, pdf or xlsx."""
    edition = queries.edition(queries.report(report_id), edition_id)
    return download(queries.paper_file(edition, file_format))


@api.get("/templates")
@api.arguments(PageAsked, location="query")
@api.response(200, page_of(TemplateRepresentation))
@allowed(Permission.READ_REPORTS)
def index_templates(asked: dict[str, Any]) -> Page[ReportTemplate]:
    """List the center's own Word templates; of kinds not listed the house's is filled."""
    return walk(queries.templates().values(), key=lambda each: each.kind, **asked)


@api.post("/templates/<report_kind>")
@api.arguments(TemplateSent, location="files")
@api.response(201, TemplateRepresentation)
@allowed(Permission.WRITE_REPORTS)
def create_template(sent: dict[str, Any], report_kind: str) -> ReportTemplate:
    """Fill this .docx from now on; refused with a sentence for each name that is not known."""
    file = sent["file"]
    content = file.read()
    return templates.keep_template(report_kind, file.filename, content, by_name=current_user.name)


@api.get("/templates/<report_kind>")
@api.response(200, TemplateRepresentation)
@allowed(Permission.READ_REPORTS)
def show_template(report_kind: str) -> ReportTemplate:
    """Read since when the center has its own template of that kind."""
    return queries.template(report_kind)


@api.get("/templates/<report_kind>/file")
@api.response(200, content_type="application/octet-stream")
@allowed(Permission.READ_REPORTS)
def show_template_file(report_kind: str) -> ResponseReturnValue:
    """Download the center's own template of that kind."""
    return download(queries.template_file(report_kind))


@api.delete("/templates/<report_kind>")
@api.response(204)
@allowed(Permission.WRITE_REPORTS)
def delete_template(report_kind: str) -> None:
    """Go back to the house's template."""
    templates.drop_template(report_kind)
