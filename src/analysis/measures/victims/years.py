"""The newest year of what is counted by quarter."""

import pandas as pd

from analysis.measures.status import pooled, require

QUARTERS = 4


def newest_year(days):
    """Return the first days of the newest four quarters, none where they do not follow each other."""
    newest = sorted(pd.Series(days).unique())[-QUARTERS:]
    whole = len(newest) == QUARTERS and newest[0] == newest[-1] - pd.DateOffset(months=9)
    return newest if whole else []


def month_in_which_it_ends(newest):
    """Return the month in which a year of `newest_year` ends, such as "2026-03", in a list; none for none."""
    return [f"{day + pd.DateOffset(months=2):%Y-%m}" for day in newest[-1:]]


def latest_year(quarters, value="offences", time="period_start"):
    """Return the sum of the newest four quarters in one row, no row where they do not follow each other.

    `quarters` has `value` by the first day of each quarter. Columns: `year_ending` ("2026-03"), `value`,
    `status`; where a quarter is not shown, the year is not either.

    >>> days = pd.to_datetime(["2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01"])
    >>> latest_year(pd.DataFrame({"period_start": days, "offences": [1, 2, 3, 4]}))
      year_ending  offences status
    0     2026-03        10  shown
    """
    require(quarters, time, value)
    newest = newest_year(quarters[time])
    sums = pooled(quarters[quarters[time].isin(newest)], [], [value])
    last = pd.Series(month_in_which_it_ends(newest), dtype="str")
    return sums.assign(year_ending=last)[["year_ending", value, "status"]]
