"""Is the latest period unusual for each series, with the false alarms over all of them held in check?"""

import numpy as np
import pandas as pd

from analysis.errors import how_many
from analysis.measures.rates.status import text
from analysis.measures.trends.change import CORRELATION
from analysis.measures.trends.counts import poisson_fit
from analysis.measures.trends.panels import PERIODS_IN_YEAR, declared_steps, panel
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["alerts"]

USUAL, HIGHER, LOWER = "usual", "higher than usual", "lower than usual"
CANNOT_BE_TOLD = "cannot be told"
FALSE_DISCOVERY_RATE, POWER = 0.05, 0.8
# With less than three years a trend is not told from chance (Farrington and others 1996).
YEARS, YEARS_NEEDED = 5, 3
# The rule of Farrington and others 1996: no alarm where fewer than 5 were counted in the last 4 periods, the
# one judged included. Here 5 that were expected do as well.
FEWEST, OVER_PERIODS = 5, 4
JUDGED = ("root", "error", "freedom", "why")


def alerts(
    table: pd.DataFrame,
    count: str,
    by: str | None = None,
    time: str = "period_start",
    period: int = 12,
    recording: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return a row for each series: is its count in the latest period of the table unusual for it?

    `table` has a row for each series (`by`) and period; `time` holds first days or quarters such as
    "2026-Q1"; `period` is 4 or 12 a year. What is usual comes from the five years before (three are needed):
    season, trend, a step at each date on which `recording` says that the rule changed (see
    `panels.declared_steps`), and the period before, as neighbours are taken to be correlated by `CORRELATION`
    whatever the series shows. So a rise that stays is called in its first period and then becomes usual.

    `verdict` is "usual", "higher than usual", "lower than usual" or "cannot be told", with the reason in
    `why`. Of the series called higher or lower no more than 5 % are expected to be called
    so by chance (Benjamini and Hochberg 1995), however many were judged: `comparisons`. `lower` and `upper`
    are the smallest and the largest count that this rule calls usual, so that a count beyond them, an
    `exceedance` beyond -1 or 1, and the verdict say the same. `p_value` is two-sided, `p_adjusted` after the
    rule. A true rise of `smallest_rise_pct` above `expected` would be called in about 80 of
    100 cases (70 to 80 of simulated series, whose scatter grows with the rise).

    A series that is not shown in the latest period, or has a suppressed figure before it, has no figure, no
    verdict and status "not available". Other blanks of the past are gaps.

    >>> months = pd.date_range("2021-01-01", "2025-12-01", freq="MS")
    >>> counts = pd.DataFrame({"period_start": months, "offences": [30, 34, 27] * 19 + [31, 28, 90]})
    >>> alerts(counts, "offences")[["count", "verdict"]]
       count            verdict
    0   90.0  higher than usual
    """
    from scipy import special

    many = panel(table, count, by, time, period)
    at = many.counts.shape[1] - 1
    hidden = many.hidden(at)
    visible = np.where(hidden[:, None], np.nan, many.counts)
    steps = declared_steps(many, recording)
    rows = [_judge(*series, period) for series in zip(visible, steps, strict=True)]
    judged = pd.DataFrame(rows, columns=JUDGED)
    root, error, freedom = judged[["root", "error", "freedom"]].to_numpy(float).T
    counted, expected = visible[:, at], root**2
    # Counts are whole: each stands for what lies within half of it.
    nearest = np.clip(expected, np.maximum(counted - 0.5, 0), counted + 0.5)
    apart = (np.sqrt(nearest) - root) / error
    p_value = 2 * special.stdtr(freedom, -np.abs(apart))
    adjusted, level = held_in_check(p_value)
    reach = special.stdtrit(freedom, 1 - level / 2)
    found = root + special.nctdtrinc(freedom, 1 - POWER, reach) * error
    lower = np.maximum(np.ceil(np.maximum(root - reach * error, 0) ** 2 - 0.5), 0)
    upper = np.floor((root + reach * error) ** 2 + 0.5)
    # A limit lies half-way to the first count beyond it: so a score of 1 is never a count.
    room = np.where(counted > expected, upper + 0.5 - expected, expected - np.maximum(lower - 0.5, 0))
    told = judged["why"].isna().to_numpy()
    called = np.where(adjusted <= FALSE_DISCOVERY_RATE, np.where(apart > 0, HIGHER, LOWER), USUAL)
    name = PERIODS_IN_YEAR[period]
    how = (
        f"quasi-Poisson regression, up to {YEARS} years, square roots of counts, Student's t limits for a "
        f"correlation of neighbouring {name}s of up to {CORRELATION:g}; "
        f"false discovery rate {FALSE_DISCOVERY_RATE:g} over {int(told.sum())} series"
    )
    why = judged["why"].mask(hidden, "a count of the series is hidden or not available")
    figures = {
        "count": counted,
        "expected": expected,
        "lower": lower,
        "upper": upper,
        "smallest_rise_pct": ((found**2 + 0.5) / np.where(expected > 0, expected, np.nan) - 1) * 100,
        "exceedance": (counted - expected) / np.where(room > 0, room, np.nan),
        "p_value": p_value,
        "p_adjusted": adjusted,
    }
    keys = many.keys.assign(**{time: [many.labels[at]] * len(many.keys)})
    return pd.concat([keys, pd.DataFrame(figures)], axis=1).assign(
        comparisons=int(told.sum()),
        verdict=text(np.where(told, called, np.where(hidden, None, CANNOT_BE_TOLD))),
        why=text(judged["why"].mask(hidden, None)),
        method=text(np.where(told, how, "not given: " + why.astype("str"))),
        status=text(np.where(told, SHOWN, NOT_AVAILABLE)),
    )


def _judge(counts, steps, period):
    """Return the `root` of the count expected last, its `error` and `freedom`, or `why` it is not told.

    The latest period has a term of its own in a generalised least squares regression of the square roots of
    the counts, each less that of its mean by season and trend. Whatever the true correlation up to the one
    allowed for, such a term is as large by chance as Student's t says, as the past is taken the same way.
    """
    from statsmodels.regression.linear_model import GLS

    name, at = PERIODS_IN_YEAR[period], len(counts) - 1
    if not np.isfinite(counts[at]):
        return {"why": f"no figure for this {name}"}
    read = np.flatnonzero(np.isfinite(counts))
    read = read[read >= at - YEARS * period]
    events, needed = counts[read], YEARS_NEEDED * period
    if len(read) <= needed:
        had = how_many(len(read) - 1, f"{name}s")
        return {"why": f"{had} with a figure in the {YEARS} years before this one, {needed} are needed"}
    seasons = (read[:, None] % period == np.arange(period)).astype(float)
    rules = [(read >= step).astype(float) for step in steps if step > read[0]]
    # Counted from the period judged.
    design = np.column_stack([seasons, (read - at) / period, *rules])
    past = design[:-1]
    if len(past) <= past.shape[1] or np.linalg.matrix_rank(past) < past.shape[1]:
        return {"why": f"season, trend and recording rule cannot be distinguished in the earlier {name}s"}
    if not (seasons[:-1].T @ events[:-1]).all():
        return {"why": f"a {name} of the year without a single event in any year"}
    fit = poisson_fit(events[:-1], past)
    means = np.exp(design @ fit.params)
    if max(events[-OVER_PERIODS:].sum(), OVER_PERIODS * means[-1]) < FEWEST:
        return {
            "why": f"too few to judge: fewer than {FEWEST} counted and expected in {OVER_PERIODS} {name}s"
        }
    roots = np.sqrt(means)
    terms = np.column_stack([roots[:, None] * design / 2, read == at])
    together = CORRELATION ** np.abs(read[:, None] - read)
    test = GLS(np.sqrt(events) - roots, terms, sigma=together).fit()
    # No less than Poisson counts scatter: the root of one has a variance of a quarter.
    error = np.sqrt(test.normalized_cov_params[-1, -1] * max(test.scale, 0.25))
    root = max(np.sqrt(events[-1]) - test.params[-1], 0)
    return {"root": root, "error": error, "freedom": test.df_resid}


def held_in_check(p_values: np.ndarray) -> tuple[np.ndarray, float]:
    """Return Benjamini and Hochberg's adjusted p-values (NaN stays NaN) and the p-value that just counts.

    The level is that of the last series called; where none is, the one that the first would have needed.
    """
    from statsmodels.stats.multitest import multipletests

    known = np.isfinite(p_values)
    adjusted = np.full(len(p_values), np.nan)
    if not known.any():
        return adjusted, np.nan
    called, adjusted[known], _, _ = multipletests(
        p_values[known], alpha=FALSE_DISCOVERY_RATE, method="fdr_bh"
    )
    return adjusted, max(int(called.sum()), 1) * FALSE_DISCOVERY_RATE / int(known.sum())
