"""Every page of the app, found in its URL map: readable by all, at every width, from here alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests import places
from tests.browser.conftest import DESK_SCREEN, PHONE
from tests.web.addresses import address_of, rules_of

AXE = Axe()
ONLY_FAULTS = {"resultTypes": ["violations"]}
"""What passes is not listed, which takes as long again."""

TABLE_OF = {
    "consultation_id": "consultations",
    "contact_id": "contacts",
    "referral_id": "referrals",
    "snapshot_id": "snapshots",
    "late_correction_id": "corrections",
    "action_id": "action_items",
    "call_id": "calls",
    "guest_id": "meeting_guests",
    "enclosure_id": "contribution_files",
    "story_id": "stories",
    "proposal_id": "story_proposals",
    "meeting_id": "meetings",
    "minutes_id": "minutes_editions",
    "item_id": "agenda_items",
    "pack_id": "packs",
    "file_id": "stored_files",
    "follow_up_id": "follow_ups",
    "attachment_id": "referral_files",
    "added_id": "pack_files",
    "import_id": "imports",
    "own_topic_id": "own_topics",
    "membership_id": "memberships",
    "saved_list_id": "saved_lists",
    "pivot_id": "pivots",
    "export_id": "exports",
    "open_data_id": "open_data_editions",
    "prepared_id": "open_data_drafts",
    "report_id": "reports",
    "edition_id": "report_editions",
}
"""Name in an address → the table whose seeded row it shows."""

QUERIES = {
    "retention.edit_period": "?record_kind=consultations",
    "retention.new_disposal": "?record_kind=consultations&fiscal_year=2020",
    "welcome.new": "?key=link-of-{center}",
}
"""What an address must say besides its path."""

PARTS = {"minutes.show_projection", "minutes.show_written"}
"""Of a page that asks for them; by themselves they lead to the whole."""

NO_PAGES = (
    "/api/v1/centers/",
    "/api/v1/city/",
    "/api/v1/openapi.json",
    "/static/",
    "/healthz",
    "/readyz",
)
HALF = {"width": DESK_SCREEN["width"] // 2, "height": DESK_SCREEN["height"] // 2}
"""What is left of a desk screen at 200 % zoom."""


def addresses(site, rows, center):
    for rule in rules_of(site.app, "GET"):
        if rule.rule.startswith(NO_PAGES):
            continue
        known = {name: rows[center].get(table) for name, table in TABLE_OF.items()}
        known |= {"place": "lead", "report_kind": "monthly"}
        if center == "central":
            known["referral_id"] = rows["north"]["referrals"]
            known["proposal_id"] = rows["north"]["story_proposals"]
            known["late_correction_id"] = rows["north"]["corrections"]
            known["attachment_id"] = rows["north"]["referral_files"]
        known |= {"edition": "fy2024-v1", "table": "channels", "number": 1}
        address = address_of(site.app, rule, center, **known)
        if rule.endpoint == "referrals.new":
            address += f"?consultation={rows[center]['consultations']}"
        if rule.endpoint == "calls.new":
            address += f"?meeting={rows[center]['meetings']}"
        if rule.endpoint == "knowledge.new_proposal":
            address += f"?referral={rows['north']['referrals']}"
        yield rule.endpoint, address + QUERIES.get(rule.endpoint, "").format(center=center)


@pytest.fixture(scope="module")
def pages(site, rows, chrome):
    """(who, address) of every page somebody may open: each route is answered to at least one."""
    shown, unseen = [], {}
    for who, center in (("manager", "north"), ("second coordinator", "central")):
        client = _client(site, who)
        for endpoint, address in addresses(site, rows, center):
            answer = client.get(address, follow_redirects=False)
            is_page = answer.mimetype == "text/html"
            if answer.status_code == 200:
                shown += [(endpoint, who, address)] if is_page else []
            elif answer.status_code not in {301, 302, 303, 308}:
                unseen[endpoint] = answer.status_code
            answer.close()
    missed = unseen.keys() - {endpoint for endpoint, _, _ in shown} - FILES - BY_SECRET - PARTS
    assert not missed, f"no sample row opens {missed}: {unseen}"
    return [
        ("sign_in.new", None, "/sign-in"),
        ("404", "manager", "/centers/north/x"),
        FILTERS,
        *shown,
    ]


FILTERS = ("filters", "manager", "/centers/north/consultations/?panel=1&words=カナリア&state=open")
"""The list as somebody narrows it."""

FILES = {
    "calls.show_file",
    "invitations.show_calendar",
    "city_pivots.show_file",
    "exports.show_file",
    "handouts.show_file",
    "exports.show_missing",
    "meetings.show_file",
    "minutes.show_paper",
    "public_opendata.show_file",
    "reports.show_house_template",
    "reports.show_own_template",
    "reports.show_paper",
    "transfers.refused_rows",
    "transfers.sample",
}
"""Downloads: no pages, whatever they answer."""


BY_SECRET = {"calendars.show", "guests.show_link"}
"""Absent without the right secret: see tests/browser/test_invitations.py, tests/feeds."""


def _client(site, who):
    with site.app.app_context():
        client = places.browser(site.app, *site.people[who])
    client.place = None
    return client


def barriers(page):
    for fault in AXE.run(page, options=ONLY_FAULTS).response["violations"]:
        yield f"{fault['id']}: {[node['html'][:160] for node in fault['nodes']][:3]}"


def faults(page):
    yield from barriers(page)
    wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wider > 0:
        yield f"{wider} px wider than the screen"
    if (headings := page.locator("h1").count()) != 1:
        yield f"{headings} h1"
    if not page.title().endswith("市民活動支援ネットワーク") or page.title().startswith(" "):
        yield f"title {page.title()}"
    if page.locator("html").get_attribute("lang") != "ja":
        yield "no language"


@pytest.mark.parametrize("viewport", [DESK_SCREEN, HALF, PHONE], ids=["desk", "200%", "phone"])
def test_every_page_is_readable_by_all_at_every_width(sit_down, pages, viewport):
    people = {who: sit_down(who, viewport=viewport) for who in {who for _, who, _ in pages}}
    found = []
    for endpoint, who, address in pages:
        people[who].goto(address)
        found += [f"{endpoint} ({who}): {fault}" for fault in faults(people[who])]
    assert found == []


def test_a_form_with_faults_has_no_barrier_either(sit_down):
    page = sit_down("worker")
    page.goto("/centers/north/consultations/new")
    page.get_by_role("button", name="記録する").click()
    page.get_by_role("alert").wait_for()
    assert list(barriers(page)) == []
