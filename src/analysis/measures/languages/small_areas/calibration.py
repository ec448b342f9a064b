"""How far estimates of small areas may be off, learnt from topics of the census that are published there.

Languages are not published for small areas, so that their errors there cannot be seen. Other topics are:
each was estimated from district totals as if it were languages, and compared with what was counted. What the
errors had in common over all topics is here in a few numbers, and is used for languages.

What this assumes: languages are placed about as well, and as unevenly, as these groups of people are.

What no setting of these numbers gives: widths that suit every topic. Intervals hold more often for some than
for others (`data/reference/language_coverage.csv` says how often). Nothing known without the truth of small
areas was found to tell which: neither how concentrated, large or well explained a group is, nor how far off
each place's own total was.
"""

import numpy as np

from analysis.measures.languages.small_areas.intervals import COVERAGE, HALF_WEIGHT, PLACES_ADDED
from analysis.measures.languages.small_areas.model import ratio

# Learnt on 1 December 2026 from the Census of 2021, in LSOAs and MSOAs of these 22 police force areas: each
# topic in turn was estimated from birthplace, ethnic group, religion and year of arrival, itself left out.
# Tested in the other 21 forces, and with each topic left out in turn. The last two topics count households.
TOPICS = ("TS004", "TS015", "TS018", "TS021", "TS029", "TS030", "TS025", "TS026")
LEARNT_FROM = (
    "E23000001", "E23000003", "E23000005", "E23000006", "E23000009", "E23000011", "E23000013", "E23000014",
    "E23000016", "E23000017", "E23000018", "E23000019", "E23000021", "E23000026", "E23000027", "E23000030",
    "E23000031", "E23000034", "E23000037", "W15000001", "W15000002", "W15000004",
)  # fmt: skip
# The variance of 50 people expected, in a group whose `spread` is one and a district of TYPICAL small areas,
# is that of chance times 1 + AT_FIFTY + AT_ANY. The first part grows with the number expected and with how
# full a place is beside its district's average; the second is that of families, who move together. Both grow
# with the small areas of the district: the more there are, the less its known total says of each. Fitted so
# that no force has more than an eighth of any size's cases, as London would be most of the large ones; then
# so that most rows of the bench are met, on six draws of districts of these forces and eight of the others
# (seeds 1, 4, 7, 10, 22, 25, 32 and 35). Other seeds are the test of it.
AT_FIFTY, AT_ANY, FIFTY, TYPICAL = 3.8, 0.47, 50.0, 125
BY_SPREAD, BY_SIZE, BY_FULL, BY_PLACES = 1.7, 0.58, 0.63, 0.27
# What districts show beyond these says no more of small areas.
LEAST_SPREAD, MOST_SPREAD = 0.48, 3.8
# How districts are read: both were chosen because groups' errors in districts then say most of their errors
# in small areas, each topic predicted from the others (in logarithms 0.40 off, and 0.52 with the power of
# `intervals` and all errors in full). A few districts that are far off would otherwise say it all.
POWER, LARGEST = 1.5, 0.97
# The quantiles that all estimates are read off: so many people expected, and so much beyond chance.
GRID, LEAST_EXPECTED, BEYOND = (300, 60), 1e-3, (1e-2, 1e4)


