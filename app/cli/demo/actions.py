"""What was promised at the meeting that was held, and how far the wards are with it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app.actions import queries, service
from app.actions.rules import ASKED, BEGUN, DONE, Promise
from app.cli.demo.staff import SHOWN_WARD, Colleague
from app.cli.network import CENTRAL
from app.meetings.models import Meeting
from tenants import CenterScope, acting_for

PROMISED = (
    (SHOWN_WARD, "窓口で使っている団体登録の案内文を、推進センターに送る", -2),
    (SHOWN_WARD, "登録団体の更新時期について、区役所の担当と話す", 25),
    ("totsuka", "団体登録の更新手続きの比較表を作る", 12),
    ("kohoku", "事例検討の資料を、会議の1週間前までに出す", 10),
    (CENTRAL, "18区の登録手続きの一覧を各区に配る", 30),
)
"""By whom, what, and in how many days from today."""
MOVED = (
    ("totsuka", ASKED, "区役所の回答が来月になるため、期限を2週間延ばしてください。"),
    ("kohoku", DONE, ""),
    (CENTRAL, BEGUN, ""),
)


def promise_at(meeting: Meeting, today: date, *, by_name: str) -> None:
    """Write down the promises, in the central center's scope; every ward sees them."""
    for owner, what, days in PROMISED:
        due_on = max(today + timedelta(days=days), meeting.held_on)
        service.promise(
            meeting,
            Promise(
                what=what,
                owner_id=service.owner_of(owner),
                person="",
                due_on=due_on,
                for_all=True,
            ),
            by_name=by_name,
        )
    service.show_to_all(meeting)


def move_on(scopes: Mapping[str, CenterScope], staff: Mapping[str, Sequence[Colleague]]) -> None:
    """Let some of the owners say how it goes, once."""
    for owner, kind, words in MOVED:
        colleague = staff[owner][0]
        with acting_for(scopes[owner], actor_id=colleague.id):
            for line in queries.ours():
                if line.is_open and not queries.steps(line.item):
                    service.take_step(line, kind, by_name=colleague.name, words=words)
