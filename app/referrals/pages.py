from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from marshmallow import Schema

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import CITY_TIME, Month, japanese_month
from app.codes.queries import code_lists
from app.consultations import queries as consultations
from app.drafts import service as drafts
from app.drafts.queries import Sheet, sheet, sheets
from app.drafts.rules import ANSWER, DECLINING, PASSING_ON, REFERRAL, REPLY, THANKS, key_of
from app.errors import InvalidError, NotFoundError
from app.files.gateway import ACCEPTED, LARGEST, RefusedFileError
from app.privacy import traces
from app.referrals import queries, rules, service
from app.referrals.api import consent_in, send_letter, take_step
from app.referrals.models import Referral, ReferralConsent, ReferralFile, ReferralStep
from app.referrals.schemas import (
    AddresseeStep,
    ConsentTyped,
    ReferralLetter,
    ScopeTyped,
    SenderStep,
)
from app.web.downloads import download
from app.web.forms import Form
from app.web.rooms import center_pages
from app.web.words import moment

HIDDEN_NOW = (
    "記録にある氏名・連絡先・団体名と同じ文字を〔氏名〕のように伏せました。推進センターには、"
    "このとおりに見えます。よければ、もう一度押してください。"
)
WORDS_SENT = ("message", "words", "purpose")
ON_THE_PAGE = {True: (REPLY, THANKS), False: (ANSWER, PASSING_ON, DECLINING)}
"""By whether the ward reads it: the forms that keep drafts."""
KIND_OF = {PASSING_ON: rules.PASSED_ON, DECLINING: rules.DECLINED, THANKS: rules.THANKED}
"""Forms of one kind of step; in the others a button says which."""
THANKS_SHOWN_FOR = timedelta(days=14)

pages = center_pages("referrals", __name__)

LARGEST_FORM = 5 * LARGEST
"""Bytes. Files that are too large are refused beside their field, with the words kept; a browser
without script sends them."""


class Happening(NamedTuple):
    """A step as the timeline shows it."""

    title: str
    author: str
    at: str
    at_iso: str
    body: str
    icon: str
    tone: str


class StepForm(Form):
    """A step as it was typed. Steps that stand apart have a field of their own for words."""

    OWN_WORDS: ClassVar = {
        rules.PASSED_ON: ("passed_on-words", "紹介する理由"),
        rules.DECLINED: ("declined-words", "お断りする理由"),
        rules.THANKED: ("thanks", "ひとこと"),
        rules.FOUND_USEFUL: ("thanks", "ひとこと"),
    }

    @property
    def errors(self) -> dict[str, list[str]]:
        own, _ = self.OWN_WORDS.get(self.value("kind"), ("words", ""))
        found = super().errors
        return {own if name == "words" else name: found[name] for name in found}

    @property
    def labels(self) -> dict[str, str]:
        return super().labels | dict(self.OWN_WORDS.values())


class Carried(NamedTuple):
    """A file with the step that brought it."""

    file: ReferralFile
    step: ReferralStep


@pages.before_request
def read_large_forms() -> None:
    request.max_content_length = LARGEST_FORM


@pages.app_context_processor
def know_referrals() -> dict[str, Any]:
    """Let the card of a consultation show the letters written about it."""
    return {
        "referrals_of": queries.of_consultation,
        "told_of_letters": queries.told_of_consultation,
        "referral_rules": rules,
        "thanks_to_me": _thanks_to_me,
    }


def _thanks_to_me() -> Sequence[queries.Kindness]:
    return queries.thanks_to(current_user.id, since=calendar.now() - THANKS_SHOWN_FOR)


@pages.get("/")
@allowed(Permission.READ_CONSULTATIONS)
def index() -> str:
    """The queue at the central center; at a ward, what it asked."""
    if current_user.may(Permission.ANSWER_REFERRALS, g.center_slug):
        return render_template(
            "referrals/queue.html",
            waiting=queries.queue(),
            over=queries.closed_queue(),
            targets=_targets(),
            japanese_month=japanese_month,
            lists=code_lists(),
            rules=rules,
        )
    return render_template(
        "referrals/sent.html",
        letters=queries.sent(),
        targets=_targets(),
        japanese_month=japanese_month,
        lists=code_lists(),
        rules=rules,
    )


