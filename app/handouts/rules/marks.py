"""What must be looked at before a pack is published: names, numbers and addresses in it. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from app.privacy import traces

SILENT = "文字を読み取れないページ"
PICTURES = "写真や図"
MANY = "ほかにもあります"
_FACES = "（顔や名札、連絡先が写っていないかを見てください）"
MOST = 300
"""Marks of one paper: who finds more there has to read the whole."""
LONGEST_PASSAGE = 160
_SENTENCE = re.compile(r"[^。\n\t]*[。\n\t]?")


@dataclass(frozen=True, slots=True)
class Text:
    """What can be read in one paper, and what only a person can: pages and pictures."""

    number: int
    title: str
    digest: str
    text: str
    silent: tuple[int, ...] = ()
    """Pages whose words nobody can read out."""
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that looks like a person, where it stands."""

    number: int
    key: str
    """The same for the same words in the same sentence, whatever the edition."""
    kind: str
    words: str
    passage: str


def marks(texts: Iterable[Text]) -> list[Mark]:
    """What must be decided about, paper by paper; each only once in a paper."""
    return [mark for text in texts for mark in _of(text)]


def _of(text: Text) -> list[Mark]:
    found = {mark.key: mark for mark in _traces(text)}
    kept = list(found.values())[:MOST]
    if len(found) > MOST:
        # Which they are is part of the paper: another paper is another question.
        kept.append(_mark(text, MANY, f"{len(found) - MOST:,}か所", text.digest, text.title))
    if text.silent:
        kept.append(_mark(text, SILENT, pages_of(text.silent), text.digest, text.title))
    if text.pictures:
        words = f"{text.pictures:,}点"
        kept.append(_mark(text, PICTURES, words, text.digest, f"{text.title} {_FACES}"))
    return kept


def _traces(text: Text) -> Iterator[Mark]:
    for sentence in _SENTENCE.findall(text.text):
        for trace in traces(sentence):
            passage = shortened(sentence.strip(), trace.words)
            yield _mark(text, trace.kind, trace.words, passage, passage)


def _mark(text: Text, kind: str, words: str, context: str, passage: str) -> Mark:
    key = sha256(f"{kind}\n{words}\n{context}".encode()).hexdigest()
    return Mark(text.number, key, kind, words, passage)


def shortened(sentence: str, words: str) -> str:
    """The sentence, or so much of a long one as stands around the words."""
    if len(sentence) <= LONGEST_PASSAGE:
        return sentence
    at = max(0, sentence.find(words))
    first = max(0, min(at - LONGEST_PASSAGE // 3, len(sentence) - LONGEST_PASSAGE))
    last = first + LONGEST_PASSAGE
    return "…" * (first > 0) + sentence[first:last] + "…" * (last < len(sentence))


def pages_of(numbers: Sequence[int]) -> str:
    """3～5・8ページ."""
    runs = [
        [number for _, number in run]
        for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])
    ]
    told = (str(run[0]) if len(run) == 1 else f"{run[0]}～{run[-1]}" for run in runs)
    return f"{'・'.join(told)}ページ"
