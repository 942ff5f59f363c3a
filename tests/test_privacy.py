"""A warning that is often wrong is not read: what is found, and what is left in peace."""

import pytest

from app.privacy import traces


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("山田様より電話", "氏名"),
        ("佐藤さんの紹介で来館", "氏名"),
        ("金子さんから続きの相談", "氏名"),
        ("土屋さまへ折り返す", "氏名"),
        ("タナカさんがまた来る", "氏名"),
        ("氏名：見本花子", "氏名"),
        ("折り返しは045-000-0000まで", "電話番号"),
        ("０９０－００００－００００に連絡", "電話番号"),
        ("09000000000", "電話番号"),
        ("045(000)0000", "電話番号"),
        ("mihon@example.invalid に資料を送る", "メールアドレス"),
        ("ｍｉｈｏｎ＠ｅｘａｍｐｌｅ．ｉｎｖａｌｉｄ", "メールアドレス"),
        ("〒231-0000", "住所"),
        ("本町6丁目50番地の10", "住所"),
        ("見本台1-2-3に住む", "住所"),
        ("三丁目に住む人", "住所"),
        ("305号室", "住所"),
    ],
)
def test_what_looks_like_a_person_is_found(text, kind):
    assert kind in [trace.kind for trace in traces(text)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "仲間の集め方と会則の作り方について",
        "お客様から問い合わせ",
        "皆様・皆さん・お子さんと参加できる行事",
        "相談者様の希望を聞く",
        "自治会長さんからの依頼",
        "町内会の役員さんと打ち合わせ",
        "保護者さん、学生さん、ボランティアさんの募集",
        "お母さんの会、お父さんの会",
        "業者さんの見積もり",
        "多様な担い手、仕様の確認、同様の相談",
        "氏名は聞いていない",
        "2025-11-20 に来館、R7.11.20 14:30",
        "令和7-11-20に申込み",
        "参加者100-200人、予算10,000円",
        "本町一丁目町内会の活動",
        "3丁目公園の清掃",
        "受付番号 R8-0012 の続き",
        "助成金 1,000,000 円、期間 4-3月",
        "第2研修室 10:00-12:00",
        "NPO法第10条第1項",
        "保土ケ谷区の団体",
    ],
)
def test_everyday_words_raise_no_alarm(text):
    assert traces(text) == []


def test_the_same_words_are_told_once():
    assert len(traces("山田様、山田様")) == 1
