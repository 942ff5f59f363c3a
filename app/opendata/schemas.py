from typing import Any

from marshmallow import Schema, fields, post_load, validate

from app.calendar import FiscalYear
from app.opendata.rules.documents import Words
from app.opendata.rules.suppression import LEAST_THRESHOLD
from app.opendata.rules.tables import TABLE_KINDS
from app.statistics.rules import spans
from app.web.fields import Day, Moment
from app.web.forms import TypedSchema

SPANS = ("年度", "上半期", "下半期")
DEFAULT_TITLE = "市民活動支援センター 相談統計"
DEFAULT_DESCRIPTION = (
    "横浜市の各区市民活動支援センターと市民協働推進センターが受け付けた相談の件数です。"
)
DEFAULT_CONTACT = "横浜市市民協働推進センター"


class EditionOrder(TypedSchema):
    """What an edition shall hold, by form or by API."""

    title = fields.String(
        required=True,
        validate=validate.Length(max=100, error="100文字以内で入力してください。"),
        metadata={"label": "題名"},
    )
    description = fields.String(
        required=True,
        validate=validate.Length(max=2_000, error="2,000文字以内で入力してください。"),
        metadata={"label": "説明"},
    )
    contact = fields.String(
        required=True,
        validate=validate.Length(max=200, error="200文字以内で入力してください。"),
        metadata={"label": "問い合わせ先"},
    )
    fiscal_year = fields.Integer(
        required=True,
        validate=validate.Range(2000, 2100, error="2000から2100までの年度を選んでください。"),
        metadata={"label": "年度"},
    )
    span = fields.String(
        required=True,
        validate=validate.OneOf(SPANS, error="年度、上半期、下半期から選んでください。"),
        metadata={"label": "期間"},
    )
    tables = fields.List(
        fields.String(validate=validate.OneOf(list(TABLE_KINDS), error="この表はありません。")),
        required=True,
        validate=validate.Length(min=1, max=len(TABLE_KINDS), error="表を一つ以上選んでください。"),
        error_messages={"required": "表を一つ以上選んでください。"},
        metadata={"label": "載せる表"},
    )
    threshold = fields.Integer(
        required=True,
        validate=validate.Range(
            LEAST_THRESHOLD, 20, error=f"{LEAST_THRESHOLD}から20までの数にしてください。"
        ),
        metadata={"label": "秘匿する件数の基準"},
    )

    @post_load
    def together(self, typed: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Give the period and the words as the one thing each of them is."""
        year = FiscalYear(typed["fiscal_year"])
        period = next(span.period for span in spans(year) if span.label == typed["span"])
        return {
            "period": period,
            "tables": [name for name in TABLE_KINDS if name in typed["tables"]],
            "words": Words(typed["title"], typed["description"], typed["contact"]),
            "threshold": typed["threshold"],
        }


class EditionWithdrawal(TypedSchema):
    reason = fields.String(
        required=True,
        validate=validate.Length(max=500, error="500文字以内で入力してください。"),
        metadata={"label": "理由"},
    )


class EditionDraftShown(Schema):
    id = fields.UUID()
    title = fields.String()
    description = fields.String()
    contact = fields.String()
    first_month = Day()
    last_month = Day()
    tables = fields.List(fields.String())
    threshold = fields.Integer()
    requested_at = Moment()
    requested_by_name = fields.String()
    finished_at = Moment(allow_none=True)
    failed_at = Moment(allow_none=True)
    failure = fields.String(allow_none=True)


class DraftFigureShown(Schema):
    """A figure of a draft, for who publishes: hidden or not, and why."""

    table = fields.String()
    item_code = fields.String()
    item = fields.String()
    area_code = fields.String()
    area = fields.String()
    value = fields.Integer(metadata={"description": "the true figure"})
    hidden = fields.Boolean()
    reason = fields.String(allow_none=True)


class PublishedEditionShown(Schema):
    id = fields.UUID(attribute="edition.id")
    slug = fields.String(attribute="edition.slug")
    title = fields.String(attribute="edition.title")
    first_month = Day(attribute="edition.first_month")
    last_month = Day(attribute="edition.last_month")
    sha256 = fields.String(attribute="edition.sha256")
    published_at = Moment(attribute="edition.published_at")
    published_by_name = fields.String(attribute="edition.published_by_name")
    withdrawn_at = Moment(allow_none=True)
    reason = fields.String(allow_none=True)


class OpenEditionShown(Schema):
    """An edition as everybody may read it."""

    slug = fields.String()
    title = fields.String()
    first_month = Day()
    last_month = Day()
    sha256 = fields.String(metadata={"description": "of the metadata, which name all others"})
    published_at = Moment()
    withdrawn_at = Moment(allow_none=True)
    reason = fields.String(allow_none=True)
    document = fields.Dict(keys=fields.String(), metadata={"description": "DCAT metadata"})


class OpenFigureShown(Schema):
    """One line of a published table; `value` is null where it is hidden or not reported."""

    item_code = fields.String(attribute="項目コード")
    item = fields.String(attribute="項目")
    area_kind = fields.String(attribute="地域区分")
    area_code = fields.String(attribute="地域コード")
    area = fields.String(attribute="地域名")
    value = fields.Integer(attribute="件数", allow_none=True)
    hidden = fields.Boolean(attribute="秘匿")
    months = fields.Integer(attribute="報告月数")
