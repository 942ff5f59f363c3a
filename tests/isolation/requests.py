"""A well-formed request for every endpoint, about any center's row."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask import Flask

from app import calendar
from tests.isolation.seeding import Rows
from tests.opendata import samples

TABLE_OF = {
    "action_id": "action_items",
    "added_id": "pack_files",
    "attachment_id": "referral_files",
    "call_id": "calls",
    "closed_id": "closed_days",
    "consultation_id": "consultations",
    "deleted_id": "deleted_consultations",
    "contact_id": "contacts",
    "correction_id": "topic_corrections",
    "late_id": "late_papers",
    "late_correction_id": "corrections",
    "snapshot_id": "snapshots",
    "draft_id": "drafts",
    "open_data_id": "open_data_editions",
    "edition_id": "report_editions",
    "enclosure_id": "contribution_files",
    "export_id": "exports",
    "file_id": "stored_files",
    "follow_up_id": "follow_ups",
    "guest_id": "meeting_guests",
    "import_id": "imports",
    "invitation_id": "invitations",
    "item_id": "agenda_items",
    "line_id": "contribution_lines",
    "meeting_id": "meetings",
    "membership_id": "memberships",
    "own_topic_id": "own_topics",
    "merge_id": "contact_merges",
    "minutes_id": "minutes_editions",
    "pack_id": "packs",
    "prepared_id": "open_data_drafts",
    "referral_id": "referrals",
    "token_id": "access_tokens",
    "story_id": "stories",
    "proposal_id": "story_proposals",
    "report_id": "reports",
    "saved_list_id": "saved_lists",
    "pivot_id": "pivots",
    "notice_id": "closing_reminders",
    "word_id": "learned_words",
}
"""The table whose row an argument of an address names."""

PLAIN_ARGUMENTS: dict[str, Any] = {
    "month": "2020-03",
    "number": 1,  # of a paper, as it is seeded
    "year": 2020,
    "fiscal_year": 2020,
    "record_kind": "consultations",
    "edition": samples.SLUG,
    "table": "channels",
    "report_kind": "monthly",
    "place": "lead",
    "file_format": "docx",
    "secret": "nobody-was-given-this",
}

CONSULTATION = {
    "received_at": "2026/04/06 10:00",
    "channel": "visit",
    "client_type": "individual",
    "topics": ["other"],
    "summary": "概要",
}
NOTE = {"happened_on": "2020-04-07", "channel": "visit", "words": "電話で話した"}
LETTER = {"consultation_id": "{consultation_id}", "wanted": "advice", "message": "質問"}
MEETING = {
    "title": "区センター連絡会議",
    "held_on": "2026-12-10",
    "begins_at": "14:00",
    "ends_at": "16:00",
    "place": "会議室",
    "first_month": "2026-04",
    "last_month": "2026-10",
}
ITEM = {"title": "議題", "kind": "report", "minutes": 10}
CALL = {"due_on": "2099-04-01", "words": "ことば", "remind_before": 2}
ACTION = {"meeting_id": "{meeting_id}", "what": "宿題", "owner": "north", "due_on": "2099-04-04"}
SERIES = {"days": ["2098-04-01"], "begins_at": "14:00", "ends_at": "16:00", "place": "会場"}
YEAR_RULE = {"fiscal_year": 2098, "first_month": 5, "every": 2, "nth": 3, "weekday": 3}
INVITATION = {"reply_by": "2099-04-01", "words": "ことば", "version": 1}
GUEST = {"kind": "city", "name": "役所の人"}
ENTRY_ID = "01890000-0000-4000-8000-000000000005"
"""Made where the entry is typed."""
STORY = {"title": "題名", "situation": "相談", "response": "対応"}
FIRST_VERSION = {"version": 1}
TERMS = FIRST_VERSION | {"last_month": "2020-04", "stage": "preliminary", "average": "pooled"}

BODIES: dict[str, dict[str, Any]] = {
    "consultations.create": CONSULTATION,
    "consultations.update": CONSULTATION | {"version": 2},  # it was reopened
    "consultations.create_follow_up": NOTE,
    "consultations.create_correction": NOTE,
    "consultations.create_next_action": {"due_on": "2099-04-01", "task": "電話する"},
    "consultations.create_handover": {"to_id": "01890000-0000-7000-8000-000000000002"},
    "consultations.create_closure": {"outcome": "advised", "referral_target": "none"},
    "consultations.create_deletion": {"reason": "二度記録した"},
    "consultations.create_saved_list": {"name": "一覧", "words": "会則"},
    "consultations.create_selection": {"word": "カナリア", "first": "2020-04"},
    "consultations.create_topic_correction": {
        "consultation_ids": ["{consultation_id}"],
        "to_topic": "founding",
        "reason": "理由",
    },
    "closings.create": {"month": "2020-04", "confirmed": True},
    "closings.create_withdrawal": {"reason": "理由"},
    "closings.create_reminders": {"month": "2020-05", "wards": ["north"]},
    "corrections.create_decision": {"kind": "accepted"},
    "corrections.create_revision": CONSULTATION | {"version": 2, "correction_reason": "理由"},
    "corrections.create_reception": CONSULTATION | {"correction_reason": "理由"},
    "corrections.create_removal": {"reason": "二度記録した", "correction_reason": "理由"},
    "corrections.create_restoration": {"correction_reason": "理由"},
    "corrections.create_import": {"correction_reason": "理由"},
    "snapshots.create": {"from": "2020-04", "to": "2020-05"},
    "contacts.create_search": {"text": "カナリア"},
    "contacts.create": {"kind": "person", "name": "見本"},
    "contacts.update": {"name": "見本", "version": 1},
    "contacts.create_merge": {"other_id": "{contact_id}", "version": 1, "other_version": 1},
    "contacts.create_distinction": {"other_id": "{contact_id}"},
    "drafts.keep": {
        "client_key": "01890000-0000-7000-8000-000000000001",
        "form": "consultation",
        "fields": {"summary": ["概要"]},
    },
    "referrals.create": LETTER,
    "referrals.create_consent": {
        "scope": ["name"],
        "asked_by_name": "見本",
        "manner": "word",
        "purpose": "電話",
    },
    "referrals.create_consent_narrowing": {"scope": ["name"]},
    "referrals.create_sender_step": {"kind": "replied", "words": "返信"},
    "referrals.create_addressee_step": {"kind": "answered", "words": "回答"},
    "notifications.update_settings": {
        "referral": "digest",
        "story": "none",
        "figures": "none",
        "meeting": "digest",
    },
    "knowledge.update": STORY | FIRST_VERSION,
    "knowledge.create_approval": {
        "words_hash": "of other words",
        "ok_title": True,
        "ok_situation": True,
        "ok_response": True,
        "ok_lesson": True,
    },
    "knowledge.create_proposal": STORY | {"referral_id": "{referral_id}"},
    "knowledge.create_refusal": {"words": "理由"},
    "pivots.create_saved": {"name": "問い"},
    "city_pivots.create_city_saved": {"name": "問い"},
    "populations.update": {"source": "見本"},
    "statistics.create_closing": {"month": "2020-05", "confirmed": True},
    "meetings.create": MEETING,
    "meetings.update": MEETING | FIRST_VERSION,
    "meetings.create_year": SERIES,
    "meetings.create_year_preview": SERIES,
    "meetings.create_series": SERIES,
    "meetings.create_item": ITEM,
    "meetings.update_item": ITEM | FIRST_VERSION,
    "meetings.create_item_move": {"direction": "down"},
    "actions.create": ACTION,
    "suggestions.create_item": {"meeting_id": "{meeting_id}", "key": "rising:founding"},
    "suggestions.create_dismissal": {"meeting_id": "{meeting_id}", "key": "rising:founding"},
    "actions.create_showing": {"meeting_id": "{meeting_id}"},
    "actions.create_step": {"kind": "done"},
    "actions.create_decision": {"kind": "withdrawn", "words": "取り下げの理由"},
    "handouts.create_move": {"key": "statistics", "direction": "down"},
    "handouts.create_choice": {"key": "statistics", "goes_in": "false"},
    "handouts.create_story": {"story_id": "{story_id}", "goes_in": "true"},
    "handouts.create_decisions": {"keys": ["mark"]},
    "handouts.create_withdrawal": {"keys": ["mark"]},
    "handouts.update": {"papers": ["statistics"]} | FIRST_VERSION,
    "calls.create": CALL | {"meeting_id": "{meeting_id}"},
    "calls.update": CALL | FIRST_VERSION,
    "calls.create_item": {"line_id": "{line_id}"},
    "invitations.update": INVITATION,
    "invitations.update_reply": {"attendance": "attends"} | FIRST_VERSION,
    "invitations.create_guest": GUEST,
    "invitations.update_guest": GUEST | FIRST_VERSION,
    "invitations.create_guest_answer": {"attendance": "absent"},
    "calls.update_contribution": {"kinds": ["report"], "lines": ["報告"], "version": 1},
    "minutes.create_entry": {"id": ENTRY_ID, "kind": "note", "words": "記録"},
    "minutes.update_text": {"notes": ["記録"], "decisions": ["決定"], "version": 1},
    "minutes.create_edition": {"stage": "draft"},
    "minutes.create_answer": {"kind": "confirmed"},
    "minutes.create_turn": {"id": ENTRY_ID, "item_id": "{item_id}"},
    "tokens.create": {
        "name": "月次集計",
        "scopes": ["figures:read"],
        "expires_on": f"{calendar.today():%Y-%m-%d}",
    },
    "opendata.create": {
        "title": "題名",
        "description": "説明",
        "contact": "窓口",
        "fiscal_year": 2024,
        "span": "年度",
        "tables": ["consultations"],
        "threshold": 3,
    },
    "opendata.create_withdrawal": {"reason": "理由"},
    "retention.update_period": {"record_kind": "consultations", "years": 5},
    "retention.create_disposal": {
        "record_kind": "consultations",
        "fiscal_year": 2020,
        "records": 1,
    },
    "settings.create_week_removal": {"first_day": "2020-04-01"},
    "staff.create_invitation": {
        "email": "new@north.example.com",
        "name": "新しい職員",
        "role": "ward_worker",
    },
    "staff.update_role": {"role": "ward_manager"},
    "settings.create_own_topic": {"topic": "other", "label": "細かい項目"},
    "settings.update_own_topic": {"label": "細かい項目"},
    "settings.update_form_defaults": {"by_use": True},
    "settings.create_week": {"monday": "9:00-17:00"},
    "settings.create_closed_days": {"kind": "monthly", "nth": 3, "weekday": 0, "reason": "点検"},
    "reports.create_annual": {"year": 2020},
    "reports.create_monthly": {"month": "2020-04"},
    "reports.update_terms": TERMS,
    "reports.update": TERMS,
    "reports.update_text": FIRST_VERSION | {"html": "文"},
    "reports.create_text_preview": {"html": "文"},
    "reports.create_space_month": {
        "month": "2020-07",
        "available_minutes": 100,
        "joint_minutes": 10,
        "standalone_minutes": 20,
    },
    "exports.create": {"file_format": "csv"},
    "transfers.teach": {"abouts": ["heading"], "words": ["ご用件"], "meanings": ["summary"]},
    "transfers.read_again": {"sheet_name": "CSV", "fiscal_year": 2020},
}


BODIES_OF_THE_API: dict[str, dict[str, Any]] = {
    "minutes_api.update_text": {"items": [{"notes": "記録"}], "version": 1},
    "reports_api.update_examples": {"items": []},
    "reports_api.update_figures": {"items": []},
    "consultations_api.suggest": {"summary": "カナリア", "body": "カナリア〔見本〕の話"},
    "consultations_api.create_saved_list": {"name": "一覧", "filters": {"words": "会則"}},
    "calls_api.update_contribution": {
        "lines": [{"kind": "report", "words": "報告"}],
        "version": 1,
    },
    "knowledge_api.create": {"consultation_id": "{consultation_id}"},
    "knowledge_api.compare": {"summary": "カナリア", "body": "カナリア〔見本〕の話"},
}
"""Where a program says it otherwise than a form can."""


def body_of(name: str) -> dict[str, Any]:
    """What is sent to an endpoint: a page and its twin in the API mostly take the same."""
    return BODIES_OF_THE_API.get(name) or BODIES.get(name.replace("_api.", "."), {})


QUERIES = {
    "settings_api.delete_week": {"first_day": "2020-04-01"},
    "calls.new": {"meeting": "{meeting_id}"},
    "suggestions_api.index": {"meeting_id": "{meeting_id}"},
    "meetings_api.index_days": YEAR_RULE,
    "retention.edit_period": {"record_kind": "consultations"},
    "retention.new_disposal": {"record_kind": "consultations", "fiscal_year": "2020"},
    "knowledge.new_proposal": {"referral": "{referral_id}"},
    "contacts.new_merge": {"other": "{contact_id}"},
    "referrals.new": {"consultation": "{consultation_id}"},
}


@dataclass(frozen=True)
class Aim:
    """Which center's room is entered, and whose row is named there."""

    slug: str
    rows: Rows
    foreign: frozenset[str] = frozenset()
    """The arguments that name another center's row, or one that does not exist."""


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    options: dict[str, Any] = field(default_factory=dict)


