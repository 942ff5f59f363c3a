"""The workbook a center may start from: every heading that is understood, and choices to pick."""

import io
from collections.abc import Sequence

import xlsxwriter

from app.calendar import FiscalYear
from app.codes.rules import CodeLists
from app.transfers.rules.fields import LISTS, TITLES, Field

_BEFORE_TOPICS = (Field.RECEIVED_AT, Field.CHANNEL, Field.CLIENT_TYPE, Field.KIND)
_AFTER_TOPICS = (
    Field.SUMMARY,
    Field.BODY,
    Field.RESPONSE,
    Field.OUTCOME,
    Field.REFERRAL_TARGET,
    Field.PERSON_NAME,
    Field.PERSON_KANA,
    Field.PERSON_CONTACT,
    Field.ORGANIZATION_NAME,
    Field.ACTIVITY_FIELDS,
    Field.MINUTES,
    Field.STAFF_NAME,
)
_CHOSEN = (Field.CHANNEL, Field.CLIENT_TYPE, Field.KIND, Field.OUTCOME, Field.REFERRAL_TARGET)
_WIDTHS = {Field.SUMMARY: 32, Field.BODY: 40, Field.RESPONSE: 40, Field.CLIENT_TYPE: 24}
_ROWS = 1000
"""How far down the choices and the date format reach."""


def sample_workbook(lists: CodeLists, year: FiscalYear) -> bytes:
    """An .xlsx with the headings of `year`, one example row (which is never read), and choices."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet("相談受付簿")
    topics = [label for _, label in lists.choices("topics", year.year)]
    before = ["No.", *(TITLES[field] for field in _BEFORE_TOPICS)]
    headings = [*before, *topics, *(TITLES[field] for field in _AFTER_TOPICS)]
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8F1FE", "border": 1}
    )
    example = book.add_format({"italic": True, "font_color": "#595959"})
    sheet.write_row(0, 0, headings, head)
    sheet.write_row(1, 0, _example(year, before, topics), example)
    _shape(book, sheet, headings)
    _offer_choices(book, sheet, headings, lists, year)
    book.close()
    return file.getvalue()


def _example(year: FiscalYear, before: Sequence[str], topics: Sequence[str]) -> list[str]:
    day = year.first.first_day
    said = ["記入例", f"{day:%Y/%m/%d} 14:30", "来館", "個人", "相談"]
    marks = ["◎", "○", *[""] * (len(topics) - 2)]
    return [*said[: len(before)], *marks, "(例)オンライン講座の開き方"]


def _shape(
    book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet, headings: Sequence[str]
) -> None:
    moment = book.add_format({"num_format": "yyyy/mm/dd hh:mm"})
    widths = {TITLES[field]: width for field, width in _WIDTHS.items()}
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, widths.get(heading, 12))
    sheet.set_column(1, 1, 18, moment)
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, 2)


def _offer_choices(
    book: xlsxwriter.Workbook,
    sheet: xlsxwriter.worksheet.Worksheet,
    headings: Sequence[str],
    lists: CodeLists,
    year: FiscalYear,
) -> None:
    """Excel takes 255 letters of choices in a rule; longer lists stand on a sheet of their own."""
    choices = book.add_worksheet("選択肢")
    for place, field in enumerate(_CHOSEN):
        labels = [label for _, label in lists.choices(LISTS[field], year.year)]
        choices.write_column(0, place, [TITLES[field], *labels])
        choices.set_column(place, place, 32)
        letter = "ABCDE"[place]
        column = headings.index(TITLES[field])
        rule = {"validate": "list", "source": f"=選択肢!${letter}$2:${letter}${len(labels) + 1}"}
        sheet.data_validation(1, column, _ROWS, column, rule)
