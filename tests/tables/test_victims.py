"""Victims as release has them: counted and declared."""

import pytest

from analysis import extracts, settings
from analysis.errors import InputError
from analysis.release import people
from analysis.tables.declaration import columns
from analysis.tables.people.own import declaration

COLUMNS = """
area = "sampleshire"

[victims.our_police]
files = ["victims_{quarter}.csv"]
supplier = "Our Police"
[victims.our_police.fields.quarter]
headings = ["Quarter"]
[victims.our_police.fields.district]
headings = ["District name"]
[victims.our_police.fields.sex]
headings = ["Person Gender"]
"""
ROWS = """Quarter,District name,Person Gender
2026-Q1,Quarrowby,Female
2026-Q1,Quarrowby,Female
2026-Q1,Larkmere,Male
2025-Q4,Larkmere,Female
"""


@pytest.fixture
def victims(county, tmp_path, monkeypatch):
    """Return the table of an office of four victims."""
    county("ruc21_lsoa21.csv")
    folder = tmp_path / "office"
    folder.mkdir()
    (folder / "columns.toml").write_text(COLUMNS, encoding="utf-8")
    (folder / "victims_2026-Q1.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(folder))
    return people.victims("sampleshire")


def test_victims_are_declared_counts_by_quarter_and_field(victims):
    assert list(victims.columns) == columns(declaration("victims"))
    assert list(
        victims[["quarter", "district", "sex", "victims", "status"]].itertuples(index=False, name=None)
    ) == [
        ("2025-Q4", "Larkmere", "Female", 1, "shown"),
        ("2026-Q1", "Larkmere", "Male", 1, "shown"),
        ("2026-Q1", "Quarrowby", "Female", 2, "shown"),
    ]
    assert set(victims["religion"]) == {"Not supplied"}


def test_published_quarters_are_as_they_were_published(victims):
    earlier = victims.drop(columns="status").assign(victims=9)
    extracts.keep("sampleshire", "2025-Q4", earlier, quarters=["2025-Q4"])
    assert list(people.victims("sampleshire")["victims"]) == [9, 1, 2]
    assert list(people.victims("sampleshire", kept={})["victims"]) == [1, 1, 2]


def test_without_extracts_the_table_has_no_rows(county, monkeypatch, tmp_path):
    county("ruc21_lsoa21.csv")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "none"))
    found = people.victims("sampleshire")
    assert not len(found) and list(found.columns) == columns(declaration("victims"))


def test_counts_that_are_not_as_declared_name_no_row(victims):
    wrong = victims.drop(columns="status").assign(sex="Notaperson")
    extracts.keep("sampleshire", "2025-Q4", wrong, quarters=["2025-Q4"])
    with pytest.raises(InputError) as caught:
        people.victims("sampleshire")
    assert "the counts of victims do not keep what is declared" in str(
        caught.value
    ) and "Notaperson" not in str(caught.value)
