"""Is an area further from the average than chance explains? Poisson limits at 0.025 and 0.001 a tail."""

import numpy as np

from analysis.measures.rates import limits
from analysis.measures.rates.rates import fraction, rate_name
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, methods, shown_only, text

__all__ = ["funnel_of_rates", "where_limits_hold"]

# In each tail: the 95 % and the 99.8 % limits that public health funnel plots use.
INNER, OUTER = 0.025, 0.001
MOST_BEYOND = 0.1  # of areas beyond the outer limits, for the limits to judge any of them

ABOVE_OUTER, ABOVE_INNER = "above the outer limit", "above the inner limit"
WITHIN = "within the limits"
BELOW_INNER, BELOW_OUTER = "below the inner limit", "below the outer limit"


def funnel_of_rates(table, observed, population, per=1_000):
    """Return `table` with its rates, their intervals, control limits around the overall rate, and `position`.

    The rate of all areas together, `overall_rate_per_1000` by name, is the sum of the events over the sum of
    the people, over the rows that are shown. `inner_lower`, `inner_upper`, `outer_lower` and `outer_upper`
    are the rates between which chance alone would keep an area; `lower` and `upper` are the confidence
    interval of the rate itself. `position` says in words where the area lies, by exact Poisson tails.
    `comparisons` is how many areas were judged: of 43 about two lie outside the inner limits by chance alone.
    `dispersion` is how many times as much the areas vary as chance would have them (Spiegelhalter 2005: a
    tenth at each end is drawn in, so chance alone gives about 0.7). Well above 1, areas differ by more than
    chance throughout, and a place outside the limits is no surprise.

    Raises ValueError naming the rows whose population is zero or negative.
    """
    events, people, status = fraction(table, observed, population)
    shown = status == SHOWN
    overall = events[shown].sum() / people[shown].sum() if shown.any() else np.nan
    # All areas without a single event have a rate of zero: nothing to be above or below.
    if overall == 0:
        status = np.where(shown, NOT_AVAILABLE, status)
        table, shown = table.assign(method=methods(table, status, None)), status == SHOWN
    events, expected = shown_only(status, events), shown_only(status, people * overall)
    # A rate is the ratio of what is seen to what is expected, times the overall rate.
    scale = np.divide(overall * per, expected, out=np.full(len(table), np.nan), where=shown)
    lower, upper, how = limits.count_limits(events)
    columns = {rate_name(per): events * scale, "lower": lower * scale, "upper": upper * scale}
    columns[f"overall_{rate_name(per)}"] = np.full(len(table), overall * per)
    columns |= {name: edge * scale for name, edge in control_limits(expected).items()}
    result = table.drop(columns=[name for name in (*columns, "method", "status") if name in table.columns])
    method = [f"{_METHOD}; interval: {name}" for name in how]
    return result.assign(
        **columns,
        position=text(np.where(shown, positions(events, expected), None)),
        comparisons=int(shown.sum()),
        dispersion=_dispersion(events[shown], expected[shown]),
        method=methods(table, status, np.array(method, dtype=object)),
        status=text(status),
    )


def where_limits_hold(funnel):
    """Return a funnel of forces, not available where its limits judge none of them: they differ throughout.

    Beyond the outer limits chance alone leaves 2 areas in 1,000. Where it is more than a tenth, areas differ
    by more than chance, and limits that know of chance alone would call most of them unusual.

    >>> import pandas as pd
    >>> forces = pd.DataFrame({"offences": [900, 400, 500], "population": [10_000, 10_000, 10_000]})
    >>> where_limits_hold(funnel_of_rates(forces, "offences", "population"))["status"].unique().tolist()
    ['not available']
    """
    judged = funnel["status"].eq(SHOWN)
    beyond = int(funnel.loc[judged, "position"].isin([ABOVE_OUTER, BELOW_OUTER]).sum())
    if beyond <= MOST_BEYOND * judged.sum():
        return funnel
    reason = (
        f"not given: {beyond} of {judged.sum()} forces lie beyond the outer limits, so they differ by more "
        "than chance throughout, and limits that know of chance alone cannot tell which of them is unusual"
    )
    return funnel.assign(status=NOT_AVAILABLE, method=reason)


_METHOD = "control limits: exact Poisson, 0.025 and 0.001 in each tail"


def positions(count, expected):
    """Return in words where each count lies where `expected` is expected."""
    fewer, more = limits.poisson_tails(count, expected)
    tests = [more < OUTER, fewer < OUTER, more < INNER, fewer < INNER]
    return np.select(tests, [ABOVE_OUTER, BELOW_OUTER, ABOVE_INNER, BELOW_INNER], WITHIN).astype(object)


def control_limits(expected):
    """Return, for each expected count, the counts at which an observed one is just significant.

    They need not be whole, so that a curve has no steps; a whole count beyond one has a tail below the
    threshold, and one on the near side has not. With few expected even none is no surprise: the limit is 0.
    """
    from scipy import special

    edges = {}
    for name, tail in (("inner", INNER), ("outer", OUTER)):
        edges[f"{name}_lower"] = special.pdtrik(tail, expected)
        upper = 1 + special.pdtrik(1 - tail, expected)
        # So little is expected that a single event is a surprise: pdtrik stops at 1, and 1 must lie beyond.
        edges[f"{name}_upper"] = np.where(-np.expm1(-expected) < tail, np.nextafter(1, 0), upper)
    return edges


def _dispersion(count, expected):
    """Return the mean square of the standardised differences, the outermost tenth drawn in at each end."""
    if count.size < 2:
        return np.nan
    z = 2 * (np.sqrt(count) - np.sqrt(expected))  # the square root makes the spread 1 whatever the size
    return float(np.mean(np.clip(z, *np.quantile(z, [0.1, 0.9])) ** 2))
