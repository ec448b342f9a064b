"""How far an estimate of a district may be off: learnt from districts held out, scaled by the expected."""

from dataclasses import dataclass

import numpy as np

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


@dataclass(frozen=True)
class Spread:
    """How far true numbers lie from expected ones: `relative`, each language's spread where 1 is expected.

    Of a language with expected number m the true number is taken as negative binomial, of mean m and
    variance m + relative squared x m to the `POWER`: chance on top of an error that grows with the number.
    """

    relative: np.ndarray


def learn_spread(expected, true):
    """Return the `Spread` that the errors made on held-out places show; both are places by languages.

    The spread of each language is that of its own errors, drawn to that of all where they are few. All are
    then widened or narrowed by one factor, so that nine in ten of the held-out truths lie inside.
    """
    weight = expected / (expected + HALF_WEIGHT)
    beyond_chance = ((true - expected) ** 2 - expected) / (expected + 1) ** POWER
    seen, total = weight.sum(axis=0), (weight * beyond_chance).sum(axis=0)
    if not seen.sum() > 0:
        raise InputError("No held-out place has a speaker: how far an estimate may be off cannot be said.")
    typical = max(total.sum() / seen.sum(), 0.0)
    square = np.maximum((total + PLACES_ADDED * typical) / (seen + PLACES_ADDED), 0.0)
    relative = np.sqrt(square)
    large = expected >= LEAST_EXPECTED
    if not large.any():
        return Spread(relative)
    # The wider, the more is covered: halve the list of factors until the least that covers enough is left.
    first, last = 0, len(FACTORS) - 1
    while first < last:
        middle = (first + last) // 2
        inside = _inside(true, expected, Spread(relative * FACTORS[middle]), large)
        first, last = (first, middle) if inside.mean() >= COVERAGE else (middle + 1, last)
    return Spread(relative * FACTORS[first])


def _inside(true, expected, spread, which):
    """Tell of each of the numbers `which` whether the true one lies between the limits of the expected."""
    from scipy import special

    size, chance = _shape(expected, spread.relative[None])
    true, size, chance = true[which], size[which], chance[which]
    at_most = special.betainc(size, true + 1, chance)
    fewer = np.where(true > 0, special.betainc(size, np.where(true > 0, true, 1.0), chance), 0.0)
    return (at_most >= (1 - COVERAGE) / 2) & (fewer < (1 + COVERAGE) / 2)


def _shape(expected, relative):
    """Return the two parameters of the negative binomial of this mean and spread."""
    mean = np.maximum(expected, LEAST_MEAN)
    # A spread of zero is chance alone, which so little more cannot be told from.
    size = mean ** (2 - POWER) / np.maximum(relative, LEAST_SPREAD) ** 2
    return size, size / (size + mean)


def learn_spread_within(expected, true, which):
    """Return the `Spread` of the languages `which`, learnt from them alone; the others' is zero."""
    relative = np.zeros(expected.shape[1])
    if which.any():
        relative[which] = learn_spread(expected[:, which], true[:, which]).relative
    return Spread(relative)


def limits(expected, spread):
    """Return the whole numbers between which the true number lies, `COVERAGE` of the time.

    `expected` is places by languages. Where nobody is expected both are zero.
    """
    from scipy import special

    expected = np.asarray(expected, dtype=float)
    size, chance = _shape(expected, spread.relative[None])
    tails = ((1 - COVERAGE) / 2, (1 + COVERAGE) / 2)
    lower, upper = (np.ceil(special.nbdtrik(tail, size, chance)) for tail in tails)
    return np.where(expected > 0, lower, 0.0), np.where(expected > 0, upper, 0.0)
