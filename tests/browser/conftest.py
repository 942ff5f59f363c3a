"""A served site with its own database, and people with real browsers in front of it."""

import os
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from app import calendar
from app.access.permissions import Role
from app.calendar import Month, Period
from app.knowledge import queries as stories
from app.knowledge import service as knowledge
from app.meetings.models import Pack
from app.opendata.queries import editions as open_data
from app.opendata.service import editions
from app.referrals import service as referrals
from app.referrals.queries import referral
from app.snapshots import service as snapshots
from deploy.browser import NoBrowserError, arguments, chromium
from tenants import db
from tests import databases, places
from tests.browser.watching import Watch
from tests.isolation.seeding import Rows, seed
from tests.opendata.years import a_year, an_order
from tests.places import Place
from worker.tasks.opendata import count_waiting
from worker.tasks.snapshots import freeze_waiting

DESK_SCREEN = {"width": 1366, "height": 768}
APRIL = Period(Month(2020, 4), Month(2020, 4))
PHONE = {"width": 360, "height": 740}

expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


class Quiet(WSGIRequestHandler):
    """The app writes its own log."""

    def log_request(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Answering:
    """The app, each answer read and closed before any of it is sent, unless it asks not to be.

    werkzeug's server looks once more at what the browser sends before it closes an answer, and
    a tab that was closed meanwhile ends it there, with the file of a font still open.
    """

    app: Flask

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        said: list[tuple[str, str]] = []

        def start(status: str, headers: list[tuple[str, str]], *failed: Any) -> Any:
            said.extend(headers)
            return start_response(status, headers, *failed)

        answer = self.app(environ, start)
        if ("X-Accel-Buffering", "no") in said:
            return answer
        with closing(answer):
            return list(answer)


@dataclass(frozen=True)
class Site:
    """The app as it is served: at `address`, with the centers of every test."""

    app: Flask
    address: str
    places: dict[str, Place]

    @property
    def people(self) -> dict[str, tuple[Role, Place]]:
        north, central = self.places["north"], self.places["central"]
        return {
            "worker": (Role.WARD_WORKER, north),
            "manager": (Role.WARD_MANAGER, north),
            "coordinator": (Role.CENTRAL_COORDINATOR, central),
            "second coordinator": (Role.CENTRAL_MANAGER, central),
            "stranger": (Role.WARD_MANAGER, self.places["south"]),
        }


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    process = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with databases.prepared(f"kyodo_browser_{os.getpid()}_{process}") as database:
        server = make_server(
            "127.0.0.1", 0, Answering(database.app), threaded=True, request_handler=Quiet
        )
        serving = Thread(target=server.serve_forever)
        serving.start()
        try:
            yield Site(database.app, f"http://127.0.0.1:{server.port}", database.places)
        finally:
            server.shutdown()
            serving.join()
            server.server_close()


@pytest.fixture(scope="module")
def rows(site: Site) -> dict[str, Rows]:
    """A row in every table of every center; a story, open data and figures are published."""
    with site.app.app_context():
        seeded = seed(*(site.places[name] for name in ("north", "south", "central")))
        with places.at(site.places["central"]):
            file_id = seeded["central"]["stored_files"]
            db.session.execute(
                sa.update(Pack).values(finished_at=calendar.now(), done=1, file_id=file_id)
            )
            letter = referral(seeded["north"]["referrals"])
            referrals.take_step(letter, "answered", words="回答", actor_name="推進の人")
        a_year(site.places.values())
        an_order(site.places["central"])
        count_waiting.run()
        with places.at(site.places["central"]):
            for draft in open_data.drafts():
                editions.publish(open_data.draft(draft.id), by_name="推進の人")
            seeded["central"]["snapshots"] = snapshots.order(
                APRIL, of_city=True, known_on=None, by_name="推進の人"
            ).id
        freeze_waiting()
        with places.at(site.places["north"], role=Role.WARD_MANAGER):
            story = stories.story(seeded["north"]["stories"])
            knowledge.approve(story.id, words_hash=story.words_hash, actor_name="管理者")
    return seeded


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    try:
        path = chromium()
    except NoBrowserError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments())
        yield browser
        browser.close()


@contextmanager
def _at_a_browser(
    chrome: Browser, site: Site, who: str | None, **options: Any
) -> Iterator[tuple[BrowserContext, Page]]:
    settings = {"locale": "ja-JP", "viewport": DESK_SCREEN, "base_url": site.address, **options}
    context = chrome.new_context(**settings)
    if who:
        with site.app.app_context():
            signed_in = places.browser(site.app, *site.people[who])
        token = signed_in.get_cookie("kyodo").value
        context.add_cookies([{"name": "kyodo", "value": token, "url": site.address}])
    try:
        yield context, context.new_page()
    finally:
        context.close()


@pytest.fixture
def sit_down(chrome: Browser, site: Site) -> Iterator[Callable[..., Page]]:
    """`sit_down("worker")`: the page of somebody signed in; None signs nobody in.

    `refusals` are answers that scripts of the page are meant to meet.
    When the test is over, everything the browser complained about fails it.
    """
    opened: list[tuple[Any, Watch]] = []

    def sit(
        who: str | None = None, *, refusals: AbstractSet[int] = frozenset(), **options: Any
    ) -> Page:
        at_a_browser = _at_a_browser(chrome, site, who, **options)
        context, page = at_a_browser.__enter__()
        opened.append((at_a_browser, Watch(context, site.address, refusals)))
        return page

    yield sit
    for at_a_browser, _ in opened:
        at_a_browser.__exit__(None, None, None)
    assert [fault for _, watch in opened for fault in watch.faults] == []


@pytest.fixture
def on_the_phone(sit_down: Callable[..., Page]) -> Callable[..., Page]:
    return partial(sit_down, viewport=PHONE, has_touch=True, is_mobile=True)
