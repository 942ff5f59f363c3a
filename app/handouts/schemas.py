from flask_smorest.fields import Upload
from marshmallow import Schema, fields, validate

from app.handouts.rules.papers import LONGEST_TITLE
from app.web.fields import Moment
from app.web.forms import TypedSchema


class PaperMove(TypedSchema):
    """One place up or down; at either end nothing happens."""

    key = fields.String(required=True, metadata={"label": "資料"})
    direction = fields.String(required=True, validate=validate.OneOf(["up", "down"]))


class PaperChoice(TypedSchema):
    key = fields.String(required=True, metadata={"label": "資料"})
    goes_in = fields.Boolean(required=True, metadata={"label": "入れる"})


class StoryWish(TypedSchema):
    story_id = fields.UUID(required=True, metadata={"label": "事例"})
    goes_in = fields.Boolean(required=True, metadata={"label": "入れる"})


class MarksChosen(TypedSchema):
    """Marks of one pack, by their keys."""

    keys = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, max=1000, error="確かめた箇所を選んでください。"),
        metadata={"label": "箇所"},
    )


class MarkShown(Schema):
    """What looks like a person in a pack, and who let it stay."""

    key = fields.String(attribute="mark.key")
    number = fields.Integer(
        attribute="mark.number", metadata={"description": "of the 資料; 0: the agenda"}
    )
    title = fields.String()
    kind = fields.String(attribute="mark.kind")
    words = fields.String(attribute="mark.words")
    passage = fields.String(attribute="mark.passage")
    decided_at = Moment(allow_none=True)
    decided_by_name = fields.String(allow_none=True)


class PackPaperShown(Schema):
    """One paper of an edition, whatever files it is printed in."""

    number = fields.Integer(metadata={"description": "of the 資料; 0: the agenda"})
    key = fields.String(metadata={"description": "what it is, from edition to edition"})
    title = fields.String()
    document = fields.Dict(
        allow_none=True, metadata={"description": "its blocks; null for what came as a PDF"}
    )


class ChangesShown(Schema):
    edition = fields.Integer(
        allow_none=True, metadata={"description": "that it is compared with; null: the first"}
    )
    sentences = fields.List(fields.String())


class LatePaperShown(Schema):
    """A paper added to a published edition: ordered, finished, failed or published."""

    id = fields.UUID()
    number = fields.Integer()
    title = fields.String()
    requested_at = Moment()
    finished_at = Moment(allow_none=True)
    failed_at = Moment(allow_none=True)
    failure = fields.String(allow_none=True)
    published_at = Moment(allow_none=True)


class MarksLeft(Schema):
    undecided = fields.Integer()


class PackFileTyped(TypedSchema):
    """What is said about a file that is added."""

    title = fields.String(
        load_default="",
        validate=validate.Length(
            max=LONGEST_TITLE, error=f"資料名は{LONGEST_TITLE}文字以内で入力してください。"
        ),
        metadata={"label": "資料名", "description": "the file's name without it"},
    )
    item_id = fields.UUID(
        load_default=None,
        allow_none=True,
        metadata={"label": "議題", "description": "the item it is talked about with"},
    )


class PackFileSent(Schema):
    file = Upload(load_default=None, metadata={"label": "ファイル"})


class LateFileTyped(PackFileTyped):
    """The same for a file that comes after the pack was published."""


class LateFileSent(PackFileSent):
    """The file that goes with it."""


class PackFileShown(Schema):
    id = fields.UUID()
    name = fields.String()
    title = fields.String()
    item_id = fields.UUID(allow_none=True)
    pages = fields.Integer(allow_none=True, metadata={"description": "of a PDF"})
    added_at = Moment()


class PlanRecord(TypedSchema):
    """Everything that is decided about the papers of a pack."""

    papers = fields.List(
        fields.String(),
        required=True,
        metadata={"label": "資料の順", "description": "keys; those not named follow"},
    )
    left_out = fields.List(
        fields.String(),
        load_default=list,
        metadata={"label": "入れないもの", "description": "keys, and `story:` with an id"},
    )
    story_ids = fields.List(fields.UUID(), load_default=list, metadata={"label": "加える事例"})
    version = fields.Integer(
        required=True,
        metadata={"label": "版", "description": "that the deciding began from; 0: nothing yet"},
    )


class PlannedPaperShown(Schema):
    key = fields.String(attribute="candidate.key")
    title = fields.String(attribute="candidate.title")
    told = fields.String(attribute="candidate.told")
    number = fields.Integer(metadata={"description": "of the 資料; 0: it does not go in"})
    chosen = fields.Boolean()
    refusal = fields.String(attribute="candidate.refusal")


class PlannedStoryShown(Schema):
    id = fields.UUID(attribute="story.id")
    title = fields.String(attribute="story.title")
    picked_by = fields.String(allow_none=True, metadata={"description": "the ward that picked it"})
    goes_in = fields.Boolean()


class PlanShown(Schema):
    """What the next pack will consist of, as things stand."""

    papers = fields.List(fields.Nested(PlannedPaperShown), attribute="placed")
    stories = fields.List(fields.Nested(PlannedStoryShown))
    version = fields.Integer()
