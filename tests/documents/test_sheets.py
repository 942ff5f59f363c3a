from app.documents.sheets import as_sheet, datum


def test_rank_and_note_stand_in_columns_of_their_own():
    rows = (
        ("資金調達", "①1,234", "1,000", "+234"),
        ("広報", "5", "－", "－"),
        ("合計", "※1,239", "1,000", "±0"),
    )

    sheet = as_sheet(("項目", "この期間", "前年同期", "増減"), rows, "※二つのこともある")

    assert sheet["columns"] == ["項目", "この期間", "前年同期", "増減", "順位", "注"]
    assert sheet["rows"] == [
        ["資金調達", 1234, 1000, 234, 1, None],
        ["広報", 5, None, None, None, None],
        ["合計", 1239, 1000, 0, None, "※二つのこともある"],
    ]


def test_what_is_not_known_is_an_empty_cell_with_its_reason_beside():
    sheet = as_sheet(("区", "件数"), (("鶴見", "未報告"), ("中", "0")))

    assert sheet == {
        "columns": ["区", "件数", "注"],
        "rows": [["鶴見", None, "未報告"], ["中", 0, None]],
    }


def test_numbers_are_numbers():
    assert [datum(words) for words in ("1,234", "-5", "12.5", "±0", "－", "", "3か月")] == [
        1234,
        -5,
        12.5,
        0,
        None,
        None,
        "3か月",
    ]
