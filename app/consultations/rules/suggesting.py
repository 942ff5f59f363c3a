"""What earlier records say about a text that is being typed: alike cases, likely topics, why."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.consultations.rules.search import SIGNATURE_LENGTH, fold, pair_bits

ENOUGH_PAIRS = 3
"""With fewer pairs of letters in common two texts are not alike, only Japanese."""
ALIKE = 0.2
MOST_PAIRS = 120
MOST_CASES = 5
MOST_TOPICS = 3
ENOUGH_CASES = 2
OFTEN = 0.3
SHORTEST_WORD = 2

TELLING = re.compile(r"[^\W_ぁ-ゖ]{2,}")
"""Runs of kanji, katakana, letters and digits: hiragana between them tells little."""

EVERYDAY = frozenset(
    fold(words)
    for words in ("相談", "団体", "活動", "場合", "今回", "今後", "希望", "質問", "連絡", "電話",
                  "市民", "対応", "説明", "案内", "紹介", "必要", "可能", "内容", "方法", "以前")
)  # fmt: skip
"""In too many records to make any two alike."""

WORDS_OF_TOPICS = {
    "founding": ("立ち上げ", "会則", "規約", "設立", "団体を作", "サークルを作", "会を作"),
    "incorporation": ("法人化", "NPO法人にな", "認証申請", "定款", "登記"),
    "activities": ("事業計画", "企画", "イベント", "講座", "プログラム"),
    "structure": ("役員", "後継者", "担い手", "世代交代", "人手不足", "会員が減"),
    "publicity": ("広報", "チラシ", "ホームページ", "SNS", "宣伝", "掲示", "参加者を集め"),
    "funding": ("助成金", "補助金", "寄付", "資金", "クラウドファンディング", "会費"),
    "corporate_affairs": ("事業報告書", "総会", "役員変更", "所轄庁", "理事会"),
    "accounting": ("会計", "帳簿", "決算", "領収書", "通帳"),
    "tax": ("税務", "確定申告", "源泉", "消費税", "インボイス", "税理士"),
    "labor": ("労務", "雇用", "社会保険", "給与", "就業規則"),
    "partnership": ("連携", "協働", "つながりた", "協力してくれる", "企業と"),
    "center_functions": ("会議室", "印刷機", "登録団体", "ロッカー", "利用方法"),
    "vacant_houses": ("空家", "空き家"),
    "covid": ("コロナ", "感染対策"),
}
"""For a center without records: each topic's own words, in the order they are looked for."""


class Earlier(NamedTuple):
    """What is compared of an earlier record: its folded words and its topics."""

    key: str
    topics: Sequence[str]


class Likeness(NamedTuple):
    score: float
    words: tuple[str, ...]
    """What both say, longest first, as it was typed."""


class Reason(NamedTuple):
    """Why a topic is suggested: words typed, and how many of the alike records have it."""

    topic: str
    words: tuple[str, ...]
    cases: int
    of_cases: int


def telling_words(text: str) -> list[str]:
    """The runs of letters that tell what a text is about, each once."""
    plain = unicodedata.normalize("NFKC", text)
    return list(dict.fromkeys(TELLING.findall(plain)))


def telling_pairs(text: str) -> list[str]:
    """The neighbors within those runs, folded: what an earlier record is compared by."""
    pairs = (
        pair
        for word in telling_words(text)
        for pair in map("".join, pairwise(fold(word)))
        if pair not in EVERYDAY
    )
    return list(dict.fromkeys(pairs))[:MOST_PAIRS]


def signature_of(pairs: Iterable[str]) -> str:
    """These pairs as the bits that a record's signature would have for them."""
    bits = {bit for pair in pairs for bit in pair_bits(list(map(ord, pair)))}
    return "".join("1" if position in bits else "0" for position in range(SIGNATURE_LENGTH))


def likeness(text: str, pairs: Sequence[str], earlier: Earlier) -> Likeness | None:
    """How much of what is typed an earlier record says too; None when that is little."""
    shared = {pair for pair in pairs if pair in earlier.key}
    score = len(shared) / max(len(pairs), 1)
    if len(shared) < min(ENOUGH_PAIRS, len(pairs)) or score < ALIKE:
        return None
    return Likeness(score, tuple(_shared_words(text, shared)))


def _shared_words(text: str, shared: set[str]) -> list[str]:
    found = {piece for word in telling_words(text) for piece in _pieces(word, shared)}
    return sorted(found, key=lambda word: (-len(word), word))


def _pieces(word: str, shared: set[str]) -> Iterator[str]:
    """The parts of a typed word whose every two neighbors are shared."""
    piece = word[0]
    for before, this in pairwise(word):
        if fold(before + this) in shared:
            piece += this
            continue
        if len(piece) >= SHORTEST_WORD:
            yield piece
        piece = this
    if len(piece) >= SHORTEST_WORD:
        yield piece


def likely_topics(
    text: str, alike: Sequence[tuple[Likeness, Earlier]], known: Sequence[str]
) -> list[Reason]:
    """The topics that alike records have, and those whose own words were typed; best first."""
    often = _often(alike)
    said = {topic: list(_own_words(text, topic)) for topic in known}
    strength = {topic: often.get(topic, (0.0, 0))[0] + len(said[topic]) for topic in known}
    best = sorted((topic for topic in known if strength[topic]), key=lambda topic: -strength[topic])
    return [
        Reason(topic, _why(said[topic], topic, alike), often.get(topic, (0.0, 0))[1], len(alike))
        for topic in best[:MOST_TOPICS]
    ]


def _often(alike: Sequence[tuple[Likeness, Earlier]]) -> dict[str, tuple[float, int]]:
    """Each topic that many of the alike records have: its share, the likest counting most."""
    whole = sum(likeness.score for likeness, _ in alike)
    shares: dict[str, float] = defaultdict(float)
    cases: Counter[str] = Counter()
    for likeness, earlier in alike:
        for topic in earlier.topics:
            shares[topic] += likeness.score / whole
            cases[topic] += 1
    return {
        topic: (share, cases[topic])
        for topic, share in shares.items()
        if share >= OFTEN and cases[topic] >= ENOUGH_CASES
    }


def _own_words(text: str, topic: str) -> Iterator[str]:
    folded = fold(text)
    return (word for word in WORDS_OF_TOPICS.get(topic, ()) if fold(word) in folded)


def _why(
    said: Sequence[str], topic: str, alike: Sequence[tuple[Likeness, Earlier]]
) -> tuple[str, ...]:
    """The words that speak for a topic: its own, else those most often shared with its records."""
    shared = Counter(
        word
        for likeness, earlier in alike
        if topic in earlier.topics
        for word in likeness.words[:3]
    )
    return tuple(dict.fromkeys((*said, *(word for word, _ in shared.most_common(2)))))[:2]


def reason_in_words(reason: Reason, label: str) -> str:
    """The answer to なぜ？."""
    words = "".join(f"「{word}」" for word in reason.words)
    if reason.cases >= ENOUGH_CASES:
        found = f"似た相談 {reason.of_cases}件のうち {reason.cases}件が「{label}」"
        return (
            f"{words}という語があり、{found}だったためです。"
            if words
            else f"{found}だったためです。"
        )
    return f"{words}という語が「{label}」の相談に多いためです。"


def first_lines(text: str, longest: int = 80) -> str:
    """What is shown of a long answer."""
    plain = " ".join(text.split())
    return plain if len(plain) <= longest else f"{plain[:longest]}…"
