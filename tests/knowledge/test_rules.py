import pytest

from app.knowledge import rules
from app.knowledge.rules import Piece


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("見本さんから電話。", "〔氏名〕から電話。"),
        ("０４５－１２３－４５６７に連絡", "〔電話番号〕に連絡"),
        ("会場の予約の相談", "会場の予約の相談"),
    ],
)
def test_what_looks_like_a_person_is_left_out(text, left):
    assert rules.anonymised(text) == left


def test_known_names_are_left_out_wherever_they_stand():
    assert (
        rules.anonymised("花の会の予算と、花の会館", ["花の会"]) == "〔名前〕の予算と、〔名前〕館"
    )


def test_a_letter_becomes_a_draft_with_all_its_answers():
    class Letter:
        summary, body, response, topics = "題", "話", "区の対応", ["funding"]

    draft = rules.from_letter(Letter(), ["はじめの回答", "つぎの回答"])

    assert draft == ("題", "話", "区の対応\nはじめの回答\nつぎの回答", "", ["funding"])


def test_marks_keep_every_letter():
    text = "見本さんと相談。連絡は a@b.jp へ"
    pieces = rules.marked(text)

    assert "".join(piece.words for piece in pieces) == text
    assert [piece.mark for piece in pieces if piece.mark] == ["氏名", "メールアドレス"]
    assert rules.marked("") == []


def test_differences_show_what_was_struck_and_written():
    assert rules.differences("青葉区の会", "ある会") == [
        Piece("青葉区の", "removed"),
        Piece("ある", "added"),
        Piece("会"),
    ]


def test_patterns_mean_what_was_typed():
    assert rules.patterns("ＮＰＯ　50%") == ["%npo%", "%50\\%%"]
    assert rules.patterns("  ") is None


def test_pairs_of_kana_alone_say_nothing():
    assert rules.pairs("したいです") == frozenset()
    assert rules.pairs("助成金を") == {"助成", "成金", "金を"}
