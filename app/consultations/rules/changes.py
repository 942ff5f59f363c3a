"""How two versions of a text differ, word by word as far as Japanese has words."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import NamedTuple

WORDS = re.compile(
    r"[一-龠々〆ヶ]+|[ぁ-ゖー]+|[ァ-ヺー]+|[A-Za-zＡ-Ｚａ-ｚ]+|[0-9０-９]+|\s+|.", re.DOTALL
)
"""Runs of one kind of letter: not a dictionary's words, but what the eye takes for one."""
SENTENCES = re.compile(r"[^。\n]*[。\n]|[^。\n]+")

SAME, GONE, NEW = "same", "gone", "new"

MOST_COMPARED = 4_000_000
"""Words of the one times words of the other: comparing may take as many steps."""


class Piece(NamedTuple):
    kind: str
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """What is the same in both, what is gone, and what is new, in reading order.

    Very long texts are compared sentence by sentence, and in the worst case shown whole.
    """
    for pattern in (WORDS, SENTENCES):
        old, new = pattern.findall(before), pattern.findall(after)
        start = _alike(old, new)
        end = _alike(old[start:][::-1], new[start:][::-1])
        middles = old[start : len(old) - end], new[start : len(new) - end]
        if len(middles[0]) * len(middles[1]) <= MOST_COMPARED:
            beginning, ending = old[:start], old[len(old) - end :]
            return list(_joined(beginning, _pieces(*middles), ending))
    return [piece for piece in (Piece(GONE, before), Piece(NEW, after)) if piece.text]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words are the same from the beginning."""
    pairs = zip(old, new, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _joined(
    beginning: Sequence[str], pieces: Iterator[Piece], ending: Sequence[str]
) -> Iterator[Piece]:
    if beginning:
        yield Piece(SAME, "".join(beginning))
    yield from pieces
    if ending:
        yield Piece(SAME, "".join(ending))


def _pieces(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(SAME, "".join(old[old_from:old_to]))
            continue
        if old_to > old_from:
            yield Piece(GONE, "".join(old[old_from:old_to]))
        if new_to > new_from:
            yield Piece(NEW, "".join(new[new_from:new_to]))
