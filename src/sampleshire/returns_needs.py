"""The invented needs of people who were assessed, by the eight categories of the commissioning guidance."""

import numpy as np
import pandas as pd

from sampleshire.victims import pick

# Category, and the chance that an assessed person has it, without and with domestic abuse
_CHANCES = {
    "Mental and physical health": (0.58, 0.72),
    "Shelter and accommodation": (0.14, 0.42),
    "Drugs and alcohol": (0.08, 0.11),
    "Family, friends and children": (0.22, 0.46),
    "Education, skills and employment": (0.10, 0.16),
    "Finance and benefits": (0.24, 0.34),
    "Outlook and attitudes": (0.40, 0.44),
    "Social interactions": (0.28, 0.32),
}
CATEGORIES = tuple(_CHANCES)
# What became of a need of somebody whose needs were not all met, without and with a language need
_STATES = {
    "Met": (24, 20), "Waiting": (26, 24), "Declined": (12, 9), "Unsafe to contact": (2, 2),
    "Uncontactable": (5, 5), "Not met: no such service": (13, 11), "Not met: service full": (12, 11),
    "Not met: not eligible": (6, 6), "Not met: no interpreter": (0, 12),
}  # fmt: skip
STATES = tuple(_STATES)
FIELDS = ["quarter", "provider", "need_category", "need_state", "offence_group", "age_band", "sex",
          "ethnic_group", "disability", "religion", "sexual_orientation", "language_need"]  # fmt: skip
# What Lantern does not say, and what neither does
NOT_SAID = {"Lantern Service": ("disability", "religion", "sexual_orientation"),
            "Harbour Support": ("religion", "sexual_orientation")}  # fmt: skip


def chances():
    """Return the chance that an assessed person has a need of each category, by domestic abuse.

    Who has none of the eight by these draws was assessed for health all the same: nobody is without a need.
    """
    without, with_abuse = (np.array([pair[side] for pair in _CHANCES.values()]) for side in (0, 1))
    rows = []
    for domestic, each in (("no", without), ("yes", with_abuse)):
        found = each.copy()
        found[0] += np.prod(1 - each)
        rows.append(pd.DataFrame({"need_category": CATEGORIES, "domestic_abuse": domestic, "chance": found}))
    return pd.concat(rows, ignore_index=True)


def build(rng, people):
    """Return a row for each need of the assessed `people`, with what became of it, and who has it."""
    domestic = (people["domestic_abuse"] == "yes").to_numpy().astype(int)
    has = rng.random((len(people), len(CATEGORIES))) < np.array(list(_CHANCES.values())).T[domestic]
    has[~has.any(axis=1), 0] = True
    whose, category = np.nonzero(has)
    person = people.iloc[whose]
    language = (person["language_need"] == "yes").to_numpy().astype(int)
    weights = np.array(list(_STATES.values()), dtype=float).T
    state = np.array(STATES, dtype=object)[pick(rng, weights, language)]
    all_met = (person["stage"] == "Needs met").to_numpy()
    first = np.append(True, whose[1:] != whose[:-1])
    # Somebody whose needs were not all met has one at least that waits: their first, where all are "Met".
    met_of = np.bincount(whose, weights=state == "Met") == np.bincount(whose)
    state = np.where(first & met_of[whose], "Waiting", state)
    state = np.where(all_met, "Met", state)
    needs = person.drop(columns=["stage", "state", "came_by"]).assign(
        need_category=np.array(CATEGORIES, dtype=object)[category], need_state=state, person=person.index
    )
    return needs.reset_index(drop=True)


def counts(needs):
    """Return how many needs appear in each combination of the fields that is not empty, as `client_needs`."""
    said = needs.assign(religion="Not supplied", sexual_orientation="Not supplied")
    for provider, names in NOT_SAID.items():
        said.loc[said["provider"] == provider, list(names)] = "Not supplied"
    return said.groupby(FIELDS, sort=True).size().rename("client_needs").reset_index()
