"""Languages of small areas: both margins met, every row there, and what is wrong refused by name."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.languages.small_areas.estimate import estimate_languages

from .conftest import CATEGORIES, LANGUAGES

REPORTED = ["Aran", "Brel", "Cusk"]


@pytest.fixture(scope="module")
def estimated(country):
    return estimate_languages(**country.evidence())


def matrix(rows, key="lsoa21_code", value="speakers"):
    return rows.pivot(index=key, columns="language", values=value)


def test_every_small_area_has_a_row_for_each_language_but_english_and_welsh(country, estimated):
    assert len(estimated) == len(country.lsoas) * 3
    assert set(estimated["language"]) == set(REPORTED)
    assert set(estimated["method"]) == {"modelled"} and set(estimated["status"]) == {"shown"}


def test_both_counts_are_met_but_for_the_welsh(country, estimated):
    counted = country.languages.pivot(index="area_code", columns="language", values="residents_3_plus")
    found = estimated.groupby(["district22_code", "language"])["speakers"].sum().unstack()
    assert np.abs(found - counted.loc[found.index, REPORTED]).to_numpy().max() < 1e-4
    other = country.truth.sum(axis=1)
    without_welsh = matrix(estimated).loc[country.lsoas].sum(axis=1).to_numpy()
    assert (without_welsh <= other + 1e-4).all()
    assert (other - without_welsh).sum() == pytest.approx(country.truth[:, 0].sum(), abs=1e-3)


def test_intervals_are_whole_hold_the_estimate_and_most_truths(country, estimated):
    assert (estimated["lower"] <= estimated["speakers"]).all()
    assert (estimated["speakers"] <= estimated["upper"] + 1e-9).all()
    assert (estimated[["lower", "upper"]] % 1 == 0).all().all()
    lower, upper = (matrix(estimated, value=end).loc[country.lsoas, REPORTED] for end in ("lower", "upper"))
    inside = (lower.to_numpy() <= country.truth[:, 1:]) & (country.truth[:, 1:] <= upper.to_numpy())
    assert inside.mean() >= 0.85


def test_msoas_are_sums_of_their_lsoas_with_an_interval_of_their_own(country, estimated):
    middle = estimate_languages(**country.evidence(), by="msoa21")
    lookup = country.places.set_index("lsoa21_code")["msoa21_code"]
    added = estimated.groupby([estimated["lsoa21_code"].map(lookup), "language"])[["speakers", "upper"]].sum()
    added = added.reindex(pd.MultiIndex.from_frame(middle[["msoa21_code", "language"]]))
    assert np.abs(added["speakers"].to_numpy() - middle["speakers"].to_numpy()).max() < 1e-9
    assert (middle["upper"].to_numpy() <= added["upper"].to_numpy()).mean() > 0.9


def test_neither_the_order_of_rows_nor_a_table_at_one_level_alone_changes_a_number(country, estimated):
    more = country.predictors.assign(**{"passports held: Here": 1})
    given = country.evidence(predictors_of_districts=more)
    again = estimate_languages(
        **{name: table.sample(frac=1, random_state=1) for name, table in given.items()}
    )
    keys = ["lsoa21_code", "language"]
    again, before = (one.sort_values(keys, ignore_index=True) for one in (again, estimated))
    pd.testing.assert_frame_equal(again, before, rtol=1e-9)


def test_a_small_area_without_anybody_keeps_its_rows_at_zero(country):
    empty = country.lsoas[0]
    margin, predictors = country.margin.copy(), country.small_predictors.copy()
    margin.loc[margin["lsoa21_code"] == empty, "residents_3_plus"] = 0
    columns = [name for name in predictors if ": " in name]
    predictors.loc[predictors["lsoa21_code"] == empty, columns] = 0
    # Who lived there lives next door, so that the district still adds up.
    moved = country.margin["lsoa21_code"].isin(country.lsoas[:1])
    next_door = margin["lsoa21_code"] == country.lsoas[1]
    margin.loc[next_door, "residents_3_plus"] += country.margin.loc[moved, "residents_3_plus"].to_numpy()
    rows = estimate_languages(
        **country.evidence(margin_of_small_areas=margin, predictors_of_small_areas=predictors)
    )
    rows = rows[rows["lsoa21_code"] == empty]
    assert len(rows) == 3
    assert not rows[["speakers", "lower", "upper"]].to_numpy().any()
    assert set(rows["status"]) == {"shown"}


@pytest.mark.parametrize("number", [12, 5])
def test_categories_that_were_counted_bind_and_the_rest_of_the_district_is_fitted_to_what_is_left(
    country, categories, number
):
    lsoas, truth = country.lsoas[:number], country.truth
    counted = {"observed_26": country.observed(lsoas), "categories_26": categories}
    rows = estimate_languages(**country.evidence(**counted))
    found = matrix(rows).loc[country.lsoas[:12]]
    assert found["Aran"].iloc[:number].tolist() == truth[:number, 1].tolist()
    both = (found["Brel"] + found["Cusk"]).iloc[:number]
    assert np.abs(both - truth[:number, 2:].sum(axis=1)).max() < 1e-4
    assert np.abs(found.sum() - truth[:12, 1:].sum(axis=0)).max() < 0.01
    methods = rows["method"].groupby([rows["lsoa21_code"].isin(lsoas), rows["language"]]).unique().map(list)
    assert methods[True].to_dict() == {"Aran": ["observed"], "Brel": ["derived"], "Cusk": ["derived"]}
    assert methods[False].tolist() == [["modelled"]] * 3
    assert (rows["lower"] == rows["upper"])[rows["method"] == "observed"].all()
    middle = estimate_languages(**country.evidence(**counted), by="msoa21")
    aran = middle[middle["language"] == "Aran"].set_index("msoa21_code")["method"]
    whole = number // 4  # MSOAs of which every small area was counted
    assert aran.tolist() == ["observed"] * whole + ["modelled"] * (6 - whole)


def without(table, column, *values):
    return table[~table[column].isin(values)]


def blank(country):
    table = country.predictors.astype({"religion: One": float})
    table.loc[2, "religion: One"] = np.nan
    return table


REFUSED = {
    'E07001000 has no number for "Cusk"': lambda it: {"languages_of_districts": it.languages.drop(index=4)},
    '"Brel" appears twice for E07001000': lambda it: {
        "languages_of_districts": pd.concat([it.languages, it.languages.iloc[[3]]])
    },
    "hold 0 languages named English": lambda it: {
        "languages_of_districts": without(it.languages, "language", LANGUAGES[0])
    },
    'Column "lsoa21_code" is not in the table.*Nearest: "lsoa11_code"': lambda it: {
        "predictors_of_small_areas": it.small_predictors.rename(columns={"lsoa21_code": "lsoa11_code"})
    },
    "Small area E01100000 is missing from the predictors": lambda it: {
        "predictors_of_small_areas": it.small_predictors.iloc[1:]
    },
    "No language is known of district E07001001": lambda it: {
        "languages_of_districts": without(it.languages, "area_code", "E07001001"),
        "predictors_of_districts": without(it.predictors, "area_code", "E07001001"),
    },
    '"religion: One" is not among the predictors of small areas': lambda it: {
        "predictors_of_small_areas": it.small_predictors.rename(columns={"religion: One": "religion: Won"})
    },
    "E07001000: residents with another main language, added over": lambda it: {
        "margin_of_small_areas": it.margin.assign(residents_3_plus=it.margin["residents_3_plus"] * 2)
    },
    r"Languages are known of 19 districts\. At least 20": lambda it: {
        "predictors_of_districts": without(it.predictors, "area_code", *it.codes[19:]),
        "languages_of_districts": without(it.languages, "area_code", *it.codes[19:]),
    },
    'Predictor "religion: One" of E07001002 is negative or missing': lambda it: {
        "predictors_of_districts": blank(it)
    },
    'No level "ward"': lambda it: {"by": "ward"},
    "have no column msoa21_code": lambda it: {
        "places_of_small_areas": it.places.drop(columns="msoa21_code"),
        "by": "msoa21",
    },
    '"Cusk" belongs to none of the 26 categories': lambda it: {
        "observed_26": it.observed(it.lsoas[:2]),
        "categories_26": {name: one for name, one in CATEGORIES.items() if name != "Cusk"},
    },
    "E01100001 lacks one of the 26 categories": lambda it: {
        "observed_26": it.observed(it.lsoas[:2]).iloc[:-1],
        "categories_26": CATEGORIES,
    },
}


@pytest.mark.parametrize("said", REFUSED)
def test_evidence_that_does_not_fit_is_refused_by_name(country, said):
    with pytest.raises(InputError, match=said):
        estimate_languages(**country.evidence(**REFUSED[said](country)))
