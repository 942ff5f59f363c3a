import re
from io import BytesIO

import docx
import pytest

from app.access.permissions import Role
from app.calendar import Month
from app.indicators.rules import BY_CODE
from app.reports.rules.kinds import ANNUAL, CITED
from app.reports.rules.spaces import METHODS, POOLED
from tests.consultations.records import recorded
from tests.knowledge.stories import WORDS, published, seen_from
from tests.reports.desk import a_month, a_year, built, content_of, issued
from tests.reports.fixtures import space_months
from worker.tasks.reports import build_waiting

ROOM = "/centers/central/reports"
SPACES = f"{ROOM}/spaces"
API = "/api/v1/centers/central/reports"


@pytest.fixture
def coordinator(visitor, central):
    return visitor(Role.CENTRAL_COORDINATOR, central)


@pytest.fixture
def program(visitor, central):
    return visitor(Role.CENTRAL_MANAGER, central)


def typed(month, **changes):
    return {
        "month": str(month.month),
        "available_minutes": month.available,
        "joint_minutes": month.joint,
        "standalone_minutes": month.standalone,
        **changes,
    }


def test_the_seeds_table_stands_on_the_page(coordinator):
    for month in space_months():
        assert coordinator.post(SPACES, data=typed(month)).status_code == 302

    shown = coordinator.get(f"{SPACES}?year=2020").text

    for cells in (
        ("スペースAB 稼働率", 22, 18, 14, 25, 64, 46, 30, 26, 30),
        ("アトリウム一体", 7, 8, 0, 10, 47, 5, 10, 4, 11),
        ("スペースAB 単独", 15, 10, 14, 15, 17, 41, 20, 22, 19),
    ):
        label, *values = cells
        row = f'<th scope="row">{label}</th>' + "".join(
            f'<td class="number">{value}%</td>' for value in values
        )
        assert row in shown
    assert METHODS[POOLED] in shown
    assert "まだ入力されていません" in coordinator.get(f"{SPACES}?year=2019").text


def test_a_month_entered_again_takes_the_place_of_the_first(program):
    july = space_months()[0]
    for joint in (july.joint, 1):
        entered = program.post(f"{API}/spaces", json=typed(july, joint_minutes=joint))
        assert entered.status_code == 201

    listed = program.get(f"{API}/spaces", query_string={"year": 2020}).json["items"]
    assert [(each["month"], each["joint_minutes"]) for each in listed] == [("2020-07", 1)]


def test_more_used_than_available_is_refused_in_words_and_changes_nothing(program):
    july = typed(space_months()[0], available_minutes=1)

    page = program.post(SPACES, data=july)

    assert page.status_code == 422
    assert "使われた時間の合計は、利用できた時間までにしてください。" in page.text
    assert program.post(f"{API}/spaces", json=july).status_code == 422
    assert program.get(f"{API}/spaces", query_string={"year": 2020}).json["items"] == []


def test_one_press_beside_the_figures_makes_the_report_of_a_month(visitor, north):
    worker = visitor(Role.WARD_WORKER, north)
    figures = worker.get("/centers/north/statistics/?from=2026-09&to=2026-10").text
    assert "10月の月次報告を作る" in figures

    pressed = worker.post("/centers/north/reports/monthly", data={"month": "2026-10"})
    assert "報告を作っています" in worker.get(pressed.location).text
    build_waiting.run()
    shown = worker.get(pressed.location).text

    assert "港北区市民活動支援センター 令和8年10月 月次報告" in shown
    for file_format, kind in (("docx", "word"), ("pdf", "pdf"), ("xlsx", "spreadsheet")):
        paper = worker.get(f"{pressed.location}/papers/{file_format}")
        assert kind in paper.mimetype
        name = paper.headers["Content-Disposition"]
        assert (
            f"202610_%E6%9C%88%E6%AC%A1%E5%A0%B1%E5%91%8A_%E7%AC%AC1%E7%89%88.{file_format}" in name
        )
        assert len(paper.data) > 1000


