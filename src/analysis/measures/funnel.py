"""Is an area further from the average than chance explains? Poisson limits at 0.025 and 0.001 a tail."""

import numpy as np

from analysis.measures import limits
from analysis.measures.rates import rate_name
from analysis.measures.status import (
    NOT_AVAILABLE,
    SHOWN,
    methods,
    numbers,
    refuse,
    shown_only,
    statuses,
    text,
)

# In each tail: the 95 % and the 99.8 % limits that public health funnel plots use.
INNER, OUTER = 0.025, 0.001
MOST_BEYOND = 0.1  # of areas beyond the outer limits, for the limits to judge any of them

ABOVE_OUTER, ABOVE_INNER = "above the outer limit", "above the inner limit"
WITHIN = "within the limits"
BELOW_INNER, BELOW_OUTER = "below the inner limit", "below the outer limit"


def funnel_limits(table, observed, expected, confidence=0.95):
    """Return `table` with `ratio` (observed over expected), its interval, control limits and `position`.

    `inner_lower`, `inner_upper`, `outer_lower` and `outer_upper` are the ratios between which chance
    alone would keep an area; `lower` and `upper` are the confidence interval of the ratio itself.
    `position` says in words where the area lies, by exact Poisson tails. `comparisons` is how many areas
    were judged: of 43 about two lie outside the inner limits by chance alone. `dispersion` is how many
    times as much the areas vary as chance would have them (Spiegelhalter 2005: a tenth at each end is
    drawn in, so chance alone gives about 0.7). Well above 1, areas differ by more than chance throughout,
    and a place outside the limits is not a surprise.

    Raises ValueError naming the rows whose expected count is zero or negative.

    >>> areas = pd.DataFrame({"area_name": ["Northam", "Wick"], "offences": [60, 39], "expected": [40, 42]})
    >>> funnel_limits(areas, "offences", "expected")["position"].tolist()
    ['above the inner limit', 'within the limits']
    """
    return _judged(table, observed, numbers(table, expected), expected, confidence, {})


def funnel_of_rates(table, observed, population, per=1_000, confidence=0.95):
    """Return `table` with its rates compared with the rate of all its areas, as in `funnel_limits`.

    The all-area rate, `overall_rate_per_1000` by name, is the sum of the events over the sum of the people,
    over the rows that are shown. Limits are rates too.

    Raises ValueError naming the rows whose population is zero or negative.
    """
    people = numbers(table, population)
    overall = _overall(table, observed, population, people)
    return _judged(
        table, observed, people * overall, population, confidence, {"per": per, "overall": overall}
    )


def where_limits_hold(funnel, called="areas"):
    """Return a funnel's rows, not available where its limits judge none of them: they differ throughout.

    Beyond the outer limits chance alone leaves 2 areas in 1,000. Where it is more than a tenth, areas differ
    by more than chance, and limits that know of chance alone would call most of them unusual. `called` is
    what the areas are, for the reason in `method`.

    >>> forces = pd.DataFrame({"offences": [900, 400, 500], "population": [10_000, 10_000, 10_000]})
    >>> where_limits_hold(funnel_of_rates(forces, "offences", "population"))["status"].unique().tolist()
    ['not available']
    """
    judged = funnel["status"].eq(SHOWN)
    beyond = int(funnel.loc[judged, "position"].isin([ABOVE_OUTER, BELOW_OUTER]).sum())
    if beyond <= MOST_BEYOND * judged.sum():
        return funnel
    reason = (
        f"not given: {beyond} of {judged.sum()} {called} lie beyond the outer limits, so they differ by more "
        "than chance throughout, and limits that know of chance alone cannot tell which of them is unusual"
    )
    return funnel.assign(status=NOT_AVAILABLE, method=text([reason] * len(funnel)))


_METHOD = "control limits: exact Poisson, 0.025 and 0.001 in each tail"


def _overall(table, observed, population, people):
    events = numbers(table, observed)
    shown = statuses(table, events, people) == SHOWN
    refuse(table, people <= 0, f'"{population}" is zero or negative', "Leave it blank where it is unknown.")
    return events[shown].sum() / people[shown].sum() if shown.any() else np.nan


def _judged(table, observed, expected, named, confidence, rates):
    """Return the table judged: ratios, or rates where `rates` gives `per` and the `overall` rate."""
    events = numbers(table, observed)
    status = statuses(table, events, expected)
    refuse(table, events < 0, f'"{observed}" is negative', "A count is zero or more.")
    # All areas without a single event have a rate of zero: nothing to be above or below.
    if rates and rates["overall"] == 0:
        expected = np.full(len(table), np.nan)
        status = np.where(status == SHOWN, "not available", status)
        table = table.assign(method=methods(table, status, None))
    refuse(table, expected <= 0, f'"{named}" is zero or negative', "Leave it blank where it is unknown.")
    events, expected = shown_only(status, events), shown_only(status, expected)
    # A ratio is per expected event; a rate is the ratio times the overall rate.
    scale = rates["overall"] * rates["per"] if rates else 1.0
    value = rate_name(rates["per"]) if rates else "ratio"
    lower, upper, how = limits.count_limits(events, confidence)
    columns = {value: events / expected * scale, "lower": lower / expected * scale}
    columns["upper"] = upper / expected * scale
    if rates:
        columns[f"overall_{value}"] = np.full(len(table), scale)
    columns |= {name: edge / expected * scale for name, edge in _control_limits(expected).items()}
    shown = status == SHOWN
    result = table.drop(columns=[name for name in (*columns, "method", "status") if name in table.columns])
    method = [f"{_METHOD}; interval: {name}" for name in how]
    return result.assign(
        **columns,
        position=text(np.where(shown, _positions(events, expected), None)),
        comparisons=int(shown.sum()),
        dispersion=_dispersion(events[shown], expected[shown]),
        method=methods(table, status, np.array(method, dtype=object)),
        status=text(status),
    )


def _tails(count, expected):
    """Return the chance of so many or fewer, and of so many or more, where `expected` is expected."""
    from scipy import special

    fewer = special.gammaincc(count + 1, expected)
    more = np.where(count > 0, special.gammainc(np.where(count > 0, count, 1.0), expected), 1.0)
    return fewer, more


def _positions(count, expected):
    fewer, more = _tails(count, expected)
    tests = [more < OUTER, fewer < OUTER, more < INNER, fewer < INNER]
    return np.select(tests, [ABOVE_OUTER, BELOW_OUTER, ABOVE_INNER, BELOW_INNER], WITHIN).astype(object)


def _control_limits(expected):
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
