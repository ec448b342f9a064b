"""PHEindicatormethods 2.1.0 (UK Health Security Agency): rates and shares."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.rates import limits as limits_measures

EXACTLY = 1e-9
CONFIDENCE = {"95_0": 0.95, "99_8": 0.998}


def close(found, expected, rel=EXACTLY):
    np.testing.assert_allclose(np.asarray(found, dtype=float), np.asarray(expected, dtype=float), rtol=rel)


def test_byar_and_wilson_limits(oracle):
    table = pd.read_csv(oracle("01_rates/byar_wilson.csv"))
    assert len(table) == 13
    for row in table.itertuples():
        confidence = float(row.confidence.rstrip("%")) / 100
        if row.method == "Byars":
            found = limits_measures.byar_limits(row.x, confidence)
        else:
            found = limits_measures.wilson_limits(row.x, row.n, confidence)
        close(found, [row.lowercl, row.uppercl])


@pytest.mark.parametrize("level", CONFIDENCE)
@pytest.mark.parametrize("per", [100, 100_000])
def test_crude_rates_with_exact_limits_below_ten_events_and_byar_from_ten(oracle, level, per):
    expected = pd.read_csv(oracle("01_rates/crude_rate.csv")).query("multiplier == @per")
    found = measures.rates.rate(expected, "Numerator", "Denominator", per=per, confidence=CONFIDENCE[level])
    close(found[f"rate_per_{per}"], expected["value"])
    close(found["lower"], expected[f"lower{level}cl"])
    close(found["upper"], expected[f"upper{level}cl"])
    shown = expected["value"].notna()
    assert (
        found.loc[shown, "method"].str.lower() == expected.loc[shown, "method"].str.lower().str.rstrip("s")
    ).all()
    assert (found["status"] == np.where(shown, "shown", "not available")).all()


@pytest.mark.parametrize("level", CONFIDENCE)
def test_proportions_with_wilson_limits(oracle, level):
    expected = pd.read_csv(oracle("01_rates/proportion.csv")).query("multiplier == 100")
    found = measures.rates.proportion(expected, "Numerator", "Denominator", confidence=CONFIDENCE[level])
    for name, wanted in (("share_pct", "value"), ("lower", f"lower{level}cl"), ("upper", f"upper{level}cl")):
        large = expected["Area"] == "Area6"  # 7,776,456 of 7.6 billion: the reference rounds earlier
        close(found.loc[~large, name], expected.loc[~large, wanted])
        close(found.loc[large, name], expected.loc[large, wanted], rel=1e-7)
