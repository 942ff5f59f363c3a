"""Every figure opens: the list behind it holds as many records as the figure says."""

import html
import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest

from app.access.permissions import Role
from app.calendar import Period
from app.consultations import queries as desk
from app.statistics import rules
from tests.statistics.months import (
    MAY,
    a_consultation,
    a_referral,
    counted_everything,
    figures,
    noon,
)

NORTH = "/centers/north/statistics/?from=2026-05&to=2026-05"
CITY = "/city/statistics/?from=2026-05&to=2026-05"


def some_cases(central) -> None:
    first = a_consultation(date(2026, 5, 1), topics=("tax", "funding"), minutes=20)
    a_consultation(date(2026, 5, 31), topics=("funding",), channel="visit", outcome="answered")
    again = a_consultation(date(2026, 5, 15), continues_id=first.id, kind="inquiry", minutes=0)
    a_consultation(date(2026, 4, 30))
    a_consultation(date(2026, 6, 1), client_type="individual")
    a_referral(again, to_center_id=central.id, sent_at=noon(date(2026, 5, 31)))
    a_referral(first, to_center_id=central.id, sent_at=noon(date(2026, 6, 1)))


def test_the_list_holds_as_many_as_each_figure_of_the_month_says(at, north, south, central):
    with at(south):
        some_cases(central)
    with at(north):
        some_cases(central)
        counted_everything()
        opened = {}
        for measure, code in figures():
            filters = rules.records_of(measure, code, Period(MAY, MAY))
            if filters is not None:
                opened[measure, code] = desk.counts(filters).total
        kept = figures()

    assert opened == {key: kept[key] for key in opened}
    assert kept.keys() - opened.keys() == {("minutes", "total"), ("topic_tags", "total")}
    assert opened["outcomes", "none"] == 2
    assert opened["referrals", "sent"] == 1
    assert opened["minutes", "recorded"] == 2


def test_each_link_of_a_wards_page_leads_to_a_list_of_that_length(at, visitor, north, central):
    with at(north):
        some_cases(central)
        counted_everything()
    worker = visitor(Role.WARD_WORKER, north)
    page = html.unescape(worker.get(NORTH).text)
    links = re.findall(r'<a href="(/centers/north/consultations/\?[^"]+)">([^<]+)</a>', page)

    figures_shown = [
        (href, int(re.sub(r"\D", "", words))) for href, words in links if words[-1:].isdigit()
    ]
    assert len(figures_shown) > 10
    for href, figure in figures_shown:
        asked = urlsplit(href).query
        counted = worker.get(f"/api/v1/centers/north/consultations/counts?{asked}").json
        assert counted["total"] == figure, href
        assert worker.get(href).status_code == 200


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ("kinds=inquiry", "種別: 問い合わせ"),
        ("primary_topics=tax", "主な相談内容: 事務(税務)"),
        ("outcomes=none", "対応結果: 結果の記入なし"),
        ("continued=new", "新規・継続: 新規の相談"),
        ("timed=yes", "所要時間: 記した"),
        ("linked=yes", "区と推進センターの両方で: 記録した"),
        ("activity_fields=field_03", "活動分野: まちづくり"),
        ("sent_since=2026-05-01", "つないだ日(から): 令和8年5月1日(金)"),
    ],
)
def test_the_list_says_what_it_was_narrowed_to(at, visitor, north, central, filters, words):
    with at(north):
        some_cases(central)
    page = visitor(Role.WARD_WORKER, north).get(f"/centers/north/consultations/?{filters}").text

    assert words in html.unescape(re.sub(r"<[^>]+>", "", page))


def test_a_figure_of_the_city_opens_to_the_wards(at, visitor, north, south, central):
    for place, count in ((north, 1), (south, 3), (central, 2)):
        with at(place):
            for _ in range(count):
                a_consultation()
            counted_everything()
    coordinator = visitor(Role.CENTRAL_COORDINATOR, central)
    page = html.unescape(coordinator.get(CITY).text)
    tax = next(
        href
        for href in re.findall(r'href="(/city/statistics/figure\?[^"]+)"', page)
        if dict(parse_qsl(urlsplit(href).query)).get("code") == "tax"
    )

    figure = coordinator.get(f"/api/v1{tax}").json
    assert figure["label"] == "事務(税務)"
    assert figure["value"] == 6
    shares = [(row["center"]["slug"], row["value"], row["rank"]) for row in figure["centers"]]
    assert shares == [("north", 1, 3), ("south", 3, 1), ("central", 2, 2)]
    opened = html.unescape(coordinator.get(tax).text)
    assert 'href="/city/statistics/?center=south&from=2026-05&to=2026-05"' in opened
    own = re.search(r'href="(/centers/central/consultations/[^"]+)"', opened)
    assert own is not None
    counted = coordinator.get(
        f"/api/v1/centers/central/consultations/counts?{urlsplit(own[1]).query}"
    )
    assert counted.json["total"] == 2


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("measure=topics&code=tax", 200),
        ("measure=topics&code=nothing", 404),
        ("measure=nothing", 422),
        ("measure=topics&code=tax&center=nowhere", 404),
        ("measure=topic_tags", 422),
    ],
)
def test_only_figures_that_there_are_open(visitor, central, asked, status):
    client = visitor(Role.CENTRAL_MANAGER, central)

    assert client.get(f"/city/statistics/figure?{asked}").status_code == status
    assert client.get(f"/api/v1/city/statistics/figure?{asked}").status_code == status
