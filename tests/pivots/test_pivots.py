"""Free questions: counted as asked, opened to the records, kept, written, and never a person."""

import html
import re
from datetime import date, datetime
from io import BytesIO
from itertools import product
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlalchemy.exc import IntegrityError

from app.access.permissions import Role
from app.calendar import Month, Period
from app.pivots import queries, rules
from app.pivots.rules import Counted, Question
from app.pivots.rules.small import hidden
from tenants import CITY, db, read_only
from tests.statistics.months import a_consultation

PAGE, API = "/centers/north/pivots/", "/api/v1/centers/north/pivots/"
CITY_PAGE, CITY_API = "/city/pivots/", "/api/v1/city/pivots/"
SPAN = {"first": "2026-03", "last": "2026-05"}
APRIL = date(2026, 4, 6)


def some_cases() -> None:
    """Two topics on one record, a record without minutes, one of last fiscal year."""
    first = a_consultation(APRIL, topics=("tax", "funding"), minutes=20)
    a_consultation(APRIL, topics=("tax",), channel="visit", outcome="answered", minutes=25)
    a_consultation(
        date(2026, 5, 31),
        topics=("funding",),
        client_type="individual",
        activity_fields=["field_03", "field_07"],
        continues_id=first.id,
    )
    a_consultation(date(2026, 3, 31), topics=("publicity",), kind="inquiry", minutes=0)


@pytest.fixture
def worker(visitor, north, south, at):
    for place in (south, north):
        with at(place):
            some_cases()
    return visitor(Role.WARD_WORKER, north)


def asked(client, address=API, **question):
    answer = client.get(f"{address}?{urlencode(SPAN | question, doseq=True)}")
    assert answer.status_code == 200, answer.json
    return answer.json


def totals(answer):
    return {tuple(line["labels"]): line["total"]["value"] for line in answer["lines"]}


@pytest.mark.parametrize(
    ("question", "expected", "total"),
    [
        (
            {"row": "topic"},
            {("広報",): 1, ("資金調達",): 2, ("事務(税務)",): 2},
            4,
        ),
        (
            {"row": "topic", "measure": "items"},
            {("広報",): 1, ("資金調達",): 2, ("事務(税務)",): 2},
            5,
        ),
        ({"row": "channel", "measure": "items"}, {("来館",): 1, ("電話",): 4}, 5),
        ({"row": "primary_topic"}, {("広報",): 1, ("資金調達",): 1, ("事務(税務)",): 2}, 4),
        ({"row": "fiscal_year"}, {("R7年度",): 1, ("R8年度",): 3}, 4),
        ({"row": "month"}, {("2026年3月",): 1, ("2026年4月",): 2, ("2026年5月",): 1}, 4),
        ({"row": "continued"}, {("新規の相談",): 3, ("継続の相談",): 1}, 4),
        ({"row": "outcome"}, {("その場で回答",): 1, ("記入なし",): 3}, 4),
        (
            {"row": "activity_field"},
            {("まちづくり",): 1, ("環境の保全",): 1, ("記入なし",): 3},
            4,
        ),
        ({"row": "kind", "measure": "minutes"}, {("相談",): 45, ("問い合わせ",): 0}, 45),
        ({"row": "kind", "measure": "timed"}, {("相談",): 2, ("問い合わせ",): 1}, 3),
        ({"row": "topic", "measure": "mean_minutes"}, None, 15.0),
        ({"row": "channel", "row2": "kind"}, None, 4),
        ({"row": "topic", "only_topic": "tax"}, {("事務(税務)",): 2}, 2),
        ({"row": "channel", "only_topic": ["tax", "funding"]}, {("来館",): 1, ("電話",): 2}, 3),
        ({"row": "channel", "only_outcome": "none"}, {("電話",): 3}, 3),
        ({"row": "channel", "only_activity_field": "field_07"}, {("電話",): 1}, 1),
        ({"row": "channel", "only_primary_topic": "funding"}, {("電話",): 1}, 1),
    ],
)
def test_a_ward_counts_its_own_rows(worker, question, expected, total):
    answer = asked(worker, **question)

    assert answer["total"]["value"] == total
    assert expected is None or totals(answer) == expected


def test_the_form_shows_what_was_asked_where_nothing_was_chosen(worker):
    page = worker.get(PAGE).text
    assert re.search(r'<option value="topic"[^>]* selected', page)
    assert re.search(r'name="first" value="20\d\d-04"', page)


