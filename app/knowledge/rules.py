"""How a case becomes a story that names nobody, and what makes two of them alike."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import NamedTuple, Protocol

from app.privacy import traces

PARTS: Mapping[str, str] = MappingProxyType(
    {
        "title": "題名",
        "situation": "どんな相談だったか",
        "response": "どう対応したか",
        "lesson": "次に役立つこと",
    }
)
"""What others read, in this order."""

DECLINED, APPROVED, WITHDRAWN = "declined", "approved", "withdrawn"
DECISION_LABELS: Mapping[str, str] = MappingProxyType(
    {
        DECLINED: "事例にしないことになりました",
        APPROVED: "事例が公開されました",
        WITHDRAWN: "事例の公開が取りやめられました",
    }
)
PROPOSED_LABEL = "事例にする文面の提案が届きました"

LONGEST_TITLE = 80
MOST_WORDS = 5
"""More words than this in one search are left out."""


class Words(NamedTuple):
    """What others will read."""

    title: str
    situation: str
    response: str
    lesson: str
    topics: Sequence[str]


class Letter(Protocol):
    @property
    def summary(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def response(self) -> str: ...
    @property
    def topics(self) -> Sequence[str]: ...


def from_letter(letter: Letter, answers: Sequence[str]) -> Words:
    """A first draft out of a letter and its answers; what looks like a person is left out."""
    response = "\n".join(text for text in (letter.response, *answers) if text)
    return _draft(letter.summary, letter.body, response, letter.topics)


def from_record(
    *, summary: str, body: str, response: str, topics: Sequence[str], names: Iterable[str | None]
) -> Words:
    """A first draft out of one's own record, without the `names` that stand in it."""
    return _draft(summary, body, response, topics, [name for name in names if name])


def _draft(
    summary: str, body: str, response: str, topics: Sequence[str], names: Sequence[str] = ()
) -> Words:
    def without(text: str) -> str:
        return anonymised(text, names)

    return Words(without(summary)[:LONGEST_TITLE], without(body), without(response), "", topics)


def anonymised(text: str, names: Sequence[str] = ()) -> str:
    """`text` with what looks like a person put as 〔氏名〕: left out, never abbreviated."""
    for name in sorted(names, key=len, reverse=True):
        text = text.replace(name, "〔名前〕")
    for trace in sorted(traces(text), key=lambda each: len(each.words), reverse=True):
        if trace.words not in text:  # it was found in full-width letters
            text = unicodedata.normalize("NFKC", text)
        text = text.replace(trace.words, f"〔{trace.kind}〕")
    return text


class Piece(NamedTuple):
    words: str
    mark: str = ""
    """What about these words: the kind of a trace; or `added`, `removed`."""


def marked(text: str) -> list[Piece]:
    """The text in pieces, those that look like a person marked with what they look like."""
    found = {trace.words: trace.kind for trace in traces(text)}
    present = [words for words in found if words in text]
    if not present:
        return [Piece(text)] if text else []
    pattern = "|".join(re.escape(words) for words in sorted(present, key=len, reverse=True))
    return [Piece(words, found.get(words, "")) for words in re.split(f"({pattern})", text) if words]


def differences(before: str, after: str) -> list[Piece]:
    """What was struck and what was written instead, character by character."""
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, left, right, low, high in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(before[left:right]))
            continue
        if right > left:
            pieces.append(Piece(before[left:right], "removed"))
        if high > low:
            pieces.append(Piece(after[low:high], "added"))
    return pieces


def patterns(text: str) -> list[str] | None:
    """What is searched for, as LIKE understands it; None when nothing was typed."""
    words = unicodedata.normalize("NFKC", text).lower().split()[:MOST_WORDS]
    escaped = (re.sub(r"([\\%_])", r"\\\1", word) for word in words)
    return [f"%{word}%" for word in escaped] or None


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much a story has to do with a text: shared topics, and pairs of characters."""

    topics: int
    share: float

    @property
    def score(self) -> float:
        return 0.15 * self.topics + self.share

    @property
    def is_enough(self) -> bool:
        return self.topics > 0 or self.share >= LEAST_SHARE

    @property
    def reason(self) -> str:
        """The answer to なぜ？."""
        said = f"書かれたことばの {self.share:.0%} が、この事例にも出てくるためです。"
        return f"相談内容が {self.topics}つ同じためです。" if self.topics else said


LEAST_SHARE = 0.12
ONLY_KANA = re.compile("[ぁ-んー、。・\\s]{2}")


def pairs(text: str) -> frozenset[str]:
    """Two neighbouring characters each; those of kana alone say little about a subject."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found = {plain[at : at + 2] for at in range(len(plain) - 1)}
    return frozenset(pair for pair in found if not ONLY_KANA.fullmatch(pair))


def likeness(
    asked: frozenset[str], topics: Iterable[str], told: frozenset[str], told_topics: Iterable[str]
) -> Likeness:
    share = len(asked & told) / len(asked) if asked else 0.0
    return Likeness(len(set(topics) & set(told_topics)), share)
