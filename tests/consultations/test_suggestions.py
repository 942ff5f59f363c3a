"""What is suggested while somebody types: from the center's own records, with a reason."""

import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.consultations import queries
from app.consultations.rules import suggesting
from tenants import db
from tests.consultations.records import recorded

ASK = "/api/v1/centers/north/consultations/suggestions"


@pytest.fixture
def worker(visitor, north):
    return visitor(Role.WARD_WORKER, north)


def asked(worker, text, **more):
    answer = worker.post(ASK, json={"body": text, **more})
    assert answer.status_code == 200
    return answer.json


def grants(number=3, **changes):
    for _ in range(number):
        recorded(
            topics=["funding"],
            summary="見守り事業の助成金申請",
            body="高齢者の見守り事業で助成金を申請したい。",
            response="区の助成金の\n手引きを渡した。",
            **changes,
        )


def test_a_center_without_records_is_helped_by_the_topics_own_words(worker):
    found = asked(worker, "会計の帳簿の付け方と、助成金のこと")
    assert [each["topic"] for each in found["topics"]] == ["accounting", "funding"]
    assert found["topics"][1]["why"] == "「助成金」という語が「資金調達」の相談に多いためです。"
    assert found["cases"] == []


def test_topics_are_learned_from_the_center_s_own_records(worker, north, at):
    with at(north):
        for _ in range(3):
            recorded(topics=["partnership"], body="商店街の空き店舗で朝市を開きたい。")
    [topic] = asked(worker, "商店街の空き店舗で朝市をしたいという方")["topics"]
    assert topic["topic"] == "partnership"
    assert topic["label"] == "他団体・他機関との連携"
    assert topic["why"].startswith("「商店街」")
    assert "似た相談 3件のうち 3件が「他団体・他機関との連携」だったためです。" in topic["why"]


def test_a_similar_case_comes_with_its_number_day_and_first_lines(worker, north, at):
    with at(north):
        grants(1)
        recorded(topics=["tax"], body="源泉所得税の納付書が届いた。")
    [case] = asked(worker, "高齢者の見守りに助成金を使いたい")["cases"]
    assert case["number"] == "R7-0001"
    assert case["received_at"].startswith("2025-11-20")
    assert case["summary"] == "見守り事業の助成金申請"
    assert case["response"] == "区の助成金の 手引きを渡した。"
    assert case["topics"] == ["funding"]
    assert "助成金" in case["words"]


def test_the_likest_case_comes_first_and_never_more_than_five(worker, north, at):
    with at(north):
        grants(8)
        best = recorded(topics=["funding"], body="子ども食堂の冷蔵庫を助成金で購入")
    cases = asked(worker, "子ども食堂の冷蔵庫を購入する助成金")["cases"]
    assert cases[0]["id"] == str(best)
    assert len(cases) <= suggesting.MOST_CASES


def test_the_record_that_is_revised_is_not_like_itself(worker, north, at):
    with at(north):
        one = recorded(body="商店街の空き店舗で朝市を開きたい。")
    text = "商店街の空き店舗で朝市を開きたい。"
    assert len(asked(worker, text)["cases"]) == 1
    assert asked(worker, text, consultation_id=str(one))["cases"] == []


def test_what_only_sounds_japanese_is_not_alike(worker, north, at):
    with at(north):
        recorded(topics=["tax"], body="相談があり、こちらで対応しました。今後も連絡します。")
    found = asked(worker, "相談がありました。対応をお願いします。また連絡します。")
    assert found == {"topics": [], "cases": []}


@pytest.mark.parametrize("text", ["", "。", "あ", "ああああああああ", "!?" * 50, "🙂" * 30])
def test_a_text_that_tells_nothing_suggests_nothing(worker, north, at, text):
    with at(north):
        grants()
    assert asked(worker, text) == {"topics": [], "cases": []}


def test_other_centers_records_suggest_nothing(worker, south, at):
    with at(south):
        for _ in range(5):
            recorded(topics=["partnership"], body="商店街の空き店舗で朝市を開きたい。")
    assert asked(worker, "商店街の空き店舗で朝市を開きたい。") == {"topics": [], "cases": []}


def test_asking_keeps_nothing_and_is_not_written_down(worker, north, at, capsys):
    asked(worker, "記録に残らない言葉")
    assert "記録に残らない言葉" not in capsys.readouterr().out
    with at(north):
        counted = sa.text("SELECT count(*) FROM audit_entries WHERE table_name <> 'memberships'")
        assert db.session.scalar(counted) == 0


def test_too_long_a_text_is_refused_with_a_sentence(worker):
    refused = worker.post(ASK, json={"body": "あ" * 20_001})
    assert refused.status_code == 422
    assert refused.json["errors"]["body"] == ["20,000文字以内で入力してください。"]


def test_the_nearest_are_ranked_in_the_database_by_their_signatures(north, at):
    with at(north):
        grants(2)
        near = recorded(body="子ども食堂の冷蔵庫")
        pairs = suggesting.telling_pairs("子ども食堂の冷蔵庫")
        ranked = db.session.scalars(queries.suggesting.nearest(pairs, None)).all()
        assert ranked[0] == near
        assert len(ranked) == 3
