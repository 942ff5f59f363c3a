"""Keeping the person of a record out of the words that are sent about it."""

import re
import unicodedata
from typing import Protocol

from app.privacy import traces

SHORTEST, SHORTEST_ORGANIZATION = 2, 4
"""Characters. What is shorter stands in too many other words: 会, 自治会."""
PUT = "〔(?:氏名|ふりがな|連絡先|団体名)〕"


class Named(Protocol):
    """Whom a record names, each where it has a field of its own."""

    @property
    def person_name(self) -> str | None: ...
    @property
    def person_kana(self) -> str | None: ...
    @property
    def person_contact(self) -> str | None: ...
    @property
    def organization_name(self) -> str | None: ...


def without_person(text: str, person: Named) -> str:
    """`text` with what the fields of the record hold put as 〔氏名〕, 〔連絡先〕 and so on.

    Name and contact travel with a consent alone, and go when it does; so they must not stand
    in words, which stay. What was put so before is left as it is.
    """
    hidden = sorted(_hidden(person), key=lambda each: len(each[0]), reverse=True)
    patterns = [PUT, *(_however_spaced(words) for words, _ in hidden)]
    kinds = [None, *(kind for _, kind in hidden)]

    def put(found: re.Match[str]) -> str:
        kind = kinds[(found.lastindex or 1) - 1]
        return f"〔{kind}〕" if kind else found[0]

    return re.sub("|".join(f"({each})" for each in patterns), put, text)


def _hidden(person: Named) -> list[tuple[str, str]]:
    contact, organization = person.person_contact or "", person.organization_name or ""
    found = [(name, "氏名") for name in _names(person.person_name)]
    found += [(name, "ふりがな") for name in _names(person.person_kana)]
    found += [(piece, "連絡先") for piece in (contact, *(each.words for each in traces(contact)))]
    if len(organization) >= SHORTEST_ORGANIZATION:
        found.append((organization, "団体名"))
    return [(words, kind) for words, kind in found if len(words) >= SHORTEST]


def _names(whole: str | None) -> list[str]:
    """The name, and its family name as it is spoken of: 見本さん."""
    parts = (whole or "").split()
    spoken = [f"{part}{title}" for part in parts[:1] for title in ("さん", "様", "さま", "氏")]
    return [*filter(None, [whole]), *(spoken if len(parts) > 1 else ())]


def _however_spaced(words: str) -> str:
    """A pattern for these words with other spaces, hyphens or width between them."""
    plain = unicodedata.normalize("NFKC", words)
    return "[\\s・-]*".join(_either_width(each) for each in plain if not re.match(r"[\s・-]", each))


def _either_width(character: str) -> str:
    wide = chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character
    return (
        f"[{re.escape(character)}{re.escape(wide)}]" if wide != character else re.escape(character)
    )
