import html
import re

import pytest

from app.access.permissions import Role
from app.consultations import queries
from tests.consultations.records import recorded, typed


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


@pytest.fixture
def desk(north):
    return f"/centers/{north.slug}/consultations/"


def text_of(response):
    return html.unescape(response.text)


def hidden(response, name):
    return re.search(rf'name="{name}" value="([^"]*)"', response.text)[1]


def field_error(response, name):
    found = re.search(rf'id="field-{name}-error">.*?<span>(.*?)</span>', text_of(response))
    return found[1] if found else None


def test_a_recorded_consultation_is_shown_and_listed(worker, desk):
    sent = worker.post(desk, data=typed(summary="仲間の集め方", topics=["tax"]))
    assert sent.status_code == 302
    card = text_of(worker.get(sent.location))
    assert "相談 R7-0001 を記録しました。" in text_of(worker.get(desk)) + card
    assert "仲間の集め方" in card
    assert "◎事務(税務)" in card
    assert "R7-0001" in text_of(worker.get(desk))


def test_the_next_one_can_be_begun_at_once(worker, desk):
    assert worker.post(desk, data=typed(then="new")).location == f"{desk}new"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("received_at", "", "入力してください。"),
        ("received_at", "きのう", "日付として読めません"),
        ("received_at", "2.7.1", "元号か西暦かわかりません"),
        ("received_at", "R7.2.30", "という日はありません"),
        ("received_at", "2199-12-31", "先の日付になっています"),
        ("received_at", "9999-12-31", "年を確かめてください。"),
        ("channel", "", "入力してください。"),
        ("channel", "pigeon", "選択肢にありません。"),
        ("client_type", "", "入力してください。"),
        ("client_type", "ghost", "選択肢にありません。"),
        ("topics", [], "入力してください。"),
        ("topics", ["magic"], "項目にありません: magic"),
        ("topics", ["founding", "tax"], None),
        ("kind", "song", "選択肢にありません。"),
        ("summary", "あ" * 201, "200文字以内で入力してください。"),
        ("body", "あ" * 20_001, "20,000文字以内で入力してください。"),
        ("response", "あ" * 20_001, "20,000文字以内で入力してください。"),
        ("outcome", "magic", "選択肢にありません。"),
        ("referral_target", "moon", "選択肢にありません。"),
        ("person_name", "あ" * 201, "200文字以内で入力してください。"),
        ("person_kana", "あ" * 201, "200文字以内で入力してください。"),
        ("person_contact", "あ" * 201, "200文字以内で入力してください。"),
        ("organization_name", "あ" * 201, "200文字以内で入力してください。"),
        ("activity_fields", ["magic"], "項目にありません: magic"),
        ("minutes", "たくさん", "数字で入力してください。"),
        ("minutes", "-1", "0から1440までの分で入力してください。"),
        ("minutes", "1441", "0から1440までの分で入力してください。"),
        ("continues_number", "R7-9999", "受付番号「R7-9999」の相談はありません。"),
        ("summary", "電話\x00番号", "読めない文字が含まれています。"),
    ],
)
def test_each_fault_is_a_sentence_beside_its_field(worker, desk, at, north, field, value, sentence):
    refused = worker.post(desk, data=typed(**{field: value}))

    assert refused.status_code == 422
    named = field if sentence else "primary_topic"
    assert (sentence or "主な相談内容(◎)を") in field_error(refused, named)
    assert "入力内容をご確認ください（1か所）" in text_of(refused)
    assert f'href="#field-{named}"' in refused.text
    with at(north):
        assert queries.page().items == []


def test_what_was_typed_stays_in_a_refused_form(worker, desk):
    refused = worker.post(
        desk, data=typed(channel="", body="長い\n文章<b>", topics=["tax"], person_name="見本 花子")
    )
    assert "\n長い\n文章<b></textarea>" in text_of(refused)
    assert "<b></textarea>" not in refused.text
    assert 'value="見本 花子"' in text_of(refused)
    assert re.search(r'value="tax"[^>]*checked', refused.text)


@pytest.mark.parametrize(
    "written",
    [
        "R7.11.20 10:00",
        "2025-11-20 10:00",
        "令和7年11月20日 午前10時",
        "２０２５／１１／２０　１０：００",
    ],
)
def test_the_day_may_be_written_as_offices_write_it(worker, desk, at, north, written):
    assert worker.post(desk, data=typed(received_at=written)).status_code == 302
    with at(north):
        [line] = queries.page().items
        assert line.received_at.isoformat().startswith("2025-11-20T01:00")


def test_minutes_may_be_typed_in_full_width_digits(worker, desk, at, north):
    worker.post(desk, data=typed(minutes="３０"))
    with at(north):
        assert queries.by_number("R7-0001").minutes == 30


