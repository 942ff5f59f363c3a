from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from app.api.lists import PageAsked
from app.calendar import Month
from app.consultations import rules
from app.consultations.rules.finding import CONTINUED, LINKED, REFERRED, STATES, TIMED, Filters
from app.web.fields import ComingDay, Day, Moment, PastDay, WholeMonth
from app.web.forms import TypedSchema

A_LINE = validate.Length(
    max=rules.LONGEST_LINE, error=f"{rules.LONGEST_LINE}文字以内で入力してください。"
)
A_PAGE = validate.Length(
    max=rules.LONGEST_TEXT, error=f"{rules.LONGEST_TEXT:,}文字以内で入力してください。"
)


def text(label: str, limit: validate.Length = A_LINE, **options: Any) -> fields.String:
    return fields.String(validate=limit, metadata={"label": label}, **options)


def code(label: str, **options: Any) -> fields.String:
    return fields.String(metadata={"label": label}, **options)


def several(label: str) -> fields.List[str]:
    """Any of these codes."""
    return fields.List(fields.String(validate=A_LINE), metadata={"label": label})


def one_of(choices: dict[str, str], label: str) -> fields.String:
    known = validate.OneOf(list(choices), error="選択肢にありません。")
    return fields.String(validate=known, metadata={"label": label})


class ConsultationRecord(TypedSchema):
    """What is written down of one reception, by form or by API.

    Only what domain.md 2.2 requires is required: when, how, from whom, about what.
    """

    received_at = Moment(required=True, metadata={"label": "受付日時"})
    channel = code("相談方法", required=True)
    client_type = code("相談者属性", required=True)
    topics = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, error="一つ以上選んでください。"),
        metadata={"label": "相談内容"},
    )
    primary_topic = code("主な相談内容", load_default=None, allow_none=True)
    kind = code("種別", load_default="consultation")
    summary = text("概要", load_default="")
    body = text("相談内容(本文)", A_PAGE, load_default="")
    response = text("対応内容", A_PAGE, load_default="")
    outcome = code("対応結果", load_default=None, allow_none=True)
    referral_target = code("つなぎ先", load_default=None, allow_none=True)
    person_name = text("氏名", load_default=None, allow_none=True)
    person_kana = text("ふりがな", load_default=None, allow_none=True)
    person_contact = text("連絡先", load_default=None, allow_none=True)
    organization_name = text("団体名", load_default=None, allow_none=True)
    activity_fields = fields.List(
        fields.String(), load_default=list, metadata={"label": "活動分野"}
    )
    minutes = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=1440, error="0から1440までの分で入力してください。"),
        metadata={"label": "所要時間(分)"},
    )
    continues_number = text("継続元の受付番号", load_default=None, allow_none=True)
    next_action_on = ComingDay(load_default=None, allow_none=True, metadata={"label": "次はいつ"})
    next_action = text("次にすること", load_default="")
    own_topics = fields.List(
        fields.String(),
        load_default=list,
        metadata={
            "label": "相談内容の細かい項目",
            "description": "ids of the center's own topics, at most one below each topic",
        },
    )
    contact_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"label": "相談者の連絡先"}
    )
    organization_contact_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"label": "団体の連絡先"}
    )
    keep_contact = fields.Boolean(
        load_default=False, load_only=True, metadata={"label": "連絡先に残す"}
    )


class ConsultationRevision(ConsultationRecord):
    """The same, with the version that the editor had before them.

    What is to be done next is a fact of its own: `NextActionPlan`.
    """

    version = fields.Integer(required=True, metadata={"label": "版"})

    class Meta:
        exclude = ("next_action_on", "next_action")


class ConsultationLine(Schema):
    """A consultation in a list: without the person and without the words."""

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """Ask a line by name at once: marshmallow would first try it as a mapping."""
        return getattr(obj, attr, default)

    id = fields.UUID()
    number = fields.String(attribute="number_label")
    received_at = Moment()
    received_by_name = fields.String()
    channel = fields.String()
    client_type = fields.String()
    kind = fields.String()
    outcome = fields.String(allow_none=True)
    organization_name = fields.String(allow_none=True)
    summary = fields.String()
    topics = fields.List(fields.String())
    primary_topic = fields.String(allow_none=True)


