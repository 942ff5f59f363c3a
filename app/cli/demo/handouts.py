"""What wards bring to the meeting to come, and the pack that is made of it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from app import calendar
from app.calls import queries as calls
from app.calls import service as calling
from app.calls.rules import REPORT, TOPIC, CallFacts, Line
from app.cli.demo.staff import SHOWN_WARD, Colleague
from app.cli.network import CENTRAL
from app.documents.blocks import Block, Bullets, Column, Document, Heading, Paragraph, Table
from app.documents.docx import write_docx
from app.documents.pdf import write_pdf
from app.handouts import service
from app.meetings import queries as meetings
from app.meetings.service.packs import request_pack
from tenants import CenterScope, acting_for, read_only

WORDS = "一年の振り返りと、来年度に向けて話し合いたいことをお寄せください。"
DUE_BEFORE = timedelta(days=5)
"""The deadline, before the meeting."""
BROUGHT = {
    SHOWN_WARD: (
        Line(REPORT, "つるみ市民活動まつりに34団体が参加し、のべ1,200人が来場しました"),
        Line(TOPIC, "オンラインで登録の更新を受け付けるときの本人確認の方法"),
    ),
    "kohoku": (
        Line(REPORT, "子育て支援団体の交流会をはじめ、月1回の開催で定着してきました"),
        Line(REPORT, "印刷機の更新のため、1月第2週は印刷室を閉めます"),
        Line(TOPIC, "会の中の意見の違いに職員はどこまで関わるか"),
    ),
    "totsuka": (Line(REPORT, "夏の講座の講師は例田さん(連絡先 045-000-0000)にお願いしました"),),
    "aoba": (Line(REPORT, "こども食堂の運営相談が増え、食品の保管場所の相談が5件ありました"),),
    "naka": (Line(TOPIC, "外国につながる住民の団体への案内を、どの言葉で用意するか"),),
    "izumi": (),
}
"""Lines by ward; none: the ward says that there is nothing this time."""


def hand_out(
    today: date,
    scopes: Mapping[str, CenterScope],
    staff: Mapping[str, Sequence[Colleague]],
) -> None:
    """Ask the wards, let some of them answer, add a paper, and order the pack, each once."""
    preparer = staff[CENTRAL][-1]
    with read_only(scopes[CENTRAL]):
        coming = meetings.meetings()[0]
    with acting_for(scopes[CENTRAL], actor_id=preparer.id):
        meeting = meetings.own_meeting(coming.id)
        if calls.call_of(meeting) is None:
            due_on = max(today, meeting.held_on - DUE_BEFORE)
            call = calling.prepare(meeting, CallFacts(words=WORDS, due_on=due_on, remind_before=2))
            calling.open_to_wards(call, by_name=preparer.name)
    for slug, lines in BROUGHT.items():
        worker = staff[slug][0]
        with acting_for(scopes[slug], actor_id=worker.id):
            _bring(lines, with_file=slug == SHOWN_WARD, by_name=worker.name)
    with acting_for(scopes[CENTRAL], actor_id=preparer.id):
        meeting = meetings.own_meeting(coming.id)
        service.add_file(
            meeting, service.FileSent("来年度の予定.docx", _plans()), by_name=preparer.name
        )
        request_pack(meeting, by_name=preparer.name)


def _bring(lines: Sequence[Line], *, with_file: bool, by_name: str) -> None:
    stories = [story.id for story in calls.stories_to_pick()][:1]
    for each in calls.waiting_here():
        call = each.call
        brought = calling.keep(call, lines, stories if lines else [], version=0, by_name=by_name)
        if with_file:
            calling.attach(call, [calling.Sent("まつりのちらし.pdf", _flyer())], by_name=by_name)
        calling.submit(call, brought, by_name=by_name, nothing=not lines)


def _flyer() -> bytes:
    blocks: list[Block] = [
        Paragraph("区内の市民活動団体が、日ごろの活動を紹介します。"),
        Heading("催し"),
        Bullets(["活動紹介の展示", "体験コーナー", "団体の交流会"]),
    ]
    return write_pdf(Document("つるみ市民活動まつり", "", blocks), timestamp=calendar.now())


def _plans() -> bytes:
    table = Table(
        "",
        [Column("時期", width=2), Column("会議", width=3), Column("おもな内容", width=6)],
        [
            ("5月", "第1回 ネットワーク会議", "年間の計画、団体登録の更新の振り返り"),
            ("7月", "職員研修", "相談の受け方と記録のしかた"),
            ("9月", "第2回 ネットワーク会議", "上半期の相談統計、事例検討"),
            ("12月", "第3回 ネットワーク会議", "一年の振り返り、来年度の要望"),
        ],
    )
    words = Paragraph("日程は仮のものです。会場が決まりしだい、お知らせします。")
    return write_docx(Document("来年度の予定(案)", "", [words, table]), timestamp=calendar.now())
