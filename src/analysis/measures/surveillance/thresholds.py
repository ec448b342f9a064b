"""Between which counts chance alone would keep a series, and how surprising a count is."""

from dataclasses import dataclass

import numpy as np

# Below this much extra spread a negative binomial cannot be told from Poisson counts.
POISSON_BELOW = 1e-6
# Enough to have a tail of one in a million right to one part in a hundred from 10 degrees of freedom on.
NODES = 24
# From here on the dispersion is known as well as it needs to be.
FREEDOM_ENOUGH = 250
FEWEST_FREEDOM = 2


def two_thirds_limits(expected, error, dispersion, tail):
    """Return the lower and upper limits of Farrington and others 1996, `tail` of chance beyond each.

    Counts to the power 2/3 are taken as normal, with the error of the expected count in their spread.
    A lower limit below zero is zero.
    """
    from scipy import special

    middle, spread = _two_thirds(expected, error, dispersion)
    reach = special.ndtri(1 - tail) * spread
    return np.maximum(middle - reach, 0) ** 1.5, (middle + reach) ** 1.5


def two_thirds_tail(count, expected, error, dispersion):
    """Return the chance of so many or more, on the scale of `two_thirds_limits`."""
    from scipy import special

    middle, spread = _two_thirds(expected, error, dispersion)
    return special.ndtr(-(np.asarray(count, dtype=float) ** (2 / 3) - middle) / spread)


def _two_thirds(expected, error, dispersion):
    expected = np.asarray(expected, dtype=float)
    spread = np.sqrt(4 / 9 * np.cbrt(expected) * (dispersion + np.asarray(error) ** 2 / expected))
    return expected ** (2 / 3), spread


def count_limits(expected, dispersion, tail):
    """Return the smallest and largest counts that are still usual, by the negative binomial.

    The variance is `dispersion` times the mean (Noufaily and others 2013); at 1 the counts are Poisson's.
    Less than `tail` lies below the first and at most `tail` above the second.
    """
    from scipy import stats

    expected, dispersion, tail = np.broadcast_arrays(expected, dispersion, tail)
    spread, size, chance = _negative_binomial(expected, dispersion)
    lower = np.where(spread, stats.nbinom.ppf(tail, size, chance), stats.poisson.ppf(tail, expected))
    upper = np.where(spread, stats.nbinom.isf(tail, size, chance), stats.poisson.isf(tail, expected))
    return np.maximum(lower, 0.0), np.maximum(upper, 0.0)


def _negative_binomial(expected, dispersion):
    """Return where counts spread more than Poisson's, and the size and chance of their negative binomial."""
    spread = dispersion > 1 + POISSON_BELOW
    return spread, expected / np.where(spread, dispersion - 1, 1.0), 1 / np.where(spread, dispersion, 2.0)


def count_tails(count, expected, dispersion):
    """Return the chance of so many or fewer, and of so many or more, by the negative binomial."""
    from scipy import special

    count, expected, dispersion = np.broadcast_arrays(
        np.asarray(count, dtype=float), np.asarray(expected, dtype=float), np.asarray(dispersion, dtype=float)
    )
    spread, size, chance = _negative_binomial(expected, dispersion)
    some = np.where(count > 0, count, 1.0)
    fewer = np.where(spread, special.betainc(size, count + 1, chance), special.gammaincc(count + 1, expected))
    more = np.where(spread, special.betainc(some, size, 1 - chance), special.gammainc(some, expected))
    return fewer, np.where(count > 0, more, 1.0)


def excess_kurtosis(mean, dispersion):
    """Return by how much the fourth moment of counts lies above the normal curve's.

    A dispersion estimated from few counts is less sure than its degrees of freedom say: its variance grows
    as if there were fewer, by one plus half of this. At 2 a quarter with a dispersion of 3 that is four
    times fewer, without which one family of ten in eight had a false alarm where one in twenty is stated.
    """
    return (6 * (dispersion - 1) + 1 / dispersion) / mean


@dataclass(frozen=True)
class Prediction:
    """What is known of a count to come: its `mean`, the `error` of that mean, and the `dispersion` of counts
    (at least 1), known from so many degrees of `freedom`. Arrays with an item each.
    """

    mean: np.ndarray
    error: np.ndarray
    dispersion: np.ndarray
    freedom: np.ndarray

    def mixed(self):
        """Yield share and dispersion of the negative binomials of which the prediction is a mixture.

        The dispersion is a chi-squared quantity over its degrees of freedom; the error of the mean adds to
        the variance in proportion (Farrington and others 1996).
        """
        from scipy import special

        freedom = np.clip(np.round(self.freedom), FEWEST_FREEDOM, FREEDOM_ENOUGH).astype(int)
        known, which = np.unique(freedom, return_inverse=True)
        points, shares = np.empty((len(known), NODES)), np.empty((len(known), NODES))
        for row, degrees in enumerate(known):
            points[row], weights = special.roots_genlaguerre(NODES, degrees / 2 - 1)
            shares[row] = weights / weights.sum()
        inflated = 1 + self.error**2 / (self.mean * self.dispersion)
        for node in range(NODES):
            spread = self.dispersion * freedom / (2 * points[which.ravel(), node])
            yield shares[which.ravel(), node], np.maximum(spread, 1.0) * inflated


def predicted_tails(count, prediction):
    """Return the chance of so many or fewer, and of so many or more, of a `Prediction`."""
    fewer, more = np.zeros(len(prediction.mean)), np.zeros(len(prediction.mean))
    for share, dispersion in prediction.mixed():
        below, above = count_tails(count, prediction.mean, dispersion)
        fewer += share * below
        more += share * above
    return np.minimum(fewer, 1.0), np.minimum(more, 1.0)


def predicted_limits(prediction, tail):
    """Return the smallest and largest counts still usual: both tails beyond them are at most `tail`."""
    series = len(prediction.mean)

    def first(true_of):
        low, high = np.full(series, -1.0), np.maximum(np.ceil(prediction.mean), 1.0)
        while not (reached := true_of(high)).all():
            low, high = np.where(reached, low, high), np.where(reached, high, 2 * high)
        while (high - low > 1).any():
            middle = np.where(high - low > 1, np.floor((low + high) / 2), high)
            reached = true_of(middle)
            low, high = np.where(reached, low, middle), np.where(reached, middle, high)
        return high

    upper = first(lambda count: predicted_tails(count + 1, prediction)[1] <= tail)
    lower = first(lambda count: predicted_tails(count, prediction)[0] > tail)
    return lower, upper
