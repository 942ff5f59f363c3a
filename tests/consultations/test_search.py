"""The search box: what it finds however it was written, and that it stays inside the wall."""

import html
import re
from datetime import date

import psycopg
import pytest
import sqlalchemy as sa

from app.access.permissions import Role
from app.cli.search import read_everything
from app.consultations import queries, service
from app.consultations.models import SearchEntry
from app.consultations.rules import Filters, search
from tenants import db
from tests.consultations.records import recorded

DESK = "/centers/north/consultations/"


def found(words, **filters):
    page = queries.page(filters=Filters(words=words, **filters))
    asked = queries.finding.matching(Filters(words=words, **filters))
    assert [line.id for line in page.items] == [each.id for each in db.session.scalars(asked)]
    return [line.summary for line in page.items]


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("自治会の会則", "町内会"),
        ("町内会の会則", "自治会"),
        ("町内会の会則", "自治会町内会"),
        ("自治会町内会の会則", "町内会"),
        ("自治会・町内会長の集まり", "自治会長"),
        ("港北町内会館を借りる", "港北自治会館"),
        ("町内の見守り", "町内"),
        ("町内会の見守り", "町内"),
        ("保土ケ谷区の団体", "保土ヶ谷"),
        ("保土ヶ谷区の団体", "保土ケ谷"),
        ("ＮＰＯ法人の設立", "npo"),
        ("NPO法人の設立", "ＮＰＯ"),
        ("ﾎﾞﾗﾝﾃｨｱをしたい", "ボランティア"),
        ("ボランティアをしたい", "ぼらんてぃあ"),
        ("ぼらんてぃあをしたい", "ﾎﾞﾗﾝﾃｨｱ"),
        ("株式会社㈱見本", "(株)見本"),
        ("令和２年度の報告", "令和2年度"),
        ("会計の分け方", "会計"),
        ("税の申告", "税"),
        ("助成金の\n申請 について", "助成金の申請について"),
        ("髙橋会館", "高橋"),
        ("50%_の補助", "50%_"),
        ("長い話" * 3000 + "おわりの言葉", "おわりの言葉"),
    ],
)
def test_a_word_is_found_however_it_was_written(north, at, written, typed):
    with at(north):
        recorded(summary="これ", body=written)
        recorded(summary="ほか", body="関係のない文字列")
        assert found(typed) == ["これ"]


@pytest.mark.parametrize(
    "field", ["summary", "body", "response", "organization_name", "person_name", "person_kana"]
)
def test_every_field_with_words_is_looked_through(north, at, field):
    with at(north):
        one = recorded(**{field: "見本の語"})
        [line] = queries.page(filters=Filters(words="見本の語")).items
        assert line.id == one


def test_a_contact_is_not_looked_through(north, at):
    with at(north):
        recorded(person_contact="045-000-0000")
        assert found("045-000-0000") == []


def test_several_words_must_all_be_there(north, at):
    with at(north):
        recorded(summary="両方", body="助成金と会計")
        recorded(summary="片方", body="助成金だけ")
        assert found("助成金　会計") == ["両方"]
        assert found("助成金") == ["片方", "両方"]


def test_letters_that_all_occur_but_not_together_are_no_word(north, at):
    with at(north):
        recorded(summary="会計と税務", organization_name="金助成")
        assert found("会税") == []
        assert found("助金") == []


def test_a_word_does_not_reach_from_one_field_into_the_next(north, at):
    with at(north):
        recorded(summary="会", body="則")
        assert found("会則") == []


def test_what_is_revised_removed_or_brought_in_is_known_at_once(north, at):
    with at(north):
        one = queries.consultation(recorded(body="はじめの語"))
        details = {"received_at": one.received_at, "channel": "phone", "client_type": "npo"}
        service.revise_consultation(
            one, version=1, topics=["tax"], **details, kind="inquiry", body="あとの語"
        )
        assert len(found("あとの語")) == 1
        assert found("はじめの語") == []
        db.session.execute(sa.text("UPDATE consultations SET body = 'よそからの語'"))
        assert len(found("よそからの語")) == 1
        db.session.execute(sa.text("DELETE FROM consultations"))
        assert db.session.scalar(sa.select(sa.func.count()).select_from(SearchEntry)) == 0


def test_a_common_word_is_found_newest_first_page_by_page(north, at):
    with at(north):
        for day in range(1, 8):
            recorded(summary=f"{day}日の会則", received_at=f"R7.11.{day} 10:00")
        filters = Filters(words="会則")
        first = queries.page(filters=filters, limit=3)
        second = queries.page(filters=filters, limit=3, after=first.next)
        third = queries.page(filters=filters, limit=3, after=second.next)
    seen = [line.summary for page in (first, second, third) for line in page.items]
    assert seen == [f"{day}日の会則" for day in range(7, 0, -1)]
    assert third.next is None


def test_a_word_beyond_the_first_candidates_is_found_too(north, at, monkeypatch):
    monkeypatch.setattr(queries.lists, "FIRST_CANDIDATES", 1)
    with at(north):
        recorded(summary="かくれた", body="会計税務", received_at="R7.4.1")
        for _ in range(12):  # the same letters and neighbors, but never the word
            recorded(summary="まぎらわしい", body="会計税、計税務、税務会")
        assert found("会計税務") == ["かくれた"]


