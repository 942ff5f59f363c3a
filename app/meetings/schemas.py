from datetime import time
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.api.lists import PageAsked
from app.meetings.rules.agenda import HANDOUTS, KINDS
from app.meetings.rules.year import EVERY, MOST_AT_ONCE, NTH
from app.wareki import UnreadableDateError, parse_time
from app.web.fields import Day, Moment, WholeMonth
from app.web.forms import TypedSchema

A_LINE = validate.Length(max=200, error="200文字以内で入力してください。")


class Clock(fields.Field[time]):
    """A time of day: 14:00, 14時, 午後2時."""

    def _serialize(self, value: time | None, *_: Any, **__: Any) -> str | None:
        return f"{value:%H:%M}" if value else None

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> time:
        try:
            return parse_time(str(value))
        except UnreadableDateError as error:
            raise ValidationError(str(error)) from None


class MeetingRecord(TypedSchema):
    """What is decided about a meeting, by form or by API."""

    title = fields.String(required=True, validate=A_LINE, metadata={"label": "会議名"})
    held_on = Day(required=True, metadata={"label": "開催日"})
    begins_at = Clock(required=True, metadata={"label": "開始"})
    ends_at = Clock(required=True, metadata={"label": "終了"})
    place = fields.String(load_default="", validate=A_LINE, metadata={"label": "会場"})
    online_address = fields.URL(
        load_default="",
        schemes={"https", "http"},
        error_messages={"invalid": "https:// から始まるアドレスを入力してください。"},
        metadata={"label": "オンラインのURL"},
    )
    first_month = WholeMonth(required=True, metadata={"label": "集計の始め"})
    last_month = WholeMonth(required=True, metadata={"label": "集計の終わり"})

    @validates_schema
    def check_order(self, record: dict[str, Any], **_: Any) -> None:
        faults = {}
        if record["ends_at"] <= record["begins_at"]:
            faults["ends_at"] = ["終了は開始より後の時刻にしてください。"]
        if record["last_month"] < record["first_month"]:
            faults["last_month"] = ["集計の終わりは、始めと同じ月かそれより後にしてください。"]
        if not record["place"] and not record["online_address"]:
            faults["place"] = ["会場か、オンラインのURLを入力してください。"]
        if faults:
            raise ValidationError(faults)


class YearRuleTyped(TypedSchema):
    """隔月 第3木曜: how the days of a fiscal year's meetings are said."""

    fiscal_year = fields.Integer(
        required=True,
        validate=validate.Range(2000, 2100, error="年度を確かめてください。"),
        metadata={"label": "年度"},
    )
    first_month = fields.Integer(
        required=True,
        validate=validate.Range(1, 12, error="1から12までの月を選んでください。"),
        metadata={"label": "最初の月"},
    )
    every = fields.Integer(
        required=True,
        validate=validate.OneOf(EVERY, error="一覧から選んでください。"),
        metadata={"label": "間隔", "description": "months"},
    )
    nth = fields.Integer(
        required=True,
        validate=validate.OneOf(NTH, error="一覧から選んでください。"),
        metadata={"label": "週", "description": "1 to 4; -1: the last"},
    )
    weekday = fields.Integer(
        required=True,
        validate=validate.Range(0, 6, error="曜日を選んでください。"),
        metadata={"label": "曜日", "description": "0: Monday"},
    )


class SeriesTyped(TypedSchema):
    """What the meetings of a year have in common."""

    begins_at = Clock(required=True, metadata={"label": "開始"})
    ends_at = Clock(required=True, metadata={"label": "終了"})
    place = fields.String(load_default="", validate=A_LINE, metadata={"label": "会場"})
    online_address = fields.URL(
        load_default="",
        schemes={"https", "http"},
        error_messages={"invalid": "https:// から始まるアドレスを入力してください。"},
        metadata={"label": "オンラインのURL"},
    )

    @validates_schema
    def check_series(self, series: dict[str, Any], **_: Any) -> None:
        faults = {}
        if series["ends_at"] <= series["begins_at"]:
            faults["ends_at"] = ["終了は開始より後の時刻にしてください。"]
        if not series["place"] and not series["online_address"]:
            faults["place"] = ["会場か、オンラインのURLを入力してください。"]
        if faults:
            raise ValidationError(faults)


