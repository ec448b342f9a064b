"""Rates of many small places, drawn towards their average by as much as chance could have moved them."""

import numpy as np
import pandas as pd

from analysis.measures.rates.rates import rate, rate_name
from analysis.measures.rates.status import numbers, statuses, text
from analysis.states import SHOWN

__all__ = ["shrunk_rates"]

HIGHER, USUAL, LOWER = "higher than chance explains", "as chance explains", "lower than chance explains"
CERTAIN = 0.975  # that the rate is above, or below, the average


def shrunk_rates(table: pd.DataFrame, events: str, people: str, per: int = 1_000) -> pd.DataFrame:
    """Return `table` with its rates, and for each the rate that is likeliest, given those of all places.

    Empirical Bayes: true rates are taken to be spread over the places as a gamma, whose mean is the rate of
    all together and whose variance is what their rates vary by beyond chance (Marshall 1991, by moments).
    A place with few people lies near the mean, one with many near its own rate.

    New columns: those of `rate` without its limits, `shrunk_rate_per_1000` by name with `lower` and `upper`
    (95 % of what it may be), and `position`: higher or lower than chance explains where 97.5 % of what the
    rate may be is above, or below, that of all together. A place without a figure is not among them.

    >>> import pandas as pd
    >>> places = pd.DataFrame({"offences": [3, 40, 900, 300], "population": [100, 900, 9000, 9000]})
    >>> found = shrunk_rates(places, "offences", "population")
    >>> found[["rate_per_1000", "shrunk_rate_per_1000"]].round().head(2)
       rate_per_1000  shrunk_rate_per_1000
    0           30.0                  43.0
    1           44.0                  46.0
    """
    from scipy import stats

    found = rate(table, events, people, per)
    counts, living = numbers(found, events), numbers(found, people)
    used = statuses(found, counts, living) == SHOWN
    columns = {f"shrunk_{rate_name(per)}": np.full(len(found), np.nan)}
    columns |= {name: np.full(len(found), np.nan) for name in ("lower", "upper")}
    position = np.full(len(found), None, dtype=object)
    if used.sum() > 1 and counts[used].sum() > 0:
        seen, there = counts[used], living[used]
        mean = seen.sum() / there.sum()
        spread = np.average((seen / there - mean) ** 2, weights=there) - mean / there.mean()
        # One standard error more, as the spread is not known: where it seemed to be none, limits held 83 %.
        unsure = np.sqrt(2 / used.sum()) * mean / there.mean()
        prior = mean / (max(spread, 0.0) + unsure)
        shape, scale = prior * mean + seen, 1 / (prior + there)
        ends = [stats.gamma.ppf(end, shape, scale=scale) for end in (1 - CERTAIN, 0.5, CERTAIN)]
        for column, figure in zip(columns.values(), (shape * scale, ends[0], ends[2]), strict=True):
            column[used] = figure * per
        position[used] = np.select([ends[0] > mean, ends[2] < mean], [HIGHER, LOWER], USUAL)
    return found.assign(**columns, position=text(position))
