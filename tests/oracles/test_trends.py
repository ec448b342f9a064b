"""R 4.5.0 `stl` (Cleveland and others 1990), MASS 7.3-65 `glm.nb` (Venables and Ripley 2002)."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.trends import counts as trends


def test_nottingham_temperatures_decompose_as_in_r(oracle):
    table = pd.read_csv(oracle("06_trends/nottem.csv"))
    table["period_start"] = pd.date_range("1920-01-01", periods=len(table), freq="MS")
    expected = pd.read_csv(oracle("06_trends/nottem_stl_s7_expected.csv"))
    found = measures.trends.decompose(table, "y")
    for part in ("seasonal", "trend", "remainder"):
        np.testing.assert_allclose(found[part], expected[part], rtol=0, atol=1e-9)


def test_the_seat_belt_law_as_in_mass(oracle):
    """Car drivers killed or seriously injured in Great Britain by month, 1969 to 1984, on the trend, the
    season and the seat belt law of February 1983.
    """
    expected = json.loads(oracle("06_trends/UKDriverDeaths_expected.json").read_text())["negative_binomial"]
    table = pd.read_csv(oracle("06_trends/UKDriverDeaths_design.csv"))
    assert table.loc[table["law"] == 1].index.min() == 14 * 12 + 1
    month = np.arange(len(table))
    seasons = [(month % 12 == number).astype(float) for number in range(1, 12)]
    design = np.column_stack([np.ones(len(table)), month + 1.0, *seasons, table["law"]])
    fit, theta = trends.fitted_counts(table["y"].to_numpy(float), design)
    np.testing.assert_allclose(fit.params, list(expected["coef"].values()), rtol=0, atol=1e-5)
    np.testing.assert_allclose(fit.bse, list(expected["se"].values()), rtol=1e-4)
    assert theta == pytest.approx(expected["theta"], rel=1e-3)
