"""All that the folder and the office hold for the decision which languages to translate into."""

import datetime

import pandas as pd

from analysis import settings
from analysis.tables import places
from analysis.tables.census_topics import language, proficiency
from analysis.tables.country import load as country
from analysis.tables.deprivation import load as deprivation
from analysis.tables.language_crosswalk import by_label
from analysis.tables.language_crosswalk import load as crosswalk
from analysis.tables.language_decisions import load as language_decisions
from analysis.tables.language_policy import load as language_policy
from analysis.tables.language_proficiency_cross import load as language_proficiency_cross
from analysis.tables.language_reference import load as language_reference
from analysis.tables.language_sources import of_nationalities
from analysis.tables.released import rows
from analysis.tables.risk_items import load as risk_items

NO_CROSS = (
    "how many speakers of each language cannot speak English well",
    "the folder holds no ONS custom dataset of main language by proficiency in English",
)
DEPRIVED = "which small areas are deprived"
NEWCOMERS = "languages of people who came since the census"


def load(area, as_of=None, counted=None):
    """Return the arguments of `measures.languages.decide_languages` for an area, by name.

    `as_of` is the day of the decision; by default the last day of this run's quarter, or today. What is not
    there is None, and `absent` says which evidence that leaves out and why. Of official counts by nationality
    there is an item for each nationality that reaches the rule, among the risk items, and never a count:
    `counted` is the statement of them, by default what was released.
    """
    policy = language_policy()
    decided_on = pd.Timestamp(settings.as_of_date(settings.current_run().as_of) if as_of is None else as_of)
    # To decide as of an earlier day leaves out what was said since; what nobody can have said yet is wrong.
    recorded = risk_items(area, until=max(decided_on, pd.Timestamp(datetime.date.today())))
    counted = counted or of_nationalities(area)
    cross = language_proficiency_cross(area)
    absent = dict([NO_CROSS]) if cross.empty else {}
    ranked, index = deprivation(area), country(area)["other_index"].iloc[0]
    if ranked.empty:
        absent[DEPRIVED] = (
            "the folder holds no index of deprivation"
            if pd.isna(index)
            else f"the index that is read covers England alone, and the {index} is not read"
        )
    return {
        "languages": language(area),
        "proficiency": proficiency(area),
        "reference": language_reference(),
        "crosswalk": crosswalk_for(recorded),
        "policy": policy,
        "as_of": decided_on,
        "risk_items": pd.concat([recorded, rows(counted)], ignore_index=True),
        "cross": _if_any(cross),
        "small_proficiency": _if_any(proficiency(area, by="lsoa21")),
        "deprivation": _if_any(ranked),
        "decisions": language_decisions(area),
        "absent": {**absent, **counted["absent"], NEWCOMERS: _newcomers(area)},
        "counted": tuple(counted["periods"]),
        "kept_back": counted["of_the_force"],
    }


def _if_any(table):
    return None if table.empty else table


def _newcomers(area):
    """Return why nothing says which languages newcomers speak: what is held of them, and what it lacks.

    The files and not their rows: that an area has none would be a count.
    """
    _, files = places.opened(area)
    cards = {
        "asylum_support": "asylum support",
        "resettlement": "resettlement",
        "homes_for_ukraine": "Homes for Ukraine",
    }
    held = [name for card, name in cards.items() if files.has(card)]
    without = "no file of school languages is read"
    if not held:
        return f"the folder holds no count of them, and {without}"
    return f"{', '.join(held)}: published by district without a nationality, and {without}"


def crosswalk_for(items):
    """Return the whole crosswalk, and rows for the labels of two nationalities that `items` have.

    The whole of it, whatever the counts hold: which nationalities were looked up must not tell which
    the force referred.
    """
    whole = crosswalk()
    known = set(whole["nationality"])
    labels = [name for name in items["nationality"] if name and name not in known]
    if not labels:
        return whole
    return pd.concat([whole, by_label(labels)], ignore_index=True)
