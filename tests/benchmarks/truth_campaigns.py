"""Promises about "did it work", on campaigns whose truth is simulated.

Monthly counts are Poisson of a mean with a yearly wave and a scatter on the log scale in which neighbouring
months go together. Where a row is of the worst length and mean count, `setting` ends with these.
"""

from itertools import product

import numpy as np
from promises import row
from truth_trends import correlated, wave

from analysis.measures.plans import campaigns, interruption

CASES = 1_000
FALSE_WORKED, HELD, FORETOLD = 0.035, 0.93, (0.7, 0.95)
LENGTHS, LENGTH = ((24, 6), (36, 12), (48, 6), (48, 12)), (36, 12)  # months before and since
MEANS = (10, 30, 100)
# Correlation of neighbouring months, and the standard deviation of the scatter.
SCATTERS = {"Poisson": (0, 0), "AR 0": (0, 0.2), "AR 0.5": (0.5, 0.2)}
PLACES = {"one place": 0, "two places": 1, "beside four places": 4}  # how large what it is compared with is
NONE, OTHER = 0.0, np.log(1.3)


def _other(first, last=np.inf):
    """Return what another campaign, of 1.3 times as many, adds to the logs of months from the start."""
    return lambda step: OTHER * ((step >= first) & (step < last))


def _nothing(step):
    return NONE * step


# What else happens where the campaign runs, and where it does not, by months from the start.
WORLDS = {
    "nothing else": (_nothing, _nothing),
    "own trend of 0.5 % a month": (lambda step: 0.005 * step, _nothing),
    "own trend of 1 % a month": (lambda step: 0.01 * step, _nothing),
    "another campaign in months 1 to 3": (_other(0, 3), _nothing),
    "another campaign in months 1 to 6": (_other(0, 6), _nothing),
    "another campaign in months 4 to 6": (_other(3, 6), _nothing),
    "another campaign from 3 months before, lasting": (_other(-3), _nothing),
    "another campaign from 6 months before, lasting": (_other(-6), _nothing),
    "another campaign from 3 months after, lasting": (_other(3), _nothing),
    "another campaign from 6 months after, lasting": (_other(6), _nothing),
    "another beside it in the 3 months before": (_nothing, _other(-3, 0)),
    "another beside it in the 6 months before": (_nothing, _other(-6, 0)),
    "another beside it at the same time": (_nothing, _other(0)),
}


def false_worked(asked):
    """Yield how often "worked" is said of a campaign that brought nobody."""
    for place, (world, happens), scatter in product(PLACES, WORLDS.items(), SCATTERS):
        if PLACES[place] or happens[1] is _nothing:
            shares = _by_cell([asked.seed, 1], place, scatter, happens, 1, lambda lower, _: lower > 1)
            yield _worst('false "worked"', place, world, scatter, max, shares, most=FALSE_WORKED)


def held(asked):
    """Yield how often the interval of the ratio held the truth of a campaign that worked."""
    for place, (world, happens), scatter in product(PLACES, list(WORLDS.items())[:3], SCATTERS):
        holds = lambda lower, upper: lower <= 1.6 <= upper  # noqa: E731
        shares = _by_cell([asked.seed, 2], place, scatter, happens, 1.6, holds)
        yield _worst("interval of the ratio held", place, world, scatter, min, shares, least=HELD)


def found(asked):
    """Yield how often a campaign that worked is told, and one of the smallest rise that was foretold."""
    length = f"{LENGTH[0]} + {LENGTH[1]} months"
    for number, (place, scatter, mean) in enumerate(product(PLACES, SCATTERS, MEANS)):
        setting = f"{place}, {scatter}, {mean} a month, {length}"
        for ratio in (1.4, 1.6, 1.8):
            random = np.random.default_rng([asked.seed, 3, number])
            drawn = _drawn(random, LENGTH, mean, scatter, place, WORLDS["nothing else"], ratio)
            share = np.mean([_limits(months)[0] > 1 for months in drawn])
            yield row(f'"worked" where {ratio:g} times as many came', setting, CASES, share)
        random = np.random.default_rng([asked.seed, 4, number])
        drawn = _drawn(random, LENGTH, mean, scatter, place, WORLDS["nothing else"], 1)
        share = np.mean([_seen_as_foretold(random, months) for months in drawn])
        yield row('"worked" at the smallest rise foretold', setting, CASES, share, *FORETOLD)


def _seen_as_foretold(random, months):
    """Tell whether a campaign of the smallest rise that its own months before foretell is seen."""
    before = interruption.Months(
        *(part[~months.after] for part in (months.counts, months.number, months.after))
    )
    ratio = campaigns.smallest_ratio(before, LENGTH[1])
    counts = months.counts.copy()
    counts[months.after, 0] += random.poisson((ratio - 1) * counts[months.after, 0])
    return _limits(interruption.Months(counts, months.number, months.after))[0] > 1


def _by_cell(seed, place, scatter, happens, ratio, holds):
    """Return {(length, mean): share of campaigns whose limits are as is asked}."""
    shares = {}
    for number, (length, mean) in enumerate(product(LENGTHS, MEANS)):
        random = np.random.default_rng([*seed, number])
        drawn = _drawn(random, length, mean, scatter, place, happens, ratio)
        shares[length, mean] = np.mean([holds(*_limits(months)) for months in drawn])
    return shares


def _worst(promise, place, world, scatter, worst, shares, **wanted):
    (before, since), mean = worst(shares, key=shares.get)
    setting = f"{place}, {world}, {scatter} ({before} + {since} months, {mean} a month)"
    return row(promise, setting, CASES * len(shares), shares[(before, since), mean], **wanted)


def _drawn(random, length, mean, scatter, place, happens, ratio):
    """Return the `Months` of simulated campaigns."""
    before, since = length
    step, size = np.arange(-before, since), (CASES, before + since)
    known = np.log(mean) + wave(size[1], interruption.MONTHS_IN_YEAR, 0.2)
    own, beside = (known + change(step) + correlated(random, size, *SCATTERS[scatter]) for change in happens)
    counts = random.poisson(np.exp(own + np.log(ratio) * (step >= 0)))[..., None]
    if PLACES[place]:
        there = random.poisson(PLACES[place] * np.exp(beside))
        counts = np.concatenate([counts, there[..., None]], axis=-1)
    return [interruption.Months(series.astype(float), step, step >= 0) for series in counts]


def _limits(months):
    """Return the limits by which an answer is given."""
    change = interruption.change_of(months, interruption.scatter(months))
    return change.limits(change.variance)


PROMISES = {"campaigns": false_worked, "campaign intervals": held, "campaigns found": found}
