import pytest

from app.documents.blocks import Column, Table, printable


def test_a_row_with_too_few_cells_is_refused_with_its_number():
    with pytest.raises(ValueError, match=r"Row 2 of '表' has 1 cells, not 2"):
        Table("表", [Column("a"), Column("b")], [("1", "2"), ("3",)])


def test_shares_are_parts_of_the_whole_width():
    table = Table("表", [Column("a", width=3), Column("b")], [])

    assert table.shares == [0.75, 0.25]


def test_control_characters_are_not_printed_and_line_ends_are_one():
    assert printable("a\x00b\x0bc\r\nd\re\tf\ud800") == "abc\nd\ne\tf"


def test_rare_letters_and_pictures_are_kept():
    assert printable("髙﨑𠮷😀①㈱") == "髙﨑𠮷😀①㈱"