class YearTyped(YearRuleTyped, SeriesTyped):
    """A rule, and what all of its meetings have in common."""


class SeriesOrdered(SeriesTyped):
    """The days themselves, after somebody looked at them."""

    days = fields.List(
        Day(),
        required=True,
        validate=validate.Length(
            1, MOST_AT_ONCE, error=f"開催日を1日から{MOST_AT_ONCE}日まで入力してください。"
        ),
        metadata={"label": "開催日"},
    )


class DayProposed(Schema):
    """A day that a rule makes, and what speaks against it."""

    day = fields.Date()
    trouble = fields.String(allow_none=True)
    instead = fields.Date(
        allow_none=True, metadata={"description": "the next day on which the center is open"}
    )


class DaysAsked(PageAsked, YearRuleTyped):
    """A rule whose days are asked for."""


class MeetingRevision(MeetingRecord):
    """The same, with the version that the editor had before them."""

    version = fields.Integer(required=True, metadata={"label": "版"})


class MeetingRepresentation(MeetingRecord):
    id = fields.UUID(dump_only=True)
    announced_at = Moment(dump_only=True, allow_none=True)
    cancelled_at = Moment(dump_only=True, allow_none=True)
    sequence = fields.Integer(
        dump_only=True, metadata={"description": "grows with what those invited have to know"}
    )
    version = fields.Integer(dump_only=True)


class ItemRecord(TypedSchema):
    """One line of the agenda."""

    title = fields.String(required=True, validate=A_LINE, metadata={"label": "議題"})
    kind = fields.String(
        required=True,
        validate=validate.OneOf(KINDS, error="一覧から選んでください。"),
        metadata={"label": "種類"},
    )
    presenter = fields.String(load_default="", validate=A_LINE, metadata={"label": "説明者"})
    minutes = fields.Integer(
        required=True,
        validate=validate.Range(0, 480, error="0から480までの分で入力してください。"),
        metadata={"label": "時間(分)"},
    )
    details = fields.String(
        load_default="",
        validate=validate.Length(max=4000, error="4,000文字以内で入力してください。"),
        metadata={"label": "くわしい内容"},
    )
    handout = fields.String(
        load_default="",
        validate=validate.OneOf(["", *HANDOUTS], error="一覧から選んでください。"),
        metadata={"label": "資料"},
    )
    once = fields.Boolean(load_default=False, metadata={"label": "今回だけの議題"})


class ItemRevision(ItemRecord):
    version = fields.Integer(required=True, metadata={"label": "版"})


class ItemRepresentation(ItemRecord):
    id = fields.UUID(dump_only=True)
    version = fields.Integer(dump_only=True)


class Move(TypedSchema):
    """One place up or down, or right before or behind another item; nothing beyond the ends."""

    direction = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.OneOf(["up", "down"]),
        metadata={"label": "向き"},
    )
    before = fields.UUID(load_default=None, allow_none=True, metadata={"label": "すぐ前"})
    after = fields.UUID(load_default=None, allow_none=True, metadata={"label": "すぐ後"})

    @validates_schema
    def check_one(self, move: dict[str, Any], **_: Any) -> None:
        if sum(1 for way in move.values() if way) != 1:
            raise ValidationError(
                {"direction": ["向きか、隣に来る議題を、一つだけ選んでください。"]}
            )


class PackRepresentation(TypedSchema):
    """One build of the handouts: ordered, in the making, finished, failed or published."""

    id = fields.UUID(dump_only=True)
    edition = fields.Integer(dump_only=True)
    requested_at = Moment(dump_only=True)
    done = fields.Integer(dump_only=True)
    total = fields.Integer(dump_only=True)
    step = fields.String(dump_only=True)
    finished_at = Moment(dump_only=True, allow_none=True)
    failed_at = Moment(dump_only=True, allow_none=True)
    failure = fields.String(dump_only=True, allow_none=True)
    published_at = Moment(dump_only=True, allow_none=True)
    file_id = fields.UUID(
        dump_only=True, allow_none=True, metadata={"description": "the whole pack as one PDF"}
    )


class HandoutRepresentation(TypedSchema):
    number = fields.Integer(dump_only=True, metadata={"description": "of the 資料; 0: the agenda"})
    title = fields.String(dump_only=True)
    file_format = fields.String(dump_only=True)
    file_id = fields.UUID(dump_only=True)
