"""How an edition comes about, and what its papers are called. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.reports.rules.content import Content
from app.reports.rules.kinds import KINDS, MONTHLY, PRELIMINARY, STAGES

FileFormat = Literal["docx", "pdf", "xlsx"]

STEPS = (
    "報告の内容を読んでいます",
    "相談の件数を集計しています",
    "Wordの報告書を作っています",
    "PDFの報告書を作っています",
    "Excelの数字の表を作っています",
    "でき上がった報告書を保存しています",
)
"""What the worker does, in order, as the page says it while it waits."""

FORMATS: Mapping[str, str] = {
    "docx": "Word(直せる報告書)",
    "pdf": "PDF(配る報告書)",
    "xlsx": "Excel(数字の表とグラフ)",
}

MEDIA_TYPES: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Paper:
    """One finished file of an edition."""

    file_format: FileFormat
    file_name: str
    content: bytes


def file_name(content: Content, file_format: str) -> str:
    """2020年度実績報告_速報_202102末_第1版.docx: no edition hides another."""
    last = content.counted.last.replace("-", "")
    if content.kind == MONTHLY:
        return f"{last}_{KINDS[content.kind]}_第{content.number}版.{file_format}"
    year = content.period.first.year
    stage = STAGES[content.stage]
    until = f"_{last}末" if content.stage == PRELIMINARY else ""
    return f"{year}年度{KINDS[content.kind]}_{stage}{until}_第{content.number}版.{file_format}"
