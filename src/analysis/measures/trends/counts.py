"""Counts over time: what is season, what is trend, and whether something changed it."""

import warnings

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.limits import standard_normal
from analysis.measures.rates.status import (
    NOT_AVAILABLE,
    SHOWN,
    SUPPRESSED,
    listed,
    numbers,
    pooled_method,
    refuse,
    require,
    statuses,
    text,
)

MONTHS_IN_YEAR = 12
# Two full years: with less, a season cannot be told from a trend.
YEARS_NEEDED = 2
PERIOD_NAMES = {12: "month", 4: "quarter"}

# Above this a negative binomial cannot be told from Poisson counts, and the likelihood is flat.
LARGEST_THETA = 1e7

ROSE, FELL, NO_CLEAR_CHANGE = "rose", "fell", "no clear change"

_DECOMPOSED = ("seasonal", "trend", "remainder")
_COEFFICIENTS = (
    "coefficient",
    "standard_error",
    "rate_ratio",
    "lower",
    "upper",
    "direction",
    "events",
    "periods",
    "dispersion",
    "theta",
    "theta_standard_error",
    "log_likelihood",
)


def decompose(table, value, time="period_start", period=12, by=None):
    """Return `table` in order of time with `seasonal`, `trend` and `remainder`, which sum to `value`.

    Equal to R's `stl` with a seasonal span of 7 and all else at its default. `time` holds the first
    day of each month (`period=12`) or quarter (4), one row each within each group of `by`.
    Less than two years, a missing period or a missing value gives no numbers: status "not available" and the
    reason in `method`. There is no interval: a decomposition describes what was counted.
    """
    parts = []
    for _, series in _series(table, value, time, period, by):
        numeric, status = numbers(series, value), statuses(series, numbers(series, value))
        reason = _too_short(series, status, period) or _gap(series, status, time, period)
        if (status == SUPPRESSED).any():
            state, reason = SUPPRESSED, "not given: a period is suppressed"
        else:
            state = NOT_AVAILABLE if reason else SHOWN
        fitted = _seasonal_trend(numeric, period) if state == SHOWN else np.full((3, len(series)), np.nan)
        columns = dict(zip(_DECOMPOSED, fitted, strict=True))
        how = reason or "seasonal-trend decomposition by loess, seasonal span 7; describes, so no interval"
        parts.append(series.assign(**columns, method=how, status=state))
    if not parts:
        empty = dict.fromkeys(_DECOMPOSED, np.array([], dtype=float))
        return table.assign(**empty, method=text([]), status=text([]))
    return pd.concat(parts, ignore_index=True)


def latest_run(table, value, time="period_start", period=12, most=None):
    """Return the rows of the latest stretch without a missing month (or quarter, `period=4`).

    It ends with the newest month that has a figure, and goes back to the first gap, or over `most` months:
    with `most` a year, what is said of now is of the latest twelve months that follow one another, or of as
    many as there are. A month may have several rows.

    >>> months = pd.to_datetime(["2018-12-01", "2025-11-01", "2025-12-01"])
    >>> latest_run(pd.DataFrame({"period_start": months, "offences": [9, 4, 5]}), "offences", most=12)
      period_start  offences
    0   2025-11-01         4
    1   2025-12-01         5
    """
    require(table, value, time)
    if not len(table):
        return table
    rows = table.sort_values(time, kind="stable")
    rows = rows[statuses(rows, numbers(rows, value)) == SHOWN]
    months = pd.DatetimeIndex(rows[time]).to_period("M" if period == 12 else "Q").astype("int64")
    read = months.unique()
    gaps = np.flatnonzero(np.diff(read) > 1)
    run = read[gaps[-1] + 1 if len(gaps) else 0 :]
    return rows[months.isin(run if most is None else run[-most:])].reset_index(drop=True)


