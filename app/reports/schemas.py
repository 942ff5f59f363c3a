from typing import Any

from flask_smorest.fields import Upload
from marshmallow import ValidationError, fields, validate, validates_schema
from werkzeug.datastructures import FileStorage

from app.api.lists import PageAsked
from app.reports.rules.entries import MOST_EXAMPLES, MOST_FIGURES, MOST_LINES
from app.reports.rules.kinds import PROGRAMMES, STAGES
from app.reports.rules.spaces import AVERAGES
from app.reports.rules.words import LONGEST
from app.web.fields import Day, Moment, WholeMonth
from app.web.forms import TypedSchema

LONGEST_MONTH = 31 * 24 * 60
"""Minutes."""
MINUTES = validate.Range(
    0, LONGEST_MONTH, error=f"0から{LONGEST_MONTH:,}までの分で入力してください。"
)
YEAR = validate.Range(2000, 2100, error="2000から2100までの年度を選んでください。")
FROM_THE_LIST = "一覧から選んでください。"
COUNT = validate.Range(0, 10**12, error="0以上の数字で入力してください。")
A_LINE = validate.Length(max=200, error="200文字以内で入力してください。")


class SpaceMonthRecord(TypedSchema):
    """How long スペースA・B could be used in a month, and were; in minutes."""

    month = WholeMonth(required=True, metadata={"label": "月", "type": "string"})
    available_minutes = fields.Integer(
        required=True, validate=MINUTES, metadata={"label": "利用できた時間(分)"}
    )
    joint_minutes = fields.Integer(
        required=True, validate=MINUTES, metadata={"label": "アトリウム一体で使われた時間(分)"}
    )
    standalone_minutes = fields.Integer(
        required=True, validate=MINUTES, metadata={"label": "単独で使われた時間(分)"}
    )

    @validates_schema
    def check_used(self, record: dict[str, Any], **_: Any) -> None:
        if record["joint_minutes"] + record["standalone_minutes"] > record["available_minutes"]:
            raise ValidationError(
                "使われた時間の合計は、利用できた時間までにしてください。", "available_minutes"
            )


class SpaceYearAsked(TypedSchema):
    year = fields.Integer(load_default=None, validate=YEAR, metadata={"label": "年度"})


class SpaceMonthsAsked(PageAsked):
    year = fields.Integer(load_default=None, validate=YEAR, metadata={"label": "年度"})


class AnnualBegun(TypedSchema):
    """Of which fiscal year a 実績報告 is begun."""

    year = fields.Integer(required=True, validate=YEAR, metadata={"label": "年度"})


class MonthlyBegun(TypedSchema):
    """Of which month a 月次報告 is begun."""

    month = WholeMonth(required=True, metadata={"label": "月", "type": "string"})


class TermsRecord(TypedSchema):
    """What is decided about a report."""

    last_month = WholeMonth(
        required=True,
        metadata={
            "label": "おわりの月",
            "type": "string",
            "description": "of a year's report; a month's covers that month",
        },
    )
    stage = fields.String(
        required=True,
        validate=validate.OneOf(STAGES, error=FROM_THE_LIST),
        metadata={"label": "速報・確報"},
    )
    as_of = Day(
        load_default=None,
        allow_none=True,
        metadata={
            "label": "時点",
            "type": "string",
            "description": "the day at whose end the figures were known; null: that of each order",
        },
    )
    average = fields.String(
        load_default="pooled",
        validate=validate.OneOf(AVERAGES, error=FROM_THE_LIST),
        metadata={"label": "稼働率の平均"},
    )


class TermsRevision(TermsRecord):
    """The same, with the version that the editor had before them."""

    version = fields.Integer(required=True, metadata={"label": "版"})


class ReportRepresentation(TermsRecord):
    """The desk of a report: what its next edition will be made from."""

    id = fields.UUID(dump_only=True)
    kind = fields.String(dump_only=True, metadata={"description": "annual, monthly"})
    first_month = WholeMonth(dump_only=True, metadata={"type": "string"})
    created_at = Moment(dump_only=True)
    version = fields.Integer(dump_only=True)


class TextRecord(TypedSchema):
    """One of a report's texts: HTML, or plain lines as the page's hint says."""

    html = fields.String(
        load_default="",
        validate=validate.Length(
            max=2 * LONGEST, error=f"文が長すぎます({LONGEST:,}文字まで)。短くしてください。"
        ),
        metadata={"label": "文", "description": "kept as headings, paragraphs, lists and bold"},
    )


