from io import BytesIO

from PIL import Image

from app.documents.images import png_from_svg
from app.documents.scale import Frame
from app.documents.svg import Drawing


def ink(svg):
    """How many pixels are dark."""
    picture = Image.open(BytesIO(png_from_svg(svg))).convert("L")
    return sum(picture.histogram()[:100])


def a_drawing(text):
    drawing = Drawing(Frame("題", "説明"), narrow=True)
    drawing.text(10, 30, text)
    drawing.text(10, 60, text, font_weight="bold")
    return drawing.render(80)


def test_text_leaves_ink_and_an_empty_drawing_none():
    assert ink(a_drawing("")) == 0
    assert ink(a_drawing("保土ケ谷 1,234")) > 1000


def test_the_picture_is_white_and_large_enough_for_print():
    picture = Image.open(BytesIO(png_from_svg(a_drawing("")))).convert("RGB")

    assert picture.size == (800, 200)
    assert picture.getpixel((0, 0)) == (255, 255, 255)
