"""The columns that are understood, and the names people give them."""

import re
from enum import StrEnum

from app.transfers.rules.codes import fold


class Field(StrEnum):
    RECEIVED_AT = "received_at"
    TIME = "time"
    CHANNEL = "channel"
    CLIENT_TYPE = "client_type"
    KIND = "kind"
    TOPICS = "topics"
    PRIMARY_TOPIC = "primary_topic"
    SUMMARY = "summary"
    BODY = "body"
    RESPONSE = "response"
    OUTCOME = "outcome"
    REFERRAL_TARGET = "referral_target"
    PERSON_NAME = "person_name"
    PERSON_KANA = "person_kana"
    PERSON_CONTACT = "person_contact"
    ORGANIZATION_NAME = "organization_name"
    ACTIVITY_FIELDS = "activity_fields"
    MINUTES = "minutes"
    STAFF_NAME = "staff_name"
    REFERENCE = "reference"
    CONTINUES = "continues"
    FOLLOW_UPS = "follow_ups"
    CONTACT_NAME = "contact_name"
    CONTACT_LINES = "contact_lines"
    CONTACT_GROUP = "contact_group"


# The first name is the one used when speaking to people.
_NAMES = {
    Field.RECEIVED_AT: "受付日時|受付日|受付年月日|相談日|相談日時|日付|年月日|日時|月日",
    Field.TIME: "受付時間|受付時刻|時刻|相談時刻|時間",
    Field.CHANNEL: "相談方法|方法|受付方法|相談手段|手段|受付手段|相談形態",
    Field.CLIENT_TYPE: "相談者属性|相談者の属性|属性|相談者区分|相談者種別|相談者の区分",
    Field.KIND: "種別|区分|相談種別|相談区分",
    Field.TOPICS: "相談内容(項目)|相談項目|内容分類|相談内容分類|相談分類|相談内容の分類|項目|"
    "分類|内容項目",
    Field.PRIMARY_TOPIC: "主な相談内容|主項目|主な項目|主な相談項目|主たる相談内容|主相談内容",
    Field.SUMMARY: "概要|件名|要旨|相談概要|相談要旨|タイトル",
    Field.BODY: "相談内容(本文)|本文|内容|相談の内容|相談内容詳細|相談内容(詳細)|詳細|相談内容",
    Field.RESPONSE: "対応内容|対応|対応の内容|回答内容|対応内容(詳細)",
    Field.OUTCOME: "対応結果|結果|処理結果",
    Field.REFERRAL_TARGET: "つなぎ先|繋ぎ先|紹介先|つなぎ先機関",
    Field.PERSON_NAME: "氏名|相談者氏名|お名前|名前|相談者名|相談者の氏名|相談者",
    Field.PERSON_KANA: "ふりがな|フリガナ|氏名(ふりがな)|氏名(フリガナ)|氏名ふりがな|カナ|かな|"
    "相談者ふりがな|相談者フリガナ",
    Field.PERSON_CONTACT: "連絡先|電話|電話番号|メール|メールアドレス|TEL|E-mail|Eメール|"
    "相談者連絡先|連絡先(電話)|連絡先(メール)|連絡先電話番号|連絡先メール|携帯電話|携帯",
    Field.ORGANIZATION_NAME: "団体名|団体名称|所属団体|所属|団体・所属|団体名・所属|所属団体名|"
    "相談者団体名|相談団体名",
    Field.ACTIVITY_FIELDS: "活動分野|分野|活動の分野",
    Field.MINUTES: "所要時間|所要時間(分)|時間(分)|対応時間|対応時間(分)|相談時間|相談時間(分)|"
    "所要分数|分数|所要(分)",
    Field.STAFF_NAME: "受付者|担当|担当者|受付担当|受付担当者|対応者|記入者|相談員|担当者名",
    Field.REFERENCE: "受付番号|番号|No|No.|№|連番|通番|整理番号|相談番号|ID",
    Field.CONTINUES: "継続元の受付番号",
    Field.FOLLOW_UPS: "経過",
    Field.CONTACT_NAME: "登録した個人",
    Field.CONTACT_LINES: "登録した個人の電話・メール・住所",
    Field.CONTACT_GROUP: "登録した団体",
}
ONLY_WRITTEN = frozenset(
    (
        Field.CONTINUES,
        Field.FOLLOW_UPS,
        Field.CONTACT_NAME,
        Field.CONTACT_LINES,
        Field.CONTACT_GROUP,
    )
)
"""What points at other records of a center: taken out with a list, and never brought in."""
TITLES = {field: names.split("|")[0] for field, names in _NAMES.items()}
LISTS = {
    Field.TOPICS: "topics",
    Field.PRIMARY_TOPIC: "topics",
    Field.CHANNEL: "channels",
    Field.CLIENT_TYPE: "client_types",
    Field.KIND: "kinds",
    Field.OUTCOME: "outcomes",
    Field.REFERRAL_TARGET: "referral_targets",
    Field.ACTIVITY_FIELDS: "activity_fields",
}
# Above columns of ○ these words mean the list, though alone they may mean something else.
_GROUPS = {
    "相談内容": Field.TOPICS,
    "相談内容別": Field.TOPICS,
    "相談者": Field.CLIENT_TYPE,
    "つなぎ先": Field.REFERRAL_TARGET,
}
_INSTRUCTION = re.compile(r"※.*|(?:入力)?(?:必須|任意)(?:項目)?|[*＊:：]", re.DOTALL)
_REMARK = re.compile(r"[(（\[［【].*?[)）\]］】]", re.DOTALL)


def _index() -> dict[str, Field]:
    return {fold(name): field for field, names in _NAMES.items() for name in names.split("|")}


_BY_NAME = _index()


def heading_keys(heading: str) -> list[str]:
    """Spellings to look up: without 「※必須」, then also without a remark like 「(複数可)」."""
    plain = _INSTRUCTION.sub("", heading) or heading.strip("※ ")
    keys = (fold(plain), fold(_REMARK.sub("", plain)))
    return [key for key in dict.fromkeys(keys) if key]


def field_named(heading: str) -> Field | None:
    return next((_BY_NAME[key] for key in heading_keys(heading) if key in _BY_NAME), None)


def list_field_of_group(heading: str) -> Field | None:
    """Return the field whose codes may stand as columns below this heading."""
    for key in heading_keys(heading):
        field = _GROUPS.get(key, _BY_NAME.get(key))
        if field in LISTS:
            return Field.TOPICS if field is Field.PRIMARY_TOPIC else field
    return None
