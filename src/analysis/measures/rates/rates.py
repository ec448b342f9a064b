"""Rates and shares with their intervals, as in PHEindicatormethods 2.1.0."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.rates.status import answered, numbers, refuse, shown_only, statuses
from analysis.states import SHOWN, SUPPRESSED

__all__ = ["proportion", "rate"]

COMPLETE = "a complete count: nothing was sampled"


def rate_name(per: float) -> str:
    """Return the column name of a rate per `per` people, such as `rate_per_1000`.

    Raises InputError for a number of people that is not above zero.
    """
    if not 0 < per < np.inf:
        raise InputError(f"per is {per}: it needs a number of people above zero, such as 1,000.")
    return f"rate_per_{per:.0f}"


def rate(
    table: pd.DataFrame, numerator: str, denominator: str, per: float = 1_000, confidence: float = 0.95
) -> pd.DataFrame:
    """Return `table` with the rate per `per` people and its confidence interval.

    Below 10 events the interval is exact (chi-squared); from 10 on it is Byar's, as in
    PHEindicatormethods. A row without a numerator or a population keeps its place, with status
    "not available", so that totals still add up; a suppressed row stays suppressed.

    Raises ValueError naming the rows whose denominator is zero or negative, or whose numerator is negative.

    >>> import pandas as pd
    >>> offences = pd.DataFrame({"area_name": ["Wick"], "offences": [7], "population": [1490]})
    >>> rate(offences, "offences", "population")[["rate_per_1000", "lower", "upper", "method"]].round(2)
       rate_per_1000  lower  upper method
    0            4.7   1.89   9.68  exact
    """
    events, people, status = fraction(table, numerator, denominator)
    lower, upper, method = limits.count_limits(events, confidence)
    figures = {rate_name(per): events, "lower": lower, "upper": upper}
    figures = {name: figure / people * per for name, figure in figures.items()}
    return answered(table.assign(status=status), figures, method)


def proportion(
    table: pd.DataFrame, numerator: str, denominator: str, confidence: float = 0.95
) -> pd.DataFrame:
    """Return `table` with the share that `numerator` is of `denominator`, and Wilson's interval.

    The column is `share_pct`. Missing and suppressed rows keep their places as in `rate`. For census counts,
    which are not a sample, see `share`.

    Raises ValueError as `rate` does, and naming the rows whose numerator exceeds the denominator.

    >>> import pandas as pd
    >>> proportion(pd.DataFrame({"yes": [65], "asked": [100]}), "yes", "asked").round(1)
       yes  asked  share_pct  lower  upper  method status
    0   65    100       65.0   55.3   73.6  Wilson  shown
    """
    part, whole, status = fraction(table, numerator, denominator)
    refuse(
        table,
        (status == SHOWN) & (part > whole),
        f'"{numerator}" is larger than "{denominator}"',
        "A share is of a whole: use `rate` where one person may have several events.",
    )
    lower, upper = limits.wilson_limits(part, whole, confidence)
    figures = {"share_pct": part / whole * 100, "lower": lower * 100, "upper": upper * 100}
    return answered(table.assign(status=status), figures, "Wilson")


def fraction(table: pd.DataFrame, numerator: str, denominator: str) -> tuple[np.ndarray, ...]:
    """Return numerator, denominator and status, the first two NaN wherever no figure may be made."""
    above, below = _finite(table, numerator), _finite(table, denominator)
    status = statuses(table, above, below)
    refuse(table, above < 0, f'"{numerator}" is negative', "A count is zero or more.")
    refuse(table, below <= 0, f'"{denominator}" is zero or negative', "Leave it blank where it is unknown.")
    return shown_only(status, above), shown_only(status, below), status


def without_limits(found: pd.DataFrame, complete: pd.Series) -> pd.DataFrame:
    """Return `found` with no limits and the reason as `method` in its rows that are `complete`.

    So is every figure of the whole nation that is a count of everybody, and no sample.
    """
    blank = {limit: found[limit].mask(complete) for limit in ("lower", "upper")}
    return found.assign(**blank, method=found["method"].mask(complete & found["status"].eq(SHOWN), COMPLETE))


def _finite(table, column):
    """Return a column as floats, refusing an infinite one: over it every rate would be a shown zero."""
    values = numbers(table, column)
    refuse(table, np.isinf(values), f'"{column}" is infinite', "Leave it blank where it is unknown.")
    return values


def proportion_or_reason(table: pd.DataFrame, part: str, total: str, nobody: str) -> pd.DataFrame:
    """Return `proportion` of a table with its states; `nobody` is the reason where the whole is zero."""
    above, whole = numbers(table, part), numbers(table, total)
    whole = np.where(whole > 0, whole, np.nan)
    lower, upper = limits.wilson_limits(above, whole)
    figures = {"share_pct": above / whole * 100, "lower": lower * 100, "upper": upper * 100}
    return answered(table, figures, "Wilson", nobody)


def proportion_of_margin(rows: pd.DataFrame, part: str, margin: str, nobody: str) -> pd.DataFrame:
    """Return `proportion_or_reason` of rows with the `margin` that each is a part of, blank where hidden.

    A share of a whole that is hidden is hidden too.
    """
    hidden = rows["status"].eq(SHOWN) & rows[margin].isna()
    rows = rows.assign(status=rows["status"].mask(hidden, SUPPRESSED))
    return proportion_or_reason(rows, part, margin, nobody)
