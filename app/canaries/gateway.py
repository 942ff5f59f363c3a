"""A walk through the pages and the API, as a browser and a program would see them."""

import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from werkzeug.test import Client, TestResponse

from app.canaries.rules import form_token, links, other, owners

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LONGEST_WALK = 300
"""Pages of one ward."""

ROW_ID = re.compile(r'"id": ?"([0-9a-f-]{36})"')
PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass
class Walk:
    """One ward's walk: what was seen, and what should not have been."""

    site: "WSGIApplication"
    slug: str
    public_url: str
    pages: int = 0
    own_seen: bool = False
    sights: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = Client(self.site)

    def sign_in(self, *, email: str, password: str) -> None:
        """With the password, by the page itself. A refusal is a sight: the walk saw nothing."""
        typed = {"email": email, "password": password}
        typed["csrf_token"] = form_token(self._open("/sign-in").text)
        if self._open("/sign-in", method="POST", data=typed).status_code != HTTPStatus.FOUND:
            self.sights.append(f"{self.slug}: サインインできませんでした。")

    def sign_out(self) -> None:
        token = form_token(self._open(f"/centers/{self.slug}/").text)
        self._open("/sign-out", method="POST", data={"csrf_token": token})

    def through_pages(self) -> None:
        """Follow every link from the desk, and knock at the other ward's door with each."""
        waiting = deque([f"/centers/{self.slug}/"])
        known = set(waiting)
        while waiting and self.pages < LONGEST_WALK:
            path = waiting.popleft()
            response = self._look(path)
            if response.mimetype == "text/html":
                found = [link for link in links(response.text) if link not in known]
                known.update(found)
                waiting.extend(dict.fromkeys(found))

    def through_api(self) -> None:
        """Read all that the API's own description says can be read, lists before rows."""
        described: dict[str, Any] = self._open("/api/v1/openapi.json").get_json()
        readable = [path for path, methods in described["paths"].items() if "get" in methods]
        row_ids: set[str] = set()
        for template in sorted(readable, key=lambda path: path.count("{")):
            for path in self._addresses(template, row_ids):
                response = self._look(path)
                row_ids |= set(ROW_ID.findall(response.text))

    def _addresses(self, template: str, row_ids: set[str]) -> Iterator[str]:
        path = template.replace("{center}", self.slug)
        missing = PARAMETER.findall(path)
        if not missing:
            yield path
        elif len(missing) == 1:
            yield from (PARAMETER.sub(row_id, path) for row_id in sorted(row_ids))

    def _look(self, path: str) -> TestResponse:
        response = self._open(path)
        self.pages += response.status_code == HTTPStatus.OK
        self._scan(path, response)
        there = path.replace(f"/{self.slug}", f"/{other(self.slug)}")
        if there != path:
            refused = self._open(there)
            self._scan(there, refused)
            if refused.status_code != HTTPStatus.NOT_FOUND:
                self.sights.append(f"{self.slug}: {there} が {refused.status_code} で開きました。")
        return response

    def _scan(self, path: str, response: TestResponse) -> None:
        seen = {slug for text in _texts(response.data) for slug in owners(text)}
        self.own_seen |= self.slug in seen
        if seen - {self.slug}:
            self.sights.append(f"{self.slug}: {path} に {', '.join(seen - {self.slug})} の文字。")

    def _open(self, path: str, **options: Any) -> TestResponse:
        # In an empty context: neither the scope nor the person of whoever started the walk.
        # By https, a form is only taken from a page of the same site.
        headers = {"Referer": self.public_url}
        open_page = partial(self.client.open, path, base_url=self.public_url, headers=headers)
        return Context().run(open_page, **options)


def _texts(content: bytes) -> Iterator[str]:
    """What can be read in an answer; office files are unpacked."""
    if not content.startswith(b"PK\x03\x04"):
        yield unescape(content.decode("utf-8", errors="ignore"))
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            yield unescape(archive.read(name).decode("utf-8", errors="ignore"))
