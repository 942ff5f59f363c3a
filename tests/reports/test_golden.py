"""Golden: the seed's report (domain.md 1.3, 1.4, 6.1) comes out of rows and minutes, exactly."""

import zipfile
from datetime import date, timedelta
from io import BytesIO

import openpyxl
import psycopg
import pytest
import sqlalchemy as sa

from app import calendar
from app.calendar import Month
from app.consultations.models import Consultation
from app.reports.rules.content import canonical
from app.reports.rules.spaces import BASIS, METHODS, POOLED
from app.statistics.rules import NOTE
from tenants import db
from tenants.models import Center
from tests.documents.papers import pages_of
from tests.reports.desk import (
    a_month,
    a_year,
    built,
    content_of,
    issued,
    paper,
    tables_of,
    the_seeds_year,
    words_of,
)
from tests.statistics.months import a_consultation

TOPICS = [
    ("相談内容", "R2年度(2月末)"),
    ("新型コロナウイルス関連", "①153"),
    ("団体の立ち上げ", "41"),
    ("法人化", "30"),
    ("活動・事業の内容", "②60"),
    ("組織の体制", "15"),
    ("広報", "16"),
    ("資金調達", "31"),
    ("法人事務", "③47"),
    ("事務(会計)", "31"),
    ("事務(税務)", "24"),
    ("事務(労務)", "7"),
    ("他団体・他機関との連携", "29"),
    ("その他", "131"),
    ("合計", "※615"),
]
SPACES = [
    ("R2年度", "7月", "8月", "9月", "10月", "11月", "12月", "1月", "2月", "平均"),
    ("スペースAB 稼働率", "22%", "18%", "14%", "25%", "64%", "46%", "30%", "26%", "30%"),
    ("アトリウム一体", "7%", "8%", "0%", "10%", "47%", "5%", "10%", "4%", "11%"),
    ("スペースAB 単独", "15%", "10%", "14%", "15%", "17%", "41%", "20%", "22%", "19%"),
]


@pytest.fixture
def days_pass(database):
    """Let what is known so far have been known some days ago."""

    def pass_by(days):
        with psycopg.connect(database.administrator) as administrator:
            administrator.execute("UPDATE figure_history SET known_on = known_on - %s", [days])

    return pass_by


@pytest.fixture
def opened_in_june(as_system, central):
    """The center opened on 29 June 2020: its first year is not whole."""
    told = sa.update(Center).where(Center.id == central.id)
    with as_system():
        db.session.execute(told.values(opened_on=date(2020, 6, 29)))


def test_the_seeds_tables_stand_in_the_report_exactly(central, opened_in_june):
    the_seeds_year(central)
    edition = built(central, a_year(central))
    word = paper(central, edition, "docx")
    words, tables = words_of(word), tables_of(word)

    assert words[0] == "横浜市市民協働推進センター 2020年度実績報告（概要速報）"
    assert tables[0] == [("年度", "R2(2月末)"), ("件数", "507")]
    assert tables[1] == TOPICS
    assert NOTE in words
    assert NOTE == "※1件の相談が、複数の項目に分類されることもあるため、相談件数とは一致しません。"
    assert SPACES in tables
    assert BASIS in words
    assert METHODS[POOLED] in words
    assert "令和2年6月29日(月)に開設したため、この日からの数字です。" in words
    assert [month.month for month in content_of(edition).counted.months][:2] == [
        "2020-06",
        "2020-07",
    ]


def test_the_pdf_and_the_workbook_say_the_same(central):
    the_seeds_year(central)
    edition = built(central, a_year(central))

    printed = "".join(pages_of(paper(central, edition, "pdf")))
    for row in (*TOPICS, *SPACES):
        assert "".join(row) in printed

    workbook = BytesIO(paper(central, edition, "xlsx"))
    book = openpyxl.load_workbook(workbook)
    rows = list(book["相談内容"].values)
    assert rows[0] == ("項目コード", "相談内容", "件数(件)", "前年同期(件)", "順位", "注")
    assert rows[1] == ("covid", "新型コロナウイルス関連", 153, None, 1, None)
    assert rows[-1] == ("total", "合計", 615, None, None, NOTE)
    assert [value for _, value, _ in list(book["稼働率の平均"].values)[1:]] == [30, 11, 19]
    charts = [name for name in zipfile.ZipFile(workbook).namelist() if "charts/chart" in name]
    assert len(charts) == 3


def test_the_mean_of_the_printed_months_is_named_where_it_is_chosen(central):
    the_seeds_year(central)
    word = paper(central, built(central, a_year(central, average="months")), "docx")

    means = [row[-1] for table in tables_of(word) if table[0][0] == "R2年度" for row in table]
    assert means == ["平均", "31%", "11%", "19%"]
    assert METHODS["months"] in words_of(word)


