"""What no test does by accident: reach the outside, send mail, show a foreign center's text."""

import html
import io
import socket
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from typing import Any, Protocol

from werkzeug.test import TestResponse

CANARY = "カナリア"


class ForeignTextError(AssertionError):
    """A response showed what another center wrote."""


class Placed(Protocol):
    @property
    def slug(self) -> str: ...


def canary(center: Placed, where: str, *, reader: Placed | None = None) -> str:
    """A text of `center` that no other center but `reader` may ever be shown."""
    parties = f"{center.slug}+{reader.slug}" if reader else center.slug
    return f"{CANARY}〔{parties}〕{where}"


def scan_for_foreign(response: TestResponse, center: Placed) -> None:
    """Raise when the response shows the canary text of any center but `center`.

    Office files are unpacked first. A PDF is not: its text is stored as glyphs.
    """
    for text in texts_of(response.get_data()):
        for found in html.unescape(text).split(f"{CANARY}〔")[1:]:
            parties, _, where = found.partition("〕")
            if center.slug not in parties.split("+"):
                raise ForeignTextError(
                    f"{response.request.method} {response.request.path} shows {center.slug}"
                    f" what only {parties} may see: {where[:60]}"
                )


def texts_of(content: bytes) -> Iterator[str]:
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from texts_of(archive.read(name))
        return
    text = content.decode("utf-8", errors="ignore")
    yield text
    if "\\u" in text and "\0" not in text:  # JSON may be written in ASCII; a picture is not
        yield text.encode().decode("unicode_escape", errors="ignore")


@contextmanager
def no_way_out(patch: Any) -> Iterator[None]:
    """Refuse every connection that would leave this machine, and every mail."""
    connect = socket.socket.connect

    def stay_here(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and not _is_here(address[0]):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    def no_mail(*_: Any, **__: Any) -> None:
        raise AssertionError("a test tried to send mail")

    patch.setattr(socket.socket, "connect", stay_here)
    patch.setattr("smtplib.SMTP.__init__", no_mail)
    yield


def _is_here(host: str) -> bool:
    return host == "localhost" or ip_address(host).is_loopback
