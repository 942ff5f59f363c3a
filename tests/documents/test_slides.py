from datetime import UTC, datetime
from io import BytesIO

import pytest
from pptx import Presentation
from pptx.util import Pt

from app.documents.blocks import Column, Table
from app.documents.slides import Plot, Sheetful, Words, cut, fitting, write_pptx
from tests.documents.shows import slides_of

MOMENT = datetime(2026, 4, 1, tzinfo=UTC)
LONG = "とても長い議題の名前で、画面の幅には収まらないもの" * 8
TABLE = Table(
    "",
    [Column("区"), Column("件数", "right")],
    [(f"区{number}", f"{number:,}") for number in range(1, 31)],
)
CHART = Plot("相談内容", "bars", ["税", "広報"], [("今年", [3, None]), ("前年", [2, 1])])


def made(*slides):
    return write_pptx("会議", slides, timestamp=MOMENT)


def test_the_same_slides_give_the_same_bytes(monkeypatch):
    slides = [Words("開会", ["14:00"]), CHART]
    assert made(*slides) == made(*slides)


def test_a_table_goes_on_on_the_next_slide_with_its_heading():
    told = slides_of(made(Sheetful("件数", TABLE)))
    assert [slide[0] for slide in told] == ["件数 (1/3)", "件数 (2/3)", "件数 (3/3)"]
    assert all(slide.count("区") == 1 for slide in told)
    assert sum("区" in words and words != "区" for slide in told for words in slide) == 30


def test_a_chart_is_native_and_keeps_its_gaps():
    (slide,) = Presentation(BytesIO(made(CHART))).slides
    (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
    assert [tuple(series.values) for series in chart.plots[0].series] == [(3, None), (2, 1)]


@pytest.mark.parametrize("words", ["短い", LONG, LONG * 4])
def test_no_text_runs_over_its_place_or_the_slide(words):
    content = made(Words(words, [words, words]), Sheetful("表", TABLE, words))
    for slide in Presentation(BytesIO(content)).slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= Pt(960)
            assert shape.top + shape.height <= Pt(540)


def test_text_becomes_smaller_before_it_is_cut():
    assert fitting(["短い"], 400, 80, 30) == 30
    smaller = fitting([LONG], 400, 160, 30)
    assert smaller < 30
    assert cut(LONG, 400, 40, 20).endswith("…")
    assert cut("短い", 400, 40, 20) == "短い"


def test_every_letter_names_the_font():
    (slide,) = Presentation(BytesIO(made(Words("開会", ["14:00"])))).slides
    runs = [
        run
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert {run.font.name for run in runs} == {"BIZ UDGothic"}
    assert all(
        'a:ea typeface="BIZ UDGothic"' in shape.element.xml
        for shape in slide.shapes
        if shape.has_text_frame
    )
