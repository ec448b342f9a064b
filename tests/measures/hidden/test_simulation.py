"""Sampleshire's capture lists, drawn 300 times: limits hold the known number, and thin lists are refused."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.hidden import population
from sampleshire import pathway as invented

SEEDS = 300


def drawn(seed, lists):
    rows = invented.capture_lists(np.random.default_rng(seed), lists)
    return pd.DataFrame(rows, columns=[*lists.logits, "people"])


@pytest.mark.parametrize("lists", [invented.ENOUGH, invented.TOO_THIN])
def test_rows_are_counts_by_combination_and_the_rest_of_the_people_are_on_no_list(lists):
    table = drawn(1, lists)
    assert table.equals(drawn(1, lists)) and not table.equals(drawn(2, lists))
    assert not table.duplicated(list(lists.logits)).any() and (table["people"] > 0).all()
    assert 0 < table["people"].sum() < lists.people
    assert population.hidden_population(table).seen == table["people"].sum()


def test_the_published_draw_of_each_set_does_what_it_is_for():
    enough = population.hidden_population(drawn(20210321, invented.ENOUGH))
    assert enough.may_be_shown and enough.lower < invented.ENOUGH.people < enough.upper
    thin = population.hidden_population(drawn(20210321, invented.TOO_THIN))
    assert not thin.may_be_shown


@pytest.mark.slow
def test_limits_hold_the_known_number_in_more_than_four_draws_of_five():
    found = [population.hidden_population(drawn(seed, invented.ENOUGH)) for seed in range(SEEDS)]
    # They take the chosen model for granted: the dependence of police and charity is missed in every fifth
    # draw, and so 95 % is not reached.
    held = sum(one.lower <= invented.ENOUGH.people <= one.upper for one in found)
    assert 0.82 * SEEDS <= held < 0.95 * SEEDS


@pytest.mark.slow
def test_lists_with_something_to_say_are_shown_and_thin_ones_are_refused():
    shown = {
        name: sum(population.hidden_population(drawn(seed, lists)).may_be_shown for seed in range(SEEDS))
        for name, lists in (("enough", invented.ENOUGH), ("thin", invented.TOO_THIN))
    }
    assert shown["enough"] >= 0.95 * SEEDS
    assert shown["thin"] <= 0.03 * SEEDS
