import shutil

import pytest

from app.documents.fonts import FOLDER, MissingFontError, font_files


def test_the_fonts_come_with_the_product_and_their_licence():
    assert [path.name for path in font_files()] == [
        "BIZUDGothic-Regular.ttf",
        "BIZUDGothic-Bold.ttf",
    ]
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text()


def test_a_missing_font_is_named(tmp_path):
    shutil.copy(FOLDER / "BIZUDGothic-Regular.ttf", tmp_path)

    with pytest.raises(
        MissingFontError, match=r"書体ファイルがありません: .*BIZUDGothic-Bold\.ttf"
    ):
        font_files(tmp_path)


def test_a_pointer_in_place_of_a_font_is_noticed(tmp_path):
    (tmp_path / "BIZUDGothic-Regular.ttf").write_text("version https://example.invalid/spec/v1")

    with pytest.raises(MissingFontError, match="壊れています"):
        font_files(tmp_path)
