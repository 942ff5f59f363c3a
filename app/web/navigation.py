"""The menu: what this person may open at this center."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, has_request_context, request, url_for
from flask_login import current_user

from app.access.permissions import Permission


@dataclass(frozen=True, slots=True)
class Entry:
    label: str
    href: str
    icon: str
    current: bool


@dataclass(frozen=True, slots=True)
class Place:
    """The center whose page is open, as the layout shows it."""

    name: str
    short_name: str
    slug: str
    role: str


ROOMS = (
    ("今日の机", "home.show", "home", Permission.READ_CONSULTATIONS, False),
    ("相談", "consultations.index", "description", Permission.READ_CONSULTATIONS, False),
    ("連絡先", "contacts.index", "person", Permission.READ_CONTACTS, False),
    ("つなぐ", "referrals.index", "forward_to_inbox", Permission.READ_CONSULTATIONS, False),
    ("事例", "knowledge.index", "star", Permission.READ_CONSULTATIONS, False),
    ("集計", "statistics.show", "bar_chart", Permission.READ_FIGURES, False),
    ("全市の集計", "city_statistics.show", "map", Permission.READ_CITY_FIGURES, True),
    ("ネットワーク会議", "meetings.index", "groups", Permission.READ_MEETINGS, False),
    ("報告", "reports.index", "print", Permission.READ_REPORTS, False),
    ("オープンデータ", "opendata.index", "visibility", Permission.PUBLISH_OPEN_DATA, False),
    ("取り込み", "transfers.index", "upload", Permission.IMPORT_CONSULTATIONS, False),
    ("操作の記録", "audit.index", "history", Permission.READ_AUDIT, False),
    ("設定", "settings.show", "settings", Permission.CHANGE_SETTINGS, False),
)

SETTINGS = (
    ("開館日", "settings.show", Permission.CHANGE_SETTINGS),
    ("独自の項目", "settings.index_own_topics", Permission.CHANGE_SETTINGS),
    ("相談の初期値", "settings.edit_form_defaults", Permission.CHANGE_SETTINGS),
    ("保存期間と廃棄", "retention.index", Permission.DISPOSE_RECORDS),
    ("職員", "staff.index", Permission.KEEP_STAFF),
)
"""The pages behind 設定, each in the room it belongs to."""

BEHIND = {
    "actions": "meetings",
    "archive": "meetings",
    "calls": "meetings",
    "minutes": "meetings",
    "city_closings": "city_statistics",
    "city_pivots": "city_statistics",
    "city_snapshots": "city_statistics",
    "corrections": "statistics",
    "feeds": "meetings",
    "handouts": "meetings",
    "indicators": "statistics",
    "invitations": "meetings",
    "pivots": "statistics",
    "populations": "statistics",
    "snapshots": "statistics",
    "suggestions": "meetings",
}
"""Rooms that are entered from another one, and are marked as it in the menu."""


def give_navigation(app: Flask) -> None:
    @app.context_processor
    def shown() -> dict[str, Any]:
        if not has_request_context() or not current_user.is_authenticated:
            return {"navigation": [], "center": None}
        place = _place()
        return {
            "center": place,
            "navigation": list(_entries(place.slug)) if place else [],
            "settings_tabs": list(_settings_tabs(place.slug)) if place else [],
        }


def _place() -> Place | None:
    slug = g.get("center_slug")
    for membership in current_user.memberships:
        if membership.slug == slug or (slug is None and membership is current_user.home):
            return Place(
                membership.center_name,
                membership.short_name,
                membership.slug,
                membership.role.label,
            )
    return None


def _entries(slug: str) -> Any:
    blueprint = request.blueprint
    for label, endpoint, icon, permission, city_wide in ROOMS:
        if current_user.may(permission, slug):
            href = url_for(endpoint) if city_wide else url_for(endpoint, center=slug)
            yield Entry(label, href, icon, _room(blueprint) == endpoint.partition(".")[0])


def _room(blueprint: str | None) -> str | None:
    """The room in the menu that a page belongs to: all of the settings to 設定, and so on."""
    rooms = {endpoint.partition(".")[0] for _, endpoint, _ in SETTINGS}
    return "settings" if blueprint in rooms else BEHIND.get(blueprint or "", blueprint)


def _settings_tabs(slug: str) -> Any:
    for label, endpoint, permission in SETTINGS:
        if current_user.may(permission, slug):
            yield label, url_for(endpoint, center=slug), request.endpoint == endpoint
