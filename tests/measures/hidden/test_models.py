"""Models by BIC: none is lost, the quick search finds the same ones, and too many lists are refused."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis import measures
from analysis.errors import InputError
from analysis.measures.hidden import models
from analysis.measures.hidden.captures import Captures, read_captures
from analysis.measures.hidden.designs import geometry
from analysis.measures.hidden.models import candidates
from analysis.measures.hidden.near_best import near_best

THIN = [(1, 0, 0, 40), (0, 1, 0, 30), (0, 0, 1, 20), (1, 1, 0, 6)]


def test_every_model_keeps_a_row_and_those_without_an_estimate_come_last(captures):
    found = measures.models_by_bic(captures(THIN))
    assert len(found) == 8 and found["interactions"].is_unique
    shown = found["status"] == "shown"
    assert found["code"].value_counts().to_dict() == {0: 4, 1: 3, 2: 1}
    assert shown.tolist() == [True] * 4 + [False] * 4
    assert found["bic"].iloc[:4].is_monotonic_increasing and found["bic"].iloc[4:].isna().all()
    assert found.loc[~shown, "method"].str.startswith("not given").all()


def test_the_bic_counts_a_pair_with_nobody_in_common_as_a_parameter(captures):
    found = measures.models_by_bic(captures(THIN)).set_index("interactions")
    fit = measures.hidden_population_given(captures(THIN), ["police:charity"])
    assert found.loc["police:charity", "parameters"] == 5
    # AIC is -2 log-likelihood + 2 x 5: so the two differ by 5 x (log n - 2).
    assert found.loc["police:charity", "bic"] == pytest.approx(fit.aic + 5 * (np.log(96) - 2))


def test_order_1_is_the_lists_alone(captures):
    (row,) = measures.models_by_bic(captures(), order=1).itertuples()
    alone = measures.hidden_population(captures(), 0)
    assert (row.interactions, row.estimate) == ("none", pytest.approx(alone.estimate))
    assert (row.lower, row.upper) == (pytest.approx(alone.lower), pytest.approx(alone.upper))
    with pytest.raises(InputError, match="order of the models is 1 or 2, not 3"):
        measures.models_by_bic(captures(), order=3)


def test_lists_up_to_the_most_are_tried_and_one_more_is_refused(captures, monkeypatch):
    assert models.LISTS_AT_MOST == 6
    monkeypatch.setattr(models, "LISTS_AT_MOST", 3)
    assert len(candidates(read_captures(captures()))) == 8
    monkeypatch.setattr(models, "LISTS_AT_MOST", 2)
    with pytest.raises(InputError, match="3 lists have too many models"):
        candidates(read_captures(captures()))
    assert len(candidates(read_captures(captures()), order=1)) == 1


def test_a_model_exactly_as_far_from_the_best_as_asked_is_near_it(captures):
    whole = read_captures(captures(THIN))
    bics = sorted(one.bic for one in candidates(whole) if one.code == 0)
    (first, second) = (near_best(whole, bics[1] - bics[0] + by) for by in (-1e-6, 1e-6))
    assert (len(first), len(second)) == (1, 2)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.integers(3, 4), st.integers(0, 10**6), st.sampled_from([0.5, 5, 100]), st.sampled_from([0.5, 2, 10])
)
def test_the_quick_search_finds_what_trying_every_model_finds(lists, seed, most, within):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.gamma(0.5, most, 2**lists - 1)).astype(float)
    assume((geometry(lists).effects[:, 1 : lists + 1].T @ counts > 0).all())
    whole = Captures(tuple("ABCD"[:lists]), counts)
    every = [one for one in candidates(whole) if one.code == 0]
    found = near_best(whole, within)
    best = min((one.bic for one in every), default=np.inf)
    surely = {one.pairs for one in every if one.bic < best + within - 1e-6}
    at_most = {one.pairs for one in every if one.bic < best + within + 1e-6}
    assert surely <= {one.pairs for one in found} <= at_most
