"""Decisions about tables that people send: pure, without files and without a database."""

from app.transfers.rules.codes import CodeEntry, CodeLists
from app.transfers.rules.drafts import ConsultationDraft
from app.transfers.rules.headers import Asked, NoHeaderError
from app.transfers.rules.plans import ImportPlan, read_consultations, rejected_rows
from app.transfers.rules.rows import Fault, Notice
from app.transfers.rules.tables import BrokenCell, Cell, RefusedFileError, Row, Sheets, Table

__all__ = [
    "Asked",
    "BrokenCell",
    "Cell",
    "CodeEntry",
    "CodeLists",
    "ConsultationDraft",
    "Fault",
    "ImportPlan",
    "NoHeaderError",
    "Notice",
    "RefusedFileError",
    "Row",
    "Sheets",
    "Table",
    "read_consultations",
    "rejected_rows",
]
