"""Topics of the census whose truth in small areas is published, each handed to the estimate as if languages.

A topic's commonest category takes the part of English, so that the others are to be found; how many people
they come to in each small area is known, as it is of languages. The topic itself is not among what is learnt
from.
"""

import functools
import os
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import areas, settings
from analysis.measures.languages.proficiency import ENGLISH_IS_MAIN
from analysis.measures.languages.small_areas import calibration
from analysis.measures.languages.small_areas.estimate import estimate_languages
from analysis.sources import nomis
from analysis.tables import lookups
from analysis.tables.languages.estimates import TABLES

INPUTS = Path(__file__).resolve().parents[3] / "shared" / "data"
AREA = "warwickshire"
LEARNT_FROM = {
    TABLES[name]: name for name in ("country of birth", "ethnic group", "religion", "year of arrival")
}
WORDS = LEARNT_FROM | {"TS018": "age of arrival", "TS029": "proficiency in English"}
WORDS |= {"TS025": "household language", "TS026": "languages in the household"}
FEWEST_PEOPLE = 1_000


def names_in(phrase, known):
    """Return those of the `known` names that a phrase lists."""
    found = []
    for name in sorted(known, key=len, reverse=True):  # one name may be a part of another
        if name in phrase:
            found.append(name)
            phrase = phrase.replace(name, "")
    return found


def read_shared():
    """Make the publishers' real files those that tables read."""
    os.environ.update(settings.Run(INPUTS, None, None).environment())


@functools.cache
def counted(table, level):
    """Return the counts of a topic, places by categories."""
    _, inventory = lookups.opened(AREA)
    found = nomis.topic_summary(inventory.one(f"census_{table.lower()}", level), table)
    return found.counts.set_axis(found.totals["area_code"])


@functools.cache
def small_areas():
    """Return each LSOA with its district and MSOA: an LSOA is named after its MSOA, with a letter."""
    change = lookups.lsoa_change(lookups.opened(AREA)[1]).drop_duplicates("lsoa21_code")
    return pd.DataFrame(
        {
            "lsoa21_code": change["lsoa21_code"].to_numpy(),
            "district22_code": change["district22_code"].to_numpy(),
            "msoa21_code": change["lsoa21_name"].str[:-1].to_numpy(),
        }
    )


def drawn_districts(seed, number):
    """Return districts drawn from the forces that the calibration was not learnt from."""
    new = [area for area in areas.all_areas() if area.police_force_area_code not in calibration.LEARNT_FROM]
    codes = sorted({code for area in new for code in area.districts} & set(counted("TS004", "ltla").index))
    return sorted(np.random.default_rng(seed).choice(codes, min(number, len(codes)), replace=False))


def estimated(topic, districts, by):
    """Return the estimates of a topic's groups by place, with the `true` number in each."""
    large, small = counted(topic, "ltla"), counted(topic, "lsoa")
    places = small_areas()
    places = places[places["district22_code"].isin(districts)].reset_index(drop=True)
    small = small.loc[places["lsoa21_code"]]
    english = large.sum().idxmax()
    others = [name for name in large.columns if name != english]
    proficiency = pd.DataFrame({ENGLISH_IS_MAIN: small[english], "another": small[others].sum(axis=1)})
    found = estimate_languages(
        _predictors("ltla", topic).reset_index(),
        long(large.rename(columns={english: "English"}), "area_code", "language"),
        _predictors("lsoa", topic).loc[places["lsoa21_code"]].rename_axis("lsoa21_code").reset_index(),
        long(proficiency, "lsoa21_code", "proficiency"),
        places,
        by=by,
    )
    key = f"{by}_code"
    true = small[others].groupby(places[key].to_numpy()).sum().stack().rename("true")
    return found.join(true, on=[key, "language"])


def _predictors(level, topic):
    used = [
        counted(table, level).add_prefix(f"{name}: ") for table, name in LEARNT_FROM.items() if table != topic
    ]
    return pd.concat(used, axis=1).rename_axis("area_code")


def long(wide, key, column):
    """Return a table of residents, places by names, as rows of place, name and residents."""
    return wide.rename_axis(key).rename_axis(columns=column).stack().rename("residents_3_plus").reset_index()
