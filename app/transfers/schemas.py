from typing import Any

from flask_smorest.fields import Upload
from marshmallow import Schema, ValidationError, fields, post_load, validate
from werkzeug.datastructures import FileStorage

from app.consultations.schemas import ConsultationFilters
from app.transfers.rules.exports import FORMATS
from app.transfers.rules.fields import TITLES
from app.transfers.rules.headers import Column
from app.web.fields import Moment
from app.web.forms import TypedSchema

FIRST_YEAR, LAST_YEAR = 2000, 2100


def is_chosen(file: FileStorage) -> None:
    """A browser sends a nameless empty file where none was chosen."""
    if not file.filename:
        raise ValidationError("ファイルを選んでください。")


def meaning_of(column: Column) -> str:
    return TITLES[column.field]


class SentFile(TypedSchema):
    file = Upload(
        required=True,
        validate=is_chosen,
        error_messages={"required": "ファイルを選んでください。"},
        metadata={"label": "ファイル"},
    )


class Reading(TypedSchema):
    """How a file is to be read, where it does not say so itself."""

    sheet_name = fields.String(
        load_default=None,
        metadata={"label": "シート", "description": "default: the first one with a header"},
    )
    fiscal_year = fields.Integer(
        load_default=None,
        validate=validate.Range(FIRST_YEAR, LAST_YEAR, error="年度を西暦で選んでください。"),
        metadata={"label": "年度", "description": "completes dates without a year; April to March"},
    )


class Lessons(TypedSchema):
    """What words mean: three lists, each word in the same place of all."""

    abouts = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "`heading`, or the list the word stands for a code of"},
    )
    words = fields.List(fields.String(), required=True)
    meanings = fields.List(
        fields.String(),
        required=True,
        metadata={
            "description": "of a heading: a field, `topics/` and a code, or `ignored`;"
            " of a word: a code; blank: not said"
        },
    )


class LearnedWordRepresentation(Schema):
    """A center's own word in its workbooks, and what it means there."""

    id = fields.UUID()
    about = fields.String()
    word = fields.String()
    meaning = fields.String()
    taught_at = Moment()
    taught_by_name = fields.String()


class AskedShown(Schema):
    """A row that may be the header, were it known what its headings mean."""

    row = fields.Integer(attribute="row_number")
    headings = fields.List(fields.String())
    missing = fields.List(fields.String(), metadata={"description": "the columns still needed"})


class UnlistedShown(Schema):
    """A word where a code of a list was expected."""

    about = fields.String(attribute="list_name")
    word = fields.String()


class Encoding(TypedSchema):
    encoding = fields.String(
        load_default="utf-8-sig",
        validate=validate.OneOf(("utf-8-sig", "cp932"), error="文字コードを選んでください。"),
    )


class FaultShown(Schema):
    row = fields.Integer(attribute="row_number")
    column = fields.String()
    value = fields.String()
    reason = fields.String()


class NoticeShown(Schema):
    row = fields.Integer(attribute="row_number")
    column = fields.String()
    reason = fields.String()


class ColumnShown(Schema):
    heading = fields.String()
    meaning = fields.Function(meaning_of, metadata={"type": "string"})


class DraftShown(Schema):
    """A row as it will be created; without the person, as in the list of consultations."""

    row = fields.Integer(attribute="row_number")
    received_at = Moment()
    channel = fields.String()
    client_type = fields.String()
    kind = fields.String()
    topics = fields.List(fields.String())
    primary_topic = fields.String()
    summary = fields.String()


class ImportLine(Schema):
    """An import in a list."""

    id = fields.UUID()
    filename = fields.String()
    sheet_name = fields.String()
    uploaded_at = Moment()
    uploaded_by_name = fields.String()
    taken_at = Moment(allow_none=True)
    undone_at = Moment(allow_none=True)
    rows_created = fields.Integer(allow_none=True)
    rows_known = fields.Integer(allow_none=True)
    rows_refused = fields.Integer(allow_none=True)


