"""Published stories: what was asked, what was done, what was learned. Nobody is named."""

from collections.abc import Iterator

from app.documents.blocks import Block, Document, Heading, Note, Paragraph
from app.handouts.rules.contents import Contents, StoryTold
from app.handouts.rules.papers import STORIES_TITLE
from app.knowledge.rules import PARTS
from app.meetings.rules.packs import paper_label


def stories_paper(contents: Contents, number: int) -> Document:
    blocks = [
        block
        for place, story in enumerate(contents.stories, start=1)
        for block in _story(story, place)
    ]
    note = Note("各区が公開した事例です。相談された方と団体の名前は載せていません。")
    return Document(
        title=STORIES_TITLE, number=paper_label(number), date_line="", blocks=[*blocks, note]
    )


def _story(story: StoryTold, place: int) -> Iterator[Block]:
    yield Heading(f"事例{place} {story.title}")
    told = [f"相談内容: {'、'.join(story.topics)}"] if story.topics else []
    if story.ward:
        told.append(f"区: {story.ward}")
    if told:
        yield Note("　".join(told))
    for heading, words in (
        (PARTS["situation"], story.situation),
        (PARTS["response"], story.response),
        (PARTS["lesson"], story.lesson),
    ):
        if words:
            yield Heading(heading, 2)
            yield Paragraph(words)
