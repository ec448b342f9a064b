"""Models hardly worse than the best by BIC, found without fitting every one (branch and bound).

A set of pairs can fit no better than a larger set, and has a parameter for each pair: where the fit of the
largest set of a branch, with the parameters of its smallest, is too far from the best, the branch is left.
"""

from dataclasses import dataclass

import numpy as np

from analysis.measures.hidden.designs import geometry
from analysis.measures.hidden.regression import total_with_limits
from analysis.measures.hidden.stepwise import fitted, least_singular_value, model_of, path

# Eight lists have 28 pairs; the UK's six take a look at 127 models, and five lists have 1,024 in all. Where
# lists barely overlap most models have no estimate to bound a branch with, and the search would not end.
LISTS_AT_MOST, MODELS_AT_MOST = 8, 1_500


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
        self.smallest = least_singular_value(self.lists, self.counts)
        self.perfect = float((xlogy(self.counts, self.counts) - self.counts - gammaln(self.counts + 1)).sum())
        self.highest_of = {}
        self.best = np.inf
        self.candidates = []
        self.looked_at = 0

    def strongest_first(self):
        """Return the pairs by what the fit of all of them would lose without each, most first.

        The path of the stepwise choice sets a first mark for the best.
        """
        for step in path(self.lists, self.counts).steps:
            worth = bic(self.given, step.fit.log_likelihood(self.counts), len(step.model.pairs))
            self.best = min(self.best, worth)
        pairs = tuple(range(len(geometry(self.lists).pairs)))
        without = [self.highest(tuple(one for one in pairs if one != pair)) for pair in pairs]
        return tuple(int(pair) for pair in np.argsort(without, kind="stable"))

    def fit(self, pairs, known=None):
        """Return the fit of a set of pairs, None where it has no estimate.

        It is started from `known`, the fit of all but the last.
        """
        model, start = model_of(self.lists, self.counts, pairs), None
        if known is not None:
            more = 1 + self.lists + len(model.fitted) - len(known.coefficients)
            start = np.append(known.coefficients, [0.0] * more)
        return fitted(self.lists, self.counts, model, start, self.smallest)[0]

    def highest(self, pairs):
        """Return a log-likelihood that no model with some of these pairs exceeds."""
        key = frozenset(pairs)
        if key not in self.highest_of:
            fit = self.fit(pairs)
            self.highest_of[key] = self.perfect if fit is None else fit.log_likelihood(self.counts)
        return self.highest_of[key]

    def visit(self, chosen, left, known=None):
        """Look at a set of pairs, then at sets that add some of `left`, while they can be near the best."""
        self.looked_at += 1
        if self.looked_at > MODELS_AT_MOST:
            return
        fit = self.fit(chosen, known)
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
            self.visit((*chosen, pair), left[at + 1 :], fit)

    def found(self):
        """Return the candidates that are near the best now that it is known."""
        near = [one for one in self.candidates if one.bic <= self.best + self.within]
        return sorted(near, key=lambda one: (one.bic, one.pairs))
