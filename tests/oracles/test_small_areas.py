"""Iterative proportional fitting held to reference results, reconciled margins among them.

`ipf_4x4` is the example of the Wikipedia article, fitted by R's loglin; `ipf_structured` was constructed.
Fits agree to 1e-6: both stop at a tolerance of their own.
"""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.measures.languages.small_areas.fitting import rake, reconciled


@pytest.fixture(scope="module")
def structured(oracle):
    """Return the truth and both reference fits as areas by languages by levels, and what is expected."""
    frame = pd.read_csv(oracle("05_language/ipf_structured.csv"))
    expected = json.loads(oracle("05_language/ipf_structured_expected.json").read_text(encoding="utf-8"))
    shape = (expected["areas"], expected["languages"], expected["proficiency_levels"])
    frame = frame.sort_values(["area", "lang", "prof"])
    return {name: frame[name].to_numpy(dtype=float).reshape(shape) for name in frame.columns[3:]}, expected


def error(fit, truth):
    """Return the error of the people with limited English (levels 2 and 3), area by language."""
    found, true = fit[..., 2:].sum(axis=2), truth[..., 2:].sum(axis=2)
    return np.abs(found - true).sum() / true.sum()


def seed_of(truth):
    return np.broadcast_to(truth.sum(axis=0) + 1e-12, truth.shape)


def test_the_four_by_four_table(oracle):
    case = json.loads(oracle("05_language/ipf_4x4.json").read_text(encoding="utf-8"))
    fit = rake(np.array(case["seed"]), np.array(case["row_targets"]), np.array(case["col_targets"]))
    assert fit == pytest.approx(np.array(case["fit"]), abs=1e-6)


def raked(seeds, by_language, by_level, **how):
    """Return the fit of each area by itself, languages by levels: both margins are of an area."""
    return np.array(
        [
            rake(seed.T, levels, languages, **how).T
            for seed, languages, levels in zip(seeds, by_language, by_level, strict=True)
        ]
    )


def residual(fit, by_language, by_level):
    """Return the largest difference, in people, between a margin and the fit's own."""
    return max(np.abs(fit.sum(axis=2) - by_language).max(), np.abs(fit.sum(axis=1) - by_level).max())


def test_two_local_margins_with_the_countys_table_for_a_seed(structured):
    tables, expected = structured
    truth = tables["truth"]
    found = raked(seed_of(truth), truth.sum(axis=2), truth.sum(axis=1), tolerance=1e-13)
    assert np.abs(found - tables["ipf_AL_AP_seedLP"]).max() < 1e-6
    assert error(found, truth) == pytest.approx(expected["rel_abs_err"]["ipf_AL_AP"], abs=1e-6)


def noisy(oracle, name, column, shape):
    frame = pd.read_csv(oracle(f"05_language/ipf_structured_noisy_area_{name}.csv"))
    return frame.sort_values(["area", column])["count"].to_numpy(dtype=float).reshape(shape)


def test_margins_that_disagree_are_never_met_and_are_once_reconciled(structured, oracle):
    tables, expected = structured
    truth = tables["truth"]
    by_language = noisy(oracle, "language", "lang", truth.shape[:2])
    by_level = noisy(oracle, "proficiency", "prof", (truth.shape[0], truth.shape[2]))
    gap = np.abs(by_language.sum(axis=1) - by_level.sum(axis=1)).max()
    assert gap == expected["noisy_margins_unreconciled"]["max_area_total_gap"]

    # Fitted to languages last but one and to proficiency last, five hundred times.
    fit = raked(seed_of(truth), by_language, by_level, rounds=500)
    wanted = expected["noisy_margins_unreconciled"]["max_abs_residual"]
    assert residual(fit, by_language, by_level) == pytest.approx(wanted, abs=1e-3)

    totals = zip(by_language.sum(axis=1), by_level, strict=True)
    scaled = np.array([reconciled(total, levels) for total, levels in totals])
    fit = raked(seed_of(truth), by_language, scaled, rounds=500)
    assert residual(fit, by_language, scaled) < 1e-3
    wanted = expected["noisy_margins_scaled"]["rel_abs_err"]
    assert error(fit, truth) == pytest.approx(wanted, abs=1e-4)