class ConsultationPage(Schema):
    items = fields.List(fields.Nested(ConsultationLine))
    next = fields.String(allow_none=True, metadata={"description": "`after` of the next page"})


class MonthField(fields.Field[Month]):
    """A month: 2026-11."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Month:
        try:
            return Month.parse(str(value))
        except ValueError:
            raise ValidationError("月は 2026-11 のように書いてください。") from None


class ConsultationFilters(TypedSchema):
    """What narrows a list of consultations; loads `Filters`.

    One for the list, the API, saved lists and whatever is taken out.
    """

    words = text("探す言葉")
    since = Day(metadata={"label": "受付日(から)", "type": "string"})
    until = Day(metadata={"label": "受付日(まで)", "type": "string"})
    month = MonthField(metadata={"label": "月", "type": "string", "description": "2026-11"})
    topics = several("相談内容")
    primary_topics = several("主な相談内容")
    channels = several("相談方法")
    client_types = several("相談者属性")
    kinds = several("種別")
    outcomes = several("対応結果")
    activity_fields = several("活動分野")
    staff = several("受付者")
    owners = several("担当")
    state = one_of(STATES, "対応中・終了")
    referred = one_of(REFERRED, "つないだ相談")
    continued = one_of(CONTINUED, "新規・継続")
    timed = one_of(TIMED, "所要時間")
    linked = one_of(LINKED, "区と推進センターの両方で")
    sent_since = Day(metadata={"label": "つないだ日(から)", "type": "string"})
    sent_until = Day(metadata={"label": "つないだ日(まで)", "type": "string"})

    @post_load
    def gather(self, loaded: dict[str, Any], **_: Any) -> Any:
        """Make `Filters` of the loaded values."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in loaded.items()
        }
        return Filters(**values)


class ConsultationQuery(ConsultationFilters):
    """Which page of the list, and what narrows it."""

    after = fields.String(load_default=None, metadata={"description": "`next` of the page before"})
    limit = fields.Integer(load_default=50, validate=validate.Range(min=1, max=200))

    @post_load
    def gather(self, loaded: dict[str, Any], **options: Any) -> dict[str, Any]:
        """Keep the page apart from what narrows the list."""
        paging = {name: loaded.pop(name) for name in ("after", "limit")}
        return {**paging, "filters": super().gather(loaded, **options)}


class ConsultationRepresentation(ConsultationRecord):
    """A consultation, whole, as its own center sees it."""

    id = fields.UUID(dump_only=True)
    number = fields.Function(
        lambda consultation: rules.number_label(consultation.fiscal_year, consultation.number),
        metadata={"type": "string"},
    )
    topics = fields.Function(  # type: ignore[assignment]  # shown from the tags, never loaded
        lambda consultation: [tag.topic for tag in consultation.topics],
        metadata={"type": "array", "items": {"type": "string"}},
    )
    own_topics = fields.Function(  # type: ignore[assignment]  # shown from the tags, never loaded
        lambda consultation: [
            str(tag.own_topic_id) for tag in consultation.topics if tag.own_topic_id
        ],
        metadata={"type": "array", "items": {"type": "string"}},
    )
    received_by_name = fields.String(dump_only=True)
    continues_id = fields.UUID(dump_only=True, allow_none=True)
    owner_id = fields.UUID(dump_only=True, allow_none=True)
    owner_name = fields.String(dump_only=True)
    is_open = fields.Boolean(dump_only=True)
    closed_at = Moment(dump_only=True, allow_none=True)
    version = fields.Integer(dump_only=True)
    created_at = Moment(dump_only=True)
    updated_at = Moment(dump_only=True)

    class Meta:
        exclude = ("continues_number",)


A_DAY = {"description": "2026-11-30, R8.11.30"}


