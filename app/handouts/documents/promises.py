"""前回までの宿題: who promised what until when, with room for what is said about it."""

from app.calendar import japanese_day
from app.documents.blocks import Column, Document, Note, Table
from app.handouts.rules.contents import Contents
from app.handouts.rules.papers import PROMISES_TITLE
from app.meetings.rules.packs import paper_label


def promises_paper(contents: Contents, number: int) -> Document:
    moment = contents.material.requested_at
    return Document(
        title=PROMISES_TITLE,
        number=paper_label(number),
        date_line=f"{japanese_day(moment.date())}現在",
        blocks=[
            Table(
                caption="まだ終わっていない宿題(期限の早い順)",
                columns=[
                    Column("期限", width=3.6),
                    Column("宿題", width=5),
                    Column("担当", width=2.2),
                    Column("会議", width=3.2),
                    Column("確認したこと", width=2.8),
                ],
                rows=[
                    (japanese_day(each.due_on), each.what, each.who, each.meeting, "")
                    for each in contents.promises
                ],
            ),
            Note("「確認したこと」の欄は、会議で書き入れるための空欄です。"),
        ],
    )
