"""How far estimates of small areas may be off, learnt from topics of the census that are published there.

Languages are not published for small areas, so that their errors there cannot be seen. Other topics are:
each was estimated from district totals as if it were languages, and compared with what was counted. What the
errors had in common over all topics is here in a few numbers, and is used for languages.

What this assumes: languages are placed about as well, and as unevenly, as these groups of people are.
"""

import numpy as np

from analysis.measures.languages.small_areas.intervals import COVERAGE

# Learnt on 30 November 2026 from the Census of 2021, in LSOAs and MSOAs of these 22 police force areas: each
# topic in turn was estimated from birthplace, ethnic group, religion and year of arrival, itself left out.
# Tested in the other 21 forces, and with each topic left out in turn. The last two topics count households.
TOPICS = ("TS004", "TS015", "TS018", "TS021", "TS029", "TS030", "TS025", "TS026")
LEARNT_FROM = (
    "E23000001", "E23000003", "E23000005", "E23000006", "E23000009", "E23000011", "E23000013", "E23000014",
    "E23000016", "E23000017", "E23000018", "E23000019", "E23000021", "E23000026", "E23000027", "E23000030",
    "E23000031", "E23000034", "E23000037", "W15000001", "W15000002", "W15000004",
)  # fmt: skip
# In a group whose spread between districts is a quarter, 50 people expected in one small area have a variance
# of 1 + AT_FIFTY times that of chance. It grows with the spread, with the number expected, and falls with the
# number of small areas in a place: their errors partly cancel.
AT_FIFTY, A_QUARTER, FIFTY = 7.6, 0.25, 50.0
BY_SPREAD, BY_SIZE, BY_AREAS = 1.55, 0.77, -0.23
# No topic showed less beyond chance than the one, or more than the other, whatever its districts showed.
LEAST_SPREAD, MOST_SPREAD = 0.085, 0.65
# Errors shrink with the room that is left (see `room`) by this power; one of 0.5 would be chance alone.
BY_ROOM = 0.6
GRID_POINTS, LEAST_OF_GRID = 600, 1e-3


def room(expected, most, district):
    """Return the share of people left for other groups, of the place's `most` and of the `district`'s own.

    All are people, places by groups. Where a group is nearly all there is, it can hardly be more, and
    hardly less.
    """
    left = [
        1 - np.divide(expected, whole, out=np.ones_like(expected), where=whole > 0)
        for whole in (most, district)
    ]
    return np.clip(left[0], 0.0, 1.0) * np.clip(left[1], 0.0, 1.0)


def limits(expected, free, relative, areas):
    """Return whole numbers that hold the true one `COVERAGE` of the time, and the standard error.

    `expected` and `free` (see `room`) are places by groups, `relative` the spread of each group between
    districts (`intervals.learn_spread`), `areas` how many small areas a place has. The true number is taken
    as negative binomial. Each tail holds half of what is left out; where the lower end is zero, the upper
    tail holds it all. Where nobody is expected everything is zero.
    """
    lower, upper, error = (np.zeros(expected.shape) for _ in range(3))
    # Millions of estimates share a few hundred quantiles: these are worked out, the rest read off between.
    most = max(float(expected.max(initial=0.0)), 1.0)
    grid = np.geomspace(LEAST_OF_GRID, most, GRID_POINTS)
    for group, spread in enumerate(np.clip(relative, LEAST_SPREAD, MOST_SPREAD)):
        found, left = expected[:, group], free[:, group]
        # Both ends are drawn in as the standard error is, where there is little room to be off.
        drawn_in = left**BY_ROOM
        low, high = (
            found + drawn_in * (np.interp(found, grid, end) - found)
            for end in _ends(grid, _beyond_chance(grid, spread, areas))
        )
        there = found > 0
        lower[:, group] = np.where(there, np.minimum(np.rint(low), np.floor(found)), 0.0)
        upper[:, group] = np.where(there, np.maximum(np.rint(high), np.ceil(found)), 0.0)
        error[:, group] = drawn_in * np.sqrt(found * (1 + _beyond_chance(found, spread, areas)))
    return lower, upper, error


def _beyond_chance(expected, spread, areas):
    """Return the variance beyond chance, as a multiple of that of chance."""
    return AT_FIFTY * (spread / A_QUARTER) ** BY_SPREAD * (expected / FIFTY) ** BY_SIZE * areas**BY_AREAS


def _ends(expected, beyond):
    """Return the ends of the interval of a negative binomial of variance `expected` times 1 + `beyond`."""
    from scipy import special

    size, chance = expected / beyond, 1 / (1 + beyond)
    tail = (1 - COVERAGE) / 2
    low, high, whole = (np.ceil(special.nbdtrik(share, size, chance)) for share in (tail, 1 - tail, COVERAGE))
    return np.maximum(low, 0.0), np.where(low > 0, high, whole)
