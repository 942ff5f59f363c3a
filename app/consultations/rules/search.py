"""How a typed word finds the records that hold it, however it was written there.

`fold` and `bits_of` are what `wall.search_key` and `wall.signature` keep for each record.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

SIGNATURE_LENGTH = 2048
PRIME = 2039
MOST_WORDS = 8
"""More words than anybody types; each costs a comparison for every record."""

KATAKANA = {code: code + 96 for code in range(0x3041, 0x3097)}
SAME_SIGN = dict(
    zip(
        map(ord, "ヶヵ髙﨑𠮷邊邉齋齊斎澤廣濱嶋‐‑–—−"),
        "ケカ高崎吉辺辺斉斉斉沢広浜島-----",
        strict=True,
    )
)
NO_BLANKS = dict.fromkeys(map(ord, " \t\n\r"))
SMALL_LETTERS = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

NEIGHBORS = ("自治会", "町内会")
"""One and the same: a center writes the one, and looks for the other."""
ANY_NEIGHBORS = re.compile("(?:自治会|町内会)(?:[・･/]?(?:自治会|町内会))?")


def fold(words: str) -> str:
    """One width, one kana, no blanks, the common kanji: for comparing, never for keeping."""
    folded = unicodedata.normalize("NFKC", words).translate(KATAKANA)
    return folded.translate(SAME_SIGN).translate(NO_BLANKS).translate(SMALL_LETTERS)


def sought(words: str) -> list[list[str]]:
    """Each typed word with the ways to say it: all words must be there, each in any way."""
    folded = dict.fromkeys(fold(word) for word in words.split()[:MOST_WORDS])
    return [list(dict.fromkeys(_ways_to_say(word))) for word in folded if word]


def _ways_to_say(word: str) -> Iterator[str]:
    if not ANY_NEIGHBORS.search(word):
        yield word
        return
    for neighbors in (*NEIGHBORS, "".join(NEIGHBORS)):
        yield ANY_NEIGHBORS.sub(neighbors, word)


def bits_of(folded: str) -> list[int]:
    """The bits that a signature has whenever its record holds `folded`."""
    codes = list(map(ord, folded))
    return sorted({code % PRIME for code in codes} | set(pair_bits(codes)))


def pair_bits(codes: list[int]) -> Iterator[int]:
    for before, this in pairwise(codes):
        yield (before * 1009 + this * 7919) % PRIME
