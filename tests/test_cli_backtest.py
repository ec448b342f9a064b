"""The command `vna backtest languages`: the test's rows as a table or as CSV, and nothing else."""

import io

import pandas as pd
import pytest

from analysis import settings, tables
from analysis.measures.languages.small_areas import backtest
from analysis.sources import backtests
from tests.commands import ran, vna

COLUMNS = ["test", "predictors", "error", "naive", "coverage_90", "cases"]


@pytest.fixture(autouse=True)
def _kept_elsewhere(monkeypatch, tmp_path):
    """Let what the command keeps go to an empty folder."""
    found = settings.data

    def elsewhere(*parts):
        kept = parts[-1:] in [(backtests.RESULT,), (backtests.INPUTS,)]
        return tmp_path / parts[-1] if kept else found(*parts)

    monkeypatch.setattr(settings, "data", elsewhere)


def census(county):
    """Return a folder with the three first predictors of Sampleshire, and what a test needs beside them."""
    return county(
        *(f"census2021-ts0{table}-*.csv" for table in ("04", "21", "30", "24", "29")),
        "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv",
    )


def test_the_rows_are_written_as_csv_and_kept_with_the_inputs(county):
    said = ran("backtest", "languages", "--inputs", census(county), "--format", "csv", "--keep")
    table = pd.read_csv(io.StringIO(said))
    assert list(table.columns) == COLUMNS
    assert "small areas, learnt from all districts" in set(table["test"])
    assert (table["error"] < table["naive"]).all()
    kept, inputs = backtests.stored(invented=True)
    assert len(kept) == len(table)
    assert {"census_ts004", "census_ts024", "census_ts029"} <= set(inputs["card"])


def test_the_table_shows_what_the_csv_holds(county, monkeypatch):
    row = ("a test", "one", 0.11654, 0.3, 0.914, 28_428)
    monkeypatch.setattr(backtest, "backtest", lambda **given: pd.DataFrame([row], columns=COLUMNS))
    monkeypatch.setattr(tables.languages.estimates, "backtest_evidence", lambda area: {})
    said = ran("backtest", "languages", "--inputs", census(county)).splitlines()
    shown = ["a test", "one", "0.117", "0.300", "91.4%", "28,428"]
    assert [line.split("\t") for line in said] == [COLUMNS, shown]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["crime"], 2, 'there is no test of "crime"'),
        (["languages", "--format", "json"], 2, "is not one of 'table'"),
        (["languages"], 1, "Nothing can be tested: the folder has no predictors"),
    ],
)
def test_what_cannot_be_tested_or_written_is_refused(county, words, code, message):
    done = vna(
        "backtest", *words, "--inputs", county("census2021-ts024-ltla.csv", "census2021-ts029-ltla.csv")
    )
    assert done.exit_code == code and message in done.output
