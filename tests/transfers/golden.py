"""The figures of R2 (end of February) as rows: 507 consultations, 615 tags (domain.md 1.3)."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

import openpyxl

from app.transfers.rules import CodeEntry, CodeLists

CONSULTATIONS, TAGS = 507, 615
TOPIC_COUNTS = {
    "covid": 153,
    "founding": 41,
    "incorporation": 30,
    "activities": 60,
    "structure": 15,
    "publicity": 16,
    "funding": 31,
    "corporate_affairs": 47,
    "accounting": 31,
    "tax": 24,
    "labor": 7,
    "partnership": 29,
    "other": 131,
}


def _entries(**labels: str) -> tuple[CodeEntry, ...]:
    return tuple(CodeEntry(code, label) for code, label in labels.items())


R2_LISTS = CodeLists(
    topics=_entries(
        covid="新型コロナウイルス関連",
        founding="団体の立ち上げ",
        incorporation="法人化",
        activities="活動・事業の内容",
        structure="組織の体制",
        publicity="広報",
        funding="資金調達",
        corporate_affairs="法人事務",
        accounting="事務(会計)",
        tax="事務(税務)",
        labor="事務(労務)",
        partnership="他団体・他機関との連携",
        other="その他",
    ),
    channels=_entries(
        visit="来館",
        phone="電話",
        mail="メール・Webフォーム",
        online="オンライン",
        outreach="訪問・出張",
        event="会議・イベント時",
        letter="FAX・手紙",
    ),
    client_types=_entries(
        individual="個人",
        voluntary_group="任意団体・ボランティアグループ",
        npo="NPO法人",
        other_corporation="一般社団・財団等その他法人",
        neighborhood="自治会町内会",
        company="企業",
        school="学校・大学",
        government="行政",
        support_center="区センター等中間支援組織",
        welfare_council="社会福祉協議会・地域ケアプラザ等",
        other="その他",
        unknown="不明",
    ),
    kinds=_entries(consultation="相談", inquiry="問い合わせ", request="要望・苦情"),
    outcomes=_entries(
        answered="その場で回答",
        informed="情報提供・資料送付",
        advised="助言(継続なし)",
        continuing="継続対応",
        central="推進センターへつなぎ",
        referred="他機関へつなぎ",
        withdrawn="取下げ・不通",
    ),
    referral_targets=_entries(
        central="推進センター",
        other_ward="他区センター",
        ward_office="区役所各課",
        city_division="市所管課(NPO認証等)",
        welfare_council="区社協・地域ケアプラザ",
        specialist="専門家(税理士・社労士・行政書士等)",
        prefecture="県サポセン",
        other="その他",
    ),
    activity_fields=_entries(
        field_01="保健、医療又は福祉",
        field_02="社会教育",
        field_03="まちづくり",
        field_04="観光",
        field_05="農山漁村又は中山間地域",
        field_06="学術、文化、芸術又はスポーツ",
        field_07="環境の保全",
        field_08="災害救援",
        field_09="地域安全",
        field_10="人権の擁護又は平和",
        field_11="国際協力",
        field_12="男女共同参画社会",
        field_13="子どもの健全育成",
        field_14="情報化社会",
        field_15="科学技術",
        field_16="経済活動の活性化",
        field_17="職業能力の開発又は雇用機会の拡充",
        field_18="消費者の保護",
        field_19="団体の運営又は活動に関する連絡、助言又は援助",
        field_20="都道府県又は指定都市の条例で定める活動",
    ),
)
TOPICS = {entry.code: entry.label for entry in R2_LISTS.topics}
CHANNELS = {entry.code: entry.label for entry in R2_LISTS.channels}
CLIENT_TYPES = {entry.code: entry.label for entry in R2_LISTS.client_types}
_SUMMARIES = (
    "オンライン講座の開き方",
    "緊急助成金の探し方",
    "SDGsを組織内で広げたい",
    "災害団体への技能の提供",
    "団体の取組みを知りたい",
    "仲間集めについて",
    "立上げから法人格取得まで",
)
_OPENED, _AS_OF = date(2020, 6, 29), date(2021, 2, 28)


@dataclass(frozen=True)
class GoldenRow:
    received_on: date
    channel: str
    client_type: str
    topics: tuple[str, ...]
    """The primary one first."""
    summary: str


@cache
def golden_rows() -> tuple[GoldenRow, ...]:
    tags = [code for code, count in TOPIC_COUNTS.items() for _ in range(count)]
    dealt = [tags[index * 7 % TAGS] for index in range(TAGS)]  # 7 and 615 share no divisor
    topics = [[code] for code in dealt[:CONSULTATIONS]]
    for start, code in enumerate(dealt[CONSULTATIONS:]):
        places = (topics[(start * 4 + step) % CONSULTATIONS] for step in range(CONSULTATIONS))
        next(place for place in places if len(place) < 3 and code not in place).append(code)
    days = (_AS_OF - _OPENED).days + 1
    channels, client_types = list(CHANNELS), list(CLIENT_TYPES)
    return tuple(
        GoldenRow(
            _OPENED + timedelta(days=index * days // CONSULTATIONS),
            channels[index * 5 % len(channels)],
            client_types[index * 7 % len(client_types)],
            tuple(topics[index]),
            f"{_SUMMARIES[index % len(_SUMMARIES)]}({index + 1})",
        )
        for index in range(CONSULTATIONS)
    )


def golden_xlsx(style: Literal["marks", "cell"] = "marks") -> bytes:
    """A workbook as wards keep it: a cover sheet, two title lines, then the table."""
    book = openpyxl.Workbook()
    cover = book.active
    cover.title = "はじめに"
    cover["A1"] = "この表の書き方"
    sheet = book.create_sheet("相談受付簿")
    sheet["A1"] = "令和2年度 相談受付簿(2月末)"
    sheet["A2"] = "◎は主な相談内容"
    head = ["No.", "受付日※必須", "相談方法", "相談者の属性"]
    sheet.append([*head, *(TOPICS.values() if style == "marks" else ["相談項目"]), "概要"])
    for number, row in enumerate(golden_rows(), start=1):
        said = _marks(row) if style == "marks" else [_in_one_cell(row)]
        channel, client_type = CHANNELS[row.channel], CLIENT_TYPES[row.client_type]
        sheet.append([number, row.received_on, channel, client_type, *said, row.summary])
    return saved(book)


def golden_csv(encoding: str = "cp932") -> bytes:
    """Topics in one cell and 和暦 dates."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(["受付日", "方法", "属性", "相談内容(項目)", "概要"])
    for row in golden_rows():
        day = row.received_on
        written = f"R{day.year - 2018}.{day.month}.{day.day}"
        channel, client_type = CHANNELS[row.channel], CLIENT_TYPES[row.client_type]
        writer.writerow([written, channel, client_type, _in_one_cell(row), row.summary])
    return file.getvalue().encode(encoding)


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def tag_counts(topics: list[tuple[str, ...]]) -> dict[str, int]:
    counted = Counter(code for codes in topics for code in codes)
    return {code: counted[code] for code in TOPIC_COUNTS}


def _marks(row: GoldenRow) -> list[str | None]:
    primary, *others = row.topics
    marks = {primary: "◎"} | dict.fromkeys(others, "○")
    return [marks.get(code) for code in TOPICS]


def _in_one_cell(row: GoldenRow) -> str:
    primary, *others = (TOPICS[code] for code in row.topics)
    return "、".join([f"◎{primary}", *others])