class FollowUpNote(TypedSchema):
    """経過: what was done or heard after the reception, and what comes next."""

    happened_on = PastDay(required=True, metadata={"label": "日付", **A_DAY})
    channel = code("方法", required=True)
    words = text("経過", A_PAGE, required=True)
    minutes = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=0, max=1440, error="0から1440までの分で入力してください。"),
        metadata={"label": "かかった時間(分)"},
    )
    next_action_on = ComingDay(
        load_default=None, allow_none=True, metadata={"label": "次はいつ", **A_DAY}
    )
    next_action = text("次にすること", load_default="")


class FollowUpCorrection(FollowUpNote):
    """A note said better; the earlier words stay to be read."""

    class Meta:
        exclude = ("next_action_on", "next_action")


class FollowUpShown(Schema):
    id = fields.UUID()
    happened_on = Day()
    channel = fields.String()
    words = fields.String()
    minutes = fields.Integer(allow_none=True)
    corrects_id = fields.UUID(allow_none=True)
    author_name = fields.String()
    at = Moment()


class NextActionPlan(TypedSchema):
    due_on = ComingDay(required=True, metadata={"label": "いつまでに", **A_DAY})
    task = text("すること", load_default="")


class HandoverTo(TypedSchema):
    to_id = fields.UUID(
        required=True,
        error_messages={"invalid_uuid": "このセンターの職員から選んでください。"},
        metadata={"label": "新しい担当", "description": "account of a colleague at this center"},
    )
    message = text("申し送り", A_PAGE, load_default="")


class Closing(TypedSchema):
    """Both are said at the end; `none` where nobody else was brought in."""

    outcome = code("対応結果", required=True)
    referral_target = code("つなぎ先", required=True)
    remark = text("終わりに書くこと", A_PAGE, load_default="")


class Reopening(TypedSchema):
    remark = text("再開する理由", A_PAGE, load_default="")


class FactShown(Schema):
    """One thing in the story of a consultation."""

    kind = fields.String(
        metadata={
            "description": "received, noted, planned, moved, done, handed over, closed, reopened"
        }
    )
    day = Day()
    at = Moment()
    author_name = fields.String()
    words = fields.String()


class LinkShown(Schema):
    """One consultation of a chain."""

    id = fields.UUID()
    number = fields.String(attribute="number_label")
    received_at = Moment()
    summary = fields.String()
    outcome = fields.String(allow_none=True)
    closed_at = Moment(allow_none=True)


class DueShown(Schema):
    """次にすること of an open consultation."""

    id = fields.UUID()
    number = fields.String(attribute="number_label")
    summary = fields.String()
    owner_id = fields.UUID(allow_none=True)
    owner_name = fields.String()
    next_action_on = Day()
    next_action = fields.String()


class DueQuery(PageAsked):
    until = Day(load_default=None, metadata={"description": "only up to this day; today if unset"})


class Deletion(TypedSchema):
    reason = text("削除する理由", required=True)


class DeletedShown(Schema):
    id = fields.UUID()
    consultation_id = fields.UUID()
    number = fields.Function(
        lambda gone: rules.number_label(gone.fiscal_year, gone.number),
        metadata={"type": "string"},
    )
    summary = fields.String()
    reason = fields.String()
    deleted_at = Moment()
    deleted_by_name = fields.String()


class ChangeShown(Schema):
    """What one person changed at one moment."""

    action = fields.String(
        metadata={"description": "changed, followed (from a closing), deleted, restored"}
    )
    at = Moment()
    actor_id = fields.UUID(allow_none=True)
    fields_ = fields.Function(
        lambda change: {
            name: {"before": before, "after": after}
            for name, (before, after) in change.fields.items()
        },
        data_key="fields",
        metadata={"type": "object", "description": "field → what it was and what it became"},
    )


class OpenShown(Schema):
    """An open case."""

    id = fields.UUID()
    number = fields.String(attribute="number_label")
    received_at = Moment()
    summary = fields.String()
    owner_name = fields.String()
    next_action_on = Day(allow_none=True)
    next_action = fields.String()


class OpenQuery(PageAsked):
    owner_id = fields.UUID(load_default=None, metadata={"description": "only this colleague's"})


class CountsShown(Schema):
    total = fields.Integer()
    complete = fields.Boolean(metadata={"description": "false: only the newest were counted"})
    by = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        metadata={"description": "filter → choice → how many it would show"},
    )


