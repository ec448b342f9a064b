"""Languages of small areas: both margins met, every row there, and what is wrong refused by name."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.measures.languages.small_areas.estimate import estimate_languages

REPORTED = ["Aran", "Brel", "Cusk"]


@pytest.fixture(scope="module")
def estimated(country):
    return estimate_languages(**country.evidence())


def matrix(rows, key="lsoa21_code", value="speakers"):
    return rows.pivot(index=key, columns="language", values=value)


def test_every_small_area_has_a_row_for_each_language_but_english_and_welsh(country, estimated):
    assert len(estimated) == len(country.lsoas) * 3
    assert set(estimated["language"]) == set(REPORTED)
    assert list(estimated.columns) == [
        "lsoa21_code", "district22_code", "language", "speakers", "lower", "upper", "standard_error",
        "method", "status",
    ]  # fmt: skip
    assert set(estimated["method"]) == {"modelled"}
    assert set(estimated["status"]) == {"shown"}


def test_the_districts_speakers_are_met(country, estimated):
    counted = country.languages.pivot(index="area_code", columns="language", values="residents_3_plus")
    found = estimated.groupby(["district22_code", "language"])["speakers"].sum().unstack()
    assert np.abs(found - counted.loc[found.index, REPORTED]).to_numpy().max() < 1e-4


def test_the_small_areas_residents_with_another_main_language_are_met_but_for_the_welsh(country, estimated):
    other = country.truth.sum(axis=1)
    without_welsh = matrix(estimated).loc[country.lsoas].sum(axis=1).to_numpy()
    assert (without_welsh <= other + 1e-4).all()
    assert (other - without_welsh).sum() == pytest.approx(country.truth[:, 0].sum(), abs=1e-3)


def test_the_estimate_is_nearer_the_truth_than_the_districts_mix(country, estimated):
    found, true = matrix(estimated).loc[country.lsoas, REPORTED].to_numpy(), country.truth[:, 1:]
    naive = np.zeros_like(found)
    for start in (0, 12):
        rows = slice(start, start + 12)
        naive[rows] = np.outer(true[rows].sum(axis=1), true[rows].sum(axis=0)) / true[rows].sum()
    assert np.abs(found - true).sum() < 0.5 * np.abs(naive - true).sum()


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


def test_the_same_tables_give_the_same_numbers_in_any_order(country, estimated):
    shuffled = {name: table.sample(frac=1, random_state=1) for name, table in country.evidence().items()}
    again = estimate_languages(**shuffled)
    keys = ["lsoa21_code", "language"]
    pd.testing.assert_frame_equal(
        again.sort_values(keys, ignore_index=True), estimated.sort_values(keys, ignore_index=True), rtol=1e-9
    )


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


def test_categories_counted_everywhere_bind(country, categories):
    lsoas = country.lsoas[:12]
    rows = estimate_languages(
        **country.evidence(observed_26=country.observed(lsoas), categories_26=categories)
    )
    seen = rows[rows["lsoa21_code"].isin(lsoas)]
    found = matrix(seen).loc[lsoas]
    assert found["Aran"].tolist() == country.truth[:12, 1].tolist()
    assert set(seen.loc[seen["language"] == "Aran", "method"]) == {"observed"}
    assert set(seen.loc[seen["language"] != "Aran", "method"]) == {"derived"}
    both = found["Brel"] + found["Cusk"]
    assert np.abs(both - country.truth[:12, 2:].sum(axis=1)).max() < 1e-4
    assert (
        seen.loc[seen["method"] == "observed", "lower"] == seen.loc[seen["method"] == "observed", "upper"]
    ).all()
    assert set(rows.loc[~rows["lsoa21_code"].isin(lsoas), "method"]) == {"modelled"}


def test_categories_counted_in_part_of_a_district_bind_there_and_the_rest_is_fitted_to_what_is_left(
    country, categories
):
    lsoas = country.lsoas[:5]
    rows = estimate_languages(
        **country.evidence(observed_26=country.observed(lsoas), categories_26=categories)
    )
    found = matrix(rows).loc[country.lsoas[:12]]
    assert found["Aran"].iloc[:5].tolist() == country.truth[:5, 1].tolist()
    both = found["Brel"] + found["Cusk"]
    assert np.abs(both.iloc[:5] - country.truth[:5, 2:].sum(axis=1)).max() < 1e-4
    assert np.abs(found.sum() - country.truth[:12, 1:].sum(axis=0)).max() < 0.01
    middle = estimate_languages(
        **country.evidence(observed_26=country.observed(lsoas), categories_26=categories), by="msoa21"
    )
    aran = middle[middle["language"] == "Aran"].set_index("msoa21_code")["method"]
    assert aran.tolist() == ["observed", "modelled", "modelled", "modelled", "modelled", "modelled"]


def changed(table, where, **values):
    return table.assign(**{name: table[name].mask(where, value) for name, value in values.items()})


def test_a_language_that_a_district_lacks_is_named(country):
    part = country.languages.drop(index=4)
    with pytest.raises(InputError, match='E07001000 has no number for "Cusk"'):
        estimate_languages(**country.evidence(languages_of_districts=part))


def test_a_language_that_stands_twice_is_named(country):
    twice = pd.concat([country.languages, country.languages.iloc[[3]]])
    with pytest.raises(InputError, match='"Brel" appears twice for E07001000'):
        estimate_languages(**country.evidence(languages_of_districts=twice))


def test_a_table_without_english_is_refused(country):
    part = country.languages[~country.languages["language"].str.startswith("English")]
    with pytest.raises(InputError, match="hold 0 languages named English"):
        estimate_languages(**country.evidence(languages_of_districts=part))


def test_predictors_of_another_vintage_are_refused(country):
    old = country.small_predictors.rename(columns={"lsoa21_code": "lsoa11_code"})
    with pytest.raises(InputError, match=r'Column "lsoa21_code" is not in the table.*Nearest: "lsoa11_code"'):
        estimate_languages(**country.evidence(predictors_of_small_areas=old))


def test_a_small_area_without_predictors_is_named(country):
    part = country.small_predictors.iloc[1:]
    with pytest.raises(InputError, match="Small area E01100000 is missing from the predictors"):
        estimate_languages(**country.evidence(predictors_of_small_areas=part))


def test_a_district_whose_languages_are_not_known_is_named(country):
    part = country.languages[country.languages["area_code"] != "E07001001"]
    few = country.predictors[country.predictors["area_code"] != "E07001001"]
    with pytest.raises(InputError, match="No language is known of district E07001001"):
        estimate_languages(**country.evidence(languages_of_districts=part, predictors_of_districts=few))


def test_categories_that_differ_between_the_levels_are_named(country):
    other = country.small_predictors.rename(columns={"religion: One": "religion: Won"})
    with pytest.raises(InputError, match='"religion: One" is not among the predictors of small areas'):
        estimate_languages(**country.evidence(predictors_of_small_areas=other))


def test_a_table_that_stands_at_one_level_alone_is_left_out(country, estimated):
    more = country.predictors.assign(**{"passports held: Here": 1})
    again = estimate_languages(**country.evidence(predictors_of_districts=more))
    pd.testing.assert_frame_equal(again, estimated)


def test_margins_of_other_places_are_refused(country):
    double = country.margin.assign(residents_3_plus=country.margin["residents_3_plus"] * 2)
    with pytest.raises(InputError, match="E07001000: residents with another main language, added over"):
        estimate_languages(**country.evidence(margin_of_small_areas=double))


def test_too_few_districts_to_learn_from_are_refused(country):
    few = country.codes[:19]
    with pytest.raises(InputError, match=r"Languages are known of 19 districts\. At least 20"):
        estimate_languages(
            **country.evidence(
                predictors_of_districts=country.predictors[country.predictors["area_code"].isin(few)],
                languages_of_districts=country.languages[country.languages["area_code"].isin(few)],
            )
        )


def test_a_number_that_is_missing_is_named_and_not_taken_for_zero(country):
    blank = country.predictors.astype({"religion: One": float})
    blank.loc[2, "religion: One"] = np.nan
    with pytest.raises(InputError, match='Predictor "religion: One" of E07001002 is negative or missing'):
        estimate_languages(**country.evidence(predictors_of_districts=blank))


def test_a_level_that_does_not_exist_is_refused(country):
    with pytest.raises(InputError, match='No level "ward"'):
        estimate_languages(**country.evidence(), by="ward")


def test_msoas_cannot_be_asked_for_without_knowing_them(country):
    without = country.places.drop(columns="msoa21_code")
    with pytest.raises(InputError, match="have no column msoa21_code"):
        estimate_languages(**country.evidence(places_of_small_areas=without), by="msoa21")


def test_a_language_without_a_category_is_named(country, categories):
    less = {language: category for language, category in categories.items() if language != "Cusk"}
    with pytest.raises(InputError, match='"Cusk" belongs to none of the 26 categories'):
        estimate_languages(
            **country.evidence(observed_26=country.observed(country.lsoas[:2]), categories_26=less)
        )


def test_a_category_that_a_small_area_lacks_is_named(country, categories):
    cut = country.observed(country.lsoas[:2]).iloc[:-1]
    with pytest.raises(InputError, match="E01100001 lacks one of the 26 categories"):
        estimate_languages(**country.evidence(observed_26=cut, categories_26=categories))
