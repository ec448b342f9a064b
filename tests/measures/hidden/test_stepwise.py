"""The stepwise choice: both sides of its threshold, what it passes over, and what must not change it."""

import itertools

import numpy as np
import pytest
from scipy import stats

from analysis.measures.hidden import population
from analysis.measures.hidden.captures import pair_names, read_captures
from analysis.measures.hidden.stepwise import path

from .conftest import THIN

# The police and the council share more people than chance gives, and the charity and the council none.
DEPENDENT = [
    (1, 0, 0, 90),
    (0, 1, 0, 70),
    (0, 0, 1, 80),
    (1, 1, 0, 60),
    (1, 0, 1, 12),
    (0, 1, 1, 0),
    (1, 1, 1, 0),
]


def chosen_in(found):
    """Return the pairs of lists whose dependence is fitted, in the order chosen."""
    return tuple(pair_names(found.captures.lists)[pair] for pair in found.step.model.fitted)


def empty(found):
    """Return the pairs of lists in the model that nobody is on together."""
    return [pair_names(found.captures.lists)[pair] for pair in found.step.model.empty]


def test_a_pair_is_taken_below_its_tail_and_not_at_it(captures):
    given = read_captures(captures(DEPENDENT))
    first = path(3, given.counts)[0][1]
    at = population.hidden_population(captures(DEPENDENT), first.tail)
    above = population.hidden_population(captures(DEPENDENT), np.nextafter(first.tail, 1))
    assert not (chosen_in(at) or empty(at)) and (chosen_in(above) or empty(above))
    # One with nobody in common drops its combinations and is named.
    assert empty(population.hidden_population(captures(DEPENDENT))) == ["council:charity"]


def test_the_tail_is_the_smaller_poisson_tail_of_the_overlap(captures):
    given = read_captures(captures(DEPENDENT))
    steps = path(3, given.counts)[0]
    tails, means = [], steps[0].fit.means  # by combination: police 1, council 2, both 3, charity 4, ...
    for first, second in itertools.combinations(range(3), 2):
        both = [at for at in range(7) if (at + 1) >> first & 1 and (at + 1) >> second & 1]
        overlap, mean = given.counts[both].sum(), means[both].sum()
        tails += [stats.poisson.cdf(overlap, mean), stats.poisson.sf(overlap - 1, mean)]
    assert steps[1].tail == pytest.approx(min(tails), rel=1e-9)


def test_neither_the_order_of_lists_nor_of_rows_changes_the_estimate(captures):
    table = captures(DEPENDENT)
    whole = population.hidden_population(table)
    for order in itertools.permutations(["police", "council", "charity"]):
        found = population.hidden_population(table[[*order, "people"]].sample(frac=1, random_state=1))
        assert found.estimate == pytest.approx(whole.estimate, rel=1e-9)
        assert len(chosen_in(found)) == len(chosen_in(whole))


def test_a_pair_that_would_leave_no_estimate_is_passed_over(captures):
    # 12 on the lists of police and charity are far more than chance gives, but all of the charity's people
    # are on the police's list: with that pair fitted, the number on the charity's alone is zero for ever.
    rows = [(1, 0, 0, 9), (0, 1, 0, 12), (1, 1, 0, 1), (1, 0, 1, 11), (1, 1, 1, 1)]
    found = population.hidden_population(captures(rows))
    assert chosen_in(found) == () and empty(found) == []


def test_threshold_1_fits_every_pair_or_as_many_as_can_be(captures):
    whole = population.hidden_population(captures(), 1)
    assert chosen_in(whole) == ("police:council", "police:charity", "council:charity")
    # Of the thin table, all three pairs cannot be identified, nor can the pair of police and council.
    some = population.hidden_population(captures(THIN), 1)
    assert set(empty(some)) == {"police:charity", "council:charity"} and chosen_in(some) == ()
