"""People resettled by district: a flow, with nobody in the quarters that have no row."""

import pandas as pd
import pytest

from analysis import areas, tables
from analysis.sources import sampleshire
from analysis.sources.local import guarded
from analysis.tables.declaration import columns
from analysis.tables.resettlement import Resettlement, counts

TABLE = "resettlement_local_authority_Res_D01.csv"


def plain(table):
    return pd.DataFrame(table)


@pytest.mark.parametrize("force", ["sampleshire", "brackmarsh", "mossenshire"])
def test_every_district_has_everybody_who_truly_arrived(county, force):
    county(TABLE)
    found = plain(tables.resettlement(force))
    assert list(found.columns) == columns(Resettlement)
    keys = ["quarter", "area_code", "scheme"]
    truth = sampleshire.truth()["resettlement"].groupby(keys)["people_resettled"].sum()
    truth = truth[truth.index.get_level_values("area_code").isin(set(found["area_code"]))]
    assert found.set_index(keys)["people_resettled"].sort_index().to_dict() == truth.to_dict()


def test_arrivals_without_an_authority_are_in_no_area(county):
    county(TABLE)
    held = sum(
        plain(tables.resettlement(area.slug))["people_resettled"].sum() for area in areas.all_areas(True)
    )
    truth = sampleshire.truth()["resettlement"]
    nowhere = truth.loc[truth["area_code"] == "", "people_resettled"].sum()
    assert nowhere > 0 and held == truth["people_resettled"].sum() - nowhere


def test_nobody_arrived_in_the_middle_of_2020(county):
    county(TABLE)
    found = plain(tables.resettlement("sampleshire"))
    assert not set(found["quarter"]) & {"2020-Q2", "2020-Q3"}
    assert (found["date"].dt.to_period("Q").astype("str") == found["quarter"].str.replace("-", "")).all()


def test_counts_name_the_district_so_that_a_floor_can_see_it(county):
    county(TABLE)
    found = plain(counts("sampleshire"))
    assert list(found.columns) == ["quarter", "district", "scheme", "people_resettled"]
    assert (found.drop(columns="people_resettled").dtypes == "str").all()
    assert found["people_resettled"].dtype == "int64" and found["people_resettled"].min() >= 1


def test_quarters_after_the_latest_are_not_read(county, monkeypatch):
    county(TABLE)
    monkeypatch.setenv("VNA_AS_OF", "2025-Q4")
    assert plain(tables.resettlement("sampleshire"))["quarter"].max() <= "2025-Q4"


def test_without_a_file_the_table_is_empty_with_its_columns(county):
    county("ruc21_lsoa21.csv")
    assert not len(tables.resettlement("sampleshire"))
    assert list(tables.resettlement("sampleshire").columns) == columns(Resettlement)


@pytest.mark.parametrize("load", [tables.resettlement, counts])
def test_no_row_is_shown(county, load):
    county(TABLE)
    found = load("sampleshire")
    assert isinstance(found, guarded.Guarded) and len(found)
    assert "Counts of people" in repr(found) and "Quarrowby" not in repr(found)


@pytest.mark.real
def test_149_people_were_resettled_in_warwickshire_since_2014(real, reads):
    reads(real("home-office"))
    found = plain(tables.resettlement("warwickshire"))
    assert found.groupby("area_name")["people_resettled"].sum().to_dict() == {
        "North Warwickshire": 2,
        "Nuneaton and Bedworth": 19,
        "Rugby": 37,
        "Stratford-on-Avon": 58,
        "Warwick": 33,
    }
