"""What of a person may go along with a letter, and the facts that say so."""

from collections.abc import Sequence

GIVEN, NARROWED, CONSENT_WITHDRAWN = "given", "narrowed", "withdrawn"

SCOPE_LABELS = {
    "name": "氏名",
    "kana": "ふりがな",
    "contact": "連絡先",
    "organization": "団体名",
}
EVERYTHING = tuple(SCOPE_LABELS)
CONSENT_LABELS = {
    GIVEN: "同意を得ました",
    NARROWED: "伝えるものを減らしました",
    CONSENT_WITHDRAWN: "同意を取り消しました",
}
CONSENT_ICONS = {GIVEN: "check_circle", NARROWED: "lock", CONSENT_WITHDRAWN: "close"}
MANNER_LABELS = {"word": "口頭で", "writing": "書面で"}


def in_order(scope: Sequence[str]) -> list[str]:
    """The parts as they are always listed, each once."""
    return [part for part in EVERYTHING if part in scope]
