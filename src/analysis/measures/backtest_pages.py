"""The back-test of languages in small areas as the methods chapter shows it: in per cent, a row a test."""

import pandas as pd

from analysis.measures.status import SHOWN, require

METHOD = "places held out, each fitted to its own totals"


def held_out(backtest):
    """Return the back-test in per cent: what went to the wrong place, and how often intervals held the truth.

    `backtest` is that of `backtest` or of `tables.language_backtest`, and its order stays. `error_pct` and
    `naive_pct` are shares of all speakers put in the wrong place, by the estimate and by one that takes every
    place for the average; `coverage_pct` the share of cases whose 90 % interval held the true count.
    """
    require(backtest, "test", "predictors", "error", "naive", "coverage_90", "cases", "made_on")
    shown = backtest[["test", "predictors", "cases"]].reset_index(drop=True)
    shown["made_on"] = pd.to_datetime(backtest["made_on"]).to_numpy()
    for name, column in (("naive", "naive_pct"), ("error", "error_pct"), ("coverage_90", "coverage_pct")):
        shown[column] = 100 * backtest[name].to_numpy()
    return shown.assign(method=METHOD, status=SHOWN)
