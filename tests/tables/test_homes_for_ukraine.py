"""Homes for Ukraine by district: the last week of a quarter, and no county where a district is hidden."""

import importlib

import pandas as pd
import pytest

import sampleshire
from analysis.errors import InputError
from analysis.release import people
from analysis.tables.declaration import columns
from sampleshire import immigration_workbooks

# The module: the package has its `load` under that name.
module = importlib.import_module("analysis.tables.people.homes_for_ukraine")
FILES = "ukraine-*.ods"


def plain(table):
    return pd.DataFrame(table)


def test_every_district_has_everybody_who_truly_arrived(county):
    county(FILES)
    found = plain(people.homes_for_ukraine("sampleshire"))
    assert list(found.columns) == columns(module.HomesForUkraine) and len(found) == 17 * 5
    truth = sampleshire.truth()["homes_for_ukraine"].set_index(["date", "area_code"])["people_arrived"]
    mine = found.set_index(["date", "area_code"])["people_arrived"]
    assert mine.astype(int).to_dict() == truth.loc[mine.index].to_dict()


def test_the_week_before_stands_where_the_last_is_missing(county):
    county(FILES)
    found = plain(people.homes_for_ukraine("sampleshire")).set_index("quarter")["date"]
    assert set(found.loc["2022-Q4"]) == {pd.Timestamp("2022-12-20")}


def test_a_quarter_is_not_known_of_a_county_in_which_a_district_is_hidden(county):
    county(FILES)
    force = "copplesey"
    codes = set(plain(people.homes_for_ukraine(force))["area_code"])
    assert immigration_workbooks.HIDDEN in codes
    truth = sampleshire.truth()["homes_for_ukraine"].query("area_code == @immigration_workbooks.HIDDEN")
    nobody = set(truth.loc[truth["people_arrived"] == 0, "date"].dt.to_period("Q").astype("str"))
    assert {quarter.replace("-", "") for quarter in module.quarters(force)} == nobody
    assert set(plain(module.counts(force))["quarter"]) == set(module.quarters(force))


@pytest.mark.parametrize(("day", "known"), [("2026-06-17", ("2026-Q2",)), ("2026-06-16", ())])
def test_a_quarter_whose_last_two_weeks_have_no_file_is_left_out(county, monkeypatch, day, known):
    county("ukraine-*2026-06-30.ods")
    whole = module._read
    monkeypatch.setattr(module, "_read", lambda file: whole(file).assign(date=pd.Timestamp(day)))
    assert module.quarters("sampleshire") == known


def test_without_a_file_there_is_no_row_and_no_quarter(county):
    county("asylum_support*.csv")
    assert plain(people.homes_for_ukraine("sampleshire")).empty and module.quarters("sampleshire") == ()


def test_a_district_that_is_missing_is_named(county, monkeypatch):
    county("ukraine-*2026-06-30.ods")
    whole = module._read

    def cut(file):
        rows = whole(file)
        return rows[rows["area_code"] != "E07000903"]

    monkeypatch.setattr(module, "_read", cut)
    with pytest.raises(InputError, match="E07000903 is missing; 1 districts are"):
        people.homes_for_ukraine("sampleshire")
