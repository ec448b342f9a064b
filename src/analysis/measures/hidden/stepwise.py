"""Stepwise choice of the pairs of lists that depend on each other (Chan, Silverman and Vincent 2021).

From the effects of the lists alone, the pair whose observed overlap is the least likely under the model so
far is taken, if that tail of the Poisson distribution is below the threshold and the model that it makes has
an estimate and only one. A lower threshold stops earlier on the same path.
"""

from dataclasses import dataclass
from numbers import Real

import numpy as np

from analysis.errors import InputError
from analysis.measures.hidden.designs import (
    HOLDS,
    Model,
    code_of,
    geometry,
    is_certain,
    matrix_of,
    smallest_singular_value,
)
from analysis.measures.hidden.regression import Fit, fit_poisson

EVERY_PAIR = 1.0  # the threshold that asks for all pairs, whatever their tails
DEFAULT = 0.02  # Chan, Silverman and Vincent 2021: the best coverage of those that they simulated
# Those of the published tables. At 0 the lists are held to be independent whatever they show, and at 1 every
# pair is fitted whatever it shows: both are shown, and neither is a choice that evidence could make.
TRIED = (0.0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 1.0)
DEFENSIBLE = tuple(threshold for threshold in TRIED if 0 < threshold < 1)


@dataclass(frozen=True)
class Step:
    """A model with its fit, the tail at which its last pair was taken, and what could not be taken then.

    `refused` holds pairs with a smaller tail that were passed over, each with its tail and its code.
    """

    model: Model
    fit: Fit
    tail: float = 0.0
    refused: tuple = ()


@dataclass(frozen=True)
class Path:
    """The steps of a choice, the first with the lists alone, and what was refused after the last.

    Where the lists alone have no estimate there is no step, and `code` says why.
    """

    steps: tuple
    refused_after: tuple = ()
    code: int = HOLDS

    def until(self, threshold):
        """Return the steps that a threshold takes, and every pair that it had to pass over, with its code."""
        taken, refused = [], []
        for step in self.steps:
            refused += [(pair, code) for pair, tail, code in step.refused if tail < threshold]
            if step.tail >= threshold and taken:
                return taken, refused
            taken.append(step)
        refused += [(pair, code) for pair, tail, code in self.refused_after if tail < threshold]
        return taken, refused


def fitted(lists, counts, model, start=None, smallest=0.0):
    """Return a model's `Fit` and the code of its checks; the fit is None unless the code is 0.

    `smallest` may give what no singular value of its matrix is below, from `least_singular_value`.
    """
    smallest = smallest or smallest_singular_value(lists, model)
    if smallest == 0.0:
        return None, code_of(lists, model, counts)
    matrix, rows = matrix_of(lists, model)
    left = counts if rows is None else counts[rows]
    fit = fit_poisson(matrix, left, start)
    if is_certain(fit, left, smallest):
        return fit, HOLDS
    code = code_of(lists, model, counts)
    if code != HOLDS:
        return None, code
    if not fit.converged:
        raise ArithmeticError(f"A fit that has an estimate did not converge to it: {model}.")
    return fit, HOLDS


def choice(lists, counts, threshold):
    """Return the `Step` that a threshold ends on (None without an estimate), what it passed over, a code.

    At a threshold of 1 every pair is fitted at once where that is possible, in the order of the lists; where
    it is not, pairs are taken one by one until no other can be.
    """
    if threshold >= EVERY_PAIR:
        model = with_every_pair(lists, counts)
        fit, _ = fitted(lists, counts, model)
        if fit is not None:
            return Step(model, fit), (), HOLDS
    steps = path(lists, counts, threshold)
    if not steps.steps:
        return None, (), steps.code
    taken, refused = steps.until(threshold)
    return taken[-1], tuple(refused), HOLDS


def steps_by_threshold(lists, counts, thresholds):
    """Return the `Step` that each threshold ends on, None without an estimate: one path for all below 1."""
    below = [threshold for threshold in thresholds if threshold < EVERY_PAIR]
    steps = path(lists, counts, max(below, default=0.0))
    found = {}
    for threshold in thresholds:
        if threshold < EVERY_PAIR:
            found[threshold] = steps.until(threshold)[0][-1] if steps.steps else None
        else:
            found[threshold] = choice(lists, counts, threshold)[0]
    return found


def with_every_pair(lists, counts):
    """Return the model of all pairs."""
    return model_of(lists, counts, range(len(geometry(lists).pairs)))


def model_of(lists, counts, pairs):
    """Return the model of some pairs by number, each fitted or, where nobody is on both lists, empty."""
    overlaps = geometry(lists).both.T @ counts
    return Model(
        tuple(pair for pair in pairs if overlaps[pair] > 0),
        tuple(pair for pair in pairs if overlaps[pair] == 0),
    )


def least_singular_value(lists, counts):
    """Return what no singular value of any model of these counts is below: that of the model of all pairs.

    A model with fewer pairs has some of its columns and all of its rows, which only makes the value larger.
    """
    return smallest_singular_value(lists, with_every_pair(lists, counts))


def path(lists, counts, highest=EVERY_PAIR):
    """Return the `Path` of pairs taken one by one while the smallest tail is below `highest`.

    `counts` has the people on each combination, as `Captures.counts`; each list has someone.
    """
    shape = geometry(lists)
    overlaps = shape.both.T @ counts
    smallest = least_singular_value(lists, counts)
    fit, code = fitted(lists, counts, Model(), smallest=smallest)
    if fit is None:
        return Path((), code=code)
    steps = [Step(Model(), fit)]
    while True:
        following, refused = _next(lists, counts, overlaps, steps[-1], highest, smallest)
        if following is None:
            return Path(tuple(steps), refused)
        steps.append(following)


def _next(lists, counts, overlaps, step, highest, smallest):
    """Return the step after `step`, or None where no tail is below `highest`; and what was refused."""
    expected = _expected(lists, step)
    tails = _tails(overlaps, expected)
    tails[list(step.model.pairs)] = np.inf
    refused = []
    for pair in np.argsort(tails, kind="stable"):
        tail = float(tails[pair])
        if not tail < highest:
            break
        model = step.model.with_pair(int(pair), overlaps[pair])
        start = step.fit.coefficients
        if overlaps[pair]:  # the new effect that alone would give the overlap that is observed
            start = np.append(start, np.log(overlaps[pair] / expected[pair]))
        fit, code = fitted(lists, counts, model, start, smallest)
        if fit is not None:
            return Step(model, fit, tail, tuple(refused)), ()
        refused.append((int(pair), tail, code))
    return None, tuple(refused)


def _expected(lists, step):
    """Return how many people each pair of lists would share under a model: none where cells are dropped."""
    both = geometry(lists).both
    if step.model.empty:
        both = both[matrix_of(lists, step.model)[1]]
    return both.T @ step.fit.means


def _tails(overlaps, expected):
    """Return the smaller Poisson tail of each overlap, the overlap itself counted in both."""

    from scipy.special import gammainc, gammaincc

    at_most = gammaincc(overlaps + 1.0, expected)
    at_least = np.where(overlaps > 0, gammainc(np.maximum(overlaps, 1.0), expected), 1.0)
    return np.minimum(at_most, at_least)


def checked_threshold(threshold):
    """Return a threshold as a float; InputError unless it is a share between 0 and 1."""
    if not isinstance(threshold, Real) or not 0 <= threshold <= 1:
        raise InputError(
            f"The threshold is {threshold}: it needs a probability between 0 and 1, such as {DEFAULT}."
        )
    return float(threshold)
