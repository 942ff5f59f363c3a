from typing import Any
from uuid import UUID

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from marshmallow import ValidationError

from app import calendar
from app.access.guards import allowed
from app.access.permissions import Permission
from app.calendar import FiscalYear
from app.codes.queries import code_lists
from app.consultations.queries import consultation
from app.errors import InvalidError, NotFoundError
from app.knowledge import queries, rules, service
from app.knowledge.api import found, propose
from app.knowledge.models import Story, StoryProposal
from app.knowledge.schemas import (
    ApprovalTyped,
    ProposalTyped,
    RefusalTyped,
    StoriesAsked,
    StoryTyped,
    WithdrawalTyped,
)
from app.privacy import traces
from app.referrals.queries import center_name, referral
from app.web.forms import Form, flatten
from app.web.rooms import center_pages

pages = center_pages("knowledge", __name__)


@pages.app_context_processor
def know_stories() -> dict[str, Any]:
    """Let letters and records show what was made of them."""
    return {
        "stories_of": queries.stories_of_consultation,
        "proposals_of": queries.proposals,
        "story_rules": rules,
        "story_traces": lambda text: traces(str(text or "")),
    }


@pages.get("/")
@allowed(Permission.READ_CONSULTATIONS)
def index() -> str:
    try:
        asked = StoriesAsked().load(request.args.to_dict())
    except ValidationError as error:
        raise InvalidError(flatten(error.messages)) from None
    stories = found(asked)
    return render_template(
        "knowledge/index.html",
        stories=stories,
        asked=asked,
        topics=_topics(),
        lists=code_lists(),
        next_href=url_for(
            ".index", words=asked["words"], topic=asked["topic"], after=str(stories.next)
        )
        if stories.next
        else None,
    )


@pages.get("/published/<uuid:story_id>")
@allowed(Permission.READ_CONSULTATIONS)
def show_published(story_id: UUID) -> str:
    story = queries.published_story(story_id)
    return render_template(
        "knowledge/published.html",
        story=story,
        alike=queries.published_like(
            f"{story.title}\n{story.situation}", story.topics, but=story.id
        ),
        rules=rules,
        lists=code_lists(),
    )


@pages.get("/stories")
@allowed(Permission.WRITE_STORIES)
def index_own() -> str:
    return render_template(
        "knowledge/own.html", stories=queries.own_stories(), proposals=queries.proposals()
    )


@pages.post("/stories/from/<uuid:consultation_id>")
@allowed(Permission.WRITE_STORIES)
def create(consultation_id: UUID) -> ResponseReturnValue:
    """One press on the card of a consultation."""
    story = service.begin_from(consultation(consultation_id), actor_name=current_user.name)
    flash("相談の記録から下書きを作りました。ほかのセンターには、まだ見えません。", "success")
    return redirect(url_for(".edit", story_id=story.id))


@pages.get("/stories/<uuid:story_id>")
@allowed(Permission.WRITE_STORIES)
def show(story_id: UUID) -> str:
    return _story_page(queries.story(story_id))


@pages.get("/stories/<uuid:story_id>/edit")
@allowed(Permission.WRITE_STORIES)
def edit(story_id: UUID) -> str:
    story = queries.story(story_id)
    names = (*rules.Words._fields, "is_named")
    shown = {name: getattr(story, name) for name in names}
    return _edit_page(story, Form(StoryTyped, shown=shown))


@pages.post("/stories/<uuid:story_id>")
@allowed(Permission.WRITE_STORIES)
def update(story_id: UUID) -> ResponseReturnValue:
    form = Form(StoryTyped, request.form)
    story = queries.story(story_id)
    if form.errors:
        return _edit_page(story, form), 422
    try:
        service.revise(story_id, actor_name=current_user.name, **form.data)
    except service.WordsChangedError as error:
        form.refuse({"version": [str(error)]})
        return _edit_page(queries.story(story_id), form, changed=True), 409
    flash("文面を保存しました。公開するには、管理者の承認が必要です。", "success")
    return redirect(url_for(".show", story_id=story_id))


@pages.post("/stories/<uuid:story_id>/approval")
@allowed(Permission.APPROVE_STORIES)
def create_approval(story_id: UUID) -> ResponseReturnValue:
    form = Form(ApprovalTyped, request.form)
    if form.errors:
        return _story_page(queries.story(story_id), approval=form), 422
    try:
        service.approve(story_id, actor_name=current_user.name, **form.data)
    except service.WordsChangedError as error:
        form.refuse({"words_hash": [str(error)]})
        return _story_page(queries.story(story_id), approval=form), 409
    flash("承認し、公開しました。すべてのセンターで読めます。", "success")
    return redirect(url_for(".show", story_id=story_id))


