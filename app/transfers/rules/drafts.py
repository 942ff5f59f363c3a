"""One consultation as read from a row, and the key by which it is known again."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

_NO_IDENTITY = ("row_number", "reference", "import_key")


@dataclass(frozen=True)
class ConsultationDraft:
    row_number: int
    received_at: datetime
    """In city time; midnight where only the day is known (then `time_known` is False)."""
    time_known: bool
    channel: str
    client_type: str
    kind: str
    topics: tuple[str, ...]
    """In the order of the list."""
    primary_topic: str
    summary: str = ""
    body: str = ""
    response: str = ""
    outcome: str | None = None
    referral_target: str | None = None
    person_name: str = ""
    person_kana: str = ""
    person_contact: str = ""
    organization_name: str = ""
    activity_fields: tuple[str, ...] = ()
    minutes: int | None = None
    staff_name: str = ""
    reference: str = ""
    import_key: str = ""


def with_keys(drafts: Iterable[ConsultationDraft]) -> Iterator[ConsultationDraft]:
    """Give each draft its key: what it says, and that it says so for the nth time in this file.

    Two equal rows of one file are two consultations; the same file again, or with rows appended,
    gives the same keys. Row numbers and running numbers are left out: they change when rows move.
    """
    seen = Counter[str]()
    for draft in drafts:
        content = {k: v for k, v in asdict(draft).items() if k not in _NO_IDENTITY}
        said = json.dumps(content, ensure_ascii=False, sort_keys=True, default=datetime.isoformat)
        seen[said] += 1
        key = hashlib.sha256(f"{seen[said]}\n{said}".encode()).hexdigest()
        yield replace(draft, import_key=key)
