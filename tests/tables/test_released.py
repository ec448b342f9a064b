"""Released tables are ordinary tables: what is hidden is blank, and distinguished from what is not there."""

import os

import pytest

from analysis import settings, tables
from analysis.errors import InputError
from analysis.release import handover
from analysis.sources import inventory

ENTRY = {
    "by": ["district", "sex"],
    "unit": "victims",
    "periods": {"2025-Q4": ["2025-Q4"], "2026-Q1": ["2026-Q1"]},
    "cells": [
        ["2025-Q4", ["East", "Female"], "[x]"],
        ["2026-Q1", ["East", "Female"], "[c]"],
        ["2026-Q1", ["East", "Total"], 12],
        ["2026-Q1", ["Total", "Female"], "[c]"],
        ["2026-Q1", ["Total", "Total"], 40],
        ["2026-Q1", ["West", "Female"], 0],
    ],
}


@pytest.fixture
def handed(tmp_path, monkeypatch):
    """Return the file in which a build would hand over one table."""
    path = tmp_path / "tabulations.json"
    handover.put(path, {"area": "sampleshire", "tabulations": {"by_sex": ENTRY}})
    monkeypatch.setenv(settings.SOLVED_VARIABLE, str(path))
    return path


def test_each_state_is_told_and_a_shown_zero_is_a_zero(handed):
    found = tables.released("by_sex", "Sampleshire")
    assert found.columns.tolist() == ["period", "district", "sex", "victims", "status"]
    assert found["victims"].dtype == "Int64"
    states = dict(zip(found["status"], found["victims"].isna(), strict=True))
    assert states == {"not available": True, "suppressed": True, "shown": False}
    assert found.query("district == 'West'")["victims"].tolist() == [0]


def test_rows_are_picked_by_labels_by_the_newest_period_and_without_zeros(handed):
    assert len(tables.released("by_sex", "sampleshire", newest=True, margins=True)) == 5
    districts = tables.released("by_sex", "sampleshire", district=["East", "West"], margins=True)
    assert len(districts) == 4
    without = tables.released("by_sex", "sampleshire", zeros=False)
    assert without["status"].tolist() == ["not available", "suppressed"]


def test_sums_stand_among_the_rows_where_they_are_asked_for_alone(handed):
    assert tables.released("by_sex", "sampleshire")["district"].tolist() == ["East", "East", "West"]
    assert len(tables.released("by_sex", "sampleshire", margins=True)) == 6
    assert tables.released("by_sex", "sampleshire", district="Total")["sex"].tolist() == ["Female"]
    assert tables.released("by_sex", "sampleshire", district="Total", sex="Total")["victims"].tolist() == [40]
    both = tables.released("by_sex", "sampleshire", district=["West", "Total"])
    assert both["district"].tolist() == ["Total", "West"]


def test_its_area_is_the_one_that_is_open_where_no_other_table_was_loaded(handed):
    inventory.forget()
    tables.released("by_sex", "Sampleshire")
    assert inventory.area_now() == "sampleshire"


def test_a_table_that_is_not_listed_is_refused_with_the_nearest(handed):
    says = r'no released table "by_sexe"\. Nearest: "by_sex".*list it in data/release\.toml'
    with pytest.raises(InputError, match=says):
        tables.released("by_sexe", "sampleshire")
    with pytest.raises(InputError, match=r'no "sex" called "Femal"\. Nearest: "Female"'):
        tables.released("by_sex", "sampleshire", sex="Femal")
    with pytest.raises(InputError, match="released is of sampleshire, not of kent"):
        tables.released("by_sex", "kent")
    with pytest.raises(InputError, match=r'is not by "sec"\. Nearest: "sex"'):
        tables.released("by_sex", "sampleshire", sec="Female")


def test_where_nothing_was_released_it_says_what_to_run(tmp_path, monkeypatch):
    monkeypatch.setattr(settings, "project", lambda: tmp_path)
    with pytest.raises(InputError, match="Run: vna release --area sampleshire"):
        tables.released("by_sex", "sampleshire")


def test_a_file_that_was_cut_off_is_refused_in_one_line(handed):
    for content in ('{"tabulations": {', "[]", '{"tabulations": {}}'):
        handed.write_text(content, encoding="utf-8")
        os.utime(handed, ns=(len(content), len(content)))
        with pytest.raises(InputError, match="Run vna release again"):
            tables.released("by_sex", "sampleshire")
