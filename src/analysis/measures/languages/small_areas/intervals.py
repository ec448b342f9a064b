"""How far an estimate of a district may be off: learnt from districts held out, scaled by the expected."""

import numpy as np
import pandas as pd

from analysis.errors import InputError

COVERAGE = 0.90
# Errors grow a little more slowly than the number expected: held-out districts with thousands of speakers
# were nearer, relative to them, than those with a hundred, and a power of 2 made their intervals cover 96 %.
POWER = 1.9
# A language met with few speakers says little of its own errors: it is drawn to what all languages show,
# as if that had been seen in so many places.
PLACES_ADDED = 10.0
HALF_WEIGHT = 20.0  # expected speakers at which chance and the model's error weigh the same
LEAST_EXPECTED = 10.0  # below it whole numbers alone make an interval cover more than was asked
FACTORS = np.arange(0.3, 3.01, 0.02)
LEAST_MEAN, LEAST_SPREAD = 1e-3, 1e-3


def learn_spread(expected: np.ndarray, true: np.ndarray, which: np.ndarray | None = None) -> np.ndarray:
    """Return the spread of each language that the errors made on held-out places show.

    Both are places by languages. Of a language with expected number m and spread s the true number is taken
    as negative binomial, of mean m and variance m + s squared x m to the `POWER`: chance on top of an error
    that grows with the number. The spread is that of the language's own errors, drawn to that of all where
    they are few. All are then widened or narrowed by one factor, so that nine in ten of the held-out truths
    lie inside. With `which` only these languages are learnt from, and the spread of the others is zero.
    """
    if which is not None:
        spread = np.zeros(len(which))
        if which.any():
            spread[which] = learn_spread(expected[:, which], true[:, which])
        return spread
    weight = expected / (expected + HALF_WEIGHT)
    beyond_chance = ((true - expected) ** 2 - expected) / (expected + 1) ** POWER
    seen, total = weight.sum(axis=0), (weight * beyond_chance).sum(axis=0)
    if not seen.sum() > 0:
        raise InputError("No held-out place has a speaker: how far an estimate may be off cannot be said.")
    typical = max(total.sum() / seen.sum(), 0.0)
    spread = np.sqrt(np.maximum((total + PLACES_ADDED * typical) / (seen + PLACES_ADDED), 0.0))
    large = expected >= LEAST_EXPECTED
    if not large.any():
        return spread
    # The wider, the more is covered: halve the list of factors until the least that covers enough is left.
    first, last = 0, len(FACTORS) - 1
    while first < last:
        middle = (first + last) // 2
        inside = _inside(true, expected, spread * FACTORS[middle], large)
        first, last = (first, middle) if inside.mean() >= COVERAGE else (middle + 1, last)
    return spread * FACTORS[first]


def _inside(true, expected, spread, which):
    """Tell of each of the numbers `which` whether the true one lies between the limits of the expected."""
    from scipy import special

    size, chance = _shape(expected, spread)
    true, size, chance = true[which], size[which], chance[which]
    at_most = special.betainc(size, true + 1, chance)
    fewer = np.where(true > 0, special.betainc(size, np.where(true > 0, true, 1.0), chance), 0.0)
    return (at_most >= (1 - COVERAGE) / 2) & (fewer < (1 + COVERAGE) / 2)


def _shape(expected, spread):
    """Return the two parameters of the negative binomial of this mean and spread."""
    mean = np.maximum(expected, LEAST_MEAN)
    # A spread of zero is chance alone, which so little more cannot be told from.
    size = mean ** (2 - POWER) / np.maximum(spread, LEAST_SPREAD) ** 2
    return size, size / (size + mean)


def limits(expected: np.ndarray | pd.Series, spread: np.ndarray | pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the whole numbers between which the true number lies, `COVERAGE` of the time.

    `expected` is places by languages. Where nobody is expected both are zero.
    """
    from scipy import special

    size, chance = _shape(expected, spread)
    tails = ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2)
    lower, upper = (np.ceil(special.nbdtrik(tail, size, chance)) for tail in tails)
    return np.where(expected > 0, lower, 0.0), np.where(expected > 0, upper, 0.0)
