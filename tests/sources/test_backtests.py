"""The stored back-test: read, replaced by place, as good as it must be, and of the files it names."""

import datetime
import hashlib

import pandas as pd
import pytest

from analysis import settings
from analysis.errors import InputError
from analysis.sources import backtests
from tests.sources.refusals import refusal

# What a simple non-negative regression did, for each set of predictors: in ten random folds, and with each
# police force's districts learnt from the others.
TO_BEAT = {
    "birthplace + ethnic group + religion": (0.180, 0.147),
    "+ passports": (0.141, 0.118),
    "+ detailed ethnic group": (0.084, 0.074),
    "+ detailed identity": (0.077, 0.068),
}
TESTS = ("districts, ten random folds", "each police force's districts, learnt from the other forces")


@pytest.fixture
def reference(tmp_path, monkeypatch):
    """Return an empty folder in the place of data/reference."""
    monkeypatch.setattr(settings, "data", lambda *parts: tmp_path / parts[-1])
    return tmp_path


def result(error):
    return pd.DataFrame([("a test, by half", "one", error, 0.3, 0.9, 12)], columns=list(backtests.COLUMNS))


def test_a_result_is_kept_with_its_day_and_its_inputs_and_the_others_stay(reference):
    day = datetime.date(2026, 11, 25)
    backtests.keep(result(0.11119), False, day, [("census_ts024", "a.csv", "f0")])
    backtests.keep(result(0.2), True, day, [("census_ts024", "b.csv", "f1")])
    backtests.keep(result(0.15), False, day, [("census_ts024", "c.csv", "f2")] * 2)
    table, inputs = backtests.stored(invented=False)
    assert table.values.tolist() == [["a test, by half", "one", 0.15, 0.3, 0.9, 12, "2026-11-25"]]
    assert inputs.to_dict("records") == [{"card": "census_ts024", "file": "c.csv", "sha256": "f2"}]
    assert backtests.stored(invented=True)[0]["error"].tolist() == [0.2]
    assert not list(reference.glob(".*"))


def test_nothing_kept_says_how_to_and_a_column_that_is_gone_is_named(reference):
    with pytest.raises(InputError, match=r"language_backtest.csv: no such file\. Run vna backtest languages"):
        backtests.stored(invented=False)
    backtests.keep(result(0.1), True, datetime.date(2026, 11, 25), [("a", "b", "c")])
    with pytest.raises(InputError, match="holds nothing of England"):
        backtests.stored(invented=False)
    backtests.keep(result(0.1), False, datetime.date(2026, 11, 25), [("a", "b", "c")])
    path = reference / backtests.RESULT
    pd.read_csv(path).drop(columns="coverage_90").to_csv(path, index=False)
    with pytest.raises(InputError, match='column "coverage_90" is missing'):
        backtests.stored(invented=False)


@pytest.mark.parametrize("predictors", TO_BEAT)
@pytest.mark.parametrize("number", [0, 1])
def test_the_stored_errors_are_below_those_of_a_simple_regression(predictors, number):
    table, _ = backtests.stored(invented=False)
    row = table[(table["predictors"] == predictors) & (table["test"] == TESTS[number])].iloc[0]
    assert row["error"] < TO_BEAT[predictors][number] < row["naive"]


@pytest.mark.parametrize("invented", [False, True])
def test_the_stored_intervals_hold_as_often_as_they_say(invented):
    table, _ = backtests.stored(invented)
    for test in TESTS:
        rows = table[table["test"].isin([test, f"{test}, largest tenth"])]
        assert rows["coverage_90"].between(0.85, 0.95).all()
        few = table[table["test"] == f"{test}, fewer than 100 speakers"]
        assert (few["coverage_90"] >= 0.85).all()
        assert len(rows) == 10


def test_the_stored_result_is_of_the_real_files_that_it_names(real):
    _, inputs = backtests.stored(invented=False)
    census = inputs[inputs["card"].str.startswith("census_")]
    assert len(census) >= 9
    for row in census.itertuples():
        path = real(f"census2021/{row.file}")
        assert hashlib.sha256(path.read_bytes()).hexdigest() == row.sha256, row.file


def test_how_often_intervals_held_replaces_the_last_time_and_blanks_stay_text(reference):
    said = refusal(backtests.stored_truth, backtests.COVERAGE)
    assert said.startswith("language_coverage.csv: no such file. Run python tests/benchmarks")
    columns = ["topic", "level", "kind", "part", "coverage_90", "cases"]
    for share in (0.5, 0.91239):
        rows = pd.DataFrame([("religion", "MSOA", "all", "", share, 900)], columns=columns)
        backtests.keep_truth(backtests.COVERAGE, rows, datetime.date(2026, 11, 30))
    (found,) = backtests.stored_truth(backtests.COVERAGE).to_dict("records")
    assert (found["part"], found["coverage_90"], found["made_on"]) == ("", 0.9124, "2026-11-30")


def test_stored_intervals_of_small_areas_held_about_nine_times_in_ten():
    found = backtests.stored_truth(backtests.COVERAGE)
    whole, groups = (found.loc[found["kind"] == kind, "coverage_90"] for kind in ("all", "group"))
    assert whole.between(0.87, 0.95).all() and len(whole) == 16
    assert groups.min() >= 0.83 and len(groups) > 100
