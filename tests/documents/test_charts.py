"""Bars, lines, heat map and ward tiles, as a browser and a printer will meet them."""

import re
from itertools import pairwise

import pytest
from defusedxml.ElementTree import fromstring

from app.documents.charts import bar_chart, grouped_bar_chart
from app.documents.grids import WARD_TILES, heat_map, tile_map
from app.documents.lettering import text_width, wrapped
from app.documents.scale import RAMP, Frame, Series, shade
from app.documents.trends import line_chart

FRAME = Frame("相談内容別の件数", "最も多いのは新型コロナウイルス関連の153件。")
NAMES = ("新型コロナウイルス関連", "団体の立ち上げ", "事務(会計)", "他団体・他機関との連携")
FIGURES = (1530, 0, None, 29)
MONTHS = tuple(f"{(index + 3) % 12 + 1}月" for index in range(12))


def bars(frame=FRAME, *, narrow=False):
    return bar_chart(list(zip(NAMES, FIGURES, strict=True)), frame, narrow=narrow)


def grouped(frame=FRAME, *, narrow=False):
    series = (Series("令和2年度", FIGURES), Series("令和元年度", FIGURES[::-1]))
    return grouped_bar_chart(NAMES, series, frame, narrow=narrow)


def lines(frame=FRAME, *, narrow=False):
    figures = [900, 1100, None, 900, 0, 1, 1999, 700, 600, 500, 400, 1234]
    series = [Series("令和2年度", figures), Series("令和元年度", figures[::-1])]
    return line_chart(MONTHS, series, frame, narrow=narrow)


def heat(frame=FRAME, *, narrow=False):
    wards = [name for _, name, _, _ in WARD_TILES]
    return heat_map((wards, NAMES * 4), [FIGURES * 4] * 18, frame, narrow=narrow)


def tiles(frame=FRAME, *, narrow=False):
    return tile_map({"141062": 12345, "141011": 0}, frame, narrow=narrow)


KINDS = pytest.mark.parametrize("draw", [bars, grouped, lines, heat, tiles])
BOTH = pytest.mark.parametrize("narrow", [False, True])


def parsed(svg):
    return fromstring(svg.replace(' xmlns="http://www.w3.org/2000/svg"', ""))


def words(svg):
    return [text.text for text in parsed(svg).iter("text")]


@KINDS
@BOTH
def test_a_chart_names_itself_to_those_who_do_not_see_it(draw, narrow):
    root = parsed(draw(narrow=narrow))

    named = [root.find(f".//*[@id='{key}']").text for key in root.get("aria-labelledby").split()]
    assert root.get("role") == "img"
    assert named == [FRAME.title, FRAME.description]


@KINDS
def test_a_chart_passes_a_strict_content_policy(draw):
    svg = draw()

    assert not re.search(r"<style|style=|<script|\son\w+=|xlink|javascript", svg)
    assert "BIZ UDGothic" in parsed(svg).get("font-family")


@KINDS
def test_names_and_words_are_escaped(draw):
    frame = Frame("<script>alert('1')</script>", 'a & b "c"\x0b', unit="<b>")
    svg = draw(frame)

    assert "<script>" not in svg
    assert "<b>" not in svg
    assert parsed(svg).find("title").text == frame.title
    assert parsed(svg).find("desc").text == 'a & b "c"'


@KINDS
@BOTH
def test_no_text_is_cut_off_or_too_small_on_a_phone(draw, narrow):
    root = parsed(draw(narrow=narrow))
    width, height = float(root.get("width")), float(root.get("height"))

    assert width == (320 if narrow else 640)
    for text in root.iter("text"):
        assert float(text.get("font-size")) >= 12
        start, end = reach(text)
        assert start >= -0.5, text.text
        assert end <= (height if text.get("writing-mode") else width) + 0.5, text.text


def reach(text):
    """Where a text begins and ends along its own direction."""
    at = float(text.get("y" if text.get("writing-mode") else "x"))
    long = text_width(text.text or "")
    return {
        "end": (at - long, at),
        "middle": (at - long / 2, at + long / 2),
    }.get(text.get("text-anchor"), (at, at + long))


@KINDS
def test_the_wide_and_the_narrow_chart_can_share_a_page(draw):
    def ids(narrow):
        return {mark.get("id") for mark in parsed(draw(narrow=narrow)).iter() if mark.get("id")}

    assert ids(narrow=False).isdisjoint(ids(narrow=True))


@KINDS
def test_the_same_data_give_the_same_string(draw):
    assert draw() == draw()


@BOTH
def test_bars_print_their_figures_and_tell_silence_from_zero(narrow):
    figures = [each for each in words(bars(narrow=narrow)) if each not in NAMES]

    assert figures == ["(単位:件)", "1,530", "0", "未報告", "29"]
    assert len(parsed(bars()).findall("rect")) == 2  # neither nothing nor silence has a bar


def test_the_two_periods_differ_by_pattern_not_only_by_color():
    fills = {box.get("fill") for box in parsed(grouped()).findall("rect")}

    assert len(fills) == 2
    assert any(fill.startswith("url(#") for fill in fills)


