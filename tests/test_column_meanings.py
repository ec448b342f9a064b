"""Every column of every table has a meaning, and every number a unit."""

import pytest

from analysis import areas, column_meanings, settings, stages, table_files
from analysis.tables import declared

NUMBERS = ("int", "Int", "float", "Float")


@pytest.fixture
def columns(sampleshire_tables, monkeypatch):
    """Return the columns of every table of Sampleshire."""
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(sampleshire_tables))
    return table_files.columns_of_all("sampleshire")


def named(columns):
    """Return the columns as "table.column", to be read in a failure."""
    return sorted(columns["table"] + "." + columns["column"])


def test_every_declared_table_is_looked_at(columns):
    assert set(declared.every()) <= set(columns["table"])


def test_every_column_of_every_table_has_a_meaning(columns):
    assert named(columns[columns["meaning"] == ""]) == []


def test_every_number_has_a_unit(columns):
    numbers = columns["type"].str.startswith(NUMBERS)
    assert named(columns[numbers & (columns["unit"] == "")]) == []


def test_nothing_is_listed_that_no_table_has(columns):
    held = set(columns[["table", "column"]].itertuples(index=False, name=None))
    held |= {("", column) for column in columns["column"]}
    listed = areas.reference(column_meanings.LIST)
    assert [row for row in listed if (row["table"], row["column"]) not in held] == []


def test_no_row_for_all_tables_is_overruled_in_each_of_them(columns):
    listed = {(row["table"], row["column"]) for row in areas.reference(column_meanings.LIST)}
    left = {row.column for row in columns.itertuples() if (row.table, row.column) not in listed}
    assert sorted(column for table, column in listed if not table and column not in left) == []


def test_a_column_is_listed_once_for_a_table():
    listed = [(row["table"], row["column"]) for row in areas.reference(column_meanings.LIST)]
    assert listed == sorted(set(listed), key=lambda row: (row[1], row[0]))


def test_the_row_that_names_the_table_counts():
    assert column_meanings.of("force_comparison", "population")["meaning"].startswith("Mid-year")
    assert column_meanings.of("street_crime_by_district", "population")["meaning"].startswith("Usual")


def test_a_column_that_an_office_defined_has_no_meaning_and_stops_nothing():
    assert column_meanings.of("victims_by_housing", "housing") == {"unit": "", "meaning": ""}


def test_the_columns_of_a_table_are_told_with_unit_and_meaning(columns):
    told = table_files.columns("deprivation", "sampleshire").set_index("column")
    assert list(told.columns) == ["type", "unit", "meaning"]
    assert told.loc["imd_decile", "unit"] == "decile"
    assert told.loc["lsoa21_code", "unit"] == "code"


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("area", ["warwickshire", "gwent"])
def test_every_column_of_a_real_area_has_a_meaning(area, real, tmp_path, monkeypatch):
    inputs = real("census2021").parent
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(tmp_path))
    with settings.serving(settings.Run(inputs, local=tmp_path / "local", solved=tmp_path / "released")):
        stages.data(area)
    columns = table_files.columns_of_all(area)
    assert len(columns) > 0
    assert named(columns[columns["meaning"] == ""]) == []