class Endpoint:
    """One endpoint of the app, with all that is needed to ask it something."""

    def __init__(self, app: Flask, name: str) -> None:
        self.name = name
        self.rule = next(app.url_map.iter_rules(name))
        self.address = app.url_map.bind("localhost")
        self.is_api = self.rule.rule.startswith("/api/")
        self.methods = (self.rule.methods or set()) - {"HEAD", "OPTIONS"}

    @property
    def method(self) -> str:
        (method,) = self.methods
        return method

    @property
    def has_center(self) -> bool:
        return "center" in self.rule.arguments

    @property
    def names_rows(self) -> list[str]:
        """The arguments, in the address or in what is sent, that name a row."""
        sent = str(body_of(self.name)) + str(QUERIES.get(self.name, ""))
        return [
            argument
            for argument in TABLE_OF
            if argument in self.rule.arguments or f"{{{argument}}}" in sent
        ]

    def ask(self, slug: str, ids: dict[str, UUID]) -> Asked:
        values = {
            argument: ids.get(argument) or PLAIN_ARGUMENTS[argument]
            for argument in self.rule.arguments - {"center"}
        }
        if self.has_center:
            values["center"] = slug
        path = self.address.build(self.name, values, method=self.method)
        options: dict[str, Any] = {"query_string": filled(QUERIES.get(self.name, {}), ids)}
        if self.method in {"POST", "PUT", "PATCH"}:
            body = filled(body_of(self.name), ids)
            options["json" if self.is_api else "data"] = body
        if self.is_api and self.method in {"PUT", "PATCH", "DELETE"}:
            options["headers"] = {"If-Match": "*"}
        return Asked(self.method, path, options)


def filled(values: dict[str, Any], ids: dict[str, UUID]) -> dict[str, Any]:
    """Write ids where `{argument}` stands."""
    texts = {f"{{{argument}}}": str(row_id) for argument, row_id in ids.items()}
    return {
        name: texts.get(value, value)
        if isinstance(value, str)
        else [texts.get(each, each) if isinstance(each, str) else each for each in value]
        if isinstance(value, list)
        else value
        for name, value in values.items()
    }


def ids_of(rows: Rows) -> dict[str, UUID]:
    return {argument: rows[table] for argument, table in TABLE_OF.items() if table in rows}
