"""Charts as pictures for programs that cannot show SVG everywhere (older Word)."""

import resvg_py

from app.documents.fonts import font_files

_ZOOM = 2.5  # about 240 dots an inch at the width of the text


def png_from_svg(svg: str) -> bytes:
    """On white. Raises MissingFontError first: without its font resvg leaves all text out."""
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=[str(path) for path in font_files()],
        zoom=_ZOOM,
    )
