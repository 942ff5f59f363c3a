"""When a consultation is over, and what must be said then."""

from datetime import date

OPEN_OUTCOMES = frozenset({"continuing", "central"})
"""More is to come after these; the database says the same: `wall.left_open`."""

PASSED_ON = frozenset({"central", "referred"})
"""Outcomes after which somebody else has the matter."""

NOWHERE = "none"
"""The answer to つなぎ先 when nobody else was brought in: it is asked, so it is answered."""

CLOSED, REOPENED = "closed", "reopened"


def leaves_open(outcome: str | None) -> bool:
    """Whether a record with this outcome is still to be followed up."""
    return outcome is None or outcome in OPEN_OUTCOMES


def plan_faults(due_on: date | None, task: str, *, today: date) -> dict[str, str]:
    """What is wrong with 次にすること; `day` and `task` say where."""
    if due_on is None:
        return {"day": "いつするかを入力してください。"} if task else {}
    return {"day": "今日か、これからの日にしてください。"} if due_on < today else {}


def closing_faults(outcome: str, target: str | None) -> dict[str, list[str]]:
    """Both are said at the end (domain.md 2.2), and do not speak against each other."""
    if outcome == "continuing":
        return {"outcome": ["「継続対応」のままでは終了できません。結果を選んでください。"]}
    if outcome in PASSED_ON and target is None:
        return {"referral_target": ["どこへつないだかを選んでください。"]}
    return {}
