"""What goes with language: a row a place, from whatever tables the folder holds."""

import numpy as np
import pytest

from analysis import areas, settings, tables
from analysis.errors import MissingSourceError
from analysis.measures.languages.small_areas.estimate import estimate_languages
from analysis.tables.languages import estimates

LOOKUP = "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv"


def test_tables_that_the_folder_lacks_have_no_columns(county):
    county("census2021-ts004-*.csv", "census2021-ts005-ltla.csv", LOOKUP)
    districts, small = (
        estimates.predictors("sampleshire"),
        estimates.predictors("sampleshire", "lsoa21"),
    )
    assert {name.split(": ")[0] for name in districts.columns} == {
        "area_code", "country of birth", "passports held",
    }  # fmt: skip
    assert {name.split(": ")[0] for name in small.columns} == {"lsoa21_code", "country of birth"}
    assert len(districts) == 65
    assert not districts.isna().any().any()


def test_a_predictor_is_the_publishers_count(county):
    county("census2021-ts030-lsoa.csv", "census2021-ts030-ltla.csv", LOOKUP)
    wide = estimates.predictors("sampleshire", "lsoa21").set_index("lsoa21_code")
    cells = tables.census.religion("sampleshire", by="lsoa21")
    rows = cells[cells["religion"] == "Hindu"].set_index("lsoa21_code")["residents"]
    assert (wide.loc[rows.index, "religion: Hindu"] == rows).all()


def test_a_folder_without_predictors_says_so(county):
    county("census2021-ts024-ltla.csv", "census2021-ts029-*.csv", LOOKUP)
    with pytest.raises(
        MissingSourceError, match="has no predictors of districts, no predictors of small areas"
    ):
        tables.languages.estimates.small_area_evidence("sampleshire")


def test_what_small_areas_lack_is_not_read_of_districts(county):
    county("census2021-ts0*.csv", LOOKUP)
    evidence = tables.languages.estimates.small_area_evidence("sampleshire")
    assert not [name for name in evidence["predictors_of_districts"] if name.startswith("passports held")]
    assert evidence["observed_26"] is None


def test_every_district_of_the_census_has_a_force_by_our_own_list(county):
    county("census2021-ts0*.csv", LOOKUP)
    evidence = tables.languages.estimates.backtest_evidence("sampleshire")
    assert set(evidence["languages"]["area_code"]) <= set(evidence["forces"]["area_code"])
    assert evidence["small_areas"]["truth"]["language"].nunique() == 94


def test_no_district_of_2021_is_missing_from_the_forces_though_a_lookup_of_2024_lacks_seventeen(real, reads):
    reads(real("census2021").parent)
    evidence = tables.languages.estimates.backtest_evidence("warwickshire")
    districts = set(evidence["languages"]["area_code"])
    assert len(districts) == 309
    assert districts <= set(evidence["forces"]["area_code"])
    in_2024 = {code for area in areas.all_areas() for code in area.districts24}
    assert len(districts - in_2024) == 17


def test_whose_districts_a_folder_holds_is_told_by_the_folder(county, real):
    assert tables.languages.estimates.backtest_area().slug == settings.SAMPLESHIRE
    assert (
        tables.languages.estimates.backtest_area(county("census2021-ts024-ltla.csv")).slug
        == settings.SAMPLESHIRE
    )
    assert not tables.languages.estimates.backtest_area(real("census2021").parent).invented


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