def _seasonal_trend(values, period):
    """Return season, trend and remainder as R's stl(s.window = 7) gives them."""
    from statsmodels.tsa.stl._stl import STL

    seasonal = 7
    trend = _next_odd(1.5 * period / (1 - 1.5 / seasonal))
    low_pass = _next_odd(period)
    # R fits at every tenth of a span and joins the dots. Fitted at every point (the default of
    # statsmodels) the Nottingham temperatures come out about 0.1 away.
    jumps = {
        f"{name}_jump": -(-span // 10)
        for name, span in (("seasonal", seasonal), ("trend", trend), ("low_pass", low_pass))
    }
    fit = STL(
        values,
        period=period,
        seasonal=seasonal,
        trend=trend,
        low_pass=low_pass,
        seasonal_deg=0,
        trend_deg=1,
        low_pass_deg=1,
        **jumps,
    ).fit(inner_iter=2, outer_iter=0)
    return np.array([np.asarray(fit.seasonal), np.asarray(fit.trend), np.asarray(fit.resid)])


def _next_odd(span):
    whole = int(np.ceil(span))
    return whole + 1 - whole % 2


def trend(
    table,
    count,
    time="period_start",
    period=12,
    intervention=None,
    family="negative binomial",
    exposure=None,
    by=None,
    confidence=0.95,
):
    """Return the terms of a regression of counts on time, season and, if given, an intervention.

    `time` holds the first day of each month (`period=12`) or quarter (4). `intervention` is the first day on
    which something was different, such as a new recording rule; `exposure` names a population to count
    against; `by` fits each group of rows alone. `family` is "negative binomial", as MASS's `glm.nb` (theta
    by maximum likelihood, standard errors with theta held fixed, normal limits), or "quasi-Poisson", as
    R's `glm` (Pearson dispersion, limits of Student's t).

    One row a term: "start" (the log of the level before the first period), "trend per month", eleven months
    against January, "from 1983-02-01" for an intervention, and last "trend per year", the row to quote:
    `rate_ratio` 0.98 is 2 % fewer each year, season and intervention apart, and `direction` is "rose", "fell"
    or "no clear change" as its interval lies above, below or across 1. Each row keeps `events` and `periods`,
    the fit's `dispersion` (Pearson), `theta` and `log_likelihood`.

    Missing periods are left out and counted in `method`. Fewer than two years, a suppressed period, or a
    series from which the terms cannot be distinguished gives one row without numbers, the reason in `method`.

    Raises ValueError for a negative or fractional count and for an intervention outside the series.
    """
    if family not in ("negative binomial", "quasi-Poisson"):
        raise ValueError(f'family is "{family}": it needs "negative binomial" or "quasi-Poisson".')
    groups = listed(by)
    parts = []
    for key, series in _series(table, count, time, period, by):
        terms = _terms(series, count, time, period, intervention, family, exposure, confidence)
        for position, (name, item) in enumerate(zip(groups, key, strict=True)):
            terms.insert(position, name, item)
        parts.append(terms)
    if not parts:
        columns = dict.fromkeys(_COEFFICIENTS, np.array([], dtype=float)) | {"direction": text([])}
        empty = pd.DataFrame({"term": text([]), **columns, "method": text([]), "status": text([])})
        return pd.concat([table[groups].iloc[:0], empty], axis=1)
    return pd.concat(parts, ignore_index=True)


def _series(table, value, time, period, by):
    """Yield the key and the rows, in order of time, of each group."""
    if period not in PERIOD_NAMES:
        raise ValueError(f"period is {period}: it needs 12 (months) or 4 (quarters).")
    groups = listed(by)
    require(table, value, time, *groups)
    refuse(table, table[time].isna().to_numpy(), f'"{time}" is blank', "Each row needs its first day.")
    refuse(
        table,
        table.duplicated([*groups, time]).to_numpy(),
        f"Two rows for one {PERIOD_NAMES[period]}",
        "Sum the counts first, or name in `by` what distinguishes the rows.",
    )
    if not len(table):
        return
    if not groups:
        yield (), table.sort_values(time, ignore_index=True)
        return
    for key, rows in table.groupby(groups, sort=False, dropna=False, observed=True):
        yield key, rows.sort_values(time, ignore_index=True)


def _steps(series, time, period):
    """Return how many periods each row lies after the first of the series, and its period in the year."""
    day = pd.DatetimeIndex(pd.to_datetime(series[time]))
    months = day.year.to_numpy() * MONTHS_IN_YEAR + day.month.to_numpy() - 1
    each = MONTHS_IN_YEAR // period
    if len(months) and ((months - months[0]) % each).any():
        raise InputError(f'"{time}" does not advance by whole {PERIOD_NAMES[period]}s.')
    in_year = day.month.to_numpy() if period == MONTHS_IN_YEAR else day.quarter.to_numpy()
    return (months - months[0]) // each, in_year


def _too_short(series, status, period):
    """Return why a series is too short, or None."""
    counted, needed = int((status == SHOWN).sum()), YEARS_NEEDED * period
    if counted >= needed:
        return None
    given = [] if "method" not in series else series["method"].dropna().unique()
    why = f" ({'; '.join(given)})" if len(given) and (status != SHOWN).any() else ""
    return f"not given: {counted} {PERIOD_NAMES[period]}s with a figure, {needed} are needed{why}"


def _gap(series, status, time, period):
    """Return which period has no row or no figure, or None."""
    steps, _ = _steps(series, time, period)
    known = steps[status == SHOWN]
    absent = np.setdiff1d(np.arange(steps[-1] + 1), known)
    if not absent.size:
        return None
    first = pd.to_datetime(series[time].iloc[0]) + pd.DateOffset(
        months=int(absent[0]) * (MONTHS_IN_YEAR // period)
    )
    others = f" and {absent.size - 1} more" if absent.size > 1 else ""
    return f"not given: no figure for {first:%B %Y}{others}"


def _terms(series, count, time, period, intervention, family, exposure, confidence):
    """Return the table of terms of one series."""
    events = numbers(series, count)
    people = np.ones(len(series)) if exposure is None else numbers(series, exposure)
    refuse(series, events < 0, f'"{count}" is negative', "A count is zero or more.")
    refuse(series, events % 1 > 0, f'"{count}" is not whole', "A count of events is a whole number.")
    refuse(series, people <= 0, f'"{exposure}" is zero or negative', "Leave it blank where it is unknown.")
    status = statuses(series, events, people)
    start = _started(series, time, intervention)
    if (status == SUPPRESSED).any():
        told = pooled_method(
            series.get("method", pd.Series(None, index=series.index, dtype="str")),
            status,
            [SUPPRESSED],
            np.zeros(len(series), dtype=int),
        )[0]
        why = "not given: a period is suppressed" + ("" if pd.isna(told) else f" ({told})")
        return _no_terms(why, SUPPRESSED)
    reason = _too_short(series, status, period)
    if reason:
        return _no_terms(reason, NOT_AVAILABLE)

    used = status == SHOWN
    all_steps, all_in_year = _steps(series, time, period)
    steps, in_year = all_steps[used], all_in_year[used]
    names, design = _design(steps, in_year, series.loc[used, time], period, start)
    events, offset = events[used], np.log(people[used])
    reason = _not_separated(names, design, events, period)
    if reason:
        return _no_terms(reason, NOT_AVAILABLE)

    with warnings.catch_warnings():
        # statsmodels means it for shares: counts that are the same every month are not a fault.
        warnings.filterwarnings("ignore", message="Perfect separation or prediction detected")
        fit, extra = fitted_counts(events, design, offset, family)
    dispersion = fit.pearson_chi2 / fit.df_resid
    if family == "quasi-Poisson" and dispersion < 1e-9:
        # Nothing is left over to measure chance by: an interval of no width would make rounding a trend.
        return _no_terms("not given: the counts follow the terms exactly", NOT_AVAILABLE)
    # The trend of a year is twelve times that of a month, and so is its error.
    coefficient = np.append(fit.params, fit.params[1] * period)
    error = np.append(fit.bse, fit.bse[1] * period)
    if family == "quasi-Poisson":
        error = error * np.sqrt(dispersion)
    reach = limit_quantile(family, fit.df_resid, confidence)
    lower, upper = np.exp(coefficient - reach * error), np.exp(coefficient + reach * error)
    left_out = int(all_steps[-1]) + 1 - len(events)
    method = f"{family} regression, {_LIMITS[family]} limits"
    if extra["theta"] == np.inf:
        method = "Poisson regression (no more spread than chance), normal limits"
    if left_out > 0:
        method += (
            f"; {left_out} {PERIOD_NAMES[period]}{'s' if left_out > 1 else ''} without a figure left out"
        )
    table = pd.DataFrame(
        {
            "term": text([*names, "trend per year"]),
            "coefficient": coefficient,
            "standard_error": error,
            "rate_ratio": np.exp(coefficient),
            "lower": lower,
            "upper": upper,
            "direction": text([_direction(*pair) for pair in zip(lower, upper, strict=True)]),
            "events": int(events.sum()),
            "periods": len(events),
            "dispersion": dispersion,
            **extra,
        }
    )
    # Only time has a direction; a month against January has none, and the start is a level.
    timed = np.array([name.startswith(("trend", "from ")) for name in table["term"]])
    return table.assign(
        direction=table["direction"].where(timed), method=text([method] * len(table)), status=SHOWN
    )


_LIMITS = {"negative binomial": "normal", "quasi-Poisson": "Student's t"}


def limit_quantile(family, degrees_of_freedom, confidence):
    """Return how many standard errors a limit lies off: normal, or Student's t for quasi-Poisson."""
    if family == "negative binomial":
        return standard_normal(confidence)
    from scipy import special

    return special.stdtrit(degrees_of_freedom, 0.5 + confidence / 2)


def _direction(lower, upper):
    if lower > 1:
        return ROSE
    return FELL if upper < 1 else NO_CLEAR_CHANGE


def _no_terms(reason, status):
    """Return the one row that appears where no number may."""
    row = dict.fromkeys(_COEFFICIENTS, np.nan) | {"direction": None}
    table = pd.DataFrame({"term": text(["trend per year"]), **{name: [item] for name, item in row.items()}})
    return table.assign(direction=text([None]), method=text([reason]), status=text([status]))


def _started(series, time, intervention):
    """Return the intervention's day, refused where it does not lie inside the series."""
    if intervention is None:
        return None
    start, days = pd.Timestamp(intervention), pd.to_datetime(series[time])
    if not days.min() < start <= days.max():
        raise InputError(
            f"The intervention on {start:%Y-%m-%d} lies outside the series, {days.min():%Y-%m-%d} to "
            f"{days.max():%Y-%m-%d}: there is nothing to compare it with."
        )
    return start


def _design(steps, in_year, days, period, start):
    """Return the names and the columns of the regression; the first season that occurs is the reference."""
    seasons = np.unique(in_year)[1:]
    names = ["start", f"trend per {PERIOD_NAMES[period]}"]
    # R's reference results count the first period as 1.
    columns = [np.ones(len(steps)), steps + 1.0]
    for season in seasons:
        names.append(
            f"{pd.Timestamp(2001, season, 1):%B}" if period == MONTHS_IN_YEAR else f"quarter {season}"
        )
        columns.append((in_year == season).astype(float))
    if start is not None:
        names.append(f"from {start:%Y-%m-%d}")
        columns.append((pd.to_datetime(days) >= start).to_numpy(dtype=float))
    return names, np.column_stack(columns)


def _not_separated(names, design, events, period):
    """Return why the terms cannot be estimated, or None."""
    if design.shape[0] <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return "not given: too few periods to tell trend, season and intervention apart"
    seasons = [name for name in names[2:] if not name.startswith("from ")]
    others = design[:, 2 : 2 + len(seasons)]
    reference = others.sum(axis=1) == 0
    if not events[reference].sum() or not (others.T @ events).all():
        return f"not given: a {PERIOD_NAMES[period]} of the year without a single event in any year"
    law = design[:, len(names) - 1] if names[-1].startswith("from ") else None
    if law is not None and (not events[law == 1].sum() or not events[law == 0].sum()):
        return "not given: no event on one side of the intervention"
    return None


def fitted_counts(events, design, offset, family):
    """Return the fit of statsmodels and the columns that describe it."""
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    poisson = GLM(events, design, family=families.Poisson(), offset=offset)
    if family == "quasi-Poisson":
        return poisson.fit(tol=1e-12), {
            "theta": np.nan,
            "theta_standard_error": np.nan,
            "log_likelihood": np.nan,
        }

    fit, theta, error = poisson.fit(tol=1e-12), np.inf, np.nan
    # As glm.nb: coefficients given theta, theta given the means, until neither moves.
    for _ in range(100):
        before = theta
        theta, error = _theta(events, np.asarray(fit.fittedvalues))
        if theta == np.inf:
            fit = poisson.fit(tol=1e-12)
            break
        shape = families.NegativeBinomial(alpha=1 / theta)
        fit = GLM(events, design, family=shape, offset=offset).fit(tol=1e-12, scale=1.0)
        if abs(theta - before) <= 1e-9 * theta:
            break
    described = {"theta": theta, "theta_standard_error": error}
    return fit, described | {"log_likelihood": _log_likelihood(events, np.asarray(fit.fittedvalues), theta)}


def _theta(events, means):
    """Return the likeliest theta given the means, and its standard error; infinite for Poisson."""
    from scipy import optimize, special

    def score(log_theta):
        theta = np.exp(log_theta)
        terms = special.digamma(theta + events) - special.digamma(theta) + np.log(theta / (theta + means))
        return (terms + 1 - (events + theta) / (means + theta)).sum() * theta

    low, high = np.log(1e-6), np.log(LARGEST_THETA)
    if score(high) >= 0:  # the likelihood still rises: no more spread than Poisson's
        return np.inf, np.nan
    theta = float(np.exp(optimize.brentq(score, low, high, xtol=1e-12)))
    information = (
        (special.polygamma(1, theta) - special.polygamma(1, theta + events) - 1 / theta)
        + 2 / (means + theta)
        - (events + theta) / (means + theta) ** 2
    )
    return theta, float(1 / np.sqrt(information.sum()))


def _log_likelihood(events, means, theta):
    from scipy import special

    if theta == np.inf:
        return float((special.xlogy(events, means) - means - special.gammaln(events + 1)).sum())
    terms = special.gammaln(theta + events) - special.gammaln(theta) - special.gammaln(events + 1)
    spread = theta * np.log(theta / (theta + means)) + special.xlogy(events, means / (theta + means))
    return float((terms + spread).sum())