def test_only_the_central_center_reports_a_year(visitor, north):
    manager = visitor(Role.WARD_MANAGER, north)
    refused = manager.post("/centers/north/reports/annual", data={"year": "2026"})
    assert refused.status_code == 403
    assert "実績報告を作る" not in manager.get("/centers/north/reports/").text
    assert manager.get("/centers/north/reports/templates/annual").status_code == 404


def test_a_year_that_has_not_begun_is_refused_in_words(coordinator):
    refused = coordinator.post(f"{ROOM}/annual", data={"year": "2090"})
    assert refused.status_code == 422
    assert coordinator.get(f"{API}/").json["items"] == []


def test_a_report_that_is_behind_offers_to_cover_all_that_is_over(coordinator, central):
    report = a_year(central)  # up to February of a year that is long over
    begun = coordinator.post(f"{ROOM}/annual", data={"year": "2020"})
    assert begun.location.endswith(f"{ROOM}/{report.id}")
    assert "4月～3月・確報で作る" in coordinator.get(begun.location).text

    coordinator.post(f"{ROOM}/{report.id}/editions", data={"latest": "1"})

    shown = coordinator.get(f"{ROOM}/{report.id}").text
    assert "4月～3月・確報・作る日の時点" in shown
    assert "で作る" not in shown


def test_a_second_press_orders_nothing_more(coordinator, central):
    report = a_year(central)
    first, second = (coordinator.post(f"{ROOM}/{report.id}/editions") for _ in range(2))
    assert first.location == second.location


def test_a_text_is_kept_clean_and_shown_as_it_will_be_printed(coordinator, central):
    page = f"{ROOM}/{a_year(central).id}/texts/p1"
    sent = {"html": "■ 見出し\n**太字**です。<script>x</script>\n・一つ", "version": "1"}

    preview = coordinator.post(f"{ROOM}/text-preview", data=sent).text
    assert "<strong>太字</strong>" in preview
    assert "<script" not in preview
    assert coordinator.post(page, data=sent).status_code == 302

    kept = coordinator.get(page).text
    assert "**太字**です。" in kept
    assert 'value="2"' in kept
    late = coordinator.post(page, data={"html": "あとから", "version": "1"})
    assert late.status_code == 409
    assert "ほかの人が先に保存しています" in late.text
    assert "あとから" in late.text
    too_long = coordinator.post(page, data={"html": "あ" * 20_001, "version": "2"})
    assert too_long.status_code == 422
    assert "文が長すぎます" in too_long.text


def test_examples_are_kept_unless_somebody_was_faster(coordinator, central, at):
    report = a_year(central)
    page = f"{ROOM}/{report.id}/examples"
    seen = coordinator.get(page).text.partition('name="seen" value="')[2].partition('"')[0]
    sent = {"seen": seen, "topic": ["tax", ""], "lines": ["確定申告について\n\n会費の扱い", ""]}

    assert coordinator.post(page, data=sent).status_code == 302
    listed = coordinator.get(f"{API}/{report.id}/examples").json["items"]
    assert listed == [{"topic": "tax", "lines": ["確定申告について", "会費の扱い"]}]
    late = coordinator.post(page, data=sent | {"lines": ["別の例", ""]})
    assert late.status_code == 409
    assert "別の例" in late.text
    empty = coordinator.post(page, data={"topic": ["tax"], "lines": [""]})
    assert empty.status_code == 422
    assert "1つめの「例」: 例は1件から10件までにしてください。" in empty.text
    unknown = coordinator.post(page, data={"topic": ["nothing"], "lines": ["例"]})
    assert unknown.status_code == 422


def test_a_published_story_becomes_an_example_of_its_topic(coordinator, central, north):
    report = a_year(central)
    page = f"{ROOM}/{report.id}/examples"
    published(north, central, WORDS._replace(topics=["tax"]))
    (story,) = seen_from(central)
    assert story.title in coordinator.get(page).text

    sent = {"topic": ["tax"], "lines": ["自分で書いた例"], "stories": [str(story.id)]}
    assert coordinator.post(page, data=sent).status_code == 302

    listed = coordinator.get(f"{API}/{report.id}/examples").json["items"]
    assert listed == [{"topic": "tax", "lines": ["自分で書いた例", story.title]}]


