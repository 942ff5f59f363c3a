from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from app import calendar
from app.calendar import Month, Period
from app.pivots import queries, rules
from app.pivots.rules import Question
from app.web.fields import WholeMonth
from app.web.forms import TypedSchema

NOT_THERE = "選択肢にありません。"
FILTERED = tuple(name for name in rules.DIMENSIONS if name not in {"month", "fiscal_year"})
"""Dimensions that a question may be narrowed by; time is the period's."""


def dimension(label: str, *, without: tuple[str, ...] = (), **options: Any) -> fields.String:
    known = [name for name in rules.DIMENSIONS if name not in without]
    one_of = validate.OneOf(known, error=NOT_THERE)
    return fields.String(validate=one_of, metadata={"label": label}, **options)


def only(name: str) -> fields.List[str]:
    of = rules.DIMENSIONS[name]
    code = fields.String(validate=validate.Length(max=100))
    return fields.List(code, load_default=list, metadata={"label": f"{of}を絞る"})


class PivotAsked(TypedSchema):
    """A question to the open center's records; loads a `Question`."""

    own_center = True

    row = dimension("行", without=(rules.CENTER,), load_default="topic")
    row2 = dimension("行の内訳", without=(rules.CENTER,), load_default=None)
    column = dimension("列", without=(rules.CENTER,), load_default=None)
    measure = fields.String(
        load_default="consultations",
        validate=validate.OneOf(list(rules.MEASURES), error=NOT_THERE),
        metadata={"label": "数えるもの"},
    )
    first = WholeMonth(load_default=None, metadata={"label": "はじめの月", "type": "string"})
    last = WholeMonth(load_default=None, metadata={"label": "おわりの月", "type": "string"})
    only_topic = only("topic")
    only_primary_topic = only("primary_topic")
    only_channel = only("channel")
    only_client_type = only("client_type")
    only_kind = only("kind")
    only_outcome = only("outcome")
    only_activity_field = only("activity_field")
    only_continued = only("continued")

    @validates_schema
    def check_dimensions(self, asked: dict[str, Any], **_: Any) -> None:
        chosen = [asked[name] for name in ("row", "row2", "column") if asked.get(name)]
        if len(set(chosen)) < len(chosen):
            raise ValidationError("行と列には、それぞれ違うものを選んでください。", "column")

    @validates_schema
    def check_months(self, asked: dict[str, Any], **_: Any) -> None:
        first, last = asked.get("first"), asked.get("last")
        if (first is None) != (last is None):
            raise ValidationError("はじめとおわりの月を両方選んでください。", "last")
        if first is None or last is None:
            return
        if last < first:
            raise ValidationError("おわりの月は、はじめの月より後にしてください。", "last")
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        if months > rules.LONGEST:
            raise ValidationError(f"期間は{rules.LONGEST}か月までにしてください。", "last")

    @validates_schema
    def check_codes(self, asked: dict[str, Any], **_: Any) -> None:
        for name in FILTERED:
            codes = asked.get(f"only_{name}")
            if codes and not set(codes) <= {code for code, _ in queries.choices(name)}:
                raise ValidationError(NOT_THERE, f"only_{name}")

    @post_load
    def as_question(self, asked: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Give the question beside whatever else was asked."""
        chosen = {name: tuple(asked.pop(f"only_{name}", ())) for name in FILTERED}
        rows = tuple(filter(None, (asked.pop("row"), asked.pop("row2"))))
        first, last = asked.pop("first"), asked.pop("last")
        question = Question(
            Period(first, last) if first else this_year(),
            rows,
            asked.pop("column"),
            asked.pop("measure"),
            {name: codes for name, codes in chosen.items() if codes},
        )
        return {**asked, "question": question}


class CityPivotAsked(PivotAsked):
    """A question to the records of all centers."""

    own_center = False

    row = dimension("行", load_default=rules.CENTER)
    row2 = dimension("行の内訳", load_default=None)
    column = dimension("列", load_default=None)
    only_center = only(rules.CENTER)


def this_year() -> Period:
    """This fiscal year so far."""
    month = Month.of(calendar.today())
    return Period(month.fiscal_year.first, month)


class FileAsked(Schema):
    """Mixed into a question: as what file its answer is wanted."""

    file_format = fields.String(
        load_default="xlsx",
        validate=validate.OneOf(["xlsx", "csv"], error=NOT_THERE),
        metadata={"label": "形式"},
    )


class PivotFileAsked(FileAsked, PivotAsked):
    pass


class CityPivotFileAsked(FileAsked, CityPivotAsked):
    pass


class Naming(Schema):
    """Mixed into a question: the name it is kept by."""

    name = fields.String(
        required=True,
        validate=validate.Length(max=40, error="40文字以内で入力してください。"),
        metadata={"label": "名前"},
    )


class PivotNamed(Naming, PivotAsked):
    pass


class CityPivotNamed(Naming, CityPivotAsked):
    pass


class PivotPeriodShown(Schema):
    first = fields.Function(lambda period: str(period.first), data_key="from")
    last = fields.Function(lambda period: str(period.last), data_key="last")


class PivotQuestionShown(Schema):
    period = fields.Nested(PivotPeriodShown)
    rows = fields.List(fields.String())
    column = fields.String(allow_none=True)
    measure = fields.String()
    filters = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class PivotCellShown(Schema):
    """`value` is null where there is none, or, `hidden`, where it is about too few."""

    value = fields.Float(allow_none=True)
    hidden = fields.Boolean()


class PivotColumnShown(Schema):
    code = fields.Function(lambda column: column[0], metadata={"type": "string"})
    label = fields.Function(lambda column: column[1], metadata={"type": "string"})


class PivotLineShown(Schema):
    codes = fields.List(fields.String())
    labels = fields.List(fields.String())
    cells = fields.List(fields.Nested(PivotCellShown))
    total = fields.Nested(PivotCellShown)
    rank = fields.Integer(allow_none=True)


class PivotShown(Schema):
    """The answer to a question: `cells` of a line belong to `columns`."""

    question = fields.Nested(PivotQuestionShown)
    columns = fields.List(fields.Nested(PivotColumnShown))
    lines = fields.List(fields.Nested(PivotLineShown))
    totals = fields.List(fields.Nested(PivotCellShown))
    total = fields.Nested(PivotCellShown)
    notes = fields.List(fields.String())


class SavedPivotShown(Schema):
    """A question that somebody keeps by a name; `question` as arguments of an address."""

    id = fields.UUID()
    name = fields.String()
    reach = fields.String()
    account_name = fields.String()
    question = fields.Dict()
    saved_at = fields.AwareDateTime()
