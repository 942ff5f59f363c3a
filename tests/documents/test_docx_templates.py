"""Word templates: named places are filled, whoever wrote the template, and nothing else happens."""

from io import BytesIO

import docx
import pytest

from app.documents.blocks import Heading, Items, Prose, Span
from app.documents.docx_templates import Found, fill_template, read_template, write_template
from tests.documents.papers import MOMENT, a_table

TEMPLATE = write_template(
    [Heading("1. {{ センター名 }}の報告", 1), "表", "文"],
    title="{{ 表題 }}",
    date_line="{{ 時点 }}現在",
    timestamp=MOMENT,
)
LINES = {"表題": "<題名> & \u000bその他", "センター名": "港北", "時点": "今日"}
BLOCKS = {
    "表": [a_table()],
    "文": [
        Prose([Span("ふつうと"), Span("太字", bold=True)]),
        Items([[Span("一つめ")], [Span("{{ 表題 }}")]], numbered=True),
        Items([[Span("箇条書き")]]),
    ],
}


def a_template(*paragraphs, header=None):
    word = docx.Document()
    for words in paragraphs:
        paragraph = word.add_paragraph()
        for run in words if isinstance(words, list) else [words]:
            paragraph.add_run(run)
    if header:
        word.sections[0].header.paragraphs[0].text = header
    content = BytesIO()
    word.save(content)
    return content.getvalue()


def filled(template=TEMPLATE, blocks=BLOCKS):
    content = fill_template(template, LINES, blocks, title="題名", timestamp=MOMENT)
    return docx.Document(BytesIO(content))


def test_lines_and_blocks_stand_at_their_places():
    word = filled()

    assert [(each.style.name, each.text) for each in word.paragraphs if each.text] == [
        ("Title", "<題名> & その他"),
        ("Normal", "今日現在"),
        ("Heading 1", "1. 港北の報告"),
        ("Caption", "区別の件数"),
        ("Normal", "ふつうと太字"),
        ("Normal", "1.\t一つめ"),
        ("Normal", "2.\t{{ 表題 }}"),
        ("List Bullet", "箇条書き"),
    ]
    assert [run.bold for run in word.paragraphs[5].runs if run.text] == [None, True]
    assert len(word.tables) == 1
    assert word.core_properties.title == "題名"


def test_the_same_inputs_give_the_same_bytes():
    asked = {"title": "題名", "timestamp": MOMENT}
    assert fill_template(TEMPLATE, LINES, BLOCKS, **asked) == fill_template(
        TEMPLATE, LINES, BLOCKS, **asked
    )


def test_a_place_with_nothing_to_say_leaves_no_line():
    words = [each.text for each in filled(blocks={"表": [], "文": []}).paragraphs]
    assert words == ["<題名> & その他", "今日現在", "1. 港北の報告"]


def test_a_name_may_be_torn_by_word_and_typed_in_wide_braces():
    template = a_template(["{", "{ 表", "題 }}"], "｛｛ 表 ｝｝", header="{{ センター名 }}")

    assert read_template(template).found == (
        Found("表題", alone=True),
        Found("表", alone=True),
        Found("センター名", alone=False),
    )
    word = filled(template)
    assert word.paragraphs[0].text == "<題名> & その他"
    assert word.sections[0].header.paragraphs[0].text == "港北"
    assert len(word.tables) == 1


def test_a_template_that_lacks_the_styles_is_lent_them():
    word = docx.Document()
    for name in ("Caption", "List Bullet", "Table Grid"):
        style = word.styles[name].element
        style.getparent().remove(style)
    word.add_paragraph("{{ 表 }}")
    content = BytesIO()
    word.save(content)

    styles = filled(content.getvalue()).styles
    assert {"Caption", "List Bullet", "Table Grid", "Note", "Cell"} <= {
        each.name for each in styles
    }


def test_a_block_in_a_cell_leaves_a_cell_that_word_can_open():
    word = docx.Document()
    word.add_table(rows=1, cols=1).rows[0].cells[0].paragraphs[0].text = "{{ 文 }}"
    content = BytesIO()
    word.save(content)

    cell = filled(content.getvalue(), {"文": []}).tables[0].rows[0].cells[0]
    assert [each.text for each in cell.paragraphs] == [""]


@pytest.mark.parametrize(
    "hostile",
    [
        "{% for each in range(10) %}x{% endfor %}",
        "{# nothing #}",
        "{{ 表題",
        "表題 }}",
        "{ % raw %}",
        "}{",
    ],
)
def test_whatever_is_no_name_is_seen(hostile):
    assert read_template(a_template("{{ 表題 }}", hostile)).stray


def test_half_a_name_in_each_of_two_paragraphs_is_seen():
    """docxtpl would join them to a brace of its own."""
    assert read_template(a_template("x {", "{ 表題 }}")).stray


def test_a_name_is_only_a_name():
    reading = read_template(a_template("{{ ''.__class__.__mro__ }}", "{{ 表題|upper }}"))
    assert [each.name for each in reading.found] == ["''.__class__.__mro__", "表題|upper"]
