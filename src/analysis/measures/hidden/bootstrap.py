"""Limits that know that the model was chosen: the bias-corrected accelerated bootstrap.

Cases are drawn again with replacement and the whole choice of pairs is repeated on each draw (Chan, Silverman
and Vincent 2021, section 3.3; DiCiccio and Efron 1996, doi 10.1214/ss/1032280214).
"""

from dataclasses import dataclass, field
from statistics import NormalDist

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.hidden.captures import read_captures
from analysis.measures.hidden.stepwise import choice
from analysis.measures.hidden.thresholds import checked_threshold
from analysis.measures.status import NOT_AVAILABLE, SHOWN

SEED, RESAMPLES = 20210321, 1_000
LEVELS = (0.025, 0.05, 0.1, 0.16, 0.84, 0.9, 0.95, 0.975)
LEAST_RESAMPLES = 100  # with fewer, the 2.5 % quantile stands on two draws


@dataclass(frozen=True)
class Bootstrap:
    """Limits from draws of cases: `lower` and `upper` (95 %), the draws, and what corrects their quantiles.

    `quantiles` has a row for each level: `level`, `value`, `method`, `status`. `replicates` are the estimates
    of the draws, infinite where a draw has no estimate; `without_estimate` counts those.
    """

    estimate: float
    lower: float
    upper: float
    bias: float
    acceleration: float
    quantiles: pd.DataFrame = field(repr=False)
    replicates: np.ndarray = field(repr=False)
    without_estimate: int
    warnings: tuple
    method: str
    status: str


def bootstrap_hidden_population(captures, p_threshold=0.02, resamples=RESAMPLES, seed=SEED):
    """Return the `Bootstrap` of `hidden_population`: each draw of cases goes through the whole choice again.

    `captures` and `p_threshold` as for `hidden_population`. The acceleration is that of the jackknife, which
    leaves out one case at a time. A draw without an estimate (nobody on two lists) would allow any number of
    people: it counts as infinite, and where too many are, the upper limit is.
    """
    given = read_captures(captures)
    checked_threshold(p_threshold)
    if not resamples >= LEAST_RESAMPLES or int(resamples) != resamples:
        raise InputError(f"{resamples} resamples: give a whole number of at least {LEAST_RESAMPLES}.")
    method = f"bias-corrected accelerated bootstrap, {resamples} draws of cases, seed {seed}"
    estimate = total(given.counts, p_threshold)
    rng = np.random.Generator(np.random.PCG64(seed))
    drawn = rng.multinomial(given.seen, given.counts / given.seen, size=int(resamples))
    replicates = np.array([total(counts.astype(float), p_threshold) for counts in drawn])
    acceleration = jackknife_acceleration(given.counts, p_threshold) if np.isfinite(estimate) else np.nan
    values = bca_quantiles(replicates, estimate, acceleration, LEVELS)
    without = int(np.isinf(replicates).sum())
    warnings = _warned(estimate, values, without, resamples)
    state = SHOWN if np.isfinite(values).all() else NOT_AVAILABLE
    quantiles = pd.DataFrame({"level": LEVELS, "value": values}).assign(method=method, status=state)
    return Bootstrap(
        estimate=estimate if np.isfinite(estimate) else np.nan,
        lower=float(values[0]),
        upper=float(values[-1]),
        bias=bias_of(replicates, estimate),
        acceleration=acceleration,
        quantiles=quantiles,
        replicates=replicates,
        without_estimate=without,
        warnings=warnings,
        method=method,
        status=state,
    )


def total(counts, threshold):
    """Return the people seen and never seen of counts by combination, infinite where there is no estimate.

    A list that nobody is on in these counts is left out: it says nothing of anyone.
    """
    counts = without_empty_lists(counts)
    lists = int(np.log2(len(counts) + 1))
    if lists < 2:
        return np.inf
    step, _, _ = choice(lists, counts, threshold)
    return np.inf if step is None else float(counts.sum() + np.exp(step.fit.coefficients[0]))


def without_empty_lists(counts):
    """Return counts by combination of those lists only that somebody is on."""
    combinations = np.arange(1, len(counts) + 1)
    lists = int(np.log2(len(combinations) + 1))
    somebody = [at for at in range(lists) if counts[(combinations >> at) & 1 == 1].any()]
    if len(somebody) == lists:
        return counts
    new = sum(((combinations >> at) & 1) << place for place, at in enumerate(somebody))
    return np.bincount(new, weights=counts, minlength=2 ** len(somebody))[1:]


def jackknife_acceleration(counts, threshold):
    """Return the acceleration from leaving out one case at a time; those of one combination are alike.

    It is NaN where leaving a case out changes nothing, or leaves no estimate.
    """
    at = np.flatnonzero(counts)
    left = np.array([total(counts - (np.arange(len(counts)) == one), threshold) for one in at])
    if not np.isfinite(left).all():
        return np.nan
    cases = counts[at]
    differences = np.average(left, weights=cases) - left
    squares = cases @ differences**2
    return float(cases @ differences**3 / (6 * squares**1.5)) if squares > 0 else np.nan


def bias_of(replicates, estimate):
    """Return the normal quantile of the share of draws that fall below the estimate, NaN for none or all."""
    below = float(np.mean(replicates < estimate))
    return NormalDist().inv_cdf(below) if 0 < below < 1 else np.nan


def bca_quantiles(replicates, estimate, acceleration, levels=LEVELS):
    """Return quantiles of the draws at levels moved by bias and acceleration, NaN where those are not known.

    A quantile that falls among draws without an estimate is infinite.
    """
    normal, bias = NormalDist(), bias_of(replicates, estimate)
    if np.isnan(bias) or np.isnan(acceleration):
        return np.full(len(levels), np.nan)
    shifted = np.array([bias + normal.inv_cdf(level) for level in levels])
    moved = [normal.cdf(bias + one / (1 - acceleration * one)) for one in shifted]
    return np.array([_quantile(np.sort(replicates), level) for level in moved])


def _quantile(ordered, level):
    """Return the median-unbiased quantile of draws (type 8 of Hyndman and Fan 1996), or infinity.

    With a bias as large as the published one the 2.5 % limit lies between the two lowest of 1,000 draws,
    where the kinds of quantile differ by 2 %. Between a draw and one without an estimate it is infinite.
    """
    at = np.clip(level * (len(ordered) + 1 / 3) - 2 / 3, 0, len(ordered) - 1)
    low, high = ordered[int(np.floor(at))], ordered[int(np.ceil(at))]
    return float(low if low == high else low + (at - np.floor(at)) * (high - low))


def _warned(estimate, values, without, resamples):
    if not np.isfinite(estimate):
        return ("There is no estimate, so there are no limits.",)
    found = []
    if without:
        found.append(f"{without} of {resamples} draws have no estimate: the lists barely overlap.")
    if np.isnan(values).any():
        found.append("The quantiles cannot be corrected: the estimate hangs on single cases.")
    elif np.isinf(values).any():
        found.append("There is no upper limit: too many draws have no estimate.")
    return tuple(found)
