"""No figure without a card, no card without a figure, no page that does not cite."""

import re

import pytest

from app.access.permissions import Role
from app.calendar import Period
from app.indicators.rules import BY_CODE, CARDS, card_of
from app.meetings.documents.statistics import statistics_paper
from app.statistics import queries
from app.statistics.queries.recounts import RECOUNT
from app.statistics.rules.opening import CODE_LISTS, MEASURES, OTHERS, card_code
from tests.places import across_the_city
from tests.statistics.months import MAY, a_consultation, counted_everything, figures

MAY_ONLY = Period(MAY, MAY)
NOT_COUNTED = {"distinct", "mean_minutes", "rates", "reported", "compared", "unusual"}
"""Made of what is counted."""


def counted_by_the_recount():
    selected = re.findall(r"SELECT '(\w+)'(?: AS measure)?,\s*('?)(\w+)\2", RECOUNT)
    return {f"{measure}/{code}" if quote else measure for measure, quote, code in selected}


def test_every_measure_of_the_recount_has_a_card_and_every_card_a_measure():
    found = counted_by_the_recount()
    assert len(found) > 12
    explained = {name for card in CARDS for name in card.measures}
    # New and continued are two codes of one measure; an outcome may be none.
    assert {name.partition("/")[0] for name in found} == {
        name.partition("/")[0] for name in explained
    }
    assert all(card_of(*f"{name}/".split("/")[:2]) for name in found)
    assert {card.code for card in CARDS if not card.measures} == NOT_COUNTED


def test_every_figure_that_can_be_opened_has_a_card(app, north):
    for measure, code in OTHERS:
        assert card_code(measure, code)
    for measure in CODE_LISTS:
        assert card_code(measure, "any")
    assert set(MEASURES) <= {name.partition("/")[0] for card in CARDS for name in card.measures}


def test_every_figure_that_is_kept_has_a_card(at, north):
    with at(north):
        a_consultation(minutes=5, outcome="advised", activity_fields=["field_03"])
        counted_everything()
        assert all(card_of(*figure) for figure in figures(MAY))


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.code)
def test_a_card_says_everything(card):
    for words in (card.title, card.definition, card.formula, card.denominator, card.rounding):
        assert words
        assert words == words.strip()
    assert card.owner
    assert card.changes


def test_the_page_has_every_card_at_its_anchor(visitor, north):
    page = visitor(Role.WARD_WORKER, north).get("/centers/north/indicators/").text

    for card in CARDS:
        assert f'<h2 id="{card.code}">{card.title}</h2>' in page
        assert card.formula.replace("<", "&lt;").replace(">", "&gt;") in page


def cited(page):
    return set(re.findall(r"/indicators/#(\w+)", page))


def test_every_card_is_cited_where_its_figure_is_printed(at, visitor, north, central):
    with at(north):
        for _ in range(2):
            a_consultation(minutes=5)
        counted_everything()
    client = visitor(Role.CENTRAL_MANAGER, central)
    span = "from=2026-05&to=2026-05"
    pages = [
        client.get(f"/city/statistics/?{span}").text,
        client.get(f"/city/statistics/?{span}&per=people").text,
        visitor(Role.WARD_WORKER, north).get(f"/centers/north/statistics/?{span}").text,
    ]
    for page in pages:
        assert {"consultations", "topics", "channels", "client_types"} <= cited(page)
    assert set().union(*map(cited, pages)) | {"unusual"} == set(BY_CODE)
    opened = client.get(f"/city/statistics/figure?measure=kinds&code=inquiry&{span}").text
    assert cited(opened) == {"kinds", "reported"}


def test_a_figure_that_stands_out_cites_how_it_is_marked(at, visitor, north):
    with at(north):
        month = MAY
        for _ in range(30):
            month = month.previous
            a_consultation(month.first_day)
        for _ in range(20):
            a_consultation()
        counted_everything()
    page = visitor(Role.WARD_WORKER, north).get(
        "/centers/north/statistics/?from=2026-05&to=2026-05"
    )
    assert "unusual" in cited(page.text)


def test_the_paper_says_what_its_figures_mean(at, north):
    with at(north):
        a_consultation()
        counted_everything()
    with across_the_city():
        report = queries.report(MAY_ONLY, centers=queries.cities_centers(None))
    words = str(statistics_paper(report, 1).blocks)
    for code in ("consultations", "distinct", "topics", "topic_tags", "referrals", "reported"):
        assert BY_CODE[code].definition in words


def test_a_program_reads_them(visitor, north):
    listed = visitor(Role.WARD_WORKER, north).get("/api/v1/centers/north/indicators/").json
    assert {each["code"] for each in listed["items"]} == set(BY_CODE)


def test_labels_and_titles_do_not_drift_apart():
    assert BY_CODE["consultations"].title == OTHERS["consultations", "total"]
    assert BY_CODE["referrals"].title == OTHERS["referrals", "sent"]
    assert BY_CODE["linked"].title == OTHERS["referrals", "recorded"]
    assert BY_CODE["minutes"].title == OTHERS["minutes", "total"]
