"""Victims as release has them: counted and declared."""

import pytest

from analysis import settings
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
