"""A funnel of stages, for the tests of where most are lost."""

import numpy as np
import pandas as pd
import pytest

from analysis.measures.rates import limits
from analysis.measures.victims.stages import STAGES


@pytest.fixture
def funnel():
    """Return a function from people at each stage, and the unknown of each before it, to a funnel."""

    def make(steps, unknown=None):
        people = pd.Series(steps, dtype=float)
        before, unknown = people.shift(), pd.Series([np.nan, *(unknown or [0] * (len(steps) - 1))])
        known = before - unknown
        lower, upper = (100 * end for end in limits.wilson_limits(people, known))
        table = {"stage": ["Recorded", *STAGES][: len(steps)], "people": people, "before": before}
        table |= {"before_unknown": unknown, "share_pct": 100 * people / known, "lower": lower}
        table |= {"upper": upper, "most_pct": 100 * (people + unknown) / before}
        return pd.DataFrame(table | {"status": "shown"})

    return make