def test_figures_by_hand_are_printed_as_such(coordinator, central, at):
    report = a_year(central)
    page = f"{ROOM}/{report.id}/figures"
    sent = {
        "programme": ["4", "1"],
        "label": ["講座の開催", ""],
        "value": ["6", ""],
        "before": ["", ""],
        "unit": ["回", "件"],
    }
    assert coordinator.post(page, data=sent).status_code == 302
    wrong = coordinator.post(page, data=sent | {"value": ["六", ""]})
    assert wrong.status_code == 422
    assert "1つめの「数」: 数字で入力してください。" in wrong.text

    shown = coordinator.get(f"{ROOM}/{report.id}/editions/{built(central, report).id}").text
    assert "講座の開催" in shown
    assert "手入力" in shown
    assert set(re.findall(r"/indicators/#(\w+)", shown)) == set(CITED[ANNUAL]) <= set(BY_CODE)


def test_a_months_report_takes_no_figures_by_hand(visitor, north):
    worker = visitor(Role.WARD_WORKER, north)
    report = f"reports/{a_month(north, Month(2026, 10)).id}"
    assert "手入力の数字" not in worker.get(f"/centers/north/{report}").text
    assert worker.get(f"/centers/north/{report}/figures").status_code == 404
    program = f"/api/v1/centers/north/{report}/figures"
    assert worker.put(program, json={"items": []}, headers={"If-Match": "*"}).status_code == 404


def test_an_issued_edition_opens_as_it_was_whatever_is_recorded_later(coordinator, central, at):
    with at(central):
        recorded(received_at="2020-07-01 10:00")
    report = a_year(central)
    edition = issued(central, report)
    address = f"{ROOM}/{report.id}/editions/{edition.id}"
    before = coordinator.get(address).text
    with at(central):
        recorded(received_at="2020-07-02 10:00")
    built(central, report)

    assert coordinator.get(address).text.partition("<article")[2] == before.partition("<article")[2]
    assert "内容は照合番号と一致しています。" in before
    assert coordinator.get(f"/api/v1{address}/content").data.decode() == edition.content
    assert "発行した版です" in coordinator.get(address).text


def test_nothing_is_issued_that_is_not_ready(coordinator, central):
    report = a_year(central)
    ordered = coordinator.post(f"{ROOM}/{report.id}/editions").location
    assert coordinator.post(f"{ordered}/issue").status_code == 409
    assert coordinator.get(f"{ordered}/issue").status_code == 409


def test_terms_are_kept_unless_they_do_not_fit(coordinator, central):
    report = a_year(central)
    page = f"{ROOM}/{report.id}/terms"
    terms = {"last_month": "R3.3", "stage": "final", "as_of": "R3.4.10", "average": "months"}
    wrong = coordinator.post(page, data={**terms, "last_month": "R3.4", "version": "2"})
    assert wrong.status_code == 422
    assert "令和2年度(2020年度)のうちの月にしてください。" in wrong.text
    future = coordinator.post(page, data={**terms, "as_of": "R60.4.1", "version": "2"})
    assert "期間のはじめから今日までの日にしてください。" in future.text
    late = coordinator.post(page, data={**terms, "version": "1"})
    assert late.status_code == 409

    assert coordinator.post(page, data={**terms, "version": "2"}).status_code == 302
    shown = coordinator.get(f"{ROOM}/{report.id}").text
    assert "4月～3月・確報・令和3年4月10日(土)の時点" in shown


def a_template(*paragraphs):
    word = docx.Document()
    for words in paragraphs:
        word.add_paragraph(words)
    content = BytesIO()
    word.save(content)
    content.seek(0)
    return content


