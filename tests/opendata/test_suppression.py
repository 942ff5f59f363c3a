"""What is hidden stays hidden from whoever has all the files of all editions together."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from app.opendata.rules.suppression import (
    Need,
    Reason,
    UnprotectableError,
    faults,
    suppress,
    without_complements,
)
from app.opendata.rules.systems import Bound, Edition, Figures, Sum
from app.opendata.rules.tables import TABLE_KINDS, figures_of
from tests.opendata.attack import Attack
from tests.opendata.cities import a_city, edition_of, files_of, protected, recounted, truth_of

KINDS = list(TABLE_KINDS)
QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck), "derandomize": True}

seeds = st.integers(0, 2**32)
tables = st.lists(st.sampled_from(KINDS), min_size=1, max_size=4, unique=True).map(
    lambda names: sorted(names, key=KINDS.index)
)


def broken(attack: Attack, truths, threshold: int) -> Iterator[str]:
    """What the attack finds out: a figure itself, or nearly."""
    for variable, value in attack.determined().items():
        yield f"{variable} is {value}, by subtraction"
    for (edition, name), found in attack.ranges().items():
        truth = truths[edition][name]
        assert found.lowest <= truth <= found.highest
        need = Need.of(truth, threshold)
        if found.lowest > truth - need.below or found.highest < truth + need.above:
            yield f"{name} of {edition} is between {found.lowest} and {found.highest}"
        if found.highest - found.lowest < threshold:
            yield f"{name} of {edition} is known within {threshold}"


@settings(max_examples=500, **QUICK)
@given(seeds, tables, st.integers(2, 4), st.integers(1, 4), st.integers(0, 60), st.integers(3, 5))
def test_no_hidden_figure_of_one_edition_is_found(seed, kinds, centers, months, cases, threshold):
    city = a_city(seed, centers=centers, months=months, cases=cases)

    hidden = protected(city, kinds, threshold=threshold)

    attack = Attack([files_of(city, kinds, hidden.reasons)])
    assert list(broken(attack, [truth_of(city.material, kinds)], threshold)) == []
    assert list(faults(hidden)) == []


def test_without_complements_the_same_attack_succeeds():
    """So the attack is one: most of the small cities give their few away."""
    found = 0
    for seed in range(200):
        city = a_city(seed, cases=40)
        figures = figures_of([TABLE_KINDS[name] for name in KINDS[:3]], city.material)
        hidden = dict.fromkeys(without_complements(figures, threshold=3), Reason.SMALL)
        attack = Attack([files_of(city, KINDS[:3], hidden)])
        exact = attack.determined()
        truth = truth_of(city.material, KINDS[:3])
        assert all(truth[name] == value for (_, name), value in exact.items())
        found += bool(exact)

    assert found > 100


@settings(max_examples=150, **QUICK)
@given(seeds, seeds, tables, tables, st.integers(5, 60))
def test_two_editions_of_one_period_give_nothing_away_together(seed, later, first, second, cases):
    city = a_city(seed, cases=cases)
    earlier = protected(city, first)
    published = edition_of(city, first, earlier)
    anew = recounted(city, later)

    try:
        hidden = protected(anew, second, earlier=[published])
    except UnprotectableError:  # refused: nothing more becomes public
        reject()

    truths = [truth_of(city.material, first), truth_of(anew.material, second)]
    attack = Attack(
        [files_of(city, first, earlier.reasons), files_of(anew, second, hidden.reasons)],
        unchanged=frozenset(n for n, value in truths[0].items() if truths[1].get(n) == value),
    )
    both = [truths[1] | truths[0], truths[1]]
    assert list(broken(attack, both, 3)) == []
    assert list(faults(hidden)) == []


@settings(max_examples=80, **QUICK)
@given(seeds, seeds, tables, st.integers(5, 60))
def test_the_difference_of_two_editions_never_shows_a_few(seed, later, kinds, cases):
    """A late case would else be read off: its month, its ward, its topic, all at once."""
    city = a_city(seed, cases=cases)
    earlier = protected(city, kinds)
    anew = recounted(city, later)

    try:
        hidden = protected(anew, kinds, earlier=[edition_of(city, kinds, earlier)])
    except UnprotectableError:
        reject()

    before, after = (
        figures_of([TABLE_KINDS[n] for n in kinds], each.material).values for each in (city, anew)
    )
    shown_twice = before.keys() & after.keys() - earlier.hidden - hidden.hidden
    assert not [cell for cell in shown_twice if 0 < abs(after[cell] - before[cell]) < 3]


def test_what_an_earlier_edition_leaves_no_way_to_protect_is_refused():
    total = Figures({"a": 1, "b": 2, "all": 3}, [Sum(("a", "b"), "all")])
    shown = Edition(Figures({"all": 3}, []), frozenset(), 3)

    with pytest.raises(UnprotectableError):
        suppress(total, threshold=3, earlier=[shown])


def test_an_edition_beside_an_unchanged_one_hides_nothing_more():
    city = a_city(7, cases=60)
    earlier = protected(city, KINDS[:2])

    again = protected(city, KINDS[:2], earlier=[edition_of(city, KINDS[:2], earlier)])

    assert again.hidden == earlier.hidden
    assert set(again.reasons.values()) <= {Reason.SMALL, Reason.SHARE, Reason.EARLIER}


def test_a_second_edition_that_would_give_the_first_away_is_not_left_as_it_is():
    """Were the second hidden by itself alone, the ward that reported late would be found."""
    given_away = 0
    for seed in range(0, 60, 2):
        city = a_city(seed, cases=30, silent=0.3)
        earlier = protected(city, ["consultations"])
        anew = recounted(city, seed + 1)
        alone = protected(anew, ["consultations", "channels"])
        truths = [
            truth_of(city.material, ["consultations"]),
            truth_of(anew.material, ["consultations", "channels"]),
        ]
        attack = Attack(
            [
                files_of(city, ["consultations"], earlier.reasons),
                files_of(anew, ["consultations", "channels"], alone.reasons),
            ],
            unchanged=frozenset(n for n, value in truths[0].items() if truths[1].get(n) == value),
        )
        given_away += bool(attack.determined())

    assert given_away > 3


def test_zeros_are_shown_where_they_tell_nothing():
    zeros, hidden_zeros = 0, 0
    for seed in range(20):
        city = a_city(seed, cases=120, codes=8)
        figures = figures_of([TABLE_KINDS["channels"]], city.material)
        hidden = protected(city, ["channels"]).hidden
        found = [cell for cell, value in figures.values.items() if value == 0]
        zeros += len(found)
        hidden_zeros += len(hidden & set(found))

    assert zeros > 20
    assert hidden_zeros < zeros / 2


def test_the_parts_of_a_small_total_are_hidden_zeros_as_well():
    few = Figures({"a": 0, "b": 2, "c": 30, "ab": 2}, [Sum(("a", "b"), "ab")])

    hidden = suppress(few, threshold=3)

    assert hidden.reasons["a"] is Reason.SHARE
    assert "c" not in hidden.hidden


def test_a_bound_is_reckoned_with():
    """No more topics than cases: a hidden topic of 9 cannot be 11 where there are 10 cases."""
    tight = Figures(
        {"t1": 2, "t2": 9, "tags": 11, "cases": 10},
        [Sum(("t1", "t2"), "tags")],
        [Bound("t1", "cases"), Bound("t2", "cases")],
    )

    hidden = suppress(tight, threshold=3)

    assert {"t1", "t2", "tags"} <= hidden.hidden or "cases" in hidden.hidden
    assert list(faults(hidden)) == []


def test_a_false_proof_is_found_out():
    city = a_city(5, cases=60)
    hidden = protected(city, KINDS[:3])
    assert hidden.witnesses
    (variable, move), *_ = hidden.witnesses[0].items()

    for witnesses in ([], [{**hidden.witnesses[0], variable: move + 1}, *hidden.witnesses[1:]]):
        object.__setattr__(hidden, "witnesses", witnesses)
        assert list(faults(hidden))


@pytest.mark.parametrize("threshold", [0, 1, 2])
def test_a_threshold_below_three_is_refused(threshold):
    with pytest.raises(ValueError, match="threshold"):
        suppress(Figures({"a": 1}, []), threshold=threshold)


def test_figures_that_contradict_each_other_are_refused():
    with pytest.raises(ValueError, match="do not keep"):
        suppress(Figures({"a": 1, "b": 3}, [Sum(("a",), "b")]), threshold=3)