def test_rows_and_columns_cross_with_totals_of_their_own(worker):
    answer = asked(worker, row="topic", column="month")

    assert [column["label"] for column in answer["columns"]] == [
        "2026年3月",
        "2026年4月",
        "2026年5月",
    ]
    cells = {
        line["labels"][0]: [cell["value"] for cell in line["cells"]] for line in answer["lines"]
    }
    assert cells == {"広報": [1, 0, 0], "資金調達": [0, 1, 1], "事務(税務)": [0, 2, 0]}
    assert [cell["value"] for cell in answer["totals"]] == [1, 2, 1]
    assert answer["total"]["value"] == 4
    assert {line["labels"][0]: line["rank"] for line in answer["lines"]} == {
        "広報": 3,
        "資金調達": 1,
        "事務(税務)": 1,
    }
    assert any("内訳の和と一致しない" in note for note in answer["notes"])


def test_the_mean_is_of_the_minutes_and_rounded_half_up():
    assert Counted(9, 9, 25, 2).value("mean_minutes") == 12.5
    assert Counted(9, 9, 1, 20).value("mean_minutes") == 0.1
    assert Counted(9, 9, 0, 0).value("mean_minutes") is None


NAMES = [name for name in rules.DIMENSIONS if name != rules.CENTER]


@pytest.mark.parametrize("measure", ["consultations", "timed"])
def test_every_figure_of_a_crossing_opens_to_as_many_records(worker, measure):
    """Every dimension once in rows, columns and filters; each linked figure is followed."""
    followed = 0
    for row, column in zip(NAMES, [*NAMES[3:], *NAMES[:3]], strict=True):
        question = {**SPAN, "row": row, "column": column, "measure": measure}
        page = html.unescape(worker.get(f"{PAGE}?{urlencode(question)}").text)
        for href, figure in re.findall(r'<a href="(/centers/north/cons[^"]+\?[^"]+)">(\d+)<', page):
            counts = f"/api/v1/centers/north/consultations/counts?{urlsplit(href).query}"
            assert worker.get(counts).json["total"] == int(figure), (row, column, href)
            followed += 1
    assert followed > 40


