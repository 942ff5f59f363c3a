"""What two writings of one name, number or address have in common.

Keys are for finding only. What was typed is kept as it was typed.
"""

import re
import unicodedata
from typing import NamedTuple

import jaconv

PERSON = "person"
GROUP = "group"
KINDS = {PERSON: "個人", GROUP: "団体"}

PHONE, MAIL, ADDRESS = "phone", "mail", "address"

LEGAL_FORMS = re.compile(
    r"(?:認定|特例認定)?(?:特定非営利活動法人|npo法人)|(?:一般|公益)?(?:社団|財団)法人"
    r"|社会福祉法人|学校法人|医療法人|宗教法人|株式会社|有限会社|合同会社|合資会社|任意団体"
    r"|\((?:認定?特非|特非|npo|非|一社|公社|一財|公財|社|財|福|社福|学|医|株|有|同|資)\)"
)
NOT_READ = re.compile(r"[\s・･,、。．.'\"「」『』()\[\]＝=-]")
FOLDED = str.maketrans({"ヶ": "ケ", "ゖ": "け", "ｰ": "ー"})
DIGITS = re.compile(r"\D")
PHONE_SHAPE = re.compile(r"[\d+()\s‐‑‒–—―−ー-]{9,20}")
COUNTRY = re.compile(r"^81(?=[1-9]\d{8,9}$)")
FEWEST_DIGITS = 4
"""Fewer would find half of the center's telephones."""


class Keys(NamedTuple):
    name: str
    kana: str
    sort: str


class Sought(NamedTuple):
    """What somebody typed, as each kind of key would hold it; None: no such key."""

    name: str | None
    digits: str | None
    mail: str | None


def keys_of(kind: str, name: str, kana: str | None) -> Keys:
    """The keys of a contact; a name that is nothing but a legal form keeps it."""
    name_key = _group_key(name) if kind == GROUP else folded(name)
    kana_key = folded(kana or "")
    return Keys(name_key, kana_key, kana_key or name_key)


def folded(text: str) -> str:
    """Full and half width, katakana and hiragana, small and capital letters are one."""
    plain = unicodedata.normalize("NFKC", text).lower().translate(FOLDED)
    return NOT_READ.sub("", jaconv.kata2hira(plain))


def _group_key(name: str) -> str:
    bare = LEGAL_FORMS.sub("", unicodedata.normalize("NFKC", name).lower().replace(" ", ""))
    return folded(bare) or folded(name)


def line_kind(words: str) -> str:
    """Whether what was typed as a contact is a telephone, a mail address or a place."""
    plain = unicodedata.normalize("NFKC", words).strip()
    if "@" in plain:
        return MAIL
    return PHONE if PHONE_SHAPE.fullmatch(plain) else ADDRESS


def line_key(kind: str, words: str) -> str:
    plain = unicodedata.normalize("NFKC", words).strip()
    if kind == PHONE:
        digits = DIGITS.sub("", plain)
        return COUNTRY.sub("0", digits) if plain.startswith("+") else digits
    return plain.lower() if kind == MAIL else folded(plain)


def sought(text: str) -> Sought:
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = DIGITS.sub("", plain)
    by_number = len(digits) >= FEWEST_DIGITS and PHONE_SHAPE.match(plain.ljust(9, "0"))
    return Sought(
        None if by_number else (_group_key(plain) or None),
        digits if by_number else None,
        plain.lower() if plain.isascii() and "@" in plain else None,
    )