@pages.post("/stories/<uuid:story_id>/withdrawal")
@allowed(Permission.APPROVE_STORIES)
def create_withdrawal(story_id: UUID) -> ResponseReturnValue:
    form = Form(WithdrawalTyped, request.form)
    if form.errors:
        return _story_page(queries.story(story_id), withdrawal=form), 422
    service.withdraw(story_id, actor_name=current_user.name, **form.data)
    flash("公開を取りやめました。ほかのセンターからは、もう見えません。", "success")
    return redirect(url_for(".show", story_id=story_id))


@pages.get("/proposals/new")
@allowed(Permission.ANSWER_REFERRALS)
def new_proposal() -> str:
    """One press on an answered letter: a draft that names nobody."""
    letter = referral(_id(request.args.get("referral", "")))
    words = service.draft_of_letter(letter)
    return _proposal_form(letter.id, Form(ProposalTyped, shown=words._asdict()))


@pages.post("/proposals")
@allowed(Permission.ANSWER_REFERRALS)
def create_proposal() -> ResponseReturnValue:
    form = Form(ProposalTyped, request.form)
    letter = referral(_id(request.form.get("referral_id", "")))
    if form.errors:
        return _proposal_form(letter.id, form), 422
    proposed = propose(form.data)
    flash("区に文面の確認を頼みました。区が承認するまで、ほかの区には見えません。", "success")
    return redirect(url_for(".show_proposal", proposal_id=proposed.id))


@pages.get("/proposals/<uuid:proposal_id>")
@allowed(Permission.WRITE_STORIES)
def show_proposal(proposal_id: UUID) -> str:
    return _proposal_page(queries.proposal(proposal_id))


@pages.post("/proposals/<uuid:proposal_id>/story")
@allowed(Permission.WRITE_STORIES)
def create_story(proposal_id: UUID) -> ResponseReturnValue:
    story = service.take_up(queries.proposal_to_us(proposal_id), actor_name=current_user.name)
    return redirect(url_for(".show", story_id=story.id))


@pages.post("/proposals/<uuid:proposal_id>/refusal")
@allowed(Permission.APPROVE_STORIES)
def create_refusal(proposal_id: UUID) -> ResponseReturnValue:
    proposal = queries.proposal_to_us(proposal_id)
    form = Form(RefusalTyped, request.form)
    if form.errors:
        return _proposal_page(proposal, refusal=form), 422
    service.decline(proposal, actor_name=current_user.name, **form.data)
    flash("事例にしないことを推進センターに伝えました。", "success")
    return redirect(url_for(".index_own"))


def _story_page(
    story: Story, *, approval: Form | None = None, withdrawal: Form | None = None
) -> str:
    proposal = queries.proposal(story.proposal_id) if story.proposal_id else None
    return render_template(
        "knowledge/story.html",
        story=story,
        proposal=proposal,
        decisions=queries.decisions(story_id=story.id),
        approval=approval or Form(ApprovalTyped),
        withdrawal=withdrawal or Form(WithdrawalTyped),
        may_approve=current_user.may(Permission.APPROVE_STORIES, g.center_slug),
        rules=rules,
        lists=code_lists(),
    )


def _edit_page(story: Story, form: Form, *, changed: bool = False) -> str:
    return render_template(
        "knowledge/edit.html",
        story=story,
        form=form,
        changed=changed,
        topics=_topics(),
        rules=rules,
    )


def _proposal_form(referral_id: UUID, form: Form) -> str:
    return render_template(
        "knowledge/new_proposal.html",
        referral_id=referral_id,
        form=form,
        topics=_topics(),
        rules=rules,
    )


def _proposal_page(proposal: StoryProposal, *, refusal: Form | None = None) -> str:
    [line] = [
        each
        for each in queries.proposals(referral_id=proposal.referral_id)
        if each.id == proposal.id
    ]
    return render_template(
        "knowledge/proposal.html",
        proposal=proposal,
        line=line,
        from_name=center_name(proposal.center_id),
        story=None if line.is_ours else queries.story_of_proposal(proposal.id),
        decisions=queries.decisions(proposal_id=proposal.id),
        refusal=refusal or Form(RefusalTyped),
        may_approve=current_user.may(Permission.APPROVE_STORIES, g.center_slug),
        rules=rules,
        lists=code_lists(),
    )


def _topics() -> list[tuple[str, str]]:
    return code_lists().choices("topics", FiscalYear.of(calendar.today()).year)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFoundError from None
