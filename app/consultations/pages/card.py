"""The card of a consultation: what was recorded, what followed, and what can be done now."""

from collections.abc import Iterable
from typing import Any, NamedTuple
from uuid import UUID

from flask import g, render_template, request
from flask_login import current_user

from app import calendar
from app.access.permissions import Permission
from app.accounts.queries import colleagues
from app.audit.rules import column_words
from app.calendar import FiscalYear
from app.codes.queries import code_lists
from app.consultations import queries, rules, service
from app.consultations.models import Consultation
from app.consultations.schemas import Closing, FollowUpNote, HandoverTo, NextActionPlan, Reopening
from app.drafts.queries import Sheet, sheet
from app.drafts.rules import NOTE
from app.privacy import traces
from app.web.forms import Form
from app.web.words import slashed


class Face(NamedTuple):
    """How the story shows a kind of fact."""

    title: str
    icon: str
    tone: str


FACES = {
    "received": Face("受付", "forum", "neutral"),
    "noted": Face("経過", "edit", "info"),
    "planned": Face("次にすることを決めました", "schedule", "neutral"),
    "moved": Face("次にすることを変えました", "schedule", "neutral"),
    "done": Face("済みました", "check_circle", "success"),
    "handed over": Face("担当が替わりました", "person", "neutral"),
    "closed": Face("終了しました", "check_circle", "success"),
    "reopened": Face("再開しました", "history", "warn"),
    "changed": Face("記録を直しました", "edit", "neutral"),
    "deleted": Face("削除しました", "close", "warn"),
    "restored": Face("元に戻しました", "undo", "neutral"),
}


class TurnedDown(NamedTuple):
    """A colleague was faster, and the form that was sent is no longer on the card."""

    sentence: str
    words: list[str]


LABELS = {queries.TOPICS: "相談内容"}


def author(actor_id: UUID | None, names: dict[UUID, str]) -> str:
    """Who changed something, by what the database knows of them."""
    return names.get(actor_id, "以前の職員") if actor_id else "自動処理"


def field_words(names: Iterable[str]) -> list[str]:
    """Changed fields as the form calls them."""
    told = (LABELS.get(name) or next(iter(column_words([name])), "") for name in names)
    return [words for words in told if words]


def number_of(consultation: Consultation) -> str:
    return rules.number_label(consultation.fiscal_year, consultation.number)


def card(
    consultation: Consultation,
    typed: dict[str, Form] | None = None,
    *,
    turned_down: TurnedDown | None = None,
) -> str:
    """The page; `typed` are forms on it that were sent and refused."""
    today, everybody = calendar.today(), colleagues()
    note = sheet(NOTE, request.values.get("draft"), subject_id=consultation.id)
    manager = current_user.may(Permission.DELETE_CONSULTATIONS, g.center_slug)
    return render_template(
        "consultations/show.html",
        consultation=consultation,
        number=number_of(consultation),
        lists=code_lists(),
        year=FiscalYear.of(today).year,
        chain=queries.chain(consultation),
        story=queries.story(consultation),
        faces=FACES,
        forms=_forms(consultation, note) | (typed or {}),
        sent=set(typed or ()) | ({"note"} if note.draft else set()),
        sheet=note,
        turned_down=turned_down,
        colleagues=[each for each in everybody if each.account_id != consultation.owner_id],
        names={each.account_id: each.name for each in everybody},
        author=author,
        field_words=field_words,
        may_remove=service.may_remove(consultation, by_manager=manager),
        today=today,
        nowhere=rules.NOWHERE,
        traces=traces(consultation.summary),
        may_record=current_user.may(Permission.RECORD_CONSULTATIONS, g.center_slug),
    )


def _forms(consultation: Consultation, note: Sheet) -> dict[str, Form]:
    """The empty forms, with what is most likely filled in."""
    planned = consultation.next_action_on
    return {
        "note": _note(consultation, note),
        "plan": Form(
            NextActionPlan,
            shown={
                "due_on": slashed(planned) if planned else "",
                "task": consultation.next_action,
            },
        ),
        "handover": Form(HandoverTo),
        "closing": Form(Closing, shown=_likely_end(consultation)),
        "reopening": Form(Reopening),
    }


def _note(consultation: Consultation, note: Sheet) -> Form:
    if note.draft:
        return Form.resumed(FollowUpNote, note.draft.fields)
    likely = {"happened_on": slashed(calendar.today()), "channel": consultation.channel}
    return Form(FollowUpNote, shown=likely)


def _likely_end(consultation: Consultation) -> dict[str, Any]:
    passed_on = consultation.outcome in rules.PASSED_ON
    target = consultation.referral_target or ("central" if passed_on else "")
    return {"outcome": consultation.outcome if passed_on else "", "referral_target": target}
