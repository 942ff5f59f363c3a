"""The forms that keep drafts, and for how long."""

from datetime import timedelta
from uuid import UUID, uuid4

CONSULTATION = "consultation"
REVISION = "revision"
REFERRAL = "referral"
NOTE = "note"
REPLY, ANSWER = "reply", "answer"
PASSING_ON, DECLINING, THANKS = "passing_on", "declining", "thanks"
ON_A_LETTER = (REPLY, ANSWER, PASSING_ON, DECLINING, THANKS)
"""Forms that stand beside each other on one page."""
FORMS = (CONSULTATION, REVISION, REFERRAL, NOTE, *ON_A_LETTER)

FREE_OF_PERSONS = {
    CONSULTATION: "summary",
    REVISION: "summary",
    REFERRAL: "message",
    REPLY: "words",
}
"""Form → the field that others come to read, and so is meant to name nobody, if it has one."""

TITLED_BY = (
    "summary",
    "message",
    "words",
    "body",
    "response",
    "organization_name",
    "person_name",
    "target_name",
)
LONGEST_TITLE = 60
MOST_TYPED = 200_000
"""Characters in one draft: far more than any form takes, so that too long a text is kept too."""

KEPT_FOR = timedelta(days=30)
"""A draft that nobody touched for so long is forgotten: it may name a person."""


def title_of(fields: dict[str, list[str]]) -> str:
    """The first words that say which draft this is."""
    written = (text.strip() for name in TITLED_BY for text in fields.get(name, ()))
    return next((text[:LONGEST_TITLE] for text in written if text), "")


def key_of(text: str | None) -> UUID | None:
    """The key a form carries; None when there is none, or it is not one of ours."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def new_key() -> UUID:
    return uuid4()
