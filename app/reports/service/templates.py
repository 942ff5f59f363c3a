import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from app import calendar
from app.errors import InvalidError, NotFoundError
from app.files import service as files
from app.files.gateway import safe_name
from app.reports import queries
from app.reports.gateway import read_template
from app.reports.models import ReportTemplate
from app.reports.rules.editions import MEDIA_TYPES
from app.reports.rules.templates import faults
from tenants import db, own


def keep_template(kind: str, name: str | None, content: bytes, *, by_name: str) -> ReportTemplate:
    """Fill this .docx from now on, instead of the house's or the one kept before.

    Raises:
        RefusedFileError: it is no Word file that can be opened.
        InvalidError: it has names that nothing stands for; each in a sentence.
        NotFoundError: the center makes no such report.
    """
    if kind not in queries.house().kinds:
        raise NotFoundError
    shown = safe_name(name)
    if sentences := faults(kind, read_template(shown, content)):
        raise InvalidError({"file": sentences})
    earlier = queries.templates().get(kind)
    earlier_id = earlier.file_id if earlier else None
    file = files.store_file(shown, content, media_type=MEDIA_TYPES["docx"])
    facts = {"file_id": file.id, "kept_at": calendar.now(), "kept_by_name": by_name}
    kept = insert(ReportTemplate).values(kind=kind, **facts)
    newest = kept.on_conflict_do_update(index_elements=["center_id", "kind"], set_=facts)
    returned = newest.returning(ReportTemplate)
    current = db.session.scalars(returned, execution_options={"populate_existing": True}).one()
    if earlier_id:
        files.remove_file(earlier_id)
    return current


def drop_template(kind: str) -> None:
    """Go back to the house's template; where it is used already, nothing happens."""
    theirs = sa.delete(ReportTemplate).where(own(ReportTemplate), ReportTemplate.kind == kind)
    dropped = db.session.scalars(theirs.returning(ReportTemplate.file_id)).one_or_none()
    if dropped:
        files.remove_file(dropped)