def test_a_center_has_its_own_template_and_goes_back_to_the_houses(visitor, north):
    worker = visitor(Role.WARD_WORKER, north)
    room = "/centers/north/reports"
    page = f"{room}/templates/monthly"
    wrong = a_template("{{ 表題 }}", "{{ 相談内容 }}", "件数 {{ 主な件数の表 }}")
    refused = worker.post(page, data={"file": (wrong, "ひな形.docx")})
    assert refused.status_code == 422
    assert (
        "「相談内容」という名前はありません。「相談内容例」のことではありませんか。" in refused.text
    )
    assert "「主な件数の表」は表や文のまとまりなので" in refused.text
    assert worker.get(f"{page}/own").status_code == 404

    own = a_template("うちのひな形 {{ 表題 }}", "{{ 主な件数の表 }}")
    assert worker.post(page, data={"file": (own, "ひな形.docx")}).status_code == 302
    edition = built(north, a_month(north, Month(2026, 10)))
    paper = worker.get(f"{room}/{edition.report_id}/editions/{edition.id}/papers/docx").data
    words = [each.text for each in docx.Document(BytesIO(paper)).paragraphs]
    assert words[0] == "うちのひな形 港北区市民活動支援センター 令和8年10月 月次報告"
    assert worker.get(f"{page}/own").status_code == 200
    again = a_template("改めたひな形 {{ 表題 }}")
    assert worker.post(page, data={"file": (again, "ひな形.docx")}).status_code == 302
    assert "改めた" in docx.Document(BytesIO(worker.get(f"{page}/own").data)).paragraphs[0].text

    assert worker.post(f"{page}/removal").status_code == 302
    assert "はじめからあるひな形です。" in worker.get(page).text
    assert worker.get(f"{page}/house").data == worker.get(f"{page}/house").data
    house = BytesIO(worker.get(f"{page}/house").data)
    assert worker.post(page, data={"file": (house, "ひな形.docx")}).status_code == 302


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ひな形.pdf", b"%PDF-1.7", "Wordのファイル(.docx)ではありません。"),
        ("ひな形.docx", b"no archive", "の中身は .docx のファイルではないか"),
        ("ひな形.docx", b"", "は空です。"),
    ],
)
def test_what_is_no_template_is_refused_in_words(visitor, north, name, content, said):
    worker = visitor(Role.WARD_WORKER, north)
    sent = {"file": (BytesIO(content), name)}
    refused = worker.post("/centers/north/reports/templates/monthly", data=sent)
    assert refused.status_code == 422
    assert said in refused.text


def test_a_program_makes_a_report_from_beginning_to_end(program, central):
    begun = program.post(f"{API}/annual", json={"year": 2020})
    assert begun.status_code == 201
    report = f"{API}/{begun.json['id']}"
    texts = program.get(f"{report}/texts").json["items"]
    assert [each["place"] for each in texts] == ["lead", "p1", "p2", "p3", "p4", "p5"]
    lead = {"html": "<p>はじめに</p>", "version": 1}
    assert program.put(f"{report}/texts/lead", json=lead, headers={"If-Match": "*"}).json[
        "html"
    ] == ("<p>はじめに</p>")

    ordered = program.post(f"{report}/editions")
    assert ordered.status_code == 202
    build_waiting.run()
    edition = program.get(f"{report}/editions/{ordered.json['id']}").json
    assert edition["finished_at"]
    papers = program.get(f"{report}/editions/{edition['id']}/papers").json["items"]
    assert [each["file_format"] for each in papers] == ["docx", "pdf", "xlsx"]
    assert program.post(f"{report}/editions/{edition['id']}/issue").json["issued_at"]


def test_a_year_begins_with_the_words_of_the_last_one(coordinator, central, program):
    first = program.post(f"{API}/annual", json={"year": 2020}).json["id"]
    words = {"html": "去年の文", "version": 1}
    program.put(f"{API}/{first}/texts/p3", json=words, headers={"If-Match": "*"})

    second = program.post(f"{API}/annual", json={"year": 2021}).json["id"]

    shown = program.get(f"{API}/{second}/texts/p3").json
    assert shown["html"] == "<p>去年の文</p>"


def test_no_word_of_a_record_is_in_a_report(coordinator, central, at):
    secret = "載ってはいけない言葉"
    with at(central):
        recorded(received_at="2020-07-01 10:00", summary=secret, body=secret, person_name=secret)

    edition = built(central, a_year(central))

    assert content_of(edition).counted.consultations.value == 1
    assert secret not in (edition.content or "")
