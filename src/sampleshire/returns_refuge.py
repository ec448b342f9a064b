"""The invented households that were referred to safe accommodation: one provider, no place, no address."""

import numpy as np
import pandas as pd

from sampleshire.victims import QUARTERS

HAVEN = "Haven Housing"
RESULTS = (
    "Supported", "Not supported: no space", "Not supported: needs could not be met",
    "Not supported: household too large", "Not supported: not eligible for funding",
    "Not supported: unsafe in the area", "Not supported: declined",
    "Not supported: could not be reached", "Not supported: other reason",
)  # fmt: skip
CAME_FROM = ("In the area", "Outside the area")
# Households a quarter, and of a hundred of them each result, from the area and from outside it
_REFERRED = (84, 38)
_SHARES = ((45, 19, 9, 4, 5, 6, 6, 4, 2), (39, 30, 8, 4, 10, 0.5, 4, 3, 1.5))


def build(rng):
    """Return the households of each quarter by result and where they came from, zeros included."""
    rows = []
    for quarter in QUARTERS:
        for came_from, mean, shares in zip(CAME_FROM, _REFERRED, _SHARES, strict=True):
            households = rng.poisson(mean * np.array(shares) / sum(shares))
            rows += [
                (quarter, HAVEN, result, came_from, int(count))
                for result, count in zip(RESULTS, households, strict=True)
            ]
    return pd.DataFrame(rows, columns=["quarter", "provider", "result", "came_from", "referred_households"])


def counts(households):
    """Return the households of every combination that is not empty."""
    return households[households["referred_households"] > 0].reset_index(drop=True)
