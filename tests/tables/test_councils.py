"""Tables of what councils publish: the area's own rows, sums that are not known, and places beside them."""

import dataclasses

import pandas as pd
import pytest

from analysis import areas, settings, sources, tables
from analysis.tables.people import authorities
from sampleshire import councils

AREA = "sampleshire"


@pytest.fixture
def read(county):
    """Return the tables of Sampleshire's own files of councils and outlines of districts."""
    county("Detailed_LA_*", "b1_*.csv", "c3_*.csv", "table-c2*.csv", "Local_Authority_Districts*.geojson")
    return tables


def test_a_county_of_which_a_district_is_not_known_has_no_total(read):
    own = read.people.homelessness(AREA)
    assert set(own["area_code"]) == set(areas.area(AREA).districts)
    assert own.groupby("quarter")["area_code"].nunique().eq(5).all() and own["quarter"].nunique() == 8
    silent = own[(own["quarter"] == "2024-Q4") & (own["area_code"] == councils.SILENT[1])]
    assert set(silent["status"]) == {"not available"} and silent["households"].isna().all()
    rows = read.people.homelessness(AREA, by="place")
    assert list(rows["area_name"].unique()) == ["Sampleshire", "Neighbouring districts", "Sample Nation"]
    known = rows[rows["area_name"] == "Sampleshire"].groupby("quarter")["status"].first()
    assert known[known != "shown"].index.tolist() == ["2024-Q4"]
    keys = ["kind", "duty", "reason_or_need"]
    whole = rows[(rows["area_name"] == "Sampleshire") & (rows["quarter"] == "2026-Q1")]
    parts = own.query("quarter == '2026-Q1'").groupby(keys, sort=False)
    assert whole.set_index(keys)["households"].equals(parts["households"].sum())


def test_a_quarter_without_one_of_the_districts_is_not_available(read, monkeypatch):
    def without(file):
        found = whole(file)
        return dataclasses.replace(found, frame=found.frame[found.frame["area_code"] != "E07000902"])

    read.people.homelessness(AREA)  # the folder is scanned, which reads what large files begin with
    whole = authorities.households.homelessness
    monkeypatch.setattr(authorities.households, "homelessness", without)
    rows = read.people.homelessness(AREA)
    gone = rows["area_code"] == "E07000902"
    assert gone.any() and set(rows.loc[gone, "status"]) == {"not available"}
    assert rows.loc[gone, "households"].isna().all()
    whole = read.people.homelessness(AREA, by="place").query("area_name == 'Sampleshire'")
    assert set(whole["status"]) == {"not available"} and whole["households"].isna().all()


def test_a_workbook_is_of_the_quarter_that_its_tables_say_whatever_its_name(county):
    folder = county("Detailed_LA_202603.ods")
    (folder / "Detailed_LA_202603.ods").rename(folder / "Detailed_LA_202503.ods")
    assert set(tables.people.homelessness(AREA)["quarter"]) == {"2026-Q1"}
    assert sources.newest("homelessness") == sources.periods("homelessness") == "2026-Q1"


def test_children_and_partnerships_are_the_areas_and_the_unplaced_stay(read, monkeypatch):
    rows = read.people.children_in_need(AREA)
    assert set(rows["area_name"]) == {"Sampleshire", "Sample Nation"}
    assert rows.loc[rows["measure"] == "Physical_Abuse_unknown", "status"].eq("not available").all()
    last, rows = rows["year"].max(), read.crime.crime_by_partnership(AREA)
    assert {"South Sampleshire", "Unassigned Sampleshire"} <= set(rows["partnership"])
    assert rows.loc[rows["partnership"] == "South Sampleshire", "district_code"].isna().all()
    monkeypatch.setenv(settings.AS_OF_VARIABLE, "2024-Q2")  # a year that ended later is not known yet
    assert read.people.children_in_need(AREA)["year"].max() == "2024" < last


@pytest.mark.real
def test_warwickshires_quarter_without_rugby_is_not_summed(warwickshire):
    rows = tables.people.homelessness("warwickshire", by="place")
    own = rows[(rows["area_name"] == "Warwickshire") & (rows["reason_or_need"] == "domestic abuse")]
    relief = own[own["duty"] == "relief"].set_index("quarter")["households"]
    assert pd.isna(relief["2023-Q1"]) and relief["2025-Q3"] == 99


@pytest.mark.real
@pytest.mark.parametrize("area", ["south-yorkshire", "cumbria", "north-yorkshire", "gwent"])
def test_replaced_districts_and_areas_without_such_files_stop_no_report(warwickshire, area):
    homes, place = tables.people.homelessness(area), tables.people.homelessness(area, by="place")
    assert homes.empty == (area == "gwent")
    newest = homes[homes["quarter"] == "2025-Q3"]
    assert areas.missing_districts(areas.area(area), newest["area_code"]) == [] or homes.empty
    assert area == "gwent" or areas.area(area).name in set(place["area_name"])
    assert tables.people.children_in_need(area).empty == (area == "gwent")


@pytest.mark.real
def test_a_welsh_force_has_no_figure_of_england_beside_it(real, reads):
    reads(real("homelessness"))
    assert tables.people.homelessness("gwent", by="place").empty
    assert "England" in set(tables.people.homelessness("warwickshire", by="place")["area_name"])
