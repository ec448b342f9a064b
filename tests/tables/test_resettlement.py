"""People resettled by district: a flow, with nobody in the quarters that have no row."""

import pandas as pd
import pytest

import sampleshire
from analysis import areas
from analysis.release import people
from analysis.tables.declaration import columns
from analysis.tables.people.resettlement import Resettlement

TABLE = "resettlement_local_authority_Res_D01.csv"


def plain(table):
    return pd.DataFrame(table)


@pytest.mark.parametrize("force", ["sampleshire", "brackmarsh", "mossenshire"])
def test_every_district_has_everybody_who_truly_arrived(county, force):
    county(TABLE)
    found = plain(people.resettlement(force))
    assert list(found.columns) == columns(Resettlement)
    keys = ["quarter", "area_code", "scheme"]
    truth = sampleshire.truth()["resettlement"].groupby(keys)["people_resettled"].sum()
    truth = truth[truth.index.get_level_values("area_code").isin(set(found["area_code"]))]
    assert found.set_index(keys)["people_resettled"].sort_index().to_dict() == truth.to_dict()


def test_arrivals_without_an_authority_are_in_no_area(county):
    county(TABLE)
    held = sum(
        plain(people.resettlement(area.slug))["people_resettled"].sum() for area in areas.all_areas(True)
    )
    truth = sampleshire.truth()["resettlement"]
    nowhere = truth.loc[truth["area_code"] == "", "people_resettled"].sum()
    assert nowhere > 0 and held == truth["people_resettled"].sum() - nowhere


def test_nobody_arrived_in_the_middle_of_2020(county):
    county(TABLE)
    found = plain(people.resettlement("sampleshire"))
    assert not set(found["quarter"]) & {"2020-Q2", "2020-Q3"}
    assert (found["date"].dt.to_period("Q").astype("str") == found["quarter"].str.replace("-", "")).all()


@pytest.mark.real
def test_149_people_were_resettled_in_warwickshire_since_2014(real, reads):
    reads(real("home-office"))
    found = plain(people.resettlement("warwickshire"))
    assert found.groupby("area_name")["people_resettled"].sum().to_dict() == {
        "North Warwickshire": 2,
        "Nuneaton and Bedworth": 19,
        "Rugby": 37,
        "Stratford-on-Avon": 58,
        "Warwick": 33,
    }
