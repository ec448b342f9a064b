"""Tables for other tools: every table, the list of them, and what each column means."""

import pandas as pd
import pyogrio
import pytest

from analysis import exports, settings, table_files


@pytest.fixture
def tables(sampleshire_tables, monkeypatch):
    """Return the names of Sampleshire's tables that are written: those for exploring are not."""
    monkeypatch.setenv(settings.TABLES_VARIABLE, str(sampleshire_tables))
    every = set(table_files.catalogue("sampleshire")["table"])
    assert any(one.endswith(exports.EXPLORING) for one in every)
    return {one for one in every if not one.endswith(exports.EXPLORING)}


def test_csv_has_every_table_and_the_columns_of_each(tables, tmp_path):
    made = exports.write("sampleshire", "csv", tmp_path)
    assert {path.stem for path in made} == tables | {exports.CONTENTS, exports.COLUMNS}
    assert set(pd.read_csv(tmp_path / "contents.csv")["table"]) == tables
    columns = pd.read_csv(tmp_path / "columns.csv", keep_default_na=False)
    assert list(columns.columns) == ["table", "column", "type", "unit", "meaning"]
    assert set(columns["table"]) == tables


def test_the_lists_have_names_that_no_table_has(tables):
    assert not tables & {exports.CONTENTS, exports.COLUMNS}


@pytest.mark.parametrize("kind", ["xlsx", "gpkg"])
def test_workbooks_and_a_geopackage_have_the_list_of_columns(kind, tables, tmp_path, monkeypatch):
    # Of all tables one: the lists are written as any other.
    lists = list(exports._every("sampleshire"))[:3]
    monkeypatch.setattr(exports, "_every", lambda slug: iter(lists))
    made = exports.write("sampleshire", kind, tmp_path)
    if kind == "xlsx":
        columns = pd.read_excel(tmp_path / "columns.xlsx", keep_default_na=False, engine="calamine")
    else:
        columns = pyogrio.read_dataframe(made[0], layer="columns")
    assert set(columns["table"]) == tables
