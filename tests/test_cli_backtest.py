"""The command `vna backtest languages`: the test's rows as a table or as CSV, and nothing else."""

import io

import pandas as pd
import pytest
from typer.testing import CliRunner

from analysis import measures, settings, tables
from analysis.cli import app
from analysis.sources import backtests

COLUMNS = ["test", "predictors", "error", "naive", "coverage_90", "cases"]


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Return a function that runs the command; what it keeps goes to an empty folder."""
    for variable in settings.VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    found = settings.data

    def elsewhere(*parts):
        kept = parts[-1:] in [(backtests.RESULT,), (backtests.INPUTS,)]
        return tmp_path / parts[-1] if kept else found(*parts)

    monkeypatch.setattr(settings, "data", elsewhere)
    return lambda *words: CliRunner().invoke(app, ["backtest", *map(str, words)])


def census(county):
    """Return a folder with the three first predictors of Sampleshire, and what a test needs beside them."""
    return county(
        *(f"census2021-ts0{table}-*.csv" for table in ("04", "21", "30", "24", "29")),
        "LSOA11_to_LSOA21_to_LAD22_EW_exact_lookup.csv",
    )


def test_the_rows_are_written_as_csv_and_kept_with_the_inputs(run, county):
    done = run("languages", "--inputs", census(county), "--format", "csv", "--keep")
    assert done.exit_code == 0, done.output
    table = pd.read_csv(io.StringIO(done.output))
    assert list(table.columns) == COLUMNS
    assert "small areas, learnt from all districts" in set(table["test"])
    assert (table["error"] < table["naive"]).all()
    kept, inputs = backtests.stored(invented=True)
    assert len(kept) == len(table)
    assert {"census_ts004", "census_ts024", "census_ts029"} <= set(inputs["card"])


def test_the_table_shows_what_the_csv_holds(run, county, monkeypatch):
    row = ("a test", "one", 0.11654, 0.3, 0.914, 28_428)
    monkeypatch.setattr(measures, "backtest", lambda **given: pd.DataFrame([row], columns=COLUMNS))
    monkeypatch.setattr(tables.languages.estimates, "backtest_evidence", lambda area: {})
    done = run("languages", "--inputs", census(county))
    assert done.exit_code == 0, done.output
    assert done.output.splitlines() == [
        "\t".join(COLUMNS),
        "\t".join(["a test", "one", "0.117", "0.300", "91.4%", "28,428"]),
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["crime"], 'there is no test of "crime"'),
        (["languages", "--format", "json"], "table or csv"),
    ],
)
def test_what_cannot_be_tested_or_written_is_refused(run, words, message):
    done = run(*words)
    assert done.exit_code == 2
    assert message in done.output


def test_a_folder_without_predictors_says_what_is_missing(run, county):
    done = run("languages", "--inputs", county("census2021-ts024-ltla.csv", "census2021-ts029-ltla.csv"))
    assert done.exit_code == 1
    assert "Nothing can be tested: the folder has no predictors" in done.output
