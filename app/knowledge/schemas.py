from typing import Any

from marshmallow import Schema, fields, post_load, validate

from app.api.lists import PageAsked
from app.knowledge import rules
from app.knowledge.rules import Words
from app.web.fields import Moment
from app.web.forms import TypedSchema

A_PAGE = validate.Length(max=5_000, error="5,000文字以内で入力してください。")
A_LINE = validate.Length(
    max=rules.LONGEST_TITLE, error=f"{rules.LONGEST_TITLE}文字以内で入力してください。"
)


UNTICKED = "読んで、この文面でよければ印を付けてください。"


def ticked(part: str) -> fields.Boolean:
    """Read, and found good: nothing else will do."""
    return fields.Boolean(
        required=True,
        validate=validate.Equal(True, error=UNTICKED),  # noqa: FBT003  it is the value compared with
        error_messages={"required": UNTICKED, "invalid": UNTICKED},
        metadata={"label": rules.PARTS[part]},
    )


class WordsTyped(TypedSchema):
    title = fields.String(required=True, validate=A_LINE, metadata={"label": rules.PARTS["title"]})
    situation = fields.String(
        required=True, validate=A_PAGE, metadata={"label": rules.PARTS["situation"]}
    )
    response = fields.String(
        required=True, validate=A_PAGE, metadata={"label": rules.PARTS["response"]}
    )
    lesson = fields.String(
        load_default="", validate=A_PAGE, metadata={"label": rules.PARTS["lesson"]}
    )
    topics = fields.List(
        fields.String(validate=validate.Length(max=50)),
        load_default=list,
        validate=validate.Length(max=10, error="10個までにしてください。"),
        metadata={"label": "相談内容"},
    )

    @post_load
    def together(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """What others will read, as one thing."""
        words = Words(*(data.pop(name) for name in Words._fields))
        return {"words": words, **data}


class ProposalTyped(WordsTyped):
    referral_id = fields.UUID(required=True, metadata={"label": "相談"})
    note = fields.String(load_default="", validate=A_PAGE, metadata={"label": "区へのひとこと"})


class StoryTyped(WordsTyped):
    is_named = fields.Boolean(load_default=False, metadata={"label": "区の名前"})
    version = fields.Integer(required=True, metadata={"label": "版"})


class StoryBegun(TypedSchema):
    consultation_id = fields.UUID(required=True, metadata={"label": "相談"})


class ApprovalTyped(TypedSchema):
    """Every part is ticked by itself, for the words that were shown."""

    words_hash = fields.String(
        required=True, validate=validate.Length(max=64), metadata={"label": "文面"}
    )
    ok_title = ticked("title")
    ok_situation = ticked("situation")
    ok_response = ticked("response")
    ok_lesson = ticked("lesson")

    @post_load
    def only_the_hash(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {"words_hash": data["words_hash"]}


class WithdrawalTyped(TypedSchema):
    words = fields.String(load_default="", validate=A_PAGE, metadata={"label": "理由"})


class RefusalTyped(TypedSchema):
    words = fields.String(required=True, validate=A_PAGE, metadata={"label": "理由"})


class StoriesAsked(PageAsked, TypedSchema):
    words = fields.String(
        load_default="",
        validate=validate.Length(max=100, error="100文字以内で入力してください。"),
        metadata={"label": "ことば"},
    )
    topic = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(max=50),
        metadata={"label": "相談内容"},
    )


class PublishedStory(Schema):
    """A story as every center may read it."""

    id = fields.UUID()
    title = fields.String()
    situation = fields.String()
    response = fields.String()
    lesson = fields.String()
    topics = fields.List(fields.String())
    published_at = Moment()
    center_name = fields.String(
        allow_none=True, metadata={"description": "only where the ward wishes to be named"}
    )


class StoryPage(Schema):
    items = fields.List(fields.Nested(PublishedStory))
    next = fields.String(allow_none=True)


class StoryComparison(TypedSchema):
    """What is being written about a case."""

    summary = fields.String(load_default="", validate=A_PAGE, metadata={"label": "概要"})
    body = fields.String(load_default="", validate=A_PAGE, metadata={"label": "相談内容(本文)"})


class StoryAlike(Schema):
    """A published story, and what it has to do with what is being written."""

    id = fields.UUID(attribute="story.id")
    title = fields.String(attribute="story.title")
    lesson = fields.String(attribute="story.lesson")
    center_name = fields.String(
        attribute="story.center_name",
        allow_none=True,
        metadata={"description": "only where the ward wishes to be named"},
    )
    why = fields.String(
        attribute="why.reason", metadata={"description": "the reason, as a sentence"}
    )


class StoriesAlike(Schema):
    items = fields.List(fields.Nested(StoryAlike))


class StoryShown(Schema):
    """A story of one's own center."""

    id = fields.UUID()
    title = fields.String()
    situation = fields.String()
    response = fields.String()
    lesson = fields.String()
    topics = fields.List(fields.String())
    is_named = fields.Boolean()
    words_hash = fields.String(metadata={"description": "of the exact words; approve with it"})
    version = fields.Integer()
    proposal_id = fields.UUID(allow_none=True)
    published_at = Moment(allow_none=True)
    withdrawn_at = Moment(allow_none=True)


class ProposalShown(Schema):
    id = fields.UUID()
    referral_id = fields.UUID()
    title = fields.String()
    situation = fields.String()
    response = fields.String()
    lesson = fields.String()
    topics = fields.List(fields.String())
    note = fields.String()
    proposed_by_name = fields.String()
    proposed_at = Moment()


class ProposalLineShown(Schema):
    id = fields.UUID()
    title = fields.String()
    proposed_at = Moment()
    ward_name = fields.String()
    is_ours = fields.Boolean()
    decided = fields.String(allow_none=True)