def test_equal_topics_are_ranked_in_the_citys_order_and_others_never(at, central):
    """R3's first half (domain.md 6.1 no. 2): 43 and 43."""
    counts = {"partnership": 43, "covid": 43, "other": 80, "corporate_affairs": 52, "tax": 1}
    with at(central):
        for topic, count in counts.items():
            for _ in range(count):
                a_consultation(date(2020, 7, 1), topics=(topic,))

    topics = content_of(built(central, a_year(central))).counted.topics

    assert {each.code: each.rank for each in topics if each.rank} == {
        "corporate_affairs": 1,
        "covid": 2,
        "partnership": 3,
    }


def test_the_fiscal_year_ends_with_march(at, central):
    """31 March 2021 is of 2020, 1 April of 2021 (domain.md 6.1 no. 6)."""
    with at(central):
        a_consultation(date(2021, 3, 31))
        a_consultation(date(2021, 4, 1))

    whole = a_year(central, last=Month(2021, 3), stage="final")
    counted = content_of(built(central, whole)).counted

    assert counted.consultations.value == 1
    assert counted.months[-1].value == 1


def test_the_year_before_stands_beside(at, central):
    with at(central):
        a_consultation(date(2019, 7, 1))
        a_consultation(date(2020, 7, 1))
        a_consultation(date(2020, 7, 2))

    tables = tables_of(paper(central, built(central, a_year(central)), "docx"))

    assert tables[0] == [("年度", "R2(2月末)", "R1(2月末)", "増減"), ("件数", "2", "1", "+1")]


@pytest.mark.commits
def test_the_same_day_gives_the_same_figures_a_month_later_byte_for_byte(at, central, days_pass):
    with at(central):
        first = a_consultation(date(2020, 7, 1))
        a_consultation(date(2020, 8, 1), topics=("covid", "tax"))
    day = calendar.today() - timedelta(days=40)
    built(central, a_year(central))
    days_pass(40)
    desk = a_year(central, as_of=day)
    then = content_of(built(central, desk))
    days_pass(30)
    with at(central):
        db.session.delete(db.session.get(Consultation, (central.id, first.id)))
        a_consultation(date(2020, 9, 1))
    later = content_of(built(central, a_year(central, as_of=day - timedelta(days=30))))
    now = content_of(built(central, a_year(central)))

    assert then.counted.consultations.value == 2
    assert canonical(later.counted) == canonical(then.counted)
    assert canonical(now.counted) != canonical(then.counted)


@pytest.mark.commits
def test_the_final_report_lists_what_changed_since_the_preliminary_one(at, central):
    with at(central):
        first = a_consultation(date(2020, 7, 1), topics=("tax",))
        a_consultation(date(2020, 8, 1), topics=("covid",))
    report = a_year(central)
    preliminary = issued(central, report)
    with at(central):
        db.session.delete(db.session.get(Consultation, (central.id, first.id)))
        a_consultation(date(2020, 7, 2), topics=("covid",))
        a_consultation(date(2021, 3, 1), topics=("covid",))  # what March added is no change
    edition = built(central, a_year(central, last=Month(2021, 3), stage="final"))

    compared = content_of(edition).compared
    assert compared.number == preliminary.number
    assert [(each.label, each.was, each.now) for each in compared.changes] == [
        ("相談内容「新型コロナウイルス関連」", 1, 2),
        ("相談内容「事務(税務)」", 1, 0),
    ]
    tables = tables_of(paper(central, edition, "docx"))
    assert [("数字", "速報", "今回", "増減"), *tables[-2][1:]] == tables[-2]
    assert ("相談内容「新型コロナウイルス関連」", "1件", "2件", "+1") in tables[-2]


def test_a_wards_month_stands_beside_the_month_and_the_year_before(at, north):
    with at(north):
        for day in (date(2025, 10, 5), date(2026, 9, 1), date(2026, 9, 2), date(2026, 10, 1)):
            a_consultation(day, topics=("tax",))
        a_consultation(date(2026, 10, 2), topics=("covid",))

    edition = built(north, a_month(north, Month(2026, 10)))
    tables = tables_of(paper(north, edition, "docx"))

    assert words_of(paper(north, edition, "docx"))[0] == (
        "港北区市民活動支援センター 令和8年10月 月次報告"
    )
    assert tables[0][0] == ("項目", "10月", "前月", "増減", "前年同月", "増減")
    assert tables[0][1] == ("相談件数", "2", "2", "0", "1", "+1")
    assert tables[0][-1] == ("4月からの累計", "4", "－", "－", "1", "+3")
    book = openpyxl.load_workbook(BytesIO(paper(north, edition, "xlsx")))
    assert ("相談件数", 2, 1, 2) in set(book["相談件数"].values)
