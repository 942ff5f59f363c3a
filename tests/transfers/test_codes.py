"""From words to codes."""

import pytest

from tests.transfers.golden import R2_LISTS

LISTS = R2_LISTS.index()


@pytest.mark.parametrize("name", LISTS)
def test_every_label_is_found_however_it_is_spaced_and_bracketed(name):
    for code, label in LISTS[name].labels.items():
        assert LISTS[name].find(label) == code
        assert LISTS[name].find(f" 1. {label.replace('(', '（').replace(')', '）')}\n") == code
        assert LISTS[name].tags(label).codes == (code,)


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("channels", "TEL", "phone"),
        ("channels", "℡", "phone"),
        ("channels", "電話相談", "phone"),
        ("channels", "窓口", "visit"),
        ("channels", "来 所", "visit"),
        ("channels", "ﾒｰﾙ", "mail"),
        ("channels", "ＨＰ", "mail"),
        ("channels", "Zoom", "online"),
        ("channels", "ＦＡＸ", "letter"),
        ("topics", "コロナ関連", "covid"),
        ("topics", "事務（会計）", "accounting"),
        ("topics", "事務［労務］", "labor"),
        ("topics", "その他(駐車場について)", "other"),
        ("client_types", "ＮＰＯ", "npo"),
        ("client_types", "町内会", "neighborhood"),
        ("client_types", "自治会・町内会", "neighborhood"),
        ("kinds", "問合せ", "inquiry"),
        ("outcomes", "助言（継続なし）", "advised"),
        ("activity_fields", "13", "field_13"),
    ],
)
def test_usual_spellings_are_known(name, text, code):
    assert LISTS[name].find(text) == code


@pytest.mark.parametrize("text", ["テレパシー", "", "電", "電話番号", "1"])
def test_other_words_are_not_guessed(text):
    assert LISTS["channels"].find(text) is None


@pytest.mark.parametrize(
    ("text", "codes", "main"),
    [
        ("広報", ["publicity"], []),
        ("活動・事業の内容・広報", ["activities", "publicity"], []),
        ("広報／資金調達, 法人化；その他", ["publicity", "funding", "incorporation", "other"], []),
        ("広報\n資金調達|法人化 その他", ["publicity", "funding", "incorporation", "other"], []),
        ("広報、◎資金調達", ["publicity", "funding"], ["funding"]),
        ("広報◎、資金調達", ["publicity", "funding"], ["publicity"]),
        ("広報◎ 資金調達", ["publicity", "funding"], ["publicity"]),
        ("広報 ◎資金調達", ["publicity", "funding"], ["funding"]),
        ("◎ 広報・○資金調達", ["publicity", "funding"], ["publicity"]),
        ("広報(主)、資金調達", ["publicity", "funding"], ["publicity"]),
        ("広報、資金調達◎", ["publicity", "funding"], ["funding"]),
        ("①新型コロナ ②法人事務", ["covid", "corporate_affairs"], []),
        ("事務(会計)事務(税務)", None, None),
        ("その他(駐車場、騒音)、広報", ["other", "publicity"], []),
        ("団体の 立ち上げ 広報", ["founding", "publicity"], []),
        ("他団体・他機関との連携、広報、広報", ["partnership", "publicity"], []),
    ],
)
def test_several_topics_in_one_cell(text, codes, main):
    tags = LISTS["topics"].tags(text)
    if codes is None:
        assert tags.unknown
    else:
        assert (list(tags.codes), list(tags.main), tags.unknown) == (codes, main, ())


def test_a_field_with_commas_in_its_name_is_one_field():
    text = "保健、医療又は福祉、学術、文化、芸術又はスポーツ"
    assert LISTS["activity_fields"].tags(text).codes == ("field_01", "field_06")
    assert LISTS["activity_fields"].tags("1,3、13").codes == ("field_01", "field_03", "field_13")


def test_unknown_words_are_named():
    assert LISTS["topics"].tags("広報、花の育て方、資金調達").unknown == ("花の育て方",)