def test_bars_are_as_long_as_their_figures():
    svg = bar_chart([("a", 100), ("b", 50)], FRAME)
    first, second = (float(box.get("width")) for box in parsed(svg).findall("rect"))

    assert first == pytest.approx(2 * second, abs=0.2)


@pytest.mark.parametrize(
    "svg",
    [
        bar_chart([], FRAME),
        grouped_bar_chart([], (Series("a", []), Series("b", [])), FRAME),
        line_chart([], [], FRAME),
        heat_map(([], []), [], FRAME),
    ],
)
def test_no_data_is_said_in_words(svg):
    assert words(svg) == ["表示できるデータがありません"]


@BOTH
def test_one_item_zeros_and_silence_alone_can_be_drawn(narrow):
    for value in (0, None, 7):
        series = (Series("今期", [value]), Series("前期", [value]))
        assert words(bar_chart([("一つ", value)], FRAME, narrow=narrow))
        assert words(grouped_bar_chart(["一つ"], series, FRAME, narrow=narrow))
        assert words(line_chart(["4月"], series, FRAME, narrow=narrow))
        assert words(heat_map((["鶴見"], ["一つ"]), [[value]], FRAME, narrow=narrow))
        assert words(tile_map({"141011": value}, FRAME, narrow=narrow))


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        bar_chart([("a", -1)], FRAME)


def test_series_of_different_length_are_refused():
    with pytest.raises(ValueError, match=r"shorter|longer"):
        grouped_bar_chart(["a", "b"], (Series("x", [1, 2]), Series("y", [1])), FRAME)


def test_a_very_long_label_takes_two_lines_and_an_ellipsis():
    shown = words(bar_chart([("とても長い相談内容の名前" * 5, 3)], FRAME))

    assert len(shown) == 4
    assert shown[2].endswith("…")


def test_no_line_begins_with_a_closing_mark():
    lines = wrapped("あいうえ（かきく）けこ", text_width("あいうえ（かきく"))

    assert lines == ["あいうえ（かき", "く）けこ"]


def test_a_line_pauses_where_a_month_was_not_reported():
    svg = line_chart(["4月", "5月", "6月"], [Series("件数", [1, None, 3])], FRAME)
    drawn = parsed(svg).findall("polyline")[1:]  # the first is the legend's

    assert [len(line.get("points").split()) for line in drawn] == [1, 1]


def test_lines_differ_by_dash_and_marker():
    root = parsed(lines())

    assert {line.get("stroke-dasharray") for line in root.findall("polyline")} == {"none", "6 4"}
    assert root.findall("circle")
    assert root.findall("rect")


@BOTH
def test_figures_on_a_line_do_not_touch_and_the_latest_and_highest_are_among_them(narrow):
    figures = [each for each in parsed(lines(narrow=narrow)).iter("text") if each.get("stroke")]
    spans = sorted(reach(figure) for figure in figures)

    assert {"1,234", "1,999"} <= {figure.text for figure in figures}
    assert all(end < start for (_, end), (start, _) in pairwise(spans))


def test_a_heat_map_prints_a_figure_in_every_cell():
    svg = heat_map((["鶴見", "西"], ["広報", "法人化"]), [[5, 1000], [0, None]], FRAME)

    assert words(svg) == [
        "(単位:件、濃いほど多い)", "広報", "法人化", "鶴見", "5", "1,000", "西", "0", "－",
    ]  # fmt: skip


def test_columns_that_do_not_fit_a_phone_follow_in_a_second_field():
    shown = words(heat(narrow=True))

    assert shown.count("鶴見") > 1
    assert shown.count("団体の立ち上げ") == 4


def test_darker_is_more_and_text_stays_readable():
    shades = [shade(value, 100) for value in (0, 1, 26, 51, 76, 100)]

    assert [fill for fill, _ in shades] == [*RAMP, RAMP[-1]]
    assert all(contrast(fill, text) >= 4.5 for fill, text in shades)


def contrast(*colors):
    light, dark = sorted(map(luminance, colors), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color):
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))


def test_the_tile_map_shows_all_eighteen_wards_each_on_its_own_place():
    codes, names, *_ = zip(*WARD_TILES, strict=True)

    assert len({(column, row) for _, _, column, row in WARD_TILES}) == 18
    assert len(set(codes)) == 18
    assert [name for name in words(tiles()) if name in names] == list(names)


def test_ward_codes_have_the_check_digit_of_their_standard():
    for code, *_ in WARD_TILES:
        weighted = sum(int(digit) * (6 - at) for at, digit in enumerate(code[:5]))
        assert int(code[5]) == (11 - weighted % 11) % 10


def test_tiles_with_addresses_are_links_that_say_where_to():
    root = parsed(tile_map({"141011": 1234}, FRAME, hrefs={"141011": "/a?b=1&c=2", "141038": "/x"}))

    assert root.get("role") == "group"  # an image would hide its links from screen readers
    assert [(link.get("href"), link.get("aria-label")) for link in root.findall("a")] == [
        ("/a?b=1&c=2", "鶴見区 1,234"),
        ("/x", "西区 未報告"),
    ]
