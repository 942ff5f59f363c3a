"""What a consultation said before, kept by the database; and how it is shown."""

import html

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import ProgrammingError

from app.access.permissions import Role
from app.consultations import queries, rules, service
from app.consultations.models import Consultation, ConsultationChange
from tenants import db
from tests.consultations.records import recorded


def revise(one, **changes):
    details = {"topics": [tag.topic for tag in one.topics], "received_at": one.received_at}
    service.revise_consultation(one, version=one.version, **details | changes)


@pytest.mark.commits
def test_every_revision_is_kept_with_the_words_before_and_after(app, north, at):
    with at(north):
        one = recorded(body="はじめ", person_name="見本 花")
    with at(north):
        revise(queries.consultation(one), body="つぎ", person_name="見本 太")
    with at(north):
        revise(queries.consultation(one), topics=["tax", "other"], primary_topic="tax")
    with at(north):
        first, second = queries.changes(one)

    assert first.fields == {"body": ("はじめ", "つぎ"), "person_name": ("見本 花", "見本 太")}
    assert list(second.fields) == [queries.TOPICS]
    assert [[tag["topic"] for tag in tags] for tags in second.fields[queries.TOPICS]] == [
        ["founding"],
        ["tax", "other"],
    ]
    assert first.actor_id is not None


def test_no_writer_can_forget_it(north, at):
    with at(north):
        one = recorded(body="はじめ")
        db.session.execute(sa.update(Consultation).values(body="まとめて直した"))
        (change,) = queries.changes(one)

    assert change.fields == {"body": ("はじめ", "まとめて直した")}


@pytest.mark.parametrize("sentence", ["DELETE FROM {}", "UPDATE {} SET after = '{{}}'"])
def test_nobody_rewrites_what_was_kept(north, at, sentence):
    with at(north):
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(sa.text(sentence.format(ConsultationChange.__tablename__)))
        db.session.rollback()


def test_what_follows_by_itself_is_no_change(north, at):
    with at(north):
        one = queries.consultation(recorded(outcome="continuing"))
        service.hand_over(one, to_id=north.people[Role.WARD_MANAGER], author_name="見本")
        assert queries.changes(one.id) == []
        service.close_consultation(
            one, outcome="advised", referral_target="none", author_name="見本"
        )
        (change,) = queries.changes(one.id)

        assert change.action == "followed"
        assert "changed" not in [fact.kind for fact in queries.story(one)]


def test_the_page_shows_old_beside_new_and_marks_the_words(north, south, at, visitor):
    with at(north):
        one = queries.consultation(recorded(body="会則の案を見せた。", outcome="continuing"))
        revise(one, body="会則の最終案を見せた。", outcome="advised", minutes=20)
        address = f"/centers/north/consultations/{one.id}"
    client = visitor(Role.WARD_WORKER, north)

    page = html.unescape(client.get(f"{address}/changes").text)
    assert "<del>案</del>" in page
    assert "<ins>最終案</ins>" in page
    for words in ("継続対応", "助言(継続なし)", "対応結果", "時間"):
        assert words in page
    assert "何が変わったか見る" in client.get(address).text


def test_retention_ends_what_it_said_before_too(north, at):
    with at(north):
        one = queries.consultation(recorded(body="はじめ"))
        revise(one, body="つぎ")
        service.add_follow_up(
            one,
            author_name="見本",
            happened_on=one.received_at.date(),
            channel="phone",
            words="電話",
        )
        service.forget_stories([one.id])

        assert queries.changes(one.id) == []
        assert [fact.kind for fact in queries.story(one)] == ["received"]


def test_another_centers_story_is_not_forgotten(north, south, at):
    with at(north):
        one = queries.consultation(recorded(body="はじめ"))
        revise(one, body="つぎ")
        kept = one.id
    with at(south):
        service.forget_stories([kept])
    with at(north):
        assert len(queries.changes(kept)) == 1


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "新しい", "+新+しい"),
        ("会則の案", "会則の最終案", "=会則の -案 +最終案"),
        ("同じ", "同じ", "=同じ"),
        ("電話3回", "電話5回", "=電話 -3 +5 =回"),
    ],
)
def test_texts_are_compared_by_what_the_eye_takes_for_words(before, after, pieces):
    marks = {"same": "=", "gone": "-", "new": "+"}
    found = rules.difference(before, after)

    told = "".join(marks[kind] + text for kind, text in found)
    assert told == pieces.replace(" ", "").replace("+新+しい", "+新しい")
    assert "".join(text for kind, text in found if kind != "new") == before
    assert "".join(text for kind, text in found if kind != "gone") == after


def test_the_longest_texts_are_compared_in_an_instant():
    before, after = "あ、い" * 6_000, "い、う" * 6_000

    found = rules.difference(before, after)

    assert "".join(text for kind, text in found if kind != "gone") == after


@pytest.mark.parametrize(
    ("opened", "saved", "typed", "whose"),
    [
        ("元", "元", "元", None),
        ("元", "先", "元", rules.SAVED),
        ("元", "元", "私", rules.TYPED),
        ("元", "先", "私", rules.BOTH),
        ("元", "同", "同", None),
    ],
)
def test_a_field_is_his_who_touched_it(opened, saved, typed, whose):
    found = rules.merged({"body": typed}, {"body": saved}, {"body": opened})

    assert found.get("body") == whose


@pytest.mark.commits
def test_the_second_of_two_editors_sees_both_and_neither_loses_words(app, north, at, visitor):
    with at(north):
        one = recorded(summary="元の概要", body="元の本文", response="元の対応")
    address = f"/centers/north/consultations/{one}"
    sent = {
        "received_at": "R7.11.20 10:00",
        "channel": "phone",
        "client_type": "individual",
        "kind": "consultation",
        "topics": "founding",
        "summary": "元の概要",
        "body": "元の本文",
        "response": "元の対応",
        "version": "1",
    }
    first, second = visitor(Role.WARD_WORKER, north), visitor(Role.WARD_MANAGER, north)
    changed = sent | {"summary": "先の概要", "body": "先の本文", "topics": ["founding", "tax"]}
    assert first.post(address, data=changed | {"primary_topic": "tax"}).status_code == 302

    answer = second.post(address, data=sent | {"body": "私の本文", "response": "私の対応"})
    page = html.unescape(answer.text)
    table, _, form = page.partition('<form method="post" data-guard')
    assert answer.status_code == 409
    assert "<mark>先</mark>の本文" in table
    assert "<mark>私</mark>の本文" in table
    plain = table.replace("<mark>", "").replace("</mark>", "")
    for words in ("元の概要", "先の概要", "先の本文", "私の本文", "元の対応", "私の対応"):
        assert words in plain
    assert table.count('class="clash"') == 1
    assert table.count("先に保存された内容を入れました") == 2
    assert 'value="先の概要"' in form
    assert "私の本文</textarea>" in form
    assert "私の対応</textarea>" in form
    assert 'name="version" value="2"' in form
    tax = form[form.index('value="tax"') :][:80]
    assert "checked" in tax
