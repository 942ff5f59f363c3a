"""What in a text looks like a person: for a warning, never for a refusal.

Few false alarms matter more than finding all: a warning that is often wrong is not read.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

KANJI = "一-龠々ヶ"
DASH = "[-‐‑‒–—―−ー]"

MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
PHONE = re.compile(
    rf"(?<![\d.])0\d{{1,4}}(?:{DASH}|[ ()]){{0,2}}\d{{1,4}}(?:{DASH}|[ ()])?\d{{3,4}}(?!\d)"
)
PHONE_DIGITS = (10, 11)
POSTAL = re.compile(rf"〒\s*\d{{3}}{DASH}?\d{{4}}")
CHOME = re.compile(
    r"[\d一二三四五六七八九十]+丁目(?!町|自治会|連合|公園|交差点|地区|子ども会|商店)"
)
LOT = re.compile(
    rf"\d+番地|\d+番\d+号|\d+号室"
    rf"|[町台丘目]\d{{1,4}}{DASH}\d{{1,4}}(?!\d*[年月日人名件回班組ブ])"
    rf"|(?<!令和)(?<!平成)(?<!昭和)(?<=[{KANJI}])\d{{1,4}}{DASH}\d{{1,4}}{DASH}\d{{1,4}}"
)
NAMED = re.compile(rf"([{KANJI}]{{1,6}}|[ァ-ヺー]{{2,8}})(?:様|さま|さん|氏)(?![名{KANJI}])")
LABELLED = re.compile(r"(?:氏名|名前)\s*:\s*[^\s、。,()]{2,}")

SURNAMES = (
    "佐藤|鈴木|高橋|田中|伊藤|渡辺|渡邊|渡邉|山本|中村|小林|加藤|吉田|山田|佐々木|松本|井上|木村|清水|斎藤|斉藤|齋藤|齊藤"
    "|山崎|阿部|池田|橋本|山下|石井|小川|前田|岡田|長谷川|後藤|近藤|村上|遠藤|坂本|青木|藤井|福田|太田|西村|藤原"
    "|岡本|三浦|藤田|中島|中野|原田|小野|竹内|中山|和田|石田|上田|森田|柴田|酒井|工藤|横山|宮崎|宮本|内田|高木|安藤"
    "|谷口|大野|丸山|今井|高田|藤本|武田|村田|上野|杉山|増田|平野|小島|菅原|野口|松井|千田|菊地|菊池|佐野|木下|野村"
)
"""The commonest that are not well known as places here: sure enough without さん."""
GIVEN_ENDS = "子美恵香江枝乃郎男夫雄彦之介輔也樹司治一二三太郎"
TITLES = "会長|副会長|理事長|先生|部長|課長|園長|校長|館長|所長|店長|医師|議員|代表|くん|ちゃん"
BY_SURNAME = re.compile(
    rf"(?<![{KANJI}])(?:{SURNAMES})(?:(?:{TITLES})"
    rf"|[ ]?(?!親子|母子|父子|女子|男子|調子|様子|第)[{KANJI}]{{1,2}}[{GIVEN_ENDS}](?![{KANJI}]))"
)

NO_NAMES = re.compile(
    "(?:者|客|皆|員|会長|部長|課長|館長|園長|校長|局長|店長|所長|理事長|班長|代表|担当|団体|会|課|係|館|店|社|学校"
    "|学生|生徒|住民|市民|区民|町民|人|役所|看護師|保育士|司書|先生|家族|夫婦|両親|息子|奥|旦那|大家"
    "|八百屋|花屋|本屋|魚屋|肉屋|酒屋|床屋|局|庁|署|院|協|組合|法人|区|(?<!古)市|先方|同|多|仕|模|異|有|一|別|神|王|殿"
    "|摂|華|彼|ボランティア|スタッフ|メンバー|コーディネーター|サポーター|リーダー|ママ|パパ|パート"
    "|ヘルパー|センター|プラザ|クラブ|チーム|カフェ|サークル|グループ|オーナー|シニア|ドクター|ケアマネ|ケアマネジャー|ケアマネージャー)$"
)
"""What goes before 様 and さん without naming anybody: the end of the word decides."""

KIN = frozenset("母父兄姉弟妹子孫娘嫁婿奥隣方叔伯祖赤")
"""Whole words: 金子さん is somebody, お子さん is not."""


class Trace(NamedTuple):
    """What was found: its kind in words, and the words themselves."""

    kind: str
    words: str


def traces(text: str) -> list[Trace]:
    """What in `text` looks like a name, a phone number, a mail or an address."""
    plain = unicodedata.normalize("NFKC", text)
    return list(dict.fromkeys(_found(plain)))


def _found(text: str) -> Iterator[Trace]:
    for name in NAMED.finditer(text):
        if name[1] not in KIN and not NO_NAMES.search(name[1]):
            yield Trace("氏名", name[0])
    for pattern in (BY_SURNAME, LABELLED):
        yield from (Trace("氏名", found) for found in pattern.findall(text))
    for number in PHONE.findall(text):
        if sum(map(str.isdigit, number)) in PHONE_DIGITS:
            yield Trace("電話番号", number)
    yield from (Trace("メールアドレス", found) for found in MAIL.findall(text))
    for pattern in (POSTAL, CHOME, LOT):
        yield from (Trace("住所", found) for found in pattern.findall(text))
