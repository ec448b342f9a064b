"""Which models have an estimate, and only one: by hand, and the quick proof against the linear programme."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.measures.hidden import captures as designs
from analysis.measures.hidden.captures import (
    code_of,
    geometry,
    is_certain,
    matrix_of,
    read_captures,
    smallest_singular_value,
)
from analysis.measures.hidden.stepwise import fit_poisson, fitted, model_of

EVERY_PAIR = [0, 1, 2]  # police and council, police and charity, council and charity


def checked(table, pairs):
    """Return the code of the model with these pairs, having seen that fitting it says the same."""
    given = read_captures(table)
    lists, model = len(given.lists), model_of(len(given.lists), given.counts, pairs)
    fit, code = fitted(lists, given.counts, model)
    assert code == code_of(lists, model, given.counts) and (fit is None) == (code != designs.HOLDS)
    return code


def test_nobody_on_two_lists_leaves_no_estimate(captures):
    apart = captures([(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20)])
    assert checked(apart, []) == designs.NO_ESTIMATE
    one_shared = captures([(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20), (1, 1, 0, 1)])
    assert checked(one_shared, []) == designs.HOLDS


def test_every_pair_empty_leaves_more_effects_than_combinations(captures):
    apart = captures([(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20)])
    assert checked(apart, EVERY_PAIR) == designs.NOT_IDENTIFIABLE


def test_both_checks_can_fail_at_once(captures):
    # With the pair of police and council dropped, five combinations are left for six effects; and whoever
    # is on the police's list is on the charity's, so that the count of the police alone is forced to zero.
    inside = captures([(0, 0, 1, 20), (1, 0, 1, 5), (0, 1, 1, 4)])
    assert checked(inside, EVERY_PAIR) == designs.NEITHER


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.integers(2, 4), st.integers(0, 10**6), st.sampled_from([0.3, 2, 40]))
def test_the_quick_proof_never_contradicts_the_linear_programme(lists, seed, most):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(0.4, most, 2**lists - 1)).astype(float)
    assume((geometry(lists).effects[:, 1 : lists + 1].T @ counts > 0).all())
    pairs = np.flatnonzero(rng.random(len(geometry(lists).pairs)) < 0.5)
    model = model_of(lists, counts, map(int, pairs))
    smallest = smallest_singular_value(lists, model)
    assume(smallest > 0)
    matrix, rows = matrix_of(lists, model)
    left = counts if rows is None else counts[rows]
    fit = fit_poisson(matrix, left)
    exists = code_of(lists, model, counts) == designs.HOLDS
    assert is_certain(fit, left, smallest) <= exists
    if exists:
        assert fit.converged


def test_the_check_hangs_on_which_combinations_are_seen_and_not_on_how_often(captures):
    rows = [(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20), (1, 1, 0, 6)]
    for times in (1, 1_000):
        table = captures([(*row[:3], row[3] * times) for row in rows])
        assert checked(table, [0]) == designs.NO_ESTIMATE
