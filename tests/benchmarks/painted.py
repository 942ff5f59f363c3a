"""What a person waits for: gunicorn as it is deployed, and a browser that has been here before."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, sync_playwright

from deploy.browser import arguments, chromium
from tests.benchmarks.served import gunicorn
from tests.benchmarks.stock import City, Desk
from tests.benchmarks.stopwatch import Timing

LOADS, WARM_UP = 60, 5
SCREEN: Any = {"width": 1366, "height": 768}
A_MOMENT = 200
"""Milliseconds between two loads: nobody presses faster, and what one left undone is done."""
WATCH = """
    new MutationObserver((_, watching) => {
        const seen = document.querySelector(".figure-value");
        if (!seen) return;
        seen.setAttribute("elementtiming", "totals");
        watching.disconnect();
    }).observe(document, { childList: true, subtree: true });
    new PerformanceObserver((seen) => { window.totals = seen.getEntries()[0].renderTime; })
        .observe({ type: "element", buffered: true });
"""
SEEN = '() => [performance.getEntriesByName("first-paint")[0].startTime, window.totals]'


@dataclass(frozen=True)
class Painted:
    """From the press until something is on the screen."""

    first: Timing
    """Anything of the page."""
    totals: Timing
    """Its figures."""


def painted(city: City, person: Desk, path: str) -> Painted:
    with gunicorn(city) as port, sync_playwright() as playwright:
        address = f"http://127.0.0.1:{port}"
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments())
        context = browser.new_context(locale="ja-JP", viewport=SCREEN, base_url=address)
        context.add_cookies([{"name": "kyodo", "value": person.token, "url": address}])
        context.add_init_script(WATCH)
        page = context.new_page()
        loads = [_load(page, path) for _ in range(WARM_UP + LOADS)][WARM_UP:]
        browser.close()
    first, totals = (Timing(tuple(moments)) for moments in zip(*loads, strict=True))
    return Painted(first, totals)


def _load(page: Page, path: str) -> tuple[float, float]:
    """Seconds to the first paint, and to that of the totals."""
    page.goto(path)
    page.wait_for_timeout(A_MOMENT)
    first, totals = page.evaluate(SEEN)
    return first / 1000, totals / 1000
