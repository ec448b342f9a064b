"""The assumptions of the estimate: their names, what needs them, and values drawn from their ranges."""

import numpy as np

from analysis.errors import InputError, nearest
from analysis.measures.status import SHOWN, numbers, require

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

CASELOAD, OF_PREVALENCE = "people who came to a service", "how frequent abuse is"
UNIFORM, MIDDLE = "every value alike", "the middle likelier"
DOUBLING, PUBLISHED = "every doubling alike", "a published interval"
SHAPES = (UNIFORM, MIDDLE, DOUBLING, PUBLISHED)
REQUIRED = (
    "assumption",
    "called",
    "serves_for",
    "low_pct",
    "high_pct",
    "shape",
    "source",
    "measured_on",
    "status",
)


def checked(assumptions):
    """Return the assumptions by name, one that is not found with missing ends.

    Raises InputError for a name that is not known or appears twice, a range without source, a low end that is
    not below its high end, a share beyond 100 per cent, a shape that is not known or does not fit, and for a
    caseload taken for how frequent abuse is: of those who came to a service it says nothing of the others.
    """
    require(assumptions, *REQUIRED)
    rows = assumptions.set_index(assumptions["assumption"].astype("str"))
    for name in rows.index:
        if name not in NAMES:
            raise InputError(f'No assumption is called "{name}". {nearest(name, NAMES)}'.rstrip())
    if rows.index.has_duplicates:
        raise InputError(f'Assumption "{rows.index[rows.index.duplicated()][0]}" is in two rows. Keep one.')
    known = rows[rows["status"] == SHOWN]
    low, high = numbers(known, "low_pct"), numbers(known, "high_pct")
    for name, one, least, most in zip(known.index, known.to_dict("records"), low, high, strict=True):
        fault = _fault(name, one, least, most)
        if fault:
            raise InputError(f'The assumption "{name}" {fault}')
    return rows


def _fault(name, one, low, high):
    """Return what is wrong with a range in words, "" where nothing is."""
    if not isinstance(one["source"], str) or not one["source"].strip():
        return "has no source. A range that nobody measured is an opinion: name the source, or say not found."
    if not low < high:  # a missing end too
        return "needs a low end below its high end: both alike would make a point of the estimate."
    if low < 0 or (high > 100 and name != CHANGED):
        return "is not within 0 to 100 per cent. Only the change since the census may be above."
    if one["shape"] not in SHAPES:
        near = nearest(one["shape"], SHAPES)
        return f"has an unknown shape. It is one of: {'; '.join(SHAPES)}. {near}".rstrip()
    if one["shape"] == DOUBLING and low == 0:
        return f'has the shape "{DOUBLING}", which needs a low end above zero.'
    if one["shape"] == PUBLISHED and (low == 0 or high >= 100):
        return f'has the shape "{PUBLISHED}", which needs ends above zero and below a hundred.'
    if (name == PREVALENCE or one["serves_for"] == OF_PREVALENCE) and one["measured_on"] == CASELOAD:
        return (
            "was measured on people who came to a service and is taken for how frequent abuse is. It says "
            "nothing of those who never came. Use a survey of people, or say not found."
        )
    return ""


def needed(quantity):
    """Return the names of the assumptions that a quantity needs; InputError for one that is not known."""
    if quantity not in NEEDS:
        raise InputError(f'No quantity is called "{quantity}". {nearest(quantity, NEEDS)}'.rstrip())
    return NEEDS[quantity]


def not_found(rows, quantity):
    """Return the names of the assumptions that a quantity needs and that are not there or not found."""
    return [name for name in needed(quantity) if name not in rows.index or rows.loc[name, "status"] != SHOWN]


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
