from datetime import date, datetime

import pytest
from marshmallow import ValidationError, fields
from werkzeug.datastructures import MultiDict

from app.calendar import CITY_TIME
from app.web.fields import Day, Moment
from app.web.forms import Form, TypedSchema


class Sample(TypedSchema):
    name = fields.String(required=True, metadata={"label": "名前"})
    tags = fields.List(fields.String(), load_default=list)
    count = fields.Integer(load_default=None, allow_none=True)


def form(*typed):
    return Form(Sample, MultiDict(typed))


def test_text_is_trimmed_and_blank_is_nothing():
    assert form(("name", " 花子 "), ("count", "  ")).data == {
        "name": "花子",
        "tags": [],
        "count": None,
    }
    assert form(("name", "   ")).errors == {"name": ["入力してください。"]}


def test_what_the_form_does_not_know_is_left_out():
    assert form(("name", "x"), ("center_id", "1"), ("csrf_token", "t")).data.keys() == {
        "name",
        "tags",
        "count",
    }


def test_a_list_takes_every_value_and_shows_them_again():
    sent = form(("name", "x"), ("tags", "a"), ("tags", "b"))
    assert sent.data["tags"] == sent.value("tags") == ["a", "b"]


def test_an_empty_form_shows_what_is_kept():
    empty = Form(Sample, shown={"name": "花子"})
    assert (empty.value("name"), empty.value("tags"), empty.value("count")) == ("花子", [], "")
    assert empty.errors == {}
    assert empty.labels["name"] == "名前"


def test_what_the_domain_refuses_stands_beside_what_the_shape_refused():
    refused = form()
    refused.refuse({"count": ["多すぎます。"]})
    assert refused.errors == {"name": ["入力してください。"], "count": ["多すぎます。"]}
    assert refused.error("count") == "多すぎます。"
    assert refused.error("tags") is None


def test_other_words_are_put_into_a_field_and_the_rest_stays():
    typed = form(("name", "花子"), ("tags", "a"), ("tags", "b"))
    typed.retype({"name": "〔氏名〕"})
    assert (typed.value("name"), typed.value("tags")) == ("〔氏名〕", ["a", "b"])


@pytest.mark.parametrize("text", ["\x00", "花\x00子", "\ud800", "x\udfff"])
def test_what_no_keyboard_types_is_refused_in_any_field(text):
    assert form(("name", text)).errors == {"name": ["読めない文字が含まれています。"]}
    assert form(("name", "x"), ("tags", text)).errors.keys() == {"tags"}


def test_rare_characters_that_people_do_type_are_kept():
    assert form(("name", "𠮷田 髙橋 👩\u200d👧")).data["name"] == "𠮷田 髙橋 👩\u200d👧"


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2025-11-20T10:00:00+09:00", datetime(2025, 11, 20, 10, tzinfo=CITY_TIME)),
        ("2025-11-20T01:00:00Z", datetime(2025, 11, 20, 10, tzinfo=CITY_TIME)),
        ("2025-11-20T10:00", datetime(2025, 11, 20, 10, tzinfo=CITY_TIME)),
        ("R7.11.20", datetime(2025, 11, 20, tzinfo=CITY_TIME)),
        ("令和7年11月20日 午後3時半", datetime(2025, 11, 20, 15, 30, tzinfo=CITY_TIME)),
    ],
)
def test_a_moment_is_read_in_city_time(written, moment):
    assert Moment().deserialize(written) == moment


@pytest.mark.parametrize("written", ["0001-01-01", "9999-12-31T23:59-14:00", "1899-12-31", "x"])
def test_a_moment_beyond_all_calendars_is_refused(written):
    with pytest.raises(ValidationError):
        Moment().deserialize(written)


def test_a_day_is_read_and_written():
    assert Day().deserialize("R7.11.20") == date(2025, 11, 20)
    assert Day()._serialize(date(2025, 11, 20)) == "2025-11-20"  # noqa: SLF001
    with pytest.raises(ValidationError, match="日付として読めません"):
        Day().deserialize("あす")