def test_words_and_filters_narrow_together(north, at):
    with at(north):
        recorded(summary="電話で", body="会則", received_at="R7.11.1")
        recorded(summary="来館で", body="会則", channel="visit", received_at="R7.11.2")
        assert found("会則", channels=("visit",)) == ["来館で"]
        assert found("会則", until=date(2025, 11, 1)) == ["電話で"]


def test_another_center_s_words_are_not_found(north, south, at, visitor):
    with at(south):
        recorded(summary="よその語")
    with at(north):
        assert found("よその語") == []
        assert db.session.scalars(sa.select(SearchEntry.key)).all() == []
    answer = visitor(Role.WARD_WORKER, north).get(f"/api/v1{DESK}?words=よその語")
    nothing = visitor(Role.WARD_WORKER, north).get(f"/api/v1{DESK}?words=ないはずの語")
    assert answer.json == nothing.json == {"items": [], "next": None}


def test_a_reception_number_leads_to_its_record(north, at, visitor):
    worker = visitor(Role.WARD_WORKER, north)
    with at(north):
        one = recorded()
    for typed in ("R7-0001", "ｒ７－０００１", " r7-1 "):
        led = worker.get(DESK, query_string={"words": typed})
        assert (led.status_code, led.location) == (302, f"{DESK}{one}")
    none = html.unescape(worker.get(DESK, query_string={"words": "R7-9999"}).text)
    assert "見つかりませんでした" in none
    listed = worker.get(f"/api/v1{DESK}?words=R7-0001").json["items"]
    assert [item["id"] for item in listed] == [str(one)]


def test_what_came_in_past_the_triggers_is_read_anew_in_every_center(north, south, at):
    for place in (north, south):
        with at(place):
            recorded(body="戻した記録")
            db.session.execute(sa.text("DELETE FROM search_entries"))
    assert read_everything() == 2
    for place in (north, south):
        with at(place):
            assert len(found("戻した記録")) == 1


LETTERS = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2016),
    *range(0x2460, 0x24FF),
    *range(0x3000, 0x3100),
    *range(0x3200, 0x3400),
    *range(0x4E00, 0x5000),
    *map(ord, "髙﨑𠮷邊邉齋齊斎澤廣濱嶋−🙂"),
    *range(0xFF01, 0xFFEF),
]


def test_python_and_the_database_fold_and_sign_alike(north, at):
    text = "".join(map(chr, LETTERS))
    with at(north):
        letters, whole, signed = db.session.execute(
            sa.text("""
                SELECT ARRAY(SELECT wall.search_key(letter)
                               FROM unnest(string_to_array(:text, NULL))
                                    WITH ORDINALITY AS t(letter, n) ORDER BY n),
                       wall.search_key(:text), wall.signature(wall.search_key(:text))::text
            """),
            {"text": text},
        ).one()
    assert letters == [search.fold(letter) for letter in text]
    assert whole == search.fold(text)
    bits = {position for position, bit in enumerate(signed) if bit == "1"}
    assert set(search.bits_of(whole)) <= bits
    assert len(signed) == search.SIGNATURE_LENGTH


def plan_of(statement):
    """How PostgreSQL would do it, values and all."""
    asked = statement.compile(db.engine, compile_kwargs={"literal_binds": True})
    return "\n".join(db.session.connection().exec_driver_sql(f"EXPLAIN {asked}").scalars())


PLENTY = """
    INSERT INTO consultations
        (center_id, fiscal_year, number, received_at, channel, client_type, kind, body)
    SELECT %(center)s, 2025, n, now() - n * interval '1 hour', 'phone', 'npo', 'consultation',
           repeat('助成金の申請書を見てほしい。会計の分け方も知りたい。' || n, 5)
               || CASE WHEN mod(n, 9) = 0 THEN '締切' ELSE '' END
      FROM generate_series(1, 1500) AS n;
"""
KEPT = "SELECT count(wall.keep_search_entry(consultations)) FROM consultations"


@pytest.mark.commits
def test_the_planner_chooses_the_index_behind_the_wall_by_itself(database, north, south, at):
    """As many records as make the index the cheaper way; nothing is forbidden to the planner."""
    with psycopg.connect(database.administrator, autocommit=True) as administrator:
        administrator.execute("SET session_replication_role = replica")
        for place in (south, north):
            administrator.execute(PLENTY, {"center": place.id})
        administrator.execute(KEPT)
        administrator.execute("CHECKPOINT")  # only what is written is visible to all
        administrator.execute("VACUUM ANALYZE search_entries, consultations")
    with at(north):
        candidates = plan_of(queries.search.candidates(search.sought("締切")).limit(200))
        whole = plan_of(queries.finding.matching(Filters(words="締切")))

    assert "Index Only Scan using search_entries_newest_idx on search_entries" in candidates
    assert re.search(r"Index Cond: \(center_id = [^)]*\b(current_center|announced)\(", candidates)
    assert "get_bit(signature" in candidates
    assert "Sort" not in candidates
    for plan in (candidates, whole):
        assert "Seq Scan" not in plan, plan
    assert "Index Scan using search_entries_pkey" in whole
    assert "Index Scan using consultations_pkey" in whole
