"""Which models have an estimate, and only one: by hand, and the quick proof against the linear programme."""

import numpy as np
import pytest
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

from .conftest import APART, THIN

EVERY_PAIR = [0, 1, 2]  # police and council, police and charity, council and charity


def checked(table, pairs):
    """Return the code of the model with these pairs, having seen that fitting it says the same."""
    given = read_captures(table)
    lists, model = len(given.lists), model_of(len(given.lists), given.counts, pairs)
    fit, code = fitted(lists, given.counts, model)
    assert code == code_of(lists, model, given.counts) and (fit is None) == (code != designs.HOLDS)
    return code


@pytest.mark.parametrize(
    ("rows", "pairs", "code"),
    [
        (APART, [], designs.NO_ESTIMATE),  # nobody is on two lists
        ([*APART, (1, 1, 0, 1)], [], designs.HOLDS),
        # Every pair empty leaves more effects than combinations.
        (APART, EVERY_PAIR, designs.NOT_IDENTIFIABLE),
        # With the pair of police and council dropped, five combinations are left for six effects; and all on
        # the police's list are on the charity's, so that the count of the police alone is forced to zero.
        ([(0, 0, 1, 20), (1, 0, 1, 5), (0, 1, 1, 4)], EVERY_PAIR, designs.NEITHER),
        # It hangs on which combinations are seen, and not on how often.
        (THIN, [0], designs.NO_ESTIMATE),
        ([(*row[:3], row[3] * 1_000) for row in THIN], [0], designs.NO_ESTIMATE),
    ],
)
def test_which_models_have_an_estimate_and_only_one(captures, rows, pairs, code):
    assert checked(captures(rows), pairs) == code


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
    assert (fit is not None and is_certain(fit, left, smallest)) <= exists
    if exists:
        assert fit is not None
