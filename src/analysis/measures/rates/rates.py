"""Rates, shares and indirectly standardised ratios with their intervals, as in PHEindicatormethods 2.1.0."""

import numpy as np

from analysis.errors import InputError, nearest
from analysis.measures.rates import limits
from analysis.measures.rates.status import (
    NOT_AVAILABLE,
    SHOWN,
    listed,
    methods,
    numbers,
    pooled_status,
    refuse,
    require,
    shown_only,
    statuses,
    text,
)


def rate_name(per):
    """Return the column name of a rate per `per` people, such as `rate_per_1000`.

    Raises InputError for a number of people that is not above zero.
    """
    if not 0 < per < np.inf:
        raise InputError(f"per is {per}: it needs a number of people above zero, such as 1,000.")
    return f"rate_per_{per:.0f}"


def rate(table, numerator, denominator, per=1_000, confidence=0.95):
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
    events, people, status = _fraction(table, numerator, denominator)
    lower, upper, method = limits.count_limits(events, confidence)
    value = events / people * per
    return _answer(table, status, {rate_name(per): value}, lower / people * per, upper / people * per, method)


def proportion(table, numerator, denominator, as_percent=True, confidence=0.95):
    """Return `table` with the share that `numerator` is of `denominator`, and Wilson's interval.

    The column is `share_pct`, or `share` (0 to 1) when `as_percent` is false. Missing and suppressed
    rows keep their places as in `rate`. For census counts, which are not a sample, see `share`.

    Raises ValueError as `rate` does, and naming the rows whose numerator exceeds the denominator.

    >>> import pandas as pd
    >>> proportion(pd.DataFrame({"yes": [65], "asked": [100]}), "yes", "asked").round(1)
       yes  asked  share_pct  lower  upper  method status
    0   65    100       65.0   55.3   73.6  Wilson  shown
    """
    part, whole, status = _fraction(table, numerator, denominator)
    refuse(
        table,
        (status == SHOWN) & (part > whole),
        f'"{numerator}" is larger than "{denominator}"',
        "A share is of a whole: use `rate` where one person may have several events.",
    )
    scale = 100 if as_percent else 1
    lower, upper = limits.wilson_limits(part, whole, confidence)
    name = "share_pct" if as_percent else "share"
    return _answer(table, status, {name: part / whole * scale}, lower * scale, upper * scale, "Wilson")


def _fraction(table, numerator, denominator):
    """Return numerator, denominator and status, the first two NaN wherever no figure may be made."""
    above, below = _finite(table, numerator), _finite(table, denominator)
    status = statuses(table, above, below)
    refuse(table, above < 0, f'"{numerator}" is negative', "A count is zero or more.")
    refuse(table, below <= 0, f'"{denominator}" is zero or negative', "Leave it blank where it is unknown.")
    return shown_only(status, above), shown_only(status, below), status


def _finite(table, column):
    """Return a column as floats, refusing an infinite one: over it every rate would be a shown zero."""
    values = numbers(table, column)
    refuse(table, np.isinf(values), f'"{column}" is infinite', "Leave it blank where it is unknown.")
    return values


def _answer(table, status, values, lower, upper, method):
    """Return `table` with its new columns in the order in which they are read."""
    new = {name: shown_only(status, value) for name, value in values.items()}
    new |= {"lower": shown_only(status, lower), "upper": shown_only(status, upper)}
    new |= {"method": methods(table, status, method), "status": text(status)}
    kept = table.drop(columns=[name for name in new if name in table.columns])
    return kept.assign(**new)


def standardised_ratio(table, count, population, reference, by, band, confidence=0.95):
    """Return the indirectly standardised ratio of each area: events observed over events expected.

    `reference` has a row per `band` with the same two columns, `count` and `population`: the rates that
    the areas are held against. The interval is that of the observed count: exact below 10 events, Byar
    from 10 on. A band in which an area has no population adds nothing to what is expected.

    Raises ValueError for a negative count or population, and for a band that the reference has not.
    """
    result, observed, expected, status = _expected(table, count, population, reference, listed(by), band)
    lower, upper, method = limits.count_limits(shown_only(status, observed), confidence)
    values = {count: observed, "expected": expected, "ratio": observed / expected}
    return _answer(result, status, values, lower / expected, upper / expected, method)


def _expected(table, count, population, reference, by, band):
    """Return areas, events observed and expected, and status."""
    data, groups, result = _strata(table, count, population, by, band)
    refuse(table, data["people"].to_numpy() < 0, f'"{population}" is negative', "It is zero or more.")
    require(reference, band, count, population)
    held = reference.set_index(band)
    events, people = _finite(held, count), _finite(held, population)
    if len(held) and (not (people > 0).all() or not (events >= 0).all() or held.index.duplicated().any()):
        raise InputError(
            "The reference needs each band once, with a count of zero or more and a population above it."
        )
    _bands_known(table[band], held.index)
    reference_rate = table[band].map(dict(zip(held.index, events / people, strict=True))).astype(float)
    expected = (reference_rate.reset_index(drop=True) * data["people"]).groupby(groups).sum().to_numpy()
    observed = data["events"].groupby(groups).sum().to_numpy()
    status = pooled_status(data["status"].to_numpy(), groups)
    nothing = (status == SHOWN) & (expected == 0)
    status = np.where(nothing, NOT_AVAILABLE, status)
    result = result.assign(method=text(np.where(nothing, "not given: no event is expected", None)))
    return result, observed, np.where(expected > 0, expected, np.nan), status


def _strata(table, count, population, by, band):
    """Return the working of each row, the area number of each row, and one row per area."""
    require(table, *by, band)
    given, people = _finite(table, count), _finite(table, population)
    people = np.where(np.isnan(people), 0.0, people)
    refuse(table, given < 0, f'"{count}" is negative', "A count is zero or more.")
    status = statuses(table, people)
    # Where the row is shown, a blank count is none: strata without an event are left out of most extracts.
    events = np.where(np.isnan(given), 0.0, given)
    data = table[[*by, band]].reset_index(drop=True).assign(events=events, people=people, status=status)
    key = [*by, band]
    refuse(table, table.duplicated(key).to_numpy(), "Two rows for one band", "Give one row for each.")
    groups = data.groupby(by, sort=False, dropna=False, observed=True).ngroup().to_numpy()
    return data, groups, table[by].drop_duplicates().reset_index(drop=True)


def _bands_known(bands, wanted):
    unknown = next((name for name in bands.drop_duplicates() if name not in set(wanted)), None)
    if unknown is not None:
        raise InputError(f'Band "{unknown}" is not in the reference. {nearest(unknown, wanted)}'.rstrip())


def proportion_or_reason(table, part, total, nobody):
    """Return `proportion` of a table with its states; `nobody` is the reason where the whole is zero."""
    whole, given = numbers(table, total), table["method"].to_numpy(dtype=object, na_value=None)
    status = table["status"].to_numpy(dtype=object)
    empty = (whole == 0) & (status == SHOWN)
    rows = table.assign(
        _whole=np.where(empty, np.nan, whole),
        method=text(np.where(empty, nobody, given)),
        status=text(np.where(empty, NOT_AVAILABLE, status)),
    )
    return proportion(rows, part, "_whole").drop(columns="_whole")