@pytest.mark.parametrize(("row", "column"), [*product(["topic", "channel"], ["month", "kind"])])
def test_a_filter_stays_in_the_link(worker, row, column):
    question = {**SPAN, "row": row, "column": column, "only_topic": "tax"}
    page = html.unescape(worker.get(f"{PAGE}?{urlencode(question)}").text)
    links = re.findall(r'<a href="(/centers/north/cons[^"]+\?[^"]+)">(\d+)<', page)

    assert links
    for href, figure in links:
        counts = f"/api/v1/centers/north/consultations/counts?{urlsplit(href).query}"
        assert worker.get(counts).json["total"] == int(figure), href


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ({"row": "topic", "column": "topic"}, "それぞれ違うものを選んでください。"),
        ({"row": "center"}, "選択肢にありません。"),
        ({"row": "words"}, "選択肢にありません。"),
        ({"measure": "persons"}, "選択肢にありません。"),
        ({"only_channel": "pigeon"}, "選択肢にありません。"),
        ({"first": "2026-05", "last": "2026-04"}, "おわりの月は、はじめの月より後にしてください。"),
        ({"first": "2020-01"}, "期間は60か月までにしてください。"),
        ({"first": "きのう"}, "月として読めません"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_in_words(worker, question, sentence):
    address = urlencode(SPAN | question)
    page = worker.get(f"{PAGE}?{address}")

    assert page.status_code == 422
    assert sentence in html.unescape(page.text)
    assert worker.get(f"{API}?{address}").status_code == 422
    assert worker.get(f"{PAGE}file?{address}").status_code == 422


@pytest.mark.commits
def test_a_question_that_takes_too_long_ends_with_a_sentence(visitor, north, database, monkeypatch):
    monkeypatch.setattr(queries, "SECONDS", 1)
    worker = visitor(Role.WARD_WORKER, north)
    with psycopg.connect(database.administrator) as other:
        other.execute("LOCK TABLE consultations IN ACCESS EXCLUSIVE MODE")
        page = worker.get(PAGE)
        other.rollback()

    assert page.status_code == 422
    assert "秒以内に数え終わりませんでした。期間を短くするか" in html.unescape(page.text)
    assert worker.get(PAGE).status_code == 200


def test_a_question_is_kept_shared_and_removed_by_its_author(worker, visitor, north, south):
    question = {**SPAN, "row": "channel", "column": "kind", "only_topic": "tax"}
    kept = worker.post(f"{PAGE}saved", data={**question, "name": "方法と種別"})
    assert kept.status_code == 302
    assert "only_topic=tax" in kept.location
    assert worker.get(kept.location).status_code == 200

    colleague = visitor(Role.WARD_MANAGER, north)
    (shared,) = colleague.get(f"{API}saved").json["items"]
    assert (shared["name"], shared["question"]["column"]) == ("方法と種別", "kind")
    assert "方法と種別" in colleague.get(PAGE).text
    removal = f"{PAGE}saved/{shared['id']}/removal"
    assert colleague.post(removal).status_code == 404
    assert (
        visitor(Role.WARD_MANAGER, south).get("/api/v1/centers/south/pivots/saved").json["items"]
        == []
    )
    again = {**SPAN, "row": "month", "name": "方法と種別"}
    assert worker.post(f"{API}saved", json=again).status_code == 201
    (only,) = worker.get(f"{API}saved").json["items"]
    assert only["question"]["row"] == "month"
    assert worker.post(removal).status_code == 302
    assert worker.get(f"{API}saved").json["items"] == []


def test_a_ward_keeps_no_question_to_the_city(worker):
    sent = {**SPAN, "row": "channel", "name": "全市", "reach": "city"}
    assert worker.post(f"{PAGE}saved", data=sent).status_code == 422
    assert worker.get(CITY_PAGE).status_code == 404
    assert worker.get(CITY_API).status_code == 404


def test_the_file_has_numbers_as_numbers_and_notes_apart(worker):
    address = urlencode({**SPAN, "row": "topic", "column": "month"})
    book = load_workbook(BytesIO(worker.get(f"{PAGE}file?{address}").data))
    rows = list(book["表"].iter_rows(values_only=True))

    assert rows[0] == (
        "相談内容",
        *("2026年3月", "2026年4月", "2026年5月"),
        *("計 相談件数(件)", "順位", "注"),
    )
    assert ("事務(税務)", 0, 2, 0, 2, 1, None) in rows
    assert rows[-1][:6] == ("合計", 1, 2, 1, 4, None)
    assert "内訳の和と一致しない" in rows[-1][6]
    told = dict(book["説明"].iter_rows(values_only=True))
    assert told["対象"] == "港北区市民活動支援センター"
    assert told["期間"] == "2026-03 から 2026-05 まで"

    content = worker.get(f"{PAGE}file?{address}&file_format=csv").data
    assert content.startswith(b"\xef\xbb\xbf")
    assert "事務(税務),0,2,0,2,1,\r\n" in content.decode("utf-8-sig")


@pytest.fixture
def coordinator(worker, visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


def test_the_city_counts_all_centers_and_opens_no_record(coordinator):
    answer = asked(coordinator, CITY_API, row="center", column="month")

    assert totals(answer) == {("港北",): 4, ("南",): 4}
    assert answer["total"]["value"] == 8
    page = coordinator.get(f"{CITY_PAGE}?{urlencode({**SPAN, 'row': 'center'})}").text
    assert "consultations/?" not in page
    narrowed = asked(coordinator, CITY_API, row="channel", only_center="north")
    assert narrowed["total"]["value"] == 4


def test_few_of_a_kind_are_not_seen_by_the_city(coordinator, worker):
    """One trait is a consolidated figure; two together may be about somebody known."""
    one = asked(coordinator, CITY_API, row="channel", only_center="north")
    assert totals(one) == {("来館",): 1, ("電話",): 3}
    two = asked(coordinator, CITY_API, row="channel", column="client_type", only_center="north")

    shown = [
        cell
        for line in two["lines"]
        for cell in (*line["cells"], line["total"])
        if not cell["hidden"]
    ]
    assert all(cell["value"] == 0 or cell["value"] >= 3 for cell in shown)
    assert any("3件より少ない" in note for note in two["notes"])
    own = asked(worker, row="channel", column="client_type")
    assert not any(cell["hidden"] for line in own["lines"] for cell in line["cells"])
    filtered = asked(coordinator, CITY_API, row="channel", only_kind="inquiry")
    assert [line["total"] for line in filtered["lines"]] == [{"value": None, "hidden": True}]


def test_a_hidden_cell_cannot_be_had_by_subtraction_in_its_line():
    cells = {(0, 0): 1, (0, 1): 5, (0, 2): 9, (0, -1): 15, (-1, 0): 8, (1, 0): 7}
    row, column = [(0, at) for at in (-1, 0, 1, 2)], [(at, 0) for at in (-1, 0, 1)]

    unseen = hidden(cells, [row, column])

    assert (0, 0) in unseen
    for line in (row, column):
        assert sum(place in unseen for place in line) != 1


def test_the_citys_question_is_kept_at_the_central_center(coordinator, visitor, central):
    sent = {**SPAN, "row": "center", "column": "channel", "name": "区と方法", "reach": "city"}
    kept = coordinator.post("/centers/central/pivots/saved", data=sent)
    assert kept.location.startswith("/city/pivots/?")
    assert coordinator.get(kept.location).status_code == 200

    colleague = visitor(Role.CENTRAL_MANAGER, central).get("/centers/central/pivots/").text
    assert "区と方法" in colleague
    assert html.escape(kept.location) in colleague


def test_a_program_keeps_the_citys_questions_where_it_asks_them(coordinator, worker):
    sent = {**SPAN, "row": "center", "column": "channel", "name": "区と方法"}
    kept = coordinator.post(f"{CITY_API}saved", json=sent)
    assert kept.status_code == 201
    assert kept.json["reach"] == "city"

    (listed,) = coordinator.get(f"{CITY_API}saved").json["items"]
    assert listed == kept.json
    assert listed["question"]["row"] == "center"
    assert coordinator.get("/api/v1/centers/central/pivots/saved").json["items"] == []
    assert "区と方法" in coordinator.get("/centers/central/pivots/").text
    for answer in (
        worker.get(f"{CITY_API}saved"),
        worker.post(f"{CITY_API}saved", json=sent),
        worker.delete(f"{CITY_API}saved/{listed['id']}"),
    ):
        assert answer.status_code == 404
    assert coordinator.delete(f"{CITY_API}saved/{listed['id']}").status_code == 204
    assert coordinator.get(f"{CITY_API}saved").json["items"] == []


def test_a_question_to_the_city_sent_twice_is_kept_once(coordinator):
    sent = {**SPAN, "row": "center", "name": "区"}
    key = {"Idempotency-Key": "01890000-0000-7000-8000-000000000009"}
    first, again = (coordinator.post(f"{CITY_API}saved", json=sent, headers=key) for _ in range(2))

    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"


@pytest.mark.parametrize(
    ("asked", "is_one"),
    [
        ({"rows": ("channel",)}, True),
        ({"rows": ("center", "month"), "column": "topic"}, True),
        ({"rows": ("center",), "filters": {"kind": ("inquiry",)}}, True),
        ({"rows": ("center",), "measure": "minutes"}, True),
        ({"rows": ("channel",), "column": "kind"}, False),
        ({"rows": ("channel",), "filters": {"kind": ("inquiry",)}}, False),
        ({"rows": ("channel",), "measure": "minutes"}, False),
        ({"rows": ("activity_field",)}, False),
        ({"rows": ("center",), "filters": {"topic": ("tax", "funding")}}, False),
    ],
)
def test_only_what_is_consolidated_anyway_is_shown_however_small(asked, is_one):
    question = Question(
        Period(Month(2026, 4), Month(2026, 4)),
        **{"column": None, "measure": "consultations", **asked},
    )
    assert question.is_consolidated is is_one


def test_what_the_city_reads_of_a_record_tells_no_moment_and_holds_together(north, at):
    """A UUIDv7 begins with the millisecond in which its row was written."""
    with at(north):
        some_cases()
    with read_only(CITY):
        records = db.session.execute(sa.text("SELECT * FROM city.consultations")).mappings().all()
        tags = (
            db.session.execute(sa.text("SELECT * FROM city.consultation_topics")).mappings().all()
        )

    assert len(records) == 4
    ids = {record["id"] for record in records}
    assert len(ids) == 4
    assert {tag["consultation_id"] for tag in tags} == ids
    assert {record["continues_id"] for record in records} - ids == {None}
    for row in (*records, *tags):
        for name, value in row.items():
            assert name == "center_id" or not isinstance(value, UUID), name
            assert not isinstance(value, datetime), name


def test_no_word_comes_to_the_city_in_an_array(north, at):
    with pytest.raises(IntegrityError, match="activity_fields_check"), at(north):
        a_consultation(APRIL, activity_fields=["一言"])


def test_the_same_answer_as_the_consolidated_figures(at, north):
    """Counted by another way than `recount.sql`: both must say the same."""
    with at(north):
        some_cases()
        question = Question(
            Period(Month(2026, 4), Month(2026, 5)), ("topic",), None, "consultations"
        )
        answer = queries.answered(question)
    assert {line.codes[0]: line.total.value for line in answer.lines} == {"tax": 2, "funding": 2}
