"""The totals of places are met whatever share of the speakers they are."""

import numpy as np
import pytest
from scipy.special import expit, logit

from analysis.measures.languages.decisions import joint


@pytest.mark.parametrize("share", [0.01, 0.02, 0.5, 0.9, 0.95, 0.99])
def test_totals_of_any_size_are_met_to_the_person(share):
    for seed in range(8):
        chance = np.random.default_rng(seed)
        languages, places = int(chance.integers(5, 41)), int(chance.integers(1, 7))
        speakers = np.ceil(np.exp(chance.normal(4, 1.8, places * languages)))
        system, language = np.repeat(np.arange(places), languages), np.tile(np.arange(languages), places)
        whole = np.bincount(system, speakers)
        totals = np.clip(np.round(whole * share), 1, whole - 1)
        totals[0] = min(totals[0], chance.choice([1, 2, totals[0]]))
        expected = logit(chance.uniform(0.02, 0.4, languages))[language]
        alike = (language[:, None] == language) * 0.3 + (system[:, None] == system) * 0.06
        covariance = alike + np.diag(0.06 * (100_000 / speakers) ** 0.3)
        odds, left = joint.under_totals(speakers, system, totals, expected, covariance)
        assert np.bincount(system, speakers * expit(odds)) == pytest.approx(totals, abs=1e-3)
        # What stays unsure moves no total, and is less than before.
        assert (np.diag(left) >= -1e-9).all() and (np.diag(left) <= np.diag(covariance) + 1e-9).all()
