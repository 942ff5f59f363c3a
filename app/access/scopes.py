"""What an access token may be made for: a few bundles of permissions, by name.

A token opens what its scopes name and its person's role allows. What stands in no bundle
is for people who signed in: above all making another token.
"""

from collections.abc import Iterable
from enum import StrEnum

from app.access.permissions import Permission

P = Permission


class Scope(StrEnum):
    READ_CONSULTATIONS = "consultations:read"
    WRITE_CONSULTATIONS = "consultations:write"
    EXPORT_CONSULTATIONS = "consultations:export"
    READ_CONTACTS = "contacts:read"
    WRITE_CONTACTS = "contacts:write"
    WRITE_REFERRALS = "referrals:write"
    WRITE_STORIES = "stories:write"
    READ_FIGURES = "figures:read"
    CLOSE_MONTHS = "figures:close"
    PUBLISH_FIGURES = "figures:publish"
    WRITE_POPULATIONS = "populations:write"
    READ_MEETINGS = "meetings:read"
    WRITE_MEETINGS = "meetings:write"
    READ_REPORTS = "reports:read"
    WRITE_REPORTS = "reports:write"
    ANSWER_CALLS = "calls:write"
    ANSWER_ACTIONS = "actions:write"
    CONFIRM_MINUTES = "minutes:confirm"

    @property
    def label(self) -> str:
        return LABELS[self]


LABELS = {
    Scope.READ_CONSULTATIONS: "相談を読む",
    Scope.WRITE_CONSULTATIONS: "相談を書く",
    Scope.EXPORT_CONSULTATIONS: "相談を書き出す(氏名・連絡先を除く)",
    Scope.READ_CONTACTS: "人と団体の連絡先を読む",
    Scope.WRITE_CONTACTS: "人と団体の連絡先を書く",
    Scope.WRITE_REFERRALS: "推進センターへの相談と回答を書く",
    Scope.WRITE_STORIES: "事例を書く",
    Scope.READ_FIGURES: "集計を読む",
    Scope.CLOSE_MONTHS: "月を提出する・全市の月を締める・訂正に返事する",
    Scope.PUBLISH_FIGURES: "数字を公表版として残す",
    Scope.WRITE_POPULATIONS: "区の人口を書く",
    Scope.READ_MEETINGS: "会議と資料を読む",
    Scope.WRITE_MEETINGS: "会議と資料を作る",
    Scope.READ_REPORTS: "報告を読む",
    Scope.WRITE_REPORTS: "報告を作る",
    Scope.ANSWER_ACTIONS: "会議の宿題の状況を書く",
    Scope.ANSWER_CALLS: "会議の出欠と、報告・議題を出す",
    Scope.CONFIRM_MINUTES: "議事録を確かめて返事する",
}

READING_CONSULTATIONS = frozenset({P.READ_CONSULTATIONS})
READING_CONTACTS = frozenset({P.READ_CONTACTS})
READING_FIGURES = frozenset({P.READ_FIGURES, P.READ_CITY_FIGURES, P.READ_INCIDENTS})
READING_MEETINGS = frozenset({P.READ_MEETINGS})
READING_REPORTS = frozenset({P.READ_REPORTS})

BUNDLES: dict[Scope, frozenset[Permission]] = {
    Scope.READ_CONSULTATIONS: READING_CONSULTATIONS,
    Scope.WRITE_CONSULTATIONS: READING_CONSULTATIONS
    | {P.RECORD_CONSULTATIONS, P.IMPORT_CONSULTATIONS, P.CORRECT_TOPICS},
    Scope.READ_CONTACTS: READING_CONTACTS,
    Scope.WRITE_CONTACTS: READING_CONTACTS | {P.KEEP_CONTACTS},
    Scope.EXPORT_CONSULTATIONS: READING_CONSULTATIONS | {P.EXPORT_CONSULTATIONS},
    Scope.WRITE_REFERRALS: READING_CONSULTATIONS | {P.SEND_REFERRALS, P.ANSWER_REFERRALS},
    Scope.WRITE_STORIES: READING_CONSULTATIONS | {P.WRITE_STORIES},
    Scope.READ_FIGURES: READING_FIGURES,
    Scope.CLOSE_MONTHS: READING_FIGURES
    | {P.CLOSE_MONTHS, P.CLOSE_CITY_MONTHS, P.DECIDE_CORRECTIONS},
    Scope.PUBLISH_FIGURES: READING_FIGURES | {P.PUBLISH_FIGURES},
    Scope.WRITE_POPULATIONS: READING_FIGURES | {P.KEEP_POPULATIONS},
    Scope.READ_MEETINGS: READING_MEETINGS,
    Scope.WRITE_MEETINGS: READING_MEETINGS | {P.PREPARE_MEETINGS},
    Scope.READ_REPORTS: READING_REPORTS,
    Scope.WRITE_REPORTS: READING_REPORTS
    | {P.WRITE_REPORTS, P.WRITE_ANNUAL_REPORTS, P.ISSUE_REPORTS},
    Scope.ANSWER_CALLS: READING_MEETINGS | {P.ANSWER_CALLS},
    Scope.ANSWER_ACTIONS: READING_MEETINGS | {P.ANSWER_ACTIONS},
    Scope.CONFIRM_MINUTES: READING_MEETINGS | {P.CONFIRM_MINUTES},
}
"""Who may write may read: an edit begins with what stands there."""

NEVER_BY_TOKEN = frozenset(
    {
        P.KEEP_ACCESS_TOKENS,
        P.READ_AUDIT,
        P.DELETE_CONSULTATIONS,
        P.EXPORT_PERSONS,
        P.READ_EXPORTS,
        P.APPROVE_STORIES,
        P.PUBLISH_OPEN_DATA,
        P.CHANGE_SETTINGS,
        P.KEEP_STAFF,
        P.DISPOSE_RECORDS,
    }
)
"""A token makes no token, looks over nobody's shoulder, and throws no colleague's record away."""


READING = (
    READING_CONSULTATIONS | READING_CONTACTS | READING_FIGURES | READING_MEETINGS | READING_REPORTS
)


def meant_by(scope: Scope) -> frozenset[Permission]:
    """What somebody wants who chooses this scope: to write, where it lets them write."""
    return BUNDLES[scope] - READING or BUNDLES[scope]


def granted_by(scopes: Iterable[str]) -> frozenset[Permission]:
    """What these scopes open together; a name that is no scope any more opens nothing."""
    known = [BUNDLES[Scope(name)] for name in scopes if name in set(Scope)]
    return frozenset().union(*known)


def scopes_with(permission: Permission) -> list[str]:
    """The scopes of which any one would do."""
    return [scope.value for scope, bundle in BUNDLES.items() if permission in bundle]