class TextRevision(TextRecord):
    version = fields.Integer(required=True, metadata={"label": "版"})


class TextRepresentation(TextRecord):
    place = fields.String(dump_only=True)
    version = fields.Integer(dump_only=True)


class ExampleRecord(TypedSchema):
    """相談内容例 of one topic."""

    topic = fields.String(
        required=True, validate=validate.Length(max=100), metadata={"label": "相談内容"}
    )
    lines = fields.List(
        fields.String(required=True, validate=[A_LINE, validate.Length(min=1)]),
        required=True,
        validate=validate.Length(
            1, MOST_LINES, error=f"例は1件から{MOST_LINES}件までにしてください。"
        ),
        metadata={"label": "例"},
    )

    @validates_schema
    def check_lines(self, record: dict[str, Any], **_: Any) -> None:
        if any("\n" in line or not line.strip() for line in record["lines"]):
            raise ValidationError("例は、改行のない1行ずつにしてください。", "lines")


class ExamplesRecord(TypedSchema):
    """Every 相談内容例 of a report, in the order in which they are printed."""

    items = fields.List(
        fields.Nested(ExampleRecord),
        required=True,
        validate=validate.Length(
            max=MOST_EXAMPLES, error=f"相談内容は{MOST_EXAMPLES}つまでにしてください。"
        ),
        metadata={"label": "相談内容例"},
    )


class FigureRecord(TypedSchema):
    """A figure that the system does not count."""

    programme = fields.Integer(
        required=True,
        validate=validate.OneOf([each.number for each in PROGRAMMES], error=FROM_THE_LIST),
        metadata={"label": "事業"},
    )
    label = fields.String(
        required=True,
        validate=[A_LINE, validate.Length(min=1, error="入力してください。")],
        metadata={"label": "実績の名前"},
    )
    value = fields.Integer(required=True, validate=COUNT, metadata={"label": "数"})
    before = fields.Integer(
        load_default=None, allow_none=True, validate=COUNT, metadata={"label": "前年度の数"}
    )
    unit = fields.String(
        load_default="件",
        validate=validate.Length(max=40, error="40文字以内で入力してください。"),
        metadata={"label": "単位"},
    )


class FiguresRecord(TypedSchema):
    """Every figure of a report that was entered by hand."""

    items = fields.List(
        fields.Nested(FigureRecord),
        required=True,
        validate=validate.Length(
            max=MOST_FIGURES, error=f"数字は{MOST_FIGURES}個までにしてください。"
        ),
        metadata={"label": "手入力の数字"},
    )


class EditionRepresentation(TypedSchema):
    """One edition of a report: ordered, in the making, finished, failed or issued."""

    id = fields.UUID(dump_only=True)
    number = fields.Integer(dump_only=True)
    stage = fields.String(dump_only=True, metadata={"description": "preliminary, final"})
    requested_at = Moment(dump_only=True)
    done = fields.Integer(dump_only=True)
    total = fields.Integer(dump_only=True)
    step = fields.String(dump_only=True)
    finished_at = Moment(dump_only=True, allow_none=True)
    failed_at = Moment(dump_only=True, allow_none=True)
    failure = fields.String(dump_only=True, allow_none=True)
    issued_at = Moment(dump_only=True, allow_none=True)
    sha256 = fields.String(
        dump_only=True,
        allow_none=True,
        metadata={"description": "of the content, byte for byte as `…/content` sends it"},
    )


class PaperRepresentation(TypedSchema):
    file_format = fields.String(dump_only=True, metadata={"description": "docx, pdf, xlsx"})
    file_id = fields.UUID(dump_only=True)


def is_chosen(file: FileStorage) -> None:
    """A browser sends a nameless empty file where none was chosen."""
    if not file.filename:
        raise ValidationError("ファイルを選んでください。")


class TemplateSent(TypedSchema):
    """A Word template of one's own."""

    file = Upload(
        required=True,
        validate=is_chosen,
        error_messages={"required": "ファイルを選んでください。"},
        metadata={"label": "ひな形のファイル"},
    )


class TemplateRepresentation(TypedSchema):
    """A center's own Word template of a kind of report."""

    kind = fields.String(dump_only=True, metadata={"description": "annual, monthly"})
    kept_at = Moment(dump_only=True)
