"""The invented assumptions of Sampleshire's office about insecure status, and what is true beneath them.

What is true is drawn from the ranges that the office assumes, once, and then person by person among the
residents of each district: counts come out, and nobody has a status.
"""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Residents:
    """Residents of each district by the passports that they hold, and those lately arrived: arrays alike."""

    area_codes: tuple
    union: np.ndarray
    other: np.ndarray
    without: np.ndarray
    lately: np.ndarray


def residents(passports, arrivals):
    """Return `Residents` of two census tables, districts by leaves."""
    abroad = [leaf for leaf in passports.columns if leaf != NONE and not leaf.endswith(SETTLED)]
    union = [leaf for leaf in abroad if UNION in leaf]
    return Residents(
        tuple(passports.index),
        passports[union].sum(axis=1).to_numpy(),
        passports[abroad].drop(columns=union).sum(axis=1).to_numpy(),
        passports[NONE].to_numpy(),
        arrivals.loc[passports.index, list(LATELY)].sum(axis=1).to_numpy(),
    )


def truth(rng, people):
    """Return what is true of `Residents`: people by `area_code` and `quantity`, and the shares behind it.

    The shares are drawn from the office's ranges in their shapes, and then each resident's lot is drawn.
    """
    share = {name: _drawn(rng, low, high, shape) / 100 for name, low, high, shape, *_ in ASSUMPTIONS}
    grown = [
        np.rint(count * share["changed_since_census"]).astype(int) for count in (people.union, people.other)
    ]
    lately = np.minimum(rng.binomial(people.other, share["other_passport_arrived_since_2011"]), people.lately)
    lately = np.minimum(np.rint(lately * share["changed_since_census"]).astype(int), grown[1])
    parts = (
        (grown[0], "no_recourse_eu_passport"),
        (lately, "no_recourse_other_arrived_since_2011"),
        (grown[1] - lately, "no_recourse_other_arrived_before_2011"),
        (people.without, "no_recourse_no_passport"),
    )
    count = sum(rng.binomial(np.asarray(group, dtype=int), share[name]) for group, name in parts)
    rows = []
    for quantity, name in (
        (NO_RECOURSE, None),
        (ADULTS, "adults_among_no_recourse"),
        (VICTIMS, "prevalence_of_abuse"),
        (SEEKING, "seek_help"),
    ):
        count = count if name is None else rng.binomial(count, share[name])
        rows += [(code, quantity, int(number)) for code, number in zip(people.area_codes, count, strict=True)]
    shares = pd.DataFrame({"assumption": list(share), "true_pct": [value * 100 for value in share.values()]})
    return pd.DataFrame(rows, columns=["area_code", "quantity", "people"]), shares


def _drawn(rng, low, high, shape):
    if shape == MIDDLE:
        return rng.triangular(low, (low + high) / 2, high)
    return low * (high / low) ** rng.random() if shape == DOUBLING else rng.uniform(low, high)


def write(folder):
    """Write the office's log of assumptions into `folder`."""
    layouts.log(folder / "status_assumptions.csv", INVENTED, HEADINGS, ASSUMPTIONS)