def spread(expected: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Return how far each group was off in districts held out: its spread beyond chance where 1 is expected.

    Both are districts by groups. The variance beyond chance is the square of it times expected to the
    `POWER`. A group that is nearly all of a district can hardly be off there, which is allowed for. The
    largest errors of each group count as the 97th of a hundred, and a group met with few people is drawn to
    what all show.
    """
    left = 1 - np.minimum(ratio(expected, expected.sum(axis=1, keepdims=True)), 0.999)
    beyond = ((true - expected) ** 2 / left - expected) / (expected + 1) ** POWER
    beyond = np.minimum(beyond, np.quantile(beyond, LARGEST, axis=0))
    weight = expected / (expected + HALF_WEIGHT)
    seen, total = weight.sum(axis=0), (weight * beyond).sum(axis=0)
    typical = max(total.sum() / max(seen.sum(), 1.0), 0.0)
    return np.sqrt(np.maximum((total + PLACES_ADDED * typical) / (seen + PLACES_ADDED), 0.0))


def limits(
    expected: np.ndarray,
    most: np.ndarray,
    district: np.ndarray,
    spreads: np.ndarray,
    shares_with: np.ndarray,
    small_areas: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Return whole numbers that hold the true one `COVERAGE` of the time, and the standard error.

    `expected` is places by groups, `most` the people of whom each can be, `district` the number of each
    place's district and `small_areas` how many LSOAs that district has, `spreads` that of each group (see
    `spread`). Groups of the same number in `shares_with` share the same people. The true number is taken as
    negative binomial. Each tail holds half of what is left out; where the lower end is zero, the upper tail
    holds it all, and half of the upper end itself. Where nobody is expected everything is zero.

    Whole numbers cannot hold exactly `COVERAGE`: where 0.05 people are expected, nobody is there 95 times in
    a hundred, and no interval can hold less.
    """
    average = (added(most, district) / np.maximum(np.bincount(district), 1)[:, None])[district]
    beyond = _beyond_chance(expected, spreads, ratio(most, average), small_areas[:, None])
    free = expected * (1 + beyond)
    # What one group has too many, the others that share its people have too few, and so have the other
    # places of its district: a group that is nearly all there is errs as the others do.
    share = np.clip(ratio(expected, most), 0.0, 1.0)
    others = free @ (shares_with[:, None] == shares_with) - free
    variance = (1 - share) ** 2 * free + share**2 * others
    variance *= 1 - np.minimum(ratio(expected, added(expected, district)[district]), 1.0)
    drawn_in = np.sqrt(ratio(variance, free))
    low, high = (expected + drawn_in * (end - expected) for end in _ends(expected, beyond))
    there = expected > 0
    lower = np.where(there, np.minimum(np.rint(np.maximum(low, 0.0)), np.floor(expected)), 0.0)
    upper = np.where(there, np.maximum(np.rint(high), np.ceil(expected)), 0.0)
    return lower, upper, np.sqrt(variance)


def added(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return the rows of a matrix added up by the number of their group."""
    total = np.zeros((group.max(initial=-1) + 1, values.shape[1]))
    np.add.at(total, group, values)
    return total


def _beyond_chance(expected, spreads, full=1.0, small_areas=TYPICAL):
    """Return the variance beyond chance, as a multiple of that of chance."""
    grown = AT_FIFTY * (expected / FIFTY) ** BY_SIZE * full**BY_FULL + AT_ANY
    spread = np.clip(spreads, LEAST_SPREAD, MOST_SPREAD) ** BY_SPREAD
    return grown * spread * (small_areas / TYPICAL) ** BY_PLACES


def _ends(expected, beyond):
    """Return the ends of the interval of a negative binomial of variance `expected` times 1 + `beyond`."""
    from scipy import ndimage, special

    # Millions of estimates share some thousands of quantiles, and the rest are read off between them.
    bounds = (LEAST_EXPECTED, max(float(expected.max(initial=0.0)), 1.0)), BEYOND
    mean, more = np.meshgrid(*map(np.geomspace, *zip(*bounds, strict=True), GRID), indexing="ij")
    at = [
        np.log(np.clip(values, *ends) / ends[0]) * (number - 1) / np.log(ends[1] / ends[0])
        for values, ends, number in zip((expected, beyond), bounds, GRID, strict=True)
    ]
    tail = (1 - COVERAGE) / 2
    low, high, whole = (
        ndimage.map_coordinates(np.maximum(known, 0.0), at, order=1, mode="nearest")
        for known in (
            special.nbdtrik(part, mean / more, 1 / (1 + more)) for part in (tail, 1 - tail, COVERAGE)
        )
    )
    # Half of the last number's chance counts as outside (mid-p): it is rounded, where otherwise up.
    return np.ceil(low), np.where(low > 0, np.ceil(high), np.rint(whole))
