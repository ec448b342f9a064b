"""What is learnt from districts: rates of groups, and what places alike have in common."""

import numpy as np
import pytest

from analysis.measures.languages.small_areas.fitting import misplaced, to_margins
from analysis.measures.languages.small_areas.model import Places, expected, learn

TABLES = ("born", "born", "born")
RATES = np.array([[0.01, 0.0], [0.5, 0.1], [0.0, 0.6]])


def places(number, seed=1, size=2_000):
    rng = np.random.default_rng(seed)
    people = rng.gamma(1.0, size, (number, 3)) + 50
    return Places(people, (people @ RATES).sum(axis=1), TABLES)


def test_rates_of_groups_are_found_and_give_places_not_seen_before_what_their_groups_would_have():
    known, new = places(60), places(20, seed=2)
    spoken = known.predictors @ RATES
    assert np.abs(learn(known, spoken, rounds=3_000).rates - RATES).max() < 0.02
    model = learn(known, spoken)
    assert (model.weights == learn(known, spoken).weights).all()  # the same places give the same model
    found, true = expected(model, new), new.predictors @ RATES
    assert np.abs(found - true).sum() / true.sum() < 0.03
    spoken[:, 1] = 0  # a language that nobody learnt from had can still be somewhere
    none = expected(learn(known, spoken), new)[:, 1]
    assert (none > 0).all() and (none < 1e-3).all()


def test_what_places_have_beyond_their_groups_is_carried_to_places_alike():
    known, new = places(80), places(20, seed=2)

    def beyond(some):
        share = some.predictors[:, 1] / some.predictors.sum(axis=1)
        return np.column_stack([np.exp(2 * share), np.ones(len(share))])

    spoken = known.predictors @ RATES * beyond(known)
    known = Places(known.predictors, spoken.sum(axis=1), TABLES)
    true = new.predictors @ RATES * beyond(new)
    new = Places(new.predictors, true.sum(axis=1), TABLES)
    model = learn(known, spoken)

    def error(seed):
        return misplaced(to_margins(seed, new.other_language, true.sum(axis=0)), true)

    assert error(expected(model, new)) < 0.6 * error(new.predictors @ model.rates)


@pytest.fixture(scope="module")
def scattered():
    """Return places whose languages scatter about what their groups have, and what is learnt of them."""
    known = places(60)
    scatter = np.random.default_rng(4).lognormal(0, 0.5, (60, 2))
    return known, learn(known, known.predictors @ RATES * scatter)


def test_a_place_like_none_that_was_seen_is_left_to_its_groups(scattered):
    _, model = scattered
    strange = Places(np.array([[1.0, 1.0, 9e6]]), np.array([10.0]), TABLES)
    assert expected(model, strange) == pytest.approx(strange.predictors @ model.rates, rel=0.01)


def test_a_small_area_is_read_with_some_of_its_districts_make_up(scattered):
    known, model = scattered
    # Three people of one group, by chance, in a district of quite another make-up.
    few, district = np.array([[0.0, 0.0, 3.0]]), known.chosen([0])
    around = district.predictors / district.other_language[:, None]

    def correction(place):
        return (expected(model, place) / (place.predictors @ model.rates + 1e-12))[:, 1]

    wanted = correction(district)
    alone = correction(Places(few, np.array([3.0]), TABLES))
    read = correction(Places(few, np.array([3.0]), TABLES, around))
    assert abs(read - wanted) < 0.2 * abs(alone - wanted)
    for beside in (around, None):  # a small area without anybody has no speakers
        assert expected(model, Places(np.zeros((1, 3)), np.zeros(1), TABLES, beside)).tolist() == [[0, 0]]