def _targets() -> Sequence[rules.MonthOfTargets]:
    """Of the months of a year."""
    first_day = Month.of(calendar.today()).year_before.first_day
    return queries.targets(since=calendar.start_of(first_day))


@pages.get("/new")
@allowed(Permission.SEND_REFERRALS)
def new() -> str:
    subject_id = _subject_id(request.args.get("consultation", ""))
    if draft := sheet(REFERRAL, request.args.get("draft"), subject_id=subject_id).draft:
        return _form_page(Form.resumed(ReferralLetter, draft.fields), subject_id)
    form = Form(ReferralLetter, shown={"urgency": "normal", **_consent_not_asked_yet()})
    return _form_page(form, subject_id)


@pages.post("/")
@allowed(Permission.SEND_REFERRALS)
def create() -> ResponseReturnValue:
    form = Form(ReferralLetter, request.form)
    if form.errors:
        return _form_page(form, _subject_id(request.form.get("consultation_id", ""))), 422
    subject = consultations.consultation(form.data["consultation_id"])
    if _put_as_read(form, lambda words: rules.without_person(words, subject)):
        return _form_page(form, subject.id), 422
    letter = send_letter(form.data)
    drafts.discard(key_of(request.form.get("draft")))
    flash("推進センターに送りました。受け取られると、ここに表示されます。", "success")
    return redirect(url_for(".show", referral_id=letter.id))


@pages.get("/<uuid:referral_id>")
@allowed(Permission.READ_CONSULTATIONS)
def show(referral_id: UUID) -> str:
    return _show_page(queries.referral(referral_id))


@pages.post("/<uuid:referral_id>/sender-steps")
@allowed(Permission.SEND_REFERRALS)
def create_sender_step(referral_id: UUID) -> ResponseReturnValue:
    return _take_step(referral_id, StepForm(SenderStep, request.form))


@pages.post("/<uuid:referral_id>/addressee-steps")
@allowed(Permission.ANSWER_REFERRALS)
def create_addressee_step(referral_id: UUID) -> ResponseReturnValue:
    return _take_step(referral_id, StepForm(AddresseeStep, request.form))


@pages.post("/<uuid:referral_id>/record")
@allowed(Permission.ANSWER_REFERRALS)
def create_record(referral_id: UUID) -> ResponseReturnValue:
    referral = queries.referral(referral_id)
    recorded = service.record_case(referral, by_name=current_user.name)
    flash("推進センターの相談として記録しました。必要なところを直してください。", "success")
    return redirect(url_for("consultations.edit", consultation_id=recorded.id))


@pages.post("/<uuid:referral_id>/outcome")
@allowed(Permission.SEND_REFERRALS)
def create_outcome(referral_id: UUID) -> ResponseReturnValue:
    subject = service.copy_outcome(queries.referral(referral_id))
    flash("推進センターの回答を、対応内容に写しました。", "success")
    return redirect(url_for("consultations.show", consultation_id=subject.id))


@pages.get("/<uuid:referral_id>/files/<uuid:attachment_id>")
@allowed(Permission.READ_CONSULTATIONS)
def show_file(referral_id: UUID, attachment_id: UUID) -> Response:
    return download(queries.file(queries.referral(referral_id), attachment_id))


@pages.post("/<uuid:referral_id>/files/<uuid:attachment_id>/withdrawal")
@allowed(Permission.RECORD_CONSULTATIONS)
def create_file_withdrawal(referral_id: UUID, attachment_id: UUID) -> ResponseReturnValue:
    referral = queries.referral(referral_id)
    service.take_back(referral, attachment_id, actor_name=current_user.name)
    flash("ファイルを取り消しました。相手のセンターからは、もう開けません。", "success")
    return redirect(url_for(".show", referral_id=referral.id, _anchor="files"))


@pages.post("/<uuid:referral_id>/consent")
@allowed(Permission.SEND_REFERRALS)
def create_consent(referral_id: UUID) -> ResponseReturnValue:
    referral, form = queries.referral(referral_id), Form(ConsentTyped, request.form)
    if form.errors or _put_as_read(form, partial(service.as_read, referral)):
        return _show_page(referral, consent_form=form), 422
    service.give_consent(referral, consent_in(form.data), actor_name=current_user.name)
    flash("同意を記録しました。選んだものが推進センターに伝わります。", "success")
    return redirect(url_for(".show", referral_id=referral.id, _anchor="person"))


