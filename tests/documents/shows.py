"""What stands on the slides of a .pptx."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pptx import Presentation


def shown_in(content: bytes) -> str:
    """All words of all slides."""
    return "\n".join("\n".join(slide) for slide in slides_of(content))


def slides_of(content: bytes) -> list[list[str]]:
    """The words of each slide, shape by shape; a table's cell by cell."""
    return [list(_words(slide)) for slide in Presentation(BytesIO(content)).slides]


def _words(slide: Any) -> Iterator[str]:
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        if shape.has_table:
            yield from (cell.text for row in shape.table.rows for cell in row.cells)
        if shape.has_chart:
            yield from (str(label) for label in shape.chart.plots[0].categories)
