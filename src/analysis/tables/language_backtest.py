"""The stored back-test of languages in small areas: what the methods chapter says of them."""

import pandera.pandas as pa

from analysis.sources import backtests
from analysis.tables import places
from analysis.tables.declaration import Declaration, checked


class LanguageBacktest(Declaration):
    """How many speakers the estimates put in the wrong place, and how often their intervals held the truth.

    `error` and `naive` are shares of all speakers, `coverage_90` a share of cases. `made_on` is the day.
    """

    test: str
    predictors: str
    error: float = pa.Field(ge=0, le=1)
    naive: float = pa.Field(ge=0, le=1)
    coverage_90: float = pa.Field(ge=0, le=1)
    cases: int = pa.Field(gt=0)
    made_on: str = pa.Field(str_matches=r"^20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]$")

    class Config:
        unique = ["test", "predictors"]


def load(area):
    """Return `LanguageBacktest` as it was stored: of the districts of England, or of Sampleshire.

    Nothing is run: `vna backtest languages --keep` does that.
    """
    place, _ = places.opened(area)  # the folder that is read is the one that is cited
    result, _ = backtests.stored(place.invented)
    return checked(LanguageBacktest, result, backtests.RESULT)