@pages.post("/<uuid:referral_id>/consent/narrowing")
@allowed(Permission.SEND_REFERRALS)
def create_consent_narrowing(referral_id: UUID) -> ResponseReturnValue:
    referral, form = queries.referral(referral_id), Form(ScopeTyped, request.form)
    if form.errors:
        raise InvalidError(form.errors)
    service.narrow_consent(referral, form.data["scope"], actor_name=current_user.name)
    flash("伝えるものを減らしました。外したものは、推進センターから見えなくなりました。", "success")
    return redirect(url_for(".show", referral_id=referral.id, _anchor="person"))


@pages.post("/<uuid:referral_id>/consent/withdrawal")
@allowed(Permission.SEND_REFERRALS)
def create_consent_withdrawal(referral_id: UUID) -> ResponseReturnValue:
    referral = queries.referral(referral_id)
    service.withdraw_consent(referral, withdrawn_by_name=current_user.name)
    flash("同意を取り消しました。推進センターからは、氏名・連絡先が見えなくなりました。", "success")
    return redirect(url_for(".show", referral_id=referral.id))


@pages.post("/<uuid:referral_id>/disclosures")
@allowed(Permission.ANSWER_REFERRALS)
def create_disclosure(referral_id: UUID) -> str:
    referral = queries.referral(referral_id)
    person = service.disclose_person(referral)
    if person is None:
        raise NotFoundError("相談者の同意がないため、氏名・連絡先は伝えられていません。")
    return _show_page(referral, person=person)


def _take_step(referral_id: UUID, form: Form) -> ResponseReturnValue:
    referral = queries.referral(referral_id)
    files = _sent_files()
    if form.errors or _put_as_read(form, partial(service.as_read, referral)):
        if files:  # no browser puts a file back into a form
            form.refuse({"files": ["ファイルを、もう一度選んでください。"]})
        return _show_page(referral, form=form), 422
    try:
        service.check(files)
        step = take_step(referral, **form.data)
        service.attach(step, files)
    except RefusedFileError as refusal:
        form.refuse({"files": [str(refusal)]})
        return _show_page(referral, form=form), 422
    except InvalidError as error:
        form.refuse(error.fields)
        return _show_page(referral, form=form), 422
    except service.StepRefusedError as error:
        form.refuse({"step": [str(error)]})
        return _show_page(referral, form=form), 409
    drafts.discard(key_of(request.form.get("draft")))
    flash(f"「{rules.STEP_LABELS[step.kind]}」を記録しました。", "success")
    return redirect(url_for(".show", referral_id=referral.id))


def _put_as_read(form: Form, as_read: Callable[[str], str]) -> bool:
    """Whether the words to be sent were put otherwise: the ward sees them so before they go."""
    typed = {name: form.data[name] for name in WORDS_SENT if form.data.get(name)}
    put = {name: shown for name, words in typed.items() if (shown := as_read(words)) != words}
    form.retype(put)
    form.refuse({name: [HIDDEN_NOW] for name in put})
    return bool(put)


def _consent_not_asked_yet() -> dict[str, Any]:
    return {"asked_by_name": current_user.name, "scope": rules.EVERYTHING}


def _sent_files() -> list[service.Sent]:
    """A browser sends a nameless empty file where none was chosen."""
    return [
        service.Sent(file.filename, file.read())
        for file in request.files.getlist("files")
        if file.filename
    ]


def _subject_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None


def _form_page(form: Form, consultation_id: UUID) -> str:
    """The form, with the letter beside it exactly as the central center will see it."""
    subject = consultations.consultation(consultation_id)
    preview = service.letter_about(
        subject, service.NOTHING_ASKED_YET, sent_by_name=current_user.name
    )
    return render_template(
        "referrals/new.html",
        form=form,
        consultation=subject,
        letter=preview,
        sheet=sheet(REFERRAL, request.values.get("draft"), subject_id=subject.id),
        unsaved=form.typed is not None,
        traces=traces(f"{preview.summary}\n{preview.body}\n{preview.response}"),
        lists=code_lists(),
        rules=rules,
    )


