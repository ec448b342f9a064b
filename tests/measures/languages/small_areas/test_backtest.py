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


def test_each_test_has_a_row_for_all_cases_the_largest_and_the_small(tested):
    assert list(tested.columns) == ["test", "predictors", "error", "naive", "coverage_90", "cases"]
    assert set(tested["predictors"]) == {"birthplace + ethnic group + religion"}
    named = tested["test"].tolist()
    for test in (
        "districts, ten random folds",
        "each police force's districts, learnt from the other forces",
        "small areas, learnt from all districts",
    ):
        assert {test, f"{test}, largest tenth"} <= set(named)
    assert [test for test in named if "fewer" in test] == [
        "small areas, learnt from all districts, fewer than 100 speakers"
    ], "no district of the invented country has so few speakers of a language"
    assert len(named) == 9


def test_the_estimate_beats_spreading_evenly_and_counted_categories_beat_the_estimate(tested):
    rows = tested.set_index("test")
    assert (rows["error"] < 0.5 * rows["naive"]).all()
    for test in (
        "districts, ten random folds",
        "each police force's districts, learnt from the other forces",
    ):
        assert rows.at[f"{test}, 26 categories counted", "error"] < rows.at[test, "error"]


def test_cases_are_places_by_reported_languages(country, tested):
    rows = tested.set_index("test")["cases"]
    assert rows["districts, ten random folds"] == len(country.codes) * 3
    assert rows["small areas, learnt from all districts"] == len(country.lsoas) * 3


def test_the_intervals_hold_about_nine_in_ten(tested):
    assert tested["coverage_90"].between(0.8, 1.0).all()


def test_the_error_is_half_of_what_is_misplaced():
    true = np.array([[10.0, 0.0], [0.0, 10.0]])
    assert misplaced(true, true) == 0
    assert misplaced(np.array([[9.0, 1.0], [1.0, 9.0]]), true) == pytest.approx(0.1)
    assert misplaced(true[::-1], true) == 1


def test_spreading_evenly_gives_each_place_its_folds_mix():
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


def test_folds_are_even_and_the_same_every_time():
    fold = random_folds(309)
    assert set(np.bincount(fold)) == {30, 31}
    assert (fold == random_folds(309)).all()


@pytest.mark.parametrize(("number", "refused"), [(19, True), (20, False)])
def test_two_places_a_fold_are_the_fewest(number, refused):
    if refused:
        with pytest.raises(InputError, match="At least 20 are needed"):
            random_folds(number)
    else:
        assert len(random_folds(number)) == 20


def test_a_district_without_a_force_is_named_and_not_dropped(country, given):
    part = given["forces"].iloc[1:]
    with pytest.raises(InputError, match=r"E07001000 has no police force area \(1 in all\)"):
        backtest(**given | {"forces": part})


def test_a_district_without_proficiency_is_named(given):
    part = given["proficiency"][given["proficiency"]["area_code"] != "E07001003"]
    with pytest.raises(InputError, match="E07001003 is missing from the table of proficiency"):
        backtest(**given | {"proficiency": part})


def test_predictors_that_make_no_test_are_named(country, given):
    few = country.predictors.drop(columns="religion: One")
    with pytest.raises(InputError, match=r"needed together\. Found: country of birth, ethnic group"):
        backtest(**given | {"predictors": few})
