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

# Eight lists have 28 pairs; the UK's six take a look at 127 models, and five lists have 1,024 in all. Where
# lists barely overlap most models have no estimate to bound a branch with, and the search would not end.
LISTS_AT_MOST, MODELS_AT_MOST = 8, 1_500
LISTS_NEEDED = 3
TOO_FEW_LISTS = (
    "three lists are needed. With two, nobody can tell whether people on one list are more likely "
    "to be on the other, and the number of those on neither hangs on just that"
)
TOO_MANY = "models could not be compared, for too many lists, or lists that barely overlap: join lists"
TOO_WIDE = (
    "other reasonable choices, or the limits of the estimate alone, give less than half of it or more than "
    "double: one number would mislead"
)
# A support service for 100 people is another one than for 50 or for 200. Where a defensible choice, or the
# estimate's own limits, lie further off than that, the figure does not say which to plan for.
FACTOR_AT_MOST = 2.0
# Kass and Raftery 1995, doi 10.1080/01621459.1995.10476572: a difference in BIC below 2 is "not worth more
# than a bare mention".
HARDLY_WORSE = 2.0
THRESHOLD, MODEL, JOINED = "threshold", "model by BIC", "lists joined"
COLUMNS = ["kind", "choice", "estimate", "counted"]


@dataclass(frozen=True, eq=False)
class Spread:
    """Estimates under each choice, and in words why none of them should be shown: "" where they agree enough.

    `choices` has a row for each: `kind`, `choice` in words, `estimate` (NaN where there is none), `counted`
    (whether it is a defensible one).
    """

    choices: pd.DataFrame = field(repr=False)
    why_not: str


def spread_around(given, own, threshold):
    """Return the `Spread` of captures around an estimate at hand, `own`: itself and its limits."""
    rows = [*_by_threshold(given, threshold), *_by_model(given), *_by_merging(given, threshold)]
    choices = pd.DataFrame(rows, columns=COLUMNS)
    others = np.array([*choices.loc[choices["counted"], "estimate"], *own])
    why_not = ""
    if choices.loc[choices["kind"] == MODEL, "estimate"].isna().any():
        why_not = TOO_MANY
    elif np.maximum(others / own[0], own[0] / others).max() > FACTOR_AT_MOST:
        why_not = TOO_WIDE
    return Spread(choices, why_not)


def _by_threshold(given, own):
    """Yield a row for each threshold."""
    lists, counts = len(given.lists), given.counts
    steps, _ = path(lists, counts)
    for threshold in sorted({*TRIED, own}):
        step = last_step(steps, threshold) if threshold < EVERY_PAIR else choice(lists, counts, threshold)[0]
        counted = threshold in DEFENSIBLE or (threshold == own and 0 < own < EVERY_PAIR)
        yield _row(THRESHOLD, f"threshold {threshold:g}", given, step, counted)


def _row(kind, label, given, step, counted):
    """Return a row of the choices from the step that a choice ends on, or one without an estimate."""
    if step is None:
        return kind, label, np.nan, False
    return kind, label, total_with_limits(given.seen, step.fit)[0], counted


def _by_model(given):
    """Yield a row for each model hardly worse than the best by BIC, or one if that cannot be told."""
    near = near_best(given, HARDLY_WORSE)
    if near is None:
        yield MODEL, "models by BIC", np.nan, False
        return
    names = pair_names(given.lists)
    for one in near:
        label = f"the model with {', '.join(names[pair] for pair in one.pairs) or 'no pair'}"
        yield MODEL, label, one.estimate, True


def _by_merging(given, threshold):
    """Yield a row for each pair of lists that is made one list, the choice repeated."""
    for first, second in geometry(len(given.lists)).pairs:
        joined = given.joined(first, second)
        step = None
        if len(joined.lists) >= LISTS_NEEDED:
            step, _ = choice(len(joined.lists), joined.counts, threshold)
        label = f"joining {given.lists[first]} and {given.lists[second]}"
        yield _row(JOINED, label, joined, step, True)


@dataclass(frozen=True)
class Candidate:
    """A model by the numbers of its pairs, with its estimate and BIC."""

    pairs: tuple
    estimate: float
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
            worth = bic(self.given, step.fit.log_likelihood, len(step.model.pairs))
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
            self.highest_of[key] = self.perfect if fit is None else fit.log_likelihood
        return self.highest_of[key]

    def visit(self, chosen, left):
        """Look at a set of pairs, then at sets that add some of `left`, while they can be near the best."""
        self.looked_at += 1
        if self.looked_at > MODELS_AT_MOST:
            return
        fit = self.fit(chosen)
        if fit is not None:
            worth = bic(self.given, fit.log_likelihood, len(chosen))
            self.best = min(self.best, worth)
            if worth <= self.best + self.within:
                estimate = total_with_limits(self.given.seen, fit)[0]
                self.candidates.append(Candidate(tuple(sorted(chosen)), estimate, worth))
        for at, pair in enumerate(left):
            bound = bic(self.given, self.highest((*chosen, *left[at:])), len(chosen) + 1)
            if bound > self.best + self.within:
                return  # the sets to come are smaller, and fit no better
            self.visit((*chosen, pair), left[at + 1 :])

    def found(self):
        """Return the candidates that are near the best now that it is known."""
        near = [one for one in self.candidates if one.bic <= self.best + self.within]
        return sorted(near, key=lambda one: (one.bic, one.pairs))
