"""The back-test: folds fitted to their own margins, widths learnt elsewhere, and no district lost."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.languages.small_areas.backtest import backtest
from analysis.measures.languages.small_areas.fitting import estimates, misplaced, random_folds, spread_evenly
from analysis.measures.languages.small_areas.model import Places


@pytest.fixture(scope="module")
def given(country):
    """Return the arguments of a back-test on the invented country."""
    english = country.languages["language"].str.startswith("English")
    other = country.languages[~english].groupby("area_code")["residents_3_plus"].sum()
    rows = [(code, "Main language is English", 1_000) for code in other.index]
    rows += [(code, "Speak English well", people) for code, people in other.items()]
    return {
        "predictors": country.predictors,
        "languages": country.languages,
        "proficiency": pd.DataFrame(rows, columns=["area_code", "proficiency", "residents_3_plus"]),
        "forces": pd.DataFrame(
            {
                "area_code": country.codes,
                "police_force_area_code": [f"E2300000{n % 6}" for n in range(len(country.codes))],
            }
        ),
    }


@pytest.fixture(scope="module")
def tested(country, categories, given):
    truth = pd.DataFrame(country.truth, index=country.lsoas, columns=list(categories))
    small = {
        "predictors": country.small_predictors,
        "margin": country.margin,
        "places": country.places,
        "truth": truth.rename_axis("lsoa21_code")
        .reset_index()
        .melt("lsoa21_code", var_name="language", value_name="residents_3_plus"),
    }
    return backtest(**given, categories_26=categories, small_areas=small)


FOLDS = "districts, ten random folds"
FORCES = "each police force's districts, learnt from the other forces"
SMALL = "small areas, learnt from all districts"


def test_each_test_has_a_row_for_all_cases_the_largest_and_the_small(country, tested):
    assert set(tested["predictors"]) == {"birthplace + ethnic group + religion"}
    named = tested["test"].tolist()
    for test in (FOLDS, FORCES, SMALL):
        assert {test, f"{test}, largest tenth"} <= set(named)
    # No district of the invented country has so few speakers of a language.
    assert [test for test in named if "fewer" in test] == [f"{SMALL}, fewer than 100 speakers"]
    assert len(named) == 9
    cases = tested.set_index("test")["cases"]  # places by reported languages
    assert (cases[FOLDS], cases[SMALL]) == (len(country.codes) * 3, len(country.lsoas) * 3)


def test_the_estimate_beats_spreading_evenly_and_counted_categories_beat_the_estimate(tested):
    rows = tested.set_index("test")
    assert (rows["error"] < 0.5 * rows["naive"]).all()
    for test in (FOLDS, FORCES):
        assert rows.at[f"{test}, 26 categories counted", "error"] < rows.at[test, "error"]
    assert tested["coverage_90"].between(0.8, 1.0).all()  # intervals hold about nine in ten


def test_half_of_what_is_misplaced_is_the_error_and_spreading_evenly_gives_each_place_its_folds_mix():
    true = np.array([[10.0, 0.0], [0.0, 10.0]])
    assert misplaced(true, true) == 0 and misplaced(true[::-1], true) == 1
    assert misplaced(np.array([[9.0, 1.0], [1.0, 9.0]]), true) == pytest.approx(0.1)
    people, speakers = np.array([3.0, 1.0, 5.0]), np.array([[2.0, 1.0], [2.0, -1.0], [4.0, 1.0]])
    found = spread_evenly(people, speakers, np.array([0, 0, 1]))
    assert found.tolist() == [[3, 0], [1, 0], [4, 1]]


def test_a_place_held_out_teaches_nothing_about_itself():
    rng = np.random.default_rng(2)
    people = rng.gamma(1.0, 1_000, (40, 3)) + 10
    speakers = rng.poisson(people @ rng.random((3, 4)) * 0.2).astype(float)
    places = Places(people, speakers.sum(axis=1), ("born",) * 3)
    fold = random_folds(40)
    before = estimates(places, speakers, fold)
    # Swapped between two places of a fold, its margins stay as they are, and so must the estimate.
    one, other = np.flatnonzero(fold == fold[0])[:2]
    swapped = speakers.copy()
    swapped[[one, other]] = swapped[[other, one]]
    after = estimates(places, swapped, fold)
    assert np.abs(after[[one, other]] - before[[one, other]]).max() < 1e-6
    assert np.abs(after - before).max() > 1e-3


def test_folds_are_even_the_same_every_time_and_of_two_places_at_least():
    fold = random_folds(309)
    assert set(np.bincount(fold)) == {30, 31} and (fold == random_folds(309)).all()
    assert len(random_folds(20)) == 20  # 19 districts are refused in test_estimate.py


@pytest.mark.parametrize(
    ("table", "lacking", "said"),
    [
        ("forces", {"index": 0}, r"E07001000 has no police force area \(1 in all\)"),
        ("proficiency", {"index": 33}, "E07001003 is missing from the table of proficiency"),
        (
            "predictors",
            {"columns": "religion: One"},
            "needed together. Found: country of birth, ethnic group",
        ),
    ],
)
def test_a_table_that_lacks_a_district_or_its_predictors_is_refused(given, table, lacking, said):
    with pytest.raises(InputError, match=said):
        backtest(**given | {table: given[table].drop(**lacking)})