def _show_page(
    referral: Referral,
    *,
    form: Form | None = None,
    consent_form: Form | None = None,
    person: service.Person | None = None,
) -> str:
    steps, consents = queries.steps(referral), queries.consents(referral)
    state = rules.state_after(steps)
    by_sender, due = queries.is_sender(referral), queries.due(referral)
    asked = request.values
    written = sheets(
        ON_THE_PAGE[by_sender], asked.get("sheet"), asked.get("draft"), subject_id=referral.id
    )
    return render_template(
        "referrals/show.html",
        letter=referral,
        sender_name=queries.center_name(referral.center_id),
        state=state,
        by_sender=by_sender,
        due=due,
        record_id=None if by_sender else queries.record_of(referral),
        late=due is not None and due.is_over(calendar.now()),
        next_kinds=rules.next_kinds(state, by_sender=by_sender, steps=steps),
        colleagues=queries.colleagues(),
        wards=queries.wards_beside(referral),
        form=form or _step_form(SenderStep if by_sender else AddresseeStep, written),
        sheets=written,
        usual_form=REPLY if by_sender else ANSWER,
        files=_carried(queries.files(referral), steps),
        accepted=ACCEPTED,
        happenings=_happenings(referral, steps, consents),
        consent=consents[-1] if consents else None,
        consent_form=consent_form or Form(ConsentTyped, shown=_consent_not_asked_yet()),
        still_named=by_sender and _still_names(referral, steps),
        own_person=queries.own_person(referral) if by_sender else None,
        person=person,
        lists=code_lists(),
        rules=rules,
    )


def _step_form(schema: type[Schema], written: Mapping[str, Sheet]) -> StepForm:
    """Empty, or as far as the draft goes that was opened."""
    for form, each in written.items():
        if each.draft:
            kind = [KIND_OF[form]] if form in KIND_OF else []
            return StepForm.resumed(schema, each.draft.fields | {"kind": kind})
    return StepForm(schema)


def _still_names(referral: Referral, steps: Sequence[ReferralStep]) -> bool:
    """Whether the ward sent words that name whom its record came to name only afterwards."""
    own = [step.words for step in steps if step.center_id == referral.center_id]
    letter = [referral.message, referral.summary, referral.body, referral.response]
    return any(service.as_read(referral, words) != words for words in (*letter, *own))


def _carried(files: Sequence[ReferralFile], steps: Sequence[ReferralStep]) -> list[Carried]:
    by_id = {step.id: step for step in steps}
    return [Carried(file, by_id[file.step_id]) for file in files]


def _happenings(
    referral: Referral, steps: Sequence[ReferralStep], consents: Sequence[ReferralConsent]
) -> list[Happening]:
    """Both sides' steps and what was said about the person, in the order of time."""
    sent = _happening(rules.SENT, referral.message, referral.sent_by_name, referral.sent_at)
    taken = [_happening(step.kind, _said(step), step.actor_name, step.at) for step in steps]
    return sorted([sent, *taken, *map(_consented, consents)], key=attrgetter("at_iso"))


def _happening(kind: str, words: str, name: str, at: datetime) -> Happening:
    return Happening(
        rules.STEP_LABELS[kind],
        name,
        moment(at),
        at.astimezone(CITY_TIME).isoformat(),
        words,
        rules.ICONS[kind],
        rules.TONES[kind],
    )


def _consented(fact: ReferralConsent) -> Happening:
    parts = "、".join(rules.SCOPE_LABELS[part] for part in fact.scope)
    return Happening(
        rules.CONSENT_LABELS[fact.kind],
        fact.actor_name,
        moment(fact.at),
        fact.at.astimezone(CITY_TIME).isoformat(),
        f"伝えるもの: {parts}" if parts else "氏名・連絡先は推進センターから見えません。",
        rules.CONSENT_ICONS[fact.kind],
        "neutral",
    )


def _said(step: ReferralStep) -> str:
    """The words of a step, under the name of whom it went to."""
    return "\n".join(filter(None, (step.target_name and f"→ {step.target_name}", step.words)))
