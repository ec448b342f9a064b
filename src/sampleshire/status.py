"""The invented assumptions of Sampleshire's office about insecure status, and what is true beneath them.

What is true is drawn from the ranges that the office assumes, once, and then person by person among the
residents of each district: counts come out, and nobody has a status.
"""

import numpy as np
import pandas as pd

from sampleshire import layouts

INVENTED = "its surveys, its returns and every figure here."
HEADINGS = ("assumption", "low_pct", "high_pct", "shape", "source", "year", "measured_on", "population",
            "not_for")  # fmt: skip
UNIFORM, MIDDLE, DOUBLING = "every value alike", "the middle likelier", "every doubling alike"
SURVEY, RETURN, CENSUS = (
    "a sample of the people meant",
    "all of the people meant",
    "a sample of all residents",
)
_NOT_FOR = "one person; a place below a district"
# assumption, low, high, shape, source, year, measured on, population, not for
ASSUMPTIONS = (
    ("changed_since_census", 104, 138, MIDDLE, "Invented registrations with doctors, 2025", 2025, RETURN,
     "new registrations in the county", _NOT_FOR),
    ("no_recourse_eu_passport", 3, 9, UNIFORM, "Invented survey of advice centres, 2024", 2024, SURVEY,
     "holders of a passport of the union", _NOT_FOR),
    ("no_recourse_other_arrived_since_2011", 38, 66, MIDDLE, "Invented survey of advice centres, 2024", 2024,
     SURVEY, "holders of another passport, lately arrived", _NOT_FOR),
    ("no_recourse_other_arrived_before_2011", 6, 17, UNIFORM, "Invented survey of advice centres, 2024", 2024,
     SURVEY, "holders of another passport, settled longer", _NOT_FOR),
    ("no_recourse_no_passport", 0.05, 0.4, DOUBLING, "Invented study of papers that were lost, 2023", 2023,
     CENSUS, "holders of no passport", _NOT_FOR),
    ("other_passport_arrived_since_2011", 44, 62, UNIFORM, "Invented table of the census, 2021", 2021, RETURN,
     "holders of another passport", _NOT_FOR),
    ("adults_among_no_recourse", 70, 82, UNIFORM, "Invented table of the census, 2021", 2021, RETURN,
     "holders of another passport", _NOT_FOR),
    ("prevalence_of_abuse", 3.5, 9, MIDDLE, "Invented survey of households, 2025", 2025, CENSUS,
     "everybody aged sixteen and over", _NOT_FOR + "; those kept safe or in custody"),
    ("seek_help", 12, 31, UNIFORM, "Invented survey of households, 2025", 2025, CENSUS,
     "those who told the survey of abuse", _NOT_FOR),
)  # fmt: skip
UNION, SETTLED, NONE = ": EU Member countries: ", (": United Kingdom", ": Ireland"), "No passport held"
LATELY = ("Arrived 2011 to 2013", "Arrived 2014 to 2016", "Arrived 2017 to 2019", "Arrived 2020 to 2021")
NO_RECOURSE, ADULTS = "residents who may have no recourse", "adults among them"
VICTIMS, SEEKING = (
    "victims of domestic abuse among those adults in a year",
    "those of the victims who seek help",
)


def residents(passports, arrivals):
    """Return the residents of each district by the passports that they hold, and those lately arrived.

    `passports` and `arrivals` are two census tables, districts by leaves.
    """
    abroad = [leaf for leaf in passports.columns if leaf != NONE and not leaf.endswith(SETTLED)]
    union = [leaf for leaf in abroad if UNION in leaf]
    counts = {
        "union": passports[union].sum(axis=1),
        "other": passports[abroad].drop(columns=union).sum(axis=1),
        "without": passports[NONE],
        "lately": arrivals.loc[passports.index, list(LATELY)].sum(axis=1),
    }
    return pd.DataFrame(counts)


def truth(rng, people):
    """Return what is true of `residents`: people by `area_code` and `quantity`, and the shares behind it.

    The shares are drawn from the office's ranges in their shapes, and then each resident's lot is drawn.
    """
    share = {name: _drawn(rng, low, high, shape) / 100 for name, low, high, shape, *_ in ASSUMPTIONS}
    union, other, without, arrived = people.to_numpy().T
    union_now, other_now = (
        np.rint(count * share["changed_since_census"]).astype(int) for count in (union, other)
    )
    lately = np.minimum(rng.binomial(other, share["other_passport_arrived_since_2011"]), arrived)
    lately = np.minimum(np.rint(lately * share["changed_since_census"]).astype(int), other_now)
    parts = {
        "no_recourse_eu_passport": union_now,
        "no_recourse_other_arrived_since_2011": lately,
        "no_recourse_other_arrived_before_2011": other_now - lately,
        "no_recourse_no_passport": without,
    }
    made = {NO_RECOURSE: sum(rng.binomial(group, share[name]) for name, group in parts.items())}
    made[ADULTS] = rng.binomial(made[NO_RECOURSE], share["adults_among_no_recourse"])
    made[VICTIMS] = rng.binomial(made[ADULTS], share["prevalence_of_abuse"])
    made[SEEKING] = rng.binomial(made[VICTIMS], share["seek_help"])
    rows = pd.DataFrame(made, index=people.index.rename("area_code")).reset_index()
    shares = pd.DataFrame({"assumption": list(share), "true_pct": [value * 100 for value in share.values()]})
    return rows.melt("area_code", var_name="quantity", value_name="people"), shares


def _drawn(rng, low, high, shape):
    if shape == MIDDLE:
        return rng.triangular(low, (low + high) / 2, high)
    return low * (high / low) ** rng.random() if shape == DOUBLING else rng.uniform(low, high)


def write(folder):
    """Write the office's log of assumptions into `folder`."""
    layouts.log(folder / "status_assumptions.csv", INVENTED, ASSUMPTIONS)
