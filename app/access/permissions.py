"""Who may do what: one table, read it aloud."""

from enum import StrEnum, auto


class Permission(StrEnum):
    READ_CONSULTATIONS = auto()
    RECORD_CONSULTATIONS = auto()
    DELETE_CONSULTATIONS = auto()
    """Anybody's; who recorded one may delete it the same day."""
    IMPORT_CONSULTATIONS = auto()
    EXPORT_CONSULTATIONS = auto()
    EXPORT_PERSONS = auto()
    READ_EXPORTS = auto()
    READ_CONTACTS = auto()
    KEEP_CONTACTS = auto()
    CORRECT_TOPICS = auto()
    SEND_REFERRALS = auto()
    ANSWER_REFERRALS = auto()
    READ_FIGURES = auto()
    CLOSE_MONTHS = auto()
    PUBLISH_FIGURES = auto()
    CLOSE_CITY_MONTHS = auto()
    DECIDE_CORRECTIONS = auto()
    READ_INCIDENTS = auto()
    READ_CITY_FIGURES = auto()
    KEEP_POPULATIONS = auto()
    READ_MEETINGS = auto()
    PREPARE_MEETINGS = auto()
    READ_REPORTS = auto()
    WRITE_REPORTS = auto()
    WRITE_ANNUAL_REPORTS = auto()
    ISSUE_REPORTS = auto()
    ANSWER_CALLS = auto()
    """Answer for one's own center what is asked before a meeting: who comes, reports, topics."""
    ANSWER_ACTIONS = auto()
    """Say how far one's own center is with what it promised at a meeting."""
    CONFIRM_MINUTES = auto()
    """Confirm the minutes of a meeting for one's own center, or ask for a correction."""
    READ_AUDIT = auto()
    KEEP_ACCESS_TOKENS = auto()
    WRITE_STORIES = auto()
    APPROVE_STORIES = auto()
    PUBLISH_OPEN_DATA = auto()
    CHANGE_SETTINGS = auto()
    KEEP_STAFF = auto()
    DISPOSE_RECORDS = auto()


class Role(StrEnum):
    WARD_WORKER = auto()
    WARD_MANAGER = auto()
    CENTRAL_COORDINATOR = auto()
    CENTRAL_MANAGER = auto()

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS = {
    Role.WARD_WORKER: "区センター職員",
    Role.WARD_MANAGER: "区センター管理者",
    Role.CENTRAL_COORDINATOR: "推進センター コーディネーター",
    Role.CENTRAL_MANAGER: "推進センター 管理者",
}

P = Permission

AT_THE_COUNTER = frozenset(
    {
        P.READ_CONSULTATIONS,
        P.RECORD_CONSULTATIONS,
        P.IMPORT_CONSULTATIONS,
        P.EXPORT_CONSULTATIONS,
        P.READ_CONTACTS,
        P.KEEP_CONTACTS,
        P.READ_FIGURES,
        P.READ_MEETINGS,
        P.ANSWER_ACTIONS,
        P.READ_REPORTS,
        P.WRITE_REPORTS,
        P.WRITE_STORIES,
        P.KEEP_ACCESS_TOKENS,
    }
)

MANAGING = frozenset(
    {
        P.CLOSE_MONTHS,
        P.PUBLISH_FIGURES,
        P.ISSUE_REPORTS,
        P.READ_AUDIT,
        P.DELETE_CONSULTATIONS,
        P.EXPORT_PERSONS,
        P.READ_EXPORTS,
        P.CORRECT_TOPICS,
        P.APPROVE_STORIES,
        P.CHANGE_SETTINGS,
        P.KEEP_STAFF,
        P.DISPOSE_RECORDS,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.WARD_WORKER: AT_THE_COUNTER | {P.SEND_REFERRALS, P.ANSWER_CALLS} | {P.CONFIRM_MINUTES},
    Role.WARD_MANAGER: AT_THE_COUNTER
    | MANAGING
    | {P.SEND_REFERRALS, P.ANSWER_CALLS}
    | {P.CONFIRM_MINUTES},
    Role.CENTRAL_COORDINATOR: AT_THE_COUNTER
    | {P.ANSWER_REFERRALS, P.READ_CITY_FIGURES, P.KEEP_POPULATIONS, P.PREPARE_MEETINGS}
    | {P.WRITE_ANNUAL_REPORTS, P.ISSUE_REPORTS},
    Role.CENTRAL_MANAGER: AT_THE_COUNTER
    | MANAGING
    | {
        P.ANSWER_REFERRALS,
        P.READ_CITY_FIGURES,
        P.KEEP_POPULATIONS,
        P.PREPARE_MEETINGS,
        P.PUBLISH_OPEN_DATA,
        P.CLOSE_CITY_MONTHS,
        P.DECIDE_CORRECTIONS,
        P.READ_INCIDENTS,
        P.WRITE_ANNUAL_REPORTS,
    },
}