class ImportRepresentation(Schema):
    """An import: what was read, what taking it would do, and what became of it."""

    id = fields.UUID()
    filename = fields.String()
    uploaded_at = Moment()
    uploaded_by_name = fields.String()
    fiscal_year = fields.Integer(allow_none=True)
    taken_at = Moment(allow_none=True)
    taken_by_name = fields.String(allow_none=True)
    rows_created = fields.Integer(allow_none=True, metadata={"description": "by taking it"})
    undone_at = Moment(allow_none=True, metadata={"description": "what it created was taken back"})
    rows_new = fields.Integer(metadata={"description": "that taking it would create now"})
    rows_known = fields.Integer(metadata={"description": "already there"})
    rows_refused = fields.Integer()
    sheet_name = fields.String()
    other_sheets = fields.List(fields.String())
    columns = fields.List(fields.Nested(ColumnShown))
    unknown_columns = fields.List(fields.String())
    first_rows = fields.List(fields.Nested(DraftShown))
    faults = fields.List(fields.Nested(FaultShown))
    notices = fields.List(fields.Nested(NoticeShown))
    unlisted = fields.List(fields.Nested(UnlistedShown))
    asked = fields.Nested(
        AskedShown,
        allow_none=True,
        metadata={"description": "filled where nothing can be read before headings are explained"},
    )


class HeldShown(Schema):
    """A consultation that stays although its import is taken back, and why."""

    id = fields.UUID()
    number = fields.String(attribute="number_label")
    summary = fields.String()
    reasons = fields.List(fields.String())


class UndoingRepresentation(Schema):
    """What taking an import back removes and keeps; what it did, once `undone_at` is filled."""

    undone_at = Moment(allow_none=True)
    undone_by_name = fields.String(allow_none=True)
    rows_removed = fields.Integer()
    rows_kept = fields.Integer()
    kept = fields.List(fields.Nested(HeldShown))


HOW = ("file_format", "with_words", "with_person", "reason")


class ExportOrder(ConsultationFilters):
    """A list to be taken out: which consultations, how, and with whose data."""

    file_format = fields.String(
        load_default="xlsx",
        validate=validate.OneOf(tuple(FORMATS), error="一覧から選んでください。"),
        metadata={"label": "ファイルの種類"},
    )
    with_words = fields.Boolean(
        load_default=False,
        metadata={"label": "相談内容(本文)・対応内容", "description": "body and response"},
    )
    with_person = fields.Boolean(
        load_default=False,
        metadata={"label": "氏名・連絡先", "description": "for managers, and with a reason"},
    )
    reason = fields.String(
        load_default="",
        validate=validate.Length(max=200, error="200文字以内で入力してください。"),
        metadata={"label": "氏名・連絡先を書き出す理由"},
    )

    @post_load
    def gather(self, loaded: dict[str, Any], **options: Any) -> dict[str, Any]:
        """Keep how the file is made apart from what narrows the list."""
        how = {name: loaded.pop(name) for name in HOW}
        return {**how, "filters": super().gather(loaded, **options)}


class ExportRepresentation(Schema):
    """That a list was taken out, and how far its file is."""

    id = fields.UUID()
    ordered_at = Moment()
    ordered_by_name = fields.String()
    file_format = fields.String()
    filters = fields.Dict()
    filters_words = fields.String()
    columns = fields.List(fields.String())
    with_person = fields.Boolean()
    reason = fields.String()
    rows_found = fields.Integer()
    rows_written = fields.Integer(allow_none=True)
    cells_unwritable = fields.Integer(
        allow_none=True, metadata={"description": "cells with letters the encoding lacks"}
    )
    finished_at = Moment(allow_none=True)
    failed_at = Moment(allow_none=True)
    removed_at = Moment(allow_none=True, metadata={"description": "the file is gone since"})


class MissingShown(Schema):
    row = fields.Integer(metadata={"description": "of the file, the heading being row 1"})
    number = fields.String(metadata={"description": "受付番号"})
    column = fields.String()
    letters = fields.String(metadata={"description": "written as 〓 in the file"})