class SavedListNamed(TypedSchema):
    """The name under which a list is kept, and for whom."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=40, error="40文字以内で入力してください。"),
        metadata={"label": "名前"},
    )
    shared = fields.Boolean(load_default=False, metadata={"label": "このセンターの全員に見せる"})


class SavedListKept(SavedListNamed):
    """The same with what it looks for."""

    filters = fields.Nested(ConsultationFilters, required=True)


class SavedListShown(Schema):
    id = fields.UUID()
    name = fields.String()
    shared = fields.Boolean()
    account_name = fields.String()
    filters = fields.Dict(metadata={"description": "as arguments of the list's address"})
    saved_at = Moment()


class TextTyped(TypedSchema):
    """What stands in the form so far."""

    summary = text("概要", A_PAGE, load_default="")
    body = text("相談内容(本文)", A_PAGE, load_default="")
    consultation_id = fields.UUID(
        load_default=None, allow_none=True, metadata={"description": "the record that is revised"}
    )


class TopicSuggested(Schema):
    topic = fields.String()
    label = fields.String()
    why = fields.String(metadata={"description": "the reason, as a sentence"})


class CaseSuggested(Schema):
    """An earlier record of the own center, with what it has in common with the text."""

    id = fields.UUID()
    number = fields.String()
    received_at = Moment(attribute="consultation.received_at")
    summary = fields.String(attribute="consultation.summary")
    topics = fields.Function(
        lambda case: [tag.topic for tag in case.consultation.topics],
        metadata={"type": "array", "items": {"type": "string"}},
    )
    response = fields.Function(
        lambda case: rules.suggesting.first_lines(case.consultation.response),
        metadata={"type": "string", "description": "its first lines"},
    )
    words = fields.Function(
        lambda case: list(case.likeness.words[:3]),
        metadata={"type": "array", "items": {"type": "string"}, "description": "in common"},
    )


class SuggestionsShown(Schema):
    topics = fields.List(fields.Nested(TopicSuggested))
    cases = fields.List(fields.Nested(CaseSuggested))


class OthersPeriod(TypedSchema):
    """Whole months, both ends included; this fiscal year so far where nothing is said."""

    first = WholeMonth(load_default=None, metadata={"label": "始めの月"})
    last = WholeMonth(load_default=None, metadata={"label": "終わりの月"})

    @validates_schema
    def runs_forward(self, asked: dict[str, Any], **_: Any) -> None:
        if asked["first"] and asked["last"] and asked["last"] < asked["first"]:
            sentence = "始めの月と同じか、あとの月にしてください。"
            raise ValidationError({"last": [sentence]})


class WordsAsked(PageAsked, OthersPeriod):
    """The same, page by page."""


class OthersWord(OthersPeriod):
    word = text("言葉", required=True)


class SuggestionShown(Schema):
    """`agreeing` of the `of` other consultations with the word have this topic."""

    topic = fields.String()
    agreeing = fields.Integer()
    of = fields.Integer()


class WordShown(Schema):
    word = fields.String()
    times = fields.Integer()
    suggestion = fields.Nested(SuggestionShown, allow_none=True)


class TopicCorrectionTyped(TypedSchema):
    """Which consultations leave その他, for which topic, and why."""

    consultation_ids = fields.List(
        fields.UUID(),
        required=True,
        validate=validate.Length(min=1, max=200, error="1件から200件までを選んでください。"),
        metadata={"label": "移す相談"},
    )
    to_topic = code("移す先の項目", required=True)
    reason = text("理由", required=True)


class TopicCorrectionShown(Schema):
    id = fields.UUID()
    from_topic = fields.String()
    to_topic = fields.String()
    reason = fields.String()
    corrected_at = Moment()
    corrected_by_name = fields.String()
    undone_at = Moment(allow_none=True)
    undone_by_name = fields.String(allow_none=True)


class CorrectedShown(Schema):
    """What was done, and how many of those chosen were left because they had been changed."""

    correction = fields.Nested(TopicCorrectionShown)
    moved = fields.Integer()
    left = fields.Integer()
