"""What an inspection leads one to expect, beside what was recorded."""

import numpy as np
import pandas as pd
import pytest

from analysis import measures
from analysis.measures.crime import expected

INSPECTED = pd.DataFrame({"accuracy_pct": [93.1], "half_width_pct": [1.68], "source": ["an inspection"]})


def adjusted(*offences, accuracy=93.1, half=1.68, **columns):
    recorded = pd.DataFrame({"area_name": "Fenmarch", "offences": offences}).assign(**columns)
    found = INSPECTED.assign(accuracy_pct=accuracy, half_width_pct=half)
    return measures.crime.had_all_been_recorded(recorded, found)


def test_the_forces_inspection_is_divided_by_and_less_is_known_of_fewer():
    few, many = adjusted(400, 40_000).itertuples(index=False)
    assert few.adjusted == 430 and few.lower < few.adjusted < few.upper and "an inspection" in few.method
    assert few.upper / few.adjusted > many.upper / many.adjusted
    whole = adjusted(20_000, accuracy=100, half=0).loc[0]
    assert whole["adjusted"] == 20_000
    assert whole["upper"] == pytest.approx(20_000 * np.exp(1.959964 / np.sqrt(20_000)), abs=5)
    recorded = pd.DataFrame({"offences": [400]})
    assert measures.crime.had_all_been_recorded(recorded, INSPECTED.iloc[:0]).empty


def test_nothing_recorded_says_nothing_and_a_hidden_count_nothing_at_all():
    none, one = adjusted(0, 1).to_dict("records")
    assert (none["status"], none["method"]) == ("not available", expected.NOTHING_RECORDED)
    assert pd.isna([none["adjusted"], none["lower"], none["upper"]]).all() and one["status"] == "shown"
    row = adjusted(None, status="suppressed", method="hidden").loc[0]
    assert (row["status"], row["method"]) == ("suppressed", "hidden")
    assert row[["adjusted", "lower", "upper"]].isna().all()
