"""What a center may teach the import about its own words, and how that is written down."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from app.codes.rules import CodeLists
from app.transfers.rules.codes import fold
from app.transfers.rules.fields import (
    LISTS,
    ONLY_WRITTEN,
    TITLES,
    Field,
    field_named,
    heading_keys,
)
from app.transfers.rules.headers import Column, Header, Taught

HEADING = "heading"
IGNORED = "ignored"
A_TOPIC = "topics/"
"""Before the code of a topic: a column of ○ for this one."""
_READ = tuple(field for field in Field if field not in ONLY_WRITTEN)
LIST_TITLES = {LISTS[field]: TITLES[field] for field in LISTS if field is not Field.PRIMARY_TOPIC}


class Learned(Protocol):
    """A word as it is kept."""

    @property
    def about(self) -> str: ...
    @property
    def word_key(self) -> str: ...
    @property
    def word(self) -> str: ...
    @property
    def meaning(self) -> str: ...


class Lesson(NamedTuple):
    """What one word means: a heading, or a word in the cells of a list."""

    about: str
    word: str
    meaning: str

    @property
    def key(self) -> str:
        """By which it is known again: a heading also without 「※必須」 and the like."""
        return _key(self.about, self.word)


def lesson(about: str, word: str, meaning: str, lists: CodeLists) -> Lesson | None:
    """What was taught; None where it makes no sense.

    A heading that means one topic is a word of the list of topics: so it is known in a column
    of ○ and in a cell alike. One that everybody else reads as a field stays a heading.
    """
    topic = meaning.removeprefix(A_TOPIC) if meaning.startswith(A_TOPIC) else ""
    if about == HEADING and topic and not field_named(word):
        about, meaning = "topics", topic
    if not _key(about, word):
        return None
    if about != HEADING:
        known = about in LIST_TITLES and bool(lists.label(about, meaning))
    elif topic:
        known = bool(lists.label("topics", topic))
    else:
        known = meaning == IGNORED or meaning in _READ
    return Lesson(about, word, meaning) if known else None


def heading_key(word: str) -> str:
    return next(iter(heading_keys(word)), "")


def _key(about: str, word: str) -> str:
    return heading_key(word) if about == HEADING else fold(word)


def taught_headings(learned: Iterable[Learned]) -> Taught:
    return {
        each.word_key: None if each.meaning == IGNORED else each.meaning
        for each in learned
        if each.about == HEADING
    }


def taught_words(learned: Iterable[Learned]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The center's words for each code of each list."""
    words: dict[tuple[str, str], tuple[str, ...]] = {}
    for each in learned:
        if each.about != HEADING:
            place = each.about, each.meaning
            words[place] = (*words.get(place, ()), each.word)
    return words


def meanings(lists: CodeLists, fiscal_year: int) -> list[tuple[str, str]]:
    """What a heading may mean: (value, words)."""
    topics = lists.choices("topics", fiscal_year)
    return [
        *((field.value, TITLES[field]) for field in _READ),
        *((f"{A_TOPIC}{code}", _marks_of(TITLES[Field.TOPICS], label)) for code, label in topics),
        (IGNORED, "読まない(今後も聞かない)"),
    ]


def words_for(each: Learned, lists: CodeLists) -> tuple[str, str]:
    """What was taught as people read it: about what, and the meaning."""
    if each.about != HEADING:
        return LIST_TITLES[each.about], lists.label(each.about, each.meaning) or each.meaning
    if each.meaning == IGNORED:
        return "見出し", "読まない"
    field, _, code = each.meaning.partition("/")
    return "見出し", _meant(Field(field), code, lists)


def understood(header: Header, lists: CodeLists) -> list[tuple[str, str]]:
    """Each heading whose meaning may be put right, and what it is taken for now.

    One that stands there twice is left out: what is said of a heading is said of both.
    """
    all_of = [
        *((column.heading, _now(column, lists)) for column in header.columns),
        *((name, "ほかの列と同じ意味のため、読まない") for name in header.repeated),
        *((name, "読まない") for name in header.ignored),
    ]
    often = Counter(heading_key(name) for name, _ in all_of)
    return [(name, now) for name, now in all_of if often[heading_key(name)] == 1]


def _now(column: Column, lists: CodeLists) -> str:
    return _meant(column.field, column.code or "", lists)


def _meant(field: Field, code: str, lists: CodeLists) -> str:
    if not code:
        return TITLES[field]
    return _marks_of(TITLES[field], lists.label(LISTS[field], code) or code)


def _marks_of(title: str, label: str) -> str:
    return f"{title}「{label}」の○の列"
