"""The cases that wards brought to the central center, without the person."""

from app.calendar import japanese_day, japanese_month
from app.documents.blocks import Block, Column, Document, Note, Paragraph, Table
from app.meetings.rules.packs import Case, Material, paper_label
from app.referrals.rules import STATE_LABELS, WANTED_LABELS

TITLE = "区から寄せられた相談"


def cases_paper(material: Material, number: int) -> Document:
    today = japanese_day(material.requested_at.date())
    first, last = material.period.first, material.period.last
    span = f"{japanese_month(first)}から{japanese_month(last)}まで"
    return Document(
        title=TITLE,
        number=paper_label(number),
        date_line=f"{today}現在",
        blocks=_blocks(material.cases, span),
    )


def _blocks(cases: tuple[Case, ...], span: str) -> list[Block]:
    return [
        Paragraph(
            f"{span}に、区のセンターから推進センターにつながれた相談は"
            f"{len(cases)}件です(その後につながれて対応中のものを含み、取り下げられたものを除く)。"
        ),
        Table(
            caption="相談の一覧",
            columns=[
                Column("番号", "right", 1.2),
                Column("区・受付月", width=2.4),
                Column("相談内容", width=2.8),
                Column("概要", width=4.5),
                Column("希望・状況", width=2.7),
                Column("協議したいこと", width=2.9),
            ],
            rows=[_row(number, case) for number, case in enumerate(cases, start=1)],
        ),
        Note("相談された方と団体の名前、相談の本文は載せていません。"),
        Note("「協議したいこと」の欄は、会議の前に書き入れるための空欄です。"),
    ]


def _row(number: int, case: Case) -> tuple[str, ...]:
    main, *others = case.topics or ("－",)
    topics = "\n".join([f"◎{main}" if others else main, *others])
    received = japanese_month(case.month)
    stands = f"{WANTED_LABELS[case.wanted]}\n({STATE_LABELS[case.state]})"
    return str(number), f"{case.ward}\n{received}", topics, case.summary, stands, ""
