import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reports.rules.words import clean, lines_of, parts_of

WRITTEN = """■ 今年度の重点
相談を**速く**記録した。
次の行も同じ段落。

別の段落。
・一つめ
・二つめ
1. はじめに
2. つぎに"""

KEPT = (
    "<h3>今年度の重点</h3>"
    "<p>相談を<strong>速く</strong>記録した。<br>次の行も同じ段落。</p><p>別の段落。</p>"
    "<ul><li>一つめ</li><li>二つめ</li></ul><ol><li>はじめに</li><li>つぎに</li></ol>"
)


def test_plain_lines_become_headings_paragraphs_and_lists():
    assert clean(WRITTEN) == KEPT


def test_what_is_kept_is_kept_as_it_is():
    assert clean(KEPT) == KEPT


def test_a_browser_without_script_shows_the_same_words_and_saves_the_same_text():
    assert clean(lines_of(KEPT)) == KEPT


def test_the_editors_divisions_become_paragraphs():
    typed = "<div>一行</div><div><b>太字</b>の行</div><div><br></div><h2>見出し</h2>"
    assert clean(typed) == "<p>一行</p><p><strong>太字</strong>の行</p><h3>見出し</h3>"


@pytest.mark.parametrize(
    "hostile",
    [
        "<p>a<script>alert(1)</script></p>",
        '<p onclick="x()">a</p>',
        '<p>a<img src=x onerror="x()"></p>',
        '<p><a href="javascript:x()">a</a></p>',
        '<p style="position:fixed">a</p>',
        "<p>a<!-- b --></p>",
        "<p>a<svg><style>x</style></svg></p>",
    ],
)
def test_nothing_but_the_words_is_left_of_what_could_do_harm(hostile):
    assert clean(hostile) == "<p>a</p>"


def test_letters_that_mean_something_in_html_are_words():
    assert clean("1 < 2 & 3") == "<p>1 &lt; 2 &amp; 3</p>"
    assert parts_of("<p>1 &lt; 2</p>")[0].text == "1 < 2"


@given(st.text(alphabet="<>/pbrulolistronghdiv3& \n・■*1.あ\"'=", max_size=60))
def test_cleaning_twice_is_cleaning_once(typed):
    once = clean(typed)
    assert clean(once) == once
    assert "<script" not in once
