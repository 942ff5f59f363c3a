"""What a browser complains about while nobody looks at its console."""

from collections.abc import Set as AbstractSet
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response

OWN_SCHEMES = ("data", "blob", "about")
EXPECTED = "Failed to load resource"
"""Said of every answer from 400 up; `Watch` looks at the answers themselves."""


class Watch:
    """Notes requests to other hosts, errors of scripts, broken resources and policy reports."""

    def __init__(
        self, context: BrowserContext, address: str, refusals: AbstractSet[int] = frozenset()
    ) -> None:
        self.refusals = refusals
        self.host = urlsplit(address).netloc
        self.faults: list[str] = []
        context.on("request", self._requested)
        context.on("response", self._answered)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))

    def _requested(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in OWN_SCHEMES and parts.netloc != self.host:
            self.faults.append(f"reached out to {request.url}")

    def _answered(self, response: Response) -> None:
        in_script = response.request.resource_type != "document"
        refused = response.status >= 400 and in_script and response.status not in self.refusals
        if response.status >= 500 or refused:
            self.faults.append(f"{response.status} {response.url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self.faults.append(f"console: {message.text}")
