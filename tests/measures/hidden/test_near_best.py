"""Models near the best by BIC: the quick search finds those that trying every model finds."""

from itertools import chain, combinations

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis.measures.hidden.captures import Captures, geometry, read_captures
from analysis.measures.hidden.spread import near_best
from analysis.measures.hidden.stepwise import fitted, model_of

from .conftest import THIN


def every_model(given):
    """Return the BIC of every set of pairs that has an estimate, by the numbers of its pairs."""
    lists, found = len(given.lists), {}
    pairs = range(len(geometry(lists).pairs))
    for chosen in chain(*(combinations(pairs, size) for size in range(len(pairs) + 1))):
        fit, _ = fitted(lists, given.counts, model_of(lists, given.counts, chosen))
        if fit is not None:
            # A pair with nobody in common is a parameter too.
            parameters = 1 + lists + len(chosen)
            found[chosen] = parameters * np.log(given.seen) - 2 * fit.log_likelihood
    return found


def test_a_model_exactly_as_far_from_the_best_as_asked_is_near_it(captures):
    whole = read_captures(captures(THIN))
    bics = sorted(every_model(whole).values())
    (first, second) = (near_best(whole, bics[1] - bics[0] + by) for by in (-1e-6, 1e-6))
    assert (len(first), len(second)) == (1, 2)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    st.integers(3, 4), st.integers(0, 10**6), st.sampled_from([0.5, 5, 100]), st.sampled_from([0.5, 2, 10])
)
def test_the_quick_search_finds_what_trying_every_model_finds(lists, seed, most, within):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(0.5, most, 2**lists - 1)).astype(float)
    assume((geometry(lists).effects[:, 1 : lists + 1].T @ counts > 0).all())
    whole = Captures(tuple("ABCD"[:lists]), counts)
    every = every_model(whole)
    found = near_best(whole, within)
    best = min(every.values(), default=np.inf)
    surely = {pairs for pairs, worth in every.items() if worth < best + within - 1e-6}
    at_most = {pairs for pairs, worth in every.items() if worth < best + within + 1e-6}
    assert surely <= {one.pairs for one in found} <= at_most
