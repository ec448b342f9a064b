"""Victims as a chapter has them: counted, declared, and never shown as rows."""

import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell

from analysis import measures, settings, tables
from analysis.errors import InputError
from analysis.sources import local
from analysis.sources.local import guarded
from analysis.tables.declaration import columns
from analysis.tables.victims import Victims

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
    return tables.victims("sampleshire")


def test_victims_are_declared_counts_by_quarter_and_field(victims):
    assert list(victims.columns) == columns(Victims)
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
    local.keep("sampleshire", "2025-Q4", earlier, quarters=["2025-Q4"])
    assert list(tables.victims("sampleshire")["victims"]) == [9, 1, 2]
    assert list(tables.victims("sampleshire", kept={})["victims"]) == [1, 1, 2]


def test_without_extracts_the_table_has_no_rows(county, monkeypatch, tmp_path):
    county("ruc21_lsoa21.csv")
    monkeypatch.setenv(settings.LOCAL_VARIABLE, str(tmp_path / "none"))
    found = tables.victims("sampleshire")
    assert not len(found) and list(found.columns) == columns(Victims)


def test_counts_that_are_not_as_declared_name_no_row(victims):
    wrong = victims.drop(columns="status").assign(sex="Notaperson")
    local.keep("sampleshire", "2025-Q4", wrong, quarters=["2025-Q4"])
    with pytest.raises(InputError) as caught:
        tables.victims("sampleshire")
    assert "do not keep what Victims declares" in str(caught.value) and "Notaperson" not in str(caught.value)


# Not a row is shown


DERIVED = {
    "itself": lambda table: table,
    "head": lambda table: table.head(),
    "filter": lambda table: table[table["victims"] > 1],
    "query": lambda table: table.query("victims > 1"),
    "column": lambda table: table["victims"],
    "row": lambda table: table.iloc[0],
    "sum": lambda table: table.groupby("district")["victims"].sum(),
    "size": lambda table: table.groupby("district").size(),
    "agg": lambda table: table.groupby("sex").agg(all=("victims", "sum")),
    "pivot": lambda table: table.pivot_table(
        index="district", columns="sex", values="victims", aggfunc="sum"
    ),
    "unstack": lambda table: table.groupby(["district", "sex"])["victims"].sum().unstack(),
    "value counts": lambda table: table["district"].value_counts(),
    "describe": lambda table: table.describe(),
    "merge": lambda table: table.merge(table[["district"]].drop_duplicates()),
    "concat": lambda table: pd.concat([table, table]),
    "assign": lambda table: table.assign(twice=table["victims"] * 2),
    "transpose": lambda table: table.T,
    "melt": lambda table: table.melt(),
    "copy": lambda table: table.copy(),
    "pool": lambda table: measures.pool(table, ["quarter", "district"], "victims"),
    "share": lambda table: measures.share(table, "district", "victims"),
    "largest": lambda table: measures.largest(table, "victims", 2),
}


@pytest.mark.parametrize("derive", DERIVED.values(), ids=DERIVED)
def test_what_is_derived_shows_no_row_either(victims, derive):
    shown = derive(victims)
    assert isinstance(shown, guarded.Guarded | guarded.GuardedSeries)
    for text in (repr(shown), str(shown), f"{shown}", shown._repr_html_()):
        assert "Counts of people" in text and "Quarrowby" not in text and "Larkmere" not in text
    assert f"{len(shown):,} row" in repr(shown)


def test_columns_and_number_of_rows_are_shown(victims):
    assert repr(victims).startswith("Guarded: 3 rows; columns: quarter, district, msoa, ")
    assert "publish.control(…, table=NAME)" in repr(victims)


def test_a_figure_that_became_a_heading_is_not_shown(victims):
    assert "int" in repr(victims.pivot_table(index="district", columns="victims", aggfunc="size"))


@pytest.mark.parametrize("name", ["to_csv", "to_json", "to_html", "to_string", "to_excel", "to_pickle"])
def test_rows_are_not_written(victims, name, tmp_path):
    for table in (victims, victims["victims"]):
        with pytest.raises(InputError, match="neither written nor drawn as they are"):
            getattr(table, name)(tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["plot", "style"])
def test_rows_are_not_drawn(victims, name):
    with pytest.raises(InputError, match="neither written nor drawn as they are"):
        getattr(victims, name)


def test_in_a_notebook_no_table_shows_rows_once_victims_are_loaded(victims):
    shell = InteractiveShell.instance()
    try:
        plain = pd.DataFrame({"place": ["Quarrowby"], "victims": [7919]})
        assert "7919" in shell.display_formatter.format(plain)[0]["text/plain"]
        tables.victims("sampleshire")
        column = plain["victims"]
        shows = [
            plain,
            column,
            column.to_numpy(),
            column.array,
            plain.index,
            plain.set_index("victims").index,
        ]
        for shown in (*shows, [plain], {"a": column}):
            for mime, text in shell.display_formatter.format(shown)[0].items():
                assert "7919" not in text and "Quarrowby" not in text, (type(shown), mime)
        assert "1 row" in shell.display_formatter.format(plain)[0]["text/html"]
    finally:
        InteractiveShell.clear_instance()
