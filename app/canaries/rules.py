"""What a canary ward writes, how it is recognised, and where a page leads."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlsplit

WARDS = ("canary-north", "canary-south")
WORD = "カナリア"
MARK = re.compile(f"{WORD}〔([a-z+-]+)〕")
NEVER_FOLLOWED = ("/static/", "/sign-out")


def marked(slug: str, where: str) -> str:
    """A text that only the ward `slug` may ever be shown."""
    return f"{WORD}〔{slug}〕{where}"


def owners(text: str) -> set[str]:
    """Whose marked texts stand in `text`."""
    return {slug for parties in MARK.findall(text) for slug in parties.split("+")}


def other(slug: str) -> str:
    return next(ward for ward in WARDS if ward != slug)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.form_token = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "a" and named.get("href"):
            self.addresses.append(named["href"] or "")
        if named.get("name") == "csrf_token":
            self.form_token = named.get("value") or ""


def links(page: str) -> Iterator[str]:
    """The addresses on this site that a page leads to."""
    read = _Page()
    read.feed(page)
    for address in read.addresses:
        path = urldefrag(address).url
        outside = urlsplit(path).netloc or urlsplit(path).scheme
        if path.startswith("/") and not outside and not path.startswith(NEVER_FOLLOWED):
            yield path


def form_token(page: str) -> str:
    read = _Page()
    read.feed(page)
    return read.form_token
