"""Tables for other tools: every table, the list of them, and what each column means."""

import math

import geopandas
import openpyxl
import pandas as pd
import pyogrio
import pytest

from analysis import exports, settings, table_files

SOME = {"contents", "language", "victims_by_offence_and_district", "boundaries_msoa21", "service_points"}


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


@pytest.fixture(params=["some", pytest.param("every", marks=pytest.mark.slow)])
def written(request, tables, tmp_path, monkeypatch):
    """Return a function: a folder with the tables as a kind of file, and {name: the rows that went in}."""
    every = list(exports._every("sampleshire"))
    chosen = [(name, frame) for name, frame in every if request.param == "every" or name in SOME]
    monkeypatch.setattr(exports, "_every", lambda slug: iter(chosen))

    def write(kind):
        exports.write("sampleshire", kind, tmp_path)
        return tmp_path, dict(chosen)

    return write


def cells(frame):
    """Return the rows of a table as plain values, None where one is blank."""
    plain = pd.DataFrame(frame.drop(columns="geometry", errors="ignore")).astype(object)
    return plain.where(plain.notna() & plain.ne(""), None).values.tolist()


def differences(held, frame):
    """Return the rows that differ, of cells as they were read back and of the table that was written."""
    wanted = cells(frame)
    assert len(held) == len(wanted)
    pairs = [(list(one), other) for one, other in zip(held, wanted, strict=True)]
    return [(one, other) for one, other in pairs if not all(map(same, one, other))]


def same(held, wanted):
    if isinstance(held, (int, float)) and isinstance(wanted, (int, float)):
        return math.isclose(held, wanted, rel_tol=1e-9)  # a workbook keeps 16 digits
    return held == wanted


def test_openpyxl_reads_back_the_values_of_workbooks(written):
    folder, tables = written("xlsx")
    for name, frame in tables.items():
        book = openpyxl.load_workbook(folder / f"{name}.xlsx", read_only=True)
        heading, *rows = book.worksheets[0].iter_rows(values_only=True)
        assert list(heading) == [one for one in frame.columns if one != "geometry"], name
        assert differences(rows, frame)[:1] == [], name
        book.close()


def test_pyogrio_reads_back_the_values_and_the_coordinates_of_a_geopackage(written):
    folder, tables = written("gpkg")
    layers = dict(pyogrio.list_layers(folder / exports.GEOPACKAGE))
    assert set(layers) == {name for name, frame in tables.items() if len(frame.columns)}
    for name, kind in layers.items():
        layer = pyogrio.read_dataframe(folder / exports.GEOPACKAGE, layer=name)
        frame = tables[name]
        assert differences(cells(layer), frame)[:1] == [], name
        assert (kind is not None) == isinstance(layer, geopandas.GeoDataFrame), name
        if kind is not None:
            assert layer.crs.to_epsg() == 27700, name
        if "geometry" in frame:
            assert layer.geometry.geom_equals(frame.geometry).all(), name
        elif kind is not None:
            assert layer.geometry.x.tolist() == pytest.approx(frame[exports.EAST].tolist()), name


@pytest.mark.parametrize("kind", ["xlsx", "gpkg"])
@pytest.mark.parametrize("written", ["some"], indirect=True)
def test_a_hidden_cell_is_blank_in_both_and_its_status_says_so(kind, written):
    folder, tables = written(kind)
    name = "victims_by_offence_and_district"
    if kind == "xlsx":
        heading, *rows = openpyxl.load_workbook(folder / f"{name}.xlsx").worksheets[0].values
        layer = pd.DataFrame(rows, columns=heading)
    else:
        layer = pyogrio.read_dataframe(folder / exports.GEOPACKAGE, layer=name)
    hidden = layer[layer["status"].eq("suppressed")]
    assert len(hidden) == tables[name]["status"].eq("suppressed").sum() > 0
    assert hidden["victims"].isna().all() and layer.drop(hidden.index)["victims"].notna().all()
