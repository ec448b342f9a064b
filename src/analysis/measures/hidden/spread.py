"""How far an estimate of those never seen depends on choices that could reasonably have been different.

Models hardly worse than the best by BIC are found without fitting every one (branch and bound): a set of
pairs can fit no better than a larger set, and has a parameter for each pair. Where the fit of the largest set
of a branch, with the parameters of its smallest, is too far from the best, the branch is left.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.measures.hidden.captures import geometry, pair_names
from analysis.measures.hidden.stepwise import (
    DEFENSIBLE,
    EVERY_PAIR,
    TRIED,
    choice,
    fitted,
    last_step,
    model_of,
    path,
    total_with_limits,
)
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, text

# Eight lists have 28 pairs; the UK's six take a look at 127 models, and five lists have 1,024 in all. Where
# lists barely overlap most models have no estimate to bound a branch with, and the search would not end.
LISTS_AT_MOST, MODELS_AT_MOST = 8, 1_500
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
COLUMNS = ["kind", "choice", "estimate", "lower", "upper", "counted", "method", "status"]


@dataclass(frozen=True, eq=False)
class Spread:
    """Estimates under each choice, and whether they agree enough for one of them to be shown.

    `choices` has a row for each: `kind`, `choice` in words, `estimate`, `lower`, `upper`, `counted` (whether
    it is a defensible one), `method`, `status`.
    """

    choices: pd.DataFrame = field(repr=False)
    may_be_shown: bool
    verdict: str


def refused(why):
    """Return the `Spread` of an estimate that there is not."""
    nothing = pd.DataFrame(columns=COLUMNS).astype({"estimate": float, "counted": bool})
    return Spread(nothing, False, f"No estimate: {why.removeprefix('not given: ')}.")


def spread_around(given, own, threshold):
    """Return the `Spread` of captures around an estimate at hand, `own`: itself and its limits."""
    rows = [*_by_threshold(given, threshold), *_by_model(given), *_by_merging(given, threshold)]
    choices = pd.DataFrame(rows, columns=COLUMNS)
    for name in ("kind", "choice", "method", "status"):
        choices[name] = text(choices[name])
    counted = choices[choices["counted"] & (choices["status"] == SHOWN)]
    compared = (choices.loc[choices["kind"] == MODEL, "status"] == SHOWN).all()
    reasons = [*([] if compared else [TOO_MANY]), *_too_far(own, counted)]
    low, high = min(own[0], counted["estimate"].min()), max(own[0], counted["estimate"].max())
    run = f"Defensible choices run from {low:,.0f} to {high:,.0f} people"
    if f"{low:,.0f}" == f"{high:,.0f}":
        run = f"Every defensible choice gives {low:,.0f} people"
    if not reasons:
        said = f"{run}; none, and no limit, is more than twice or less than half of {own[0]:,.0f}."
        return Spread(choices, True, said)
    return Spread(
        choices,
        False,
        f"No single number should be shown: {', and '.join(reasons)}. {run}, so one number would mislead "
        "anyone who plans by it.",
    )


def _too_far(own, counted):
    """Yield in words the choice, and the limits, that lie too far from the estimate at hand."""
    apart = [_times(own[0], other) for other in counted["estimate"]]
    if apart and max(apart) > FACTOR_AT_MOST:
        furthest = counted.iloc[int(np.argmax(apart))]
        yield f"{furthest.choice} gives {furthest.estimate:,.0f} where the estimate is {own[0]:,.0f}"
    if max(_times(own[0], limit) for limit in own) > FACTOR_AT_MOST:
        yield f"the limits of {own[0]:,.0f} alone are {own[1]:,.0f} and {own[2]:,.0f}"


def _times(own, other):
    return float(max(own / other, other / own))


def _by_threshold(given, own):
    """Yield a row for each threshold."""
    labels = {
        0.0: "no pair of lists (threshold 0)",
        EVERY_PAIR: "every pair that can be fitted (threshold 1)",
    }
    lists, counts = len(given.lists), given.counts
    steps, _ = path(lists, counts)
    for threshold in sorted({*TRIED, own}):
        step = last_step(steps, threshold) if threshold < EVERY_PAIR else choice(lists, counts, threshold)[0]
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
        step, _ = choice(len(joined.lists), joined.counts, threshold)
        method = f"stepwise choice of pairs of lists, threshold {threshold:g}"
        yield _row(JOINED, label, joined, step, True, method)


@dataclass(frozen=True)
class Candidate:
    """A model by the numbers of its pairs, with estimate, limits and BIC."""

    pairs: tuple
    estimate: float
    lower: float
    upper: float
    bic: float


def near_best(given, within):
    """Return a `Candidate` for every model of order 2 within `within` of the best by BIC, the best first.

    A model of order 2 has some of the pairs beside the lists. The best is not for that the right one: models
    that differ by less than 2 can hardly be distinguished, and can differ twofold in their estimates. Those
    that have no estimate, or cannot be identified, are not among them. None where there are too many lists,
    or too many models would have to be looked at: then nothing can be said of them.

    Source: Silverman, Chan and Vincent 2024, doi 10.1007/s11222-023-10346-9.
    """
    if len(given.lists) > LISTS_AT_MOST:
        return None
    search = _Search(given, within)
    search.visit((), search.strongest_first())
    return None if search.looked_at > MODELS_AT_MOST else search.found()


def bic(given, log_likelihood, pairs):
    """Return the BIC of a model with so many pairs; one with nobody in common is a parameter too."""
    return float(-2 * log_likelihood + (1 + len(given.lists) + pairs) * np.log(given.seen))


class _Search:
    def __init__(self, given, within):
        from scipy.special import gammaln, xlogy

        self.given, self.within = given, within
        self.lists, self.counts = len(given.lists), given.counts
        self.perfect = float((xlogy(self.counts, self.counts) - self.counts - gammaln(self.counts + 1)).sum())
        self.highest_of = {}
        self.best = np.inf
        self.candidates = []
        self.looked_at = 0

    def strongest_first(self):
        """Return the pairs by what the fit of all of them would lose without each, most first.

        The path of the stepwise choice sets a first mark for the best.
        """
        for step in path(self.lists, self.counts)[0]:
            worth = bic(self.given, step.fit.log_likelihood(self.counts), len(step.model.pairs))
            self.best = min(self.best, worth)
        pairs = tuple(range(len(geometry(self.lists).pairs)))
        without = [self.highest(tuple(one for one in pairs if one != pair)) for pair in pairs]
        return tuple(int(pair) for pair in np.argsort(without, kind="stable"))

    def fit(self, pairs):
        """Return the fit of a set of pairs, None where it has no estimate."""
        return fitted(self.lists, self.counts, model_of(self.lists, self.counts, pairs))[0]

    def highest(self, pairs):
        """Return a log-likelihood that no model with some of these pairs exceeds."""
        key = frozenset(pairs)
        if key not in self.highest_of:
            fit = self.fit(pairs)
            self.highest_of[key] = self.perfect if fit is None else fit.log_likelihood(self.counts)
        return self.highest_of[key]

    def visit(self, chosen, left):
        """Look at a set of pairs, then at sets that add some of `left`, while they can be near the best."""
        self.looked_at += 1
        if self.looked_at > MODELS_AT_MOST:
            return
        fit = self.fit(chosen)
        if fit is not None:
            worth = bic(self.given, fit.log_likelihood(self.counts), len(chosen))
            self.best = min(self.best, worth)
            if worth <= self.best + self.within:
                figures = total_with_limits(self.given.seen, fit)
                self.candidates.append(Candidate(tuple(sorted(chosen)), *figures, worth))
        for at, pair in enumerate(left):
            bound = bic(self.given, self.highest((*chosen, *left[at:])), len(chosen) + 1)
            if bound > self.best + self.within:
                return  # the sets to come are smaller, and fit no better
            self.visit((*chosen, pair), left[at + 1 :])

    def found(self):
        """Return the candidates that are near the best now that it is known."""
        near = [one for one in self.candidates if one.bic <= self.best + self.within]
        return sorted(near, key=lambda one: (one.bic, one.pairs))
