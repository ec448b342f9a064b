"""What languages in small areas are estimated from: predictors, and the export in 26 categories."""

import shutil

import numpy as np
import pytest

import sampleshire
from analysis import areas, settings, tables
from analysis.errors import InputError, MissingSourceError
from analysis.measures.languages.small_areas.estimate import estimate_languages
from analysis.sources import inventory, nomis
from analysis.tables.languages import estimates
from sampleshire.census_exports import BY_PROFICIENCY, IN_26
from tests.tables.edits import replace

LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"


def test_tables_that_the_folder_lacks_have_no_columns(county):
    county("census2021-ts004-*.csv", "census2021-ts005-ltla.csv", LOOKUP)
    districts, small = (estimates.predictors("sampleshire"), estimates.predictors("sampleshire", "lsoa21"))
    assert {name.split(": ")[0] for name in districts.columns} == {
        "area_code", "country of birth", "passports held",
    }  # fmt: skip
    assert {name.split(": ")[0] for name in small.columns} == {"lsoa21_code", "country of birth"}
    assert len(districts) == 65
    assert not districts.isna().any().any()


def test_a_folder_without_predictors_says_so(county):
    county("census2021-ts024-ltla.csv", "census2021-ts029-*.csv", LOOKUP)
    says = "has no predictors of districts, no predictors of small areas"
    with pytest.raises(MissingSourceError, match=says):
        tables.languages.estimates.small_area_evidence("sampleshire")


def test_what_small_areas_lack_is_not_read_of_districts(county):
    county("census2021-ts0*.csv", LOOKUP)
    evidence = tables.languages.estimates.small_area_evidence("sampleshire")
    assert not [name for name in evidence["predictors_of_districts"] if name.startswith("passports held")]
    assert evidence["observed_26"] is None
    evidence = tables.languages.estimates.backtest_evidence("sampleshire")
    assert set(evidence["languages"]["area_code"]) <= set(evidence["forces"]["area_code"])
    assert evidence["small_areas"]["truth"]["language"].nunique() == 94


@pytest.mark.real
def test_no_district_of_2021_lacks_a_force_though_a_lookup_lacks_seventeen(real, reads):
    reads(real("census2021").parent)
    evidence = tables.languages.estimates.backtest_evidence("warwickshire")
    districts = set(evidence["languages"]["area_code"])
    assert len(districts) == 309
    assert districts <= set(evidence["forces"]["area_code"])
    in_2024 = {code for area in areas.all_areas() for code in area.districts24}
    assert len(districts - in_2024) == 17


@pytest.mark.real
def test_whose_districts_a_folder_holds_is_told_by_the_folder(county, real):
    assert tables.languages.estimates.backtest_area().slug == settings.SAMPLESHIRE
    folder = county("census2021-ts024-ltla.csv")
    assert tables.languages.estimates.backtest_area(folder).slug == settings.SAMPLESHIRE
    assert not tables.languages.estimates.backtest_area(real("census2021").parent).invented


@pytest.mark.real
def test_the_real_county_adds_up_to_the_speakers_that_were_counted(real, reads):
    reads(real("census2021").parent)
    evidence = tables.languages.estimates.small_area_evidence("warwickshire")
    for by, places in (("lsoa21", 354), ("msoa21", 67)):
        rows = estimate_languages(**evidence, by=by)
        assert len(rows) == places * 92
        added = rows.groupby("language")["speakers"].sum()
        assert added["Polish"] == pytest.approx(8_464, abs=1e-3)
        assert added["Albanian"] == pytest.approx(233, abs=1e-3)
        assert set(rows["method"]) == {"modelled"}
        assert np.isfinite(rows[["speakers", "lower", "upper"]].to_numpy()).all()


# The export in 26 categories


def test_every_language_of_ts024_has_a_category_and_every_category_a_language():
    found = estimates.category_of_language()
    assert len(found) == 94
    assert set(found.values()) == set(estimates.CATEGORIES.values())
    leaves = [name.rpartition(": ")[2] for name, kind in nomis.vocabulary("TS024").items() if kind == "leaf"]
    assert sorted(found) == sorted(leaves)
    placed = {
        "Romanian": "Any other EU language",
        "Albanian": "Non-EU European language",
        "Welsh or Cymraeg (in England only)": "Other UK language",
        "English-based Caribbean Creole": "Any other language",
    }
    assert placed.items() <= estimates.category_of_language().items()


def test_the_export_is_read_for_the_lsoas_that_it_holds(county):
    county(IN_26, LOOKUP)
    found = estimates.language_categories("sampleshire")
    lsoas = found["lsoa21_code"].unique()
    assert found.groupby("lsoa21_code").size().eq(25).all()
    assert 0 < len(lsoas) < 350
    true = sampleshire.truth()["ts024_lsoa"].loc[lsoas]
    counted = found[found["category_26"] == "Polish"].set_index("lsoa21_code")["residents_3_plus"]
    polish = true["Other European language (EU): Polish"]
    assert (counted - polish).abs().max() <= 2


def test_an_unknown_category_is_named_and_an_lsoa_in_two_exports_is_refused(county):
    folder = county(IN_26, BY_PROFICIENCY, LOOKUP)
    shutil.copy(folder / IN_26, folder / "custom-dataset-again.csv")
    with pytest.raises(InputError, match="is in another export of main language too"):
        estimates.language_categories("sampleshire")
    (folder / "custom-dataset-again.csv").unlink()
    replace(folder / IN_26, ",6,Other European language (EU): Polish", ",66,Polisch")
    inventory.forget()
    with pytest.raises(InputError, match=r'category "Polisch" \(code 66\) is not one of the 26'):
        estimates.language_categories("sampleshire")
    (folder / IN_26).unlink()
    inventory.forget()
    assert estimates.language_categories("sampleshire").empty


def test_the_estimates_of_sampleshire_are_bound_where_it_was_counted(county):

    county("census2021-ts0*.csv", IN_26, LOOKUP)
    evidence = tables.languages.estimates.small_area_evidence("sampleshire")
    rows = estimate_languages(**evidence)
    assert set(rows["method"]) == {"observed", "derived", "modelled"}
    counted = evidence["observed_26"]
    polish = counted[counted["category_26"] == "Polish"].set_index("lsoa21_code")["residents_3_plus"]
    shown = rows[(rows["method"] == "observed") & (rows["language"] == "Polish")].set_index("lsoa21_code")
    assert (shown["speakers"] == polish[shown.index]).all()
    assert len(shown) == len(polish)
