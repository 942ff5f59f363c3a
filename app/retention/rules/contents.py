"""What of each table goes when the time of a record is over, and what stays.

Every text, document and file of every center's table stands in one of the two lists: a test
compares them with the tables, so that nothing is kept by forgetfulness.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Content:
    """One table's share of a record.

    `of` says which rows: the `record` itself, a `letter` sent about it, or its `file`;
    `column` holds that key. With no `columns` the rows go whole.
    """

    table: str
    of: str
    column: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordKind:
    label: str
    table: str
    gone: str
    """What goes, for the person who approves."""
    address: tuple[str, str]
    """The page on which a record is read before it goes, and what names it there."""


RECORD_KINDS: Mapping[str, RecordKind] = {
    "consultations": RecordKind(
        "相談の記録",
        "consultations",
        "氏名・ふりがな・連絡先・団体名、ほかに相談のない人と団体の連絡先、概要・本文・対応内容、"
        "経過と次にすること、変更の記録、推進センターへの相談の文と同意の目的、書きかけ",
        ("consultations.show", "consultation_id"),
    ),
    "answers": RecordKind(
        "ほかのセンターへの回答",
        "referral_steps",
        "やりとりに書いたことばと送ったファイル",
        ("referrals.show", "referral_id"),
    ),
    "imports": RecordKind(
        "取り込んだファイル",
        "imports",
        "ファイルの中身と名前、シートの名前",
        ("transfers.show", "import_id"),
    ),
}
"""Kinds of record, each with a retention period of its own."""

CONTENTS: Mapping[str, Sequence[Content]] = {
    "consultations": (
        Content("drafts", of="record", column="subject_id"),
        Content("referral_persons", of="letter", column="referral_id"),
        Content("referral_consents", of="letter", column="referral_id", columns=("purpose",)),
        Content("referral_files", of="letter", column="referral_id"),
        Content("referral_steps", of="letter", column="referral_id", columns=("words",)),
        Content(
            "referrals",
            of="record",
            column="consultation_id",
            columns=("message", "summary", "body", "response"),
        ),
        Content("contacts", of="record", column="id"),
        Content("contact_lines", of="record", column="contact_id"),
        Content("contact_merges", of="record", column="kept_id"),
        Content("contact_distinctions", of="record", column="id"),
        Content(
            "consultations",
            of="record",
            column="id",
            columns=(
                "person_name",
                "person_kana",
                "person_contact",
                "organization_name",
                "summary",
                "body",
                "response",
                "next_action",
            ),
        ),
        # Behind the record: emptying it is a change as well, and kept with its words.
        Content("follow_ups", of="record", column="consultation_id"),
        Content("next_actions", of="record", column="consultation_id"),
        Content("handovers", of="record", column="consultation_id"),
        Content("consultation_closings", of="record", column="consultation_id"),
        Content("consultation_changes", of="record", column="consultation_id"),
        Content("deleted_consultations", of="record", column="consultation_id"),
    ),
    "answers": (
        Content("referral_files", of="record", column="step_id"),
        Content("referral_steps", of="record", column="id", columns=("words",)),
    ),
    "imports": (
        Content("stored_files", of="file", column="id", columns=("name", "content")),
        Content("imports", of="record", column="id", columns=("sheet_name",)),
    ),
}
"""Kind → what of it goes, in this order: what points at a row before the row itself."""

PLAIN: Mapping[str, frozenset[str]] = {
    "access_tokens": frozenset({"name", "token_hash", "scopes"}),  # the staff's own
    # What centers promised each other at a meeting of all: no case, no client.
    "action_items": frozenset({"item_title", "person", "what", "promised_by_name"}),
    "action_reminders": frozenset({"kind"}),
    "action_steps": frozenset({"kind", "state", "words", "actor_name"}),
    "agenda_dismissals": frozenset({"suggestion", "by_name"}),
    "rising_topics": frozenset({"topic"}),
    # Papers of a public meeting.
    "agenda_items": frozenset({"title", "kind", "presenter", "details", "suggestion", "handout"}),
    "audit_entries": frozenset({"scope", "table_name", "action", "columns"}),
    "call_reminders": frozenset({"by_name"}),
    "calendar_feeds": frozenset({"secret_hash"}),  # the staff's own
    "calls": frozenset({"words", "opened_by_name", "closed_by_name"}),
    "closing_reminders": frozenset({"reminded_by_name"}),
    "closed_days": frozenset({"kind", "reason"}),
    "consultation_topics": frozenset({"topic"}),
    "consultations": frozenset(
        {
            *("received_by_name", "owner_name", "channel", "client_type", "kind", "outcome"),
            *("referral_target", "activity_fields", "import_key"),
        }
    ),
    # Figures and a reason, which the central center reads. What a proposal would change is held
    # until it is made, or a month after it came to nothing.
    "correction_steps": frozenset({"kind", "words", "actor_name"}),
    "corrections": frozenset({"kind", "effect", "reason", "proposed_by_name"}),
    "held_changes": frozenset({"request"}),
    "corrected_topics": frozenset(
        {"topics_before", "primary_before", "topics_after", "primary_after"}
    ),
    # What a center brought to a meeting of all: no case, no person.
    "contribution_files": frozenset({"name", "media_type", "content", "sha256", "added_by_name"}),
    "contribution_lines": frozenset({"kind", "words"}),
    "contributions": frozenset({"saved_by_name", "submitted_by_name"}),
    # What was said in a meeting of all: no case, no person but who came.
    "meeting_turns": frozenset({"by_name"}),
    "minutes_entries": frozenset({"kind", "state", "words", "substitutes", "author_name"}),
    "minutes": frozenset({"items", "actions", "others", "saved_by_name"}),
    "minutes_answers": frozenset({"kind", "words", "by_name"}),
    "minutes_reminders": frozenset({"by_name"}),
    "minutes_editions": frozenset(
        {"stage", "content", "sha256", "opened_by_name", "requested_by_name", "step", "failure"}
    ),
    "disposals": frozenset({"record_kind", "by_name"}),
    # What was taken out, by whom and why. The file itself is gone after some days.
    "export_parts": frozenset({"content", "unwritable"}),
    "exports": frozenset(
        {
            *("ordered_by_name", "file_format", "filters", "filters_words", "columns"),
            "reason",
        }
    ),
    "form_defaults": frozenset({"channel", "client_type", "kind"}),
    "handouts": frozenset({"title", "file_format"}),
    "idempotency_keys": frozenset({"key", "request_hash", "body", "etag"}),  # gone after a day
    "imports": frozenset({"uploaded_by_name", "taken_by_name", "undone_by_name"}),
    "learned_words": frozenset(  # a center's own headings and codes
        {"about", "word_key", "word", "meaning", "taught_by_name"}
    ),
    "invitations": frozenset(  # the staff's own, kept by the platform
        {"purpose", "email", "name", "role", "token_hash", "invited_by_name"}
    ),
    "mails": frozenset({"about", "source", "kind", "wish", "dropped", "failure"}),
    "late_papers": frozenset({"title", "requested_by_name", "failure", "published_by_name"}),
    "mark_decisions": frozenset({"key", "decided_by_name"}),
    "meetings": frozenset({"cancelled_by_name", "title", "place", "online_address"}),
    # Who was asked to a meeting and came stands in its papers; the addresses go some time after
    # it by themselves (`app.invitations`). No case.
    "guest_mails": frozenset({"kind", "failure"}),
    "meeting_guests": frozenset(
        {
            "kind",
            "name",
            "belongs_to",
            "email",
            "link_hash",
            "attendance",
            "substitute",
            "remarks",
            "answered_by_name",
        }
    ),
    "meeting_invitations": frozenset({"words", "sent_by_name"}),
    "meeting_letters": frozenset({"kind", "by_name"}),
    "meeting_replies": frozenset({"attendance", "names", "substitute", "remarks", "saved_by_name"}),
    "memberships": frozenset({"name", "role"}),
    "figure_history": frozenset({"measure", "code"}),
    "month_closings": frozenset({"closed_by_name", "withdrawn_by_name", "warnings"}),
    "monthly_figures": frozenset({"measure", "code"}),
    "notice_wishes": frozenset({"about", "wish"}),
    # What the city published stays, and what it was made of: figures, and words for everybody.
    "open_data_drafts": frozenset(
        {
            *("title", "description", "contact", "tables", "requested_by_name", "failure"),
            "figures",
        }
    ),
    "open_data_editions": frozenset({"slug", "title", "document", "sha256", "published_by_name"}),
    "open_data_files": frozenset({"name", "media_type", "content", "sha256"}),
    "open_data_withdrawals": frozenset({"reason", "withdrawn_by_name"}),
    "own_topics": frozenset({"topic", "label"}),
    # Papers of a public meeting: published stories, and what was brought to a meeting of all.
    "pack_files": frozenset({"name", "title", "added_by_name"}),
    # What stood in a paper, so that somebody looked at it; goes with the pack.
    "pack_marks": frozenset({"key", "kind", "words", "passage"}),
    "pack_papers": frozenset({"key", "title", "digest", "document"}),
    "pack_plans": frozenset({"papers", "left_out"}),
    "packs": frozenset({"title", "requested_by_name", "step", "failure", "published_by_name"}),
    # What a center reports to the city, and what it reported: kept for good.
    "report_editions": frozenset(
        {
            *("stage", "requested_by_name", "step", "failure", "content", "sha256"),
            "issued_by_name",
        }
    ),
    "report_examples": frozenset({"topic", "words"}),
    "report_figures": frozenset({"label", "unit"}),
    "report_papers": frozenset({"file_format"}),
    "report_templates": frozenset({"kind", "kept_by_name"}),
    "report_texts": frozenset({"place", "html"}),
    "reports": frozenset({"kind", "stage", "average"}),
    "topic_corrections": frozenset(
        {"from_topic", "to_topic", "reason", "corrected_by_name", "undone_by_name"}
    ),
    "referral_consents": frozenset({"kind", "scope", "asked_by_name", "manner", "actor_name"}),
    "referral_steps": frozenset({"kind", "state", "actor_name", "target", "target_name"}),
    "referrals": frozenset(
        {
            *("wanted", "urgency", "channel", "client_type", "kind", "topics"),
            *("primary_topic", "sent_by_name"),
        }
    ),
    "retention_periods": frozenset({"record_kind"}),
    "pivots": frozenset({"account_name", "reach", "name", "question"}),  # the staff's own
    "saved_lists": frozenset({"account_name", "name", "filters"}),  # the staff's own
    "search_entries": frozenset({"key"}),  # made anew by the database from what is left
    "snapshots": frozenset({"ordered_by_name", "content", "cells", "sha256"}),  # figures
    "stored_files": frozenset({"media_type", "sha256"}),
    # What was learned names nobody, and may outlive the record.
    "stories": frozenset(
        {
            *("title", "situation", "response", "lesson", "topics"),
            *("words_hash", "written_by_name"),
        }
    ),
    "story_decisions": frozenset({"kind", "words_hash", "words", "actor_name"}),
    "story_proposals": frozenset(
        {
            *("title", "situation", "response", "lesson", "topics"),
            *("note", "proposed_by_name"),
        }
    ),
}
"""Codes, names of staff at work, and what a center made public: these stay."""
