"""The assumptions of the estimate: their names, what needs them, and values drawn from their ranges."""

import numpy as np

from analysis.measures.rates.status import SHOWN, require

CHANGED = "changed_since_census"
EU_PASSPORT = "no_recourse_eu_passport"
OTHER_LATELY = "no_recourse_other_arrived_since_2011"
OTHER_BEFORE = "no_recourse_other_arrived_before_2011"
NO_PASSPORT = "no_recourse_no_passport"
LATELY = "other_passport_arrived_since_2011"
ADULTS, PREVALENCE, HELP = "adults_among_no_recourse", "prevalence_of_abuse", "seek_help"
OF_RESIDENTS = (CHANGED, EU_PASSPORT, OTHER_LATELY, OTHER_BEFORE, NO_PASSPORT, LATELY)

NO_RECOURSE = "residents who may have no recourse"
AMONG_ADULTS = "adults among them"
VICTIMS = "victims of domestic abuse among those adults in a year"
SEEKING = "those of the victims who seek help"
NEEDS = {
    NO_RECOURSE: OF_RESIDENTS,
    AMONG_ADULTS: (*OF_RESIDENTS, ADULTS),
    VICTIMS: (*OF_RESIDENTS, ADULTS, PREVALENCE),
    SEEKING: (*OF_RESIDENTS, ADULTS, PREVALENCE, HELP),
}
QUANTITIES = tuple(NEEDS)
NAMES = NEEDS[SEEKING]

MIDDLE = "the middle likelier"
DOUBLING, PUBLISHED = "every doubling alike", "a published interval"


def by_name(assumptions):
    """Return the assumptions of `tables.people.status_assumptions` by name; what is not found has no ends."""
    require(assumptions, "assumption", "called", "low_pct", "high_pct", "shape", "status")
    return assumptions.set_index(assumptions["assumption"].astype("str"))


def not_found(rows, quantity):
    """Return the names of the assumptions that a quantity needs and that are not there or not found."""
    needed = NEEDS[quantity]
    return [name for name in needed if name not in rows.index or rows.loc[name, "status"] != SHOWN]


def positions(draws, names, seed):
    """Return {name: draws}: for each assumption how far up its range each draw lies, evenly spread over it.

    A Latin hypercube: every one of the equal parts of a range is drawn once, so that two seeds differ little.
    """
    from scipy.stats import qmc

    spread = qmc.LatinHypercube(len(names), rng=np.random.default_rng(seed)).random(draws)
    return dict(zip(names, spread.T, strict=True))


def values(row, position):
    """Return the shares (not per cent) at some positions in the range of an assumption, by its shape.

    >>> values({"low_pct": 10, "high_pct": 40, "shape": "every doubling alike"}, 0.5)
    0.2
    """
    from scipy import special

    low, high, shape = float(row["low_pct"]) / 100, float(row["high_pct"]) / 100, row["shape"]
    if shape == MIDDLE:
        part = np.where(position < 0.5, np.sqrt(position / 2), 1 - np.sqrt((1 - position) / 2))
        return low + (high - low) * part
    if shape == DOUBLING:
        return low * (high / low) ** position
    if shape == PUBLISHED:
        # Limits of 95 in 100 on the scale of log odds, where a share cannot leave zero to one.
        ends = special.logit([low, high])
        spread = (ends[1] - ends[0]) / (2 * special.ndtri(0.975))
        return special.expit(ends.mean() + spread * special.ndtri(position))
    return low + (high - low) * position
