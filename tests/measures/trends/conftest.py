"""Invented series for surveillance: long tables from matrices of counts."""

import numpy as np
import pandas as pd
import pytest

STARTS = {4: "QS", 12: "MS", 52: "W-MON"}


@pytest.fixture
def long():
    """Return a function from counts (series, periods) to a long table with the columns of a chapter."""

    def make(counts, period=12, start="2020-01-01", **columns):
        counts = np.atleast_2d(counts)
        days = pd.date_range(start, periods=counts.shape[1], freq=STARTS[period])
        table = pd.DataFrame(
            {
                "offence": np.repeat([f"offence {number}" for number in range(len(counts))], counts.shape[1]),
                "period_start": np.tile(days, len(counts)),
                "victims": counts.ravel(),
            }
        )
        return table.assign(**columns)

    return make