def test_a_follow_up_takes_over_the_person_and_the_topic_but_not_the_words(worker, desk, at, north):
    with at(north):
        recorded(person_name="見本 花子", body="前の話", topics=["tax"])
    form = text_of(worker.get(f"{desk}new?continues=R7-0001"))
    assert 'value="見本 花子"' in form
    assert 'value="R7-0001"' in form
    assert "前の話" not in form


def test_both_sides_of_a_chain_are_linked(worker, desk, at, north):
    with at(north):
        first = recorded(summary="はじめ")
        second = recorded(summary="つづき", continues_number="R7-0001")
    assert f"{desk}{second}" in worker.get(f"{desk}{first}").text
    assert f"{desk}{first}" in worker.get(f"{desk}{second}").text


def test_the_second_of_two_editors_sees_both_versions_and_loses_no_word(worker, desk, at, north):
    with at(north):
        address = f"{desk}{recorded()}"
    version = hidden(worker.get(f"{address}/edit"), "version")
    worker.post(address, data=typed(version=version, body="先の人の言葉"))

    mine = {"body": "わたしの言葉", "own_topics": ["", ""]}
    told = worker.post(address, data=typed(version=version, **mine))

    assert told.status_code == 409
    assert 'data-label="項目">相談内容の細かい項目' not in text_of(told)
    assert "先の人の言葉" in re.sub("</?mark>", "", text_of(told))
    assert "わたしの言葉</textarea>" in text_of(told)
    with at(north):
        assert queries.by_number("R7-0001").body == "先の人の言葉"
    again = worker.post(address, data=typed(version=hidden(told, "version"), body="二人の言葉"))
    assert again.status_code == 302
    with at(north):
        assert queries.by_number("R7-0001").body == "二人の言葉"


def test_a_form_refused_for_a_fault_still_knows_which_version_it_began_with(
    worker, desk, at, north
):
    with at(north):
        address = f"{desk}{recorded()}"
    version = hidden(worker.get(f"{address}/edit"), "version")
    worker.post(address, data=typed(version=version, body="先の人の言葉"))

    refused = worker.post(address, data=typed(version=version, channel=""))

    assert hidden(refused, "version") == version
    assert worker.post(address, data=typed(version=version)).status_code == 409


def test_a_refused_revision_is_not_half_kept(worker, desk, at, north):
    with at(north):
        address = f"{desk}{recorded(summary='はじめ')}"
    version = hidden(worker.get(f"{address}/edit"), "version")
    changes = typed(version=version, summary="あと", continues_number="R7-9999")
    assert worker.post(address, data=changes).status_code == 422
    with at(north):
        assert queries.by_number("R7-0001").summary == "はじめ"


def test_the_list_goes_on_where_the_last_page_ended(worker, desk, at, north):
    with at(north):
        for _ in range(51):
            recorded()
    first = worker.get(desk)
    [onward] = re.findall(r'rel="next" href="([^"]+)"', first.text)
    second = worker.get(html.unescape(onward))
    numbers = [re.findall(r">(R7-\d{4})<", page.text) for page in (first, second)]
    assert [len(each) for each in numbers] == [50, 1]
    assert len({*numbers[0], *numbers[1]}) == 51
    assert 'rel="next"' not in second.text


def test_the_list_can_be_of_one_month(worker, desk, at, north):
    with at(north):
        recorded(received_at="R7.10.1", summary="十月のこと")
        recorded(received_at="R7.11.1", summary="十一月のこと")
    shown = worker.get(f"{desk}?month=2025-10").text
    assert "十月のこと" in shown
    assert "十一月のこと" not in shown


@pytest.mark.parametrize(
    "query", ["after=made-up", "after=", "month=2025-13", "month=x", "after=%00", "after=e30="]
)
def test_a_made_up_address_is_answered_calmly(worker, desk, query):
    answer = worker.get(f"{desk}?{query}")
    assert answer.status_code == (200 if query == "after=" else 422)


def test_another_ward_gets_the_same_answer_as_for_nothing(visitor, desk, at, north, south):
    with at(north):
        hidden_one = recorded()
    stranger = visitor(Role.WARD_MANAGER, south)
    nothing = "00000000-0000-7000-8000-000000000000"
    for where in (desk, f"/centers/{south.slug}/consultations/"):
        for ending in ("", "/edit"):
            foreign = stranger.get(f"{where}{hidden_one}{ending}")
            absent = stranger.get(f"{where}{nothing}{ending}")
            assert (foreign.status_code, foreign.text) == (404, absent.text)
        assert stranger.post(f"{where}{hidden_one}", data=typed(version=1)).status_code == 404
