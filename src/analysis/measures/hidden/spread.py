"""How far an estimate of those never seen depends on choices that could reasonably have been different."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.measures.hidden.captures import pair_names
from analysis.measures.hidden.designs import geometry
from analysis.measures.hidden.near_best import near_best
from analysis.measures.hidden.regression import total_with_limits
from analysis.measures.hidden.stepwise import (
    DEFAULT,
    DEFENSIBLE,
    EVERY_PAIR,
    TRIED,
    choice,
    steps_by_threshold,
)
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, text

LISTS_NEEDED = 3
TOO_FEW_LISTS = (
    "not given: three lists are needed. With two, nobody can tell whether people on one list are more likely "
    "to be on the other, and the number of those on neither hangs on just that"
)
TOO_MANY = "models could not be compared, for too many lists, or lists that barely overlap: join lists"
# A support service for 100 people is another one than for 50 or for 200. Where a defensible choice, or the
# estimate's own limits, lie further off than that, the figure does not say which to plan for.
FACTOR_AT_MOST = 2.0
# Kass and Raftery 1995, doi 10.1080/01621459.1995.10476572: a difference in BIC below 2 is "not worth more
# than a bare mention".
HARDLY_WORSE = 2.0
THRESHOLD, MODEL, JOINED = "threshold", "model by BIC", "lists joined"
COLUMNS = ["kind", "choice", "estimate", "lower", "upper", "times_own", "counted", "method", "status"]


@dataclass(frozen=True, eq=False)
class Spread:
    """Estimates under each choice, and whether they agree enough for one of them to be shown.

    `choices` has a row for each: `kind`, `choice` in words, `estimate`, `lower`, `upper`, `times_own` (how
    many times the estimate at hand), `counted` (whether it is a defensible one), `method`, `status`.
    `lowest` and `highest` are the ends of the counted estimates with the one at hand, `furthest` how many
    times apart it and they, or its limits, lie.
    """

    choices: pd.DataFrame = field(repr=False)
    lowest: float
    highest: float
    furthest: float
    may_be_shown: bool
    verdict: str


def refused(why):
    """Return the `Spread` of an estimate that there is not."""
    nothing = pd.DataFrame(columns=COLUMNS).astype({"estimate": float, "counted": bool})
    return Spread(nothing, np.nan, np.nan, np.nan, False, f"No estimate: {why.removeprefix('not given: ')}.")


def spread_around(given, own, threshold=DEFAULT):
    """Return the `Spread` of captures around an estimate at hand, `own`: itself and its limits."""
    rows = [*_by_threshold(given, threshold), *_by_model(given), *_by_merging(given, threshold)]
    choices = pd.DataFrame(rows, columns=[name for name in COLUMNS if name != "times_own"])
    choices.insert(COLUMNS.index("times_own"), "times_own", choices["estimate"] / own[0])
    for name in ("kind", "choice", "method", "status"):
        choices[name] = text(choices[name])
    counted = choices[choices["counted"] & (choices["status"] == SHOWN)]
    ends = [min(own[0], counted["estimate"].min()), max(own[0], counted["estimate"].max())]
    furthest = max(_times(own[0], other) for other in (*own, *ends))
    compared = (choices.loc[choices["kind"] == MODEL, "status"] == SHOWN).all()
    may = bool(furthest <= FACTOR_AT_MOST and compared)
    return Spread(choices, *map(float, ends), furthest, may, _verdict(own, counted, ends, compared))


def _times(own, other):
    return float(max(own / other, other / own))


def _verdict(own, counted, ends, compared):
    low, high = (f"{end:,.0f}" for end in ends)
    run = f"Defensible choices run from {low} to {high} people"
    if low == high:
        run = f"Every defensible choice gives {low} people"
    reasons = [] if compared else [TOO_MANY]
    apart = [_times(own[0], other) for other in counted["estimate"]]
    if apart and max(apart) > FACTOR_AT_MOST:
        furthest = counted.iloc[int(np.argmax(apart))]
        reasons.append(
            f"{furthest.choice} gives {furthest.estimate:,.0f} where the estimate is {own[0]:,.0f}"
        )
    if max(_times(own[0], limit) for limit in own) > FACTOR_AT_MOST:
        reasons.append(f"the limits of {own[0]:,.0f} alone are {own[1]:,.0f} and {own[2]:,.0f}")
    if not reasons:
        return f"{run}; none, and no limit, is more than twice or less than half of {own[0]:,.0f}."
    return (
        f"No single number should be shown: {', and '.join(reasons)}. {run}, so one number would mislead "
        "anyone who plans by it."
    )


def _by_threshold(given, own):
    """Yield a row for each threshold."""
    labels = {
        0.0: "no pair of lists (threshold 0)",
        EVERY_PAIR: "every pair that can be fitted (threshold 1)",
    }
    tried = sorted({*TRIED, own})
    for threshold, step in steps_by_threshold(len(given.lists), given.counts, tried).items():
        label = labels.get(threshold, f"threshold {threshold:g}")
        counted = threshold in DEFENSIBLE or (threshold == own and 0 < own < EVERY_PAIR)
        yield _row(THRESHOLD, label, given, step, counted, "stepwise choice of pairs of lists")


def _row(kind, label, given, step, counted, method):
    """Return a row of the choices from the step that a choice ends on, or one without an estimate."""
    if step is None:
        why = "not given: the lists alone have no estimate"
        return kind, label, np.nan, np.nan, np.nan, False, why, NOT_AVAILABLE
    return kind, label, *total_with_limits(given.seen, step.fit), counted, method, SHOWN


def _by_model(given):
    """Yield a row for each model hardly worse than the best by BIC, or one that says why none was tried."""
    near = near_best(given, HARDLY_WORSE)
    if near is None:
        yield MODEL, "models by BIC", np.nan, np.nan, np.nan, False, f"not given: {TOO_MANY}", NOT_AVAILABLE
        return
    names = pair_names(given.lists)
    for rank, one in enumerate(near, start=1):
        label = f"the model with {', '.join(names[pair] for pair in one.pairs) or 'no pair'}"
        method = f"rank {rank} by BIC, {one.bic:.2f}"
        yield MODEL, label, one.estimate, one.lower, one.upper, True, method, SHOWN


def _by_merging(given, threshold):
    """Yield a row for each pair of lists that is made one list, the choice repeated."""
    for first, second in geometry(len(given.lists)).pairs:
        label = f"joining {given.lists[first]} and {given.lists[second]}"
        joined = given.joined(first, second)
        if len(joined.lists) < LISTS_NEEDED:
            yield JOINED, label, np.nan, np.nan, np.nan, False, TOO_FEW_LISTS, NOT_AVAILABLE
            continue
        step, _, _ = choice(len(joined.lists), joined.counts, threshold)
        method = f"stepwise choice of pairs of lists, threshold {threshold:g}"
        yield _row(JOINED, label, joined, step, True, method)
