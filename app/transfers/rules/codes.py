"""From the words in a cell to the codes of the lists."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from app.transfers.rules.aliases import ALIASES

_BRACKETS = "()[]{}<>「」『』【】〔〕〈〉"
_IGNORED = re.compile(rf"[\s{re.escape(_BRACKETS)}]")
_MAIN_IN_WORDS = re.compile(rf"[{re.escape(_BRACKETS)}]主[{re.escape(_BRACKETS)}]")
_NUMBERING = re.compile(r"\d{1,2}[.:)]?(?=\D)")
_SEPARATORS = r"、,/;|&\s"
_MAIN = "◎"


class CodeEntry(NamedTuple):
    code: str
    label: str
    aliases: tuple[str, ...] = ()
    first_fiscal_year: int | None = None
    last_fiscal_year: int | None = None


@dataclass(frozen=True)
class CodeLists:
    """The lists, each in its own order and with the entries of all years.

    Usual spellings are known here; `aliases` adds what a deployment knows besides.
    """

    topics: tuple[CodeEntry, ...]
    channels: tuple[CodeEntry, ...]
    client_types: tuple[CodeEntry, ...]
    kinds: tuple[CodeEntry, ...]
    outcomes: tuple[CodeEntry, ...]
    activity_fields: tuple[CodeEntry, ...]
    referral_targets: tuple[CodeEntry, ...]
    headings: Mapping[str, str | None] = field(default_factory=dict)
    """What the center said its own headings mean, by folded spelling; None: not to be read."""

    def index(self) -> dict[str, "CodeIndex"]:
        names = [each.name for each in fields(self) if each.name != "headings"]
        return {name: CodeIndex(name, getattr(self, name)) for name in names}


@dataclass(frozen=True)
class Tags:
    """What stands in a cell that may hold several codes."""

    codes: tuple[str, ...]
    main: tuple[str, ...]
    """Those marked with ◎; more than one is the writer's slip."""
    unknown: tuple[str, ...]


class CodeIndex:
    """One list, ready to be asked for words."""

    def __init__(self, name: str, entries: Sequence[CodeEntry]) -> None:
        self.labels = {entry.code: entry.label for entry in entries}
        self._entries = {entry.code: entry for entry in entries}
        self._codes: dict[str, str] = {}
        known = ALIASES.get(name, {})
        spellings = (
            *((entry.label, entry.code) for entry in entries),
            *((word, entry.code) for entry in entries for word in entry.aliases),
            *((word, entry.code) for entry in entries for word in known.get(entry.code, ())),
        )
        for spelling, code in spellings:
            self._codes.setdefault(fold(spelling), code)
        longest_first = sorted(self._codes, key=len, reverse=True)
        labels = "|".join(map(_loosely, longest_first))
        self._tokens = re.compile(
            rf"(?P<gap>[{_SEPARATORS}・○〇◯●]+)|(?P<main>◎)"
            rf"|(?P<label>{labels})(?:\([^)]*\))?(?=$|[{_SEPARATORS}・○〇◯●◎])"
            rf"|(?P<numbering>\d{{1,2}}[.:)]?(?=\D))|(?P<words>[^{_SEPARATORS}◎]+)"
        )

    def holds(self, code: str, fiscal_year: int) -> bool:
        entry = self._entries[code]
        first, last = entry.first_fiscal_year, entry.last_fiscal_year
        return (first or fiscal_year) <= fiscal_year <= (last or fiscal_year)

    def find(self, text: str) -> str | None:
        """Find the one code meant: 「1.来館」 and 「その他(親族)」 are 来館 and その他."""
        without_remark = re.sub(r"\(.*\)\s*$", "", unicodedata.normalize("NFKC", text))
        for spelling in (text, without_remark):
            key = fold(spelling)
            if code := self._codes.get(key) or self._codes.get(_NUMBERING.sub("", key, count=1)):
                return code
        return None

    def tags(self, text: str) -> Tags:
        """Find all codes of a cell like 「◎広報、活動・事業の内容」.

        Labels are tried before separators, longest first: some contain 「・」 or 「、」.
        """
        text = _MAIN_IN_WORDS.sub(_MAIN, _plain(text))
        codes: list[str] = []
        main: list[str] = []
        unknown: list[str] = []
        is_main, previous = False, None
        for token in self._tokens.finditer(text):
            match token.lastgroup:
                case "main" if codes and _closes(text, token.end(), behind=previous):
                    main.append(codes[-1])
                case "main":
                    is_main = True
                case "label":
                    codes.append(self._codes[fold(token["label"])])
                    main += codes[-1:] if is_main else []
                    is_main = False
                case "words":
                    unknown.append(token[0])
            previous = token.lastgroup
        return Tags(tuple(dict.fromkeys(codes)), tuple(dict.fromkeys(main)), tuple(unknown))


def fold(text: str) -> str:
    """The key by which spellings are compared; never stored, because NFKC changes prose."""
    return _IGNORED.sub("", _plain(text))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace("ヶ", "ケ")


def _closes(text: str, end: int, *, behind: str | None) -> bool:
    """Whether a ◎ belongs to the label before it: 「広報◎ 資金」 and 「広報 ◎、資金」."""
    following = text[end : end + 1]
    return not following or following in "、,/;|&\n" or (behind == "label" and following.isspace())


def _loosely(key: str) -> str:
    """Match the label with blanks and brackets anywhere in it."""
    gap = rf"[\s{re.escape(_BRACKETS)}]*"
    return rf"{gap.join(map(re.escape, key))}[)\]」』】]?"
