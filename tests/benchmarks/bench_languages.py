"""How long it takes to estimate languages in small areas: raking alone, a county, and England and Wales.

Counts are invented, seeded and of the size of the census. Raking is set against the package ipfn, to the
same fit; where that is not installed its recorded time appears in its place, and is named so. Seconds are of
one processor, not of the clock. A missed goal ends with exit code 1.
"""

import sys
from itertools import chain

import numpy as np
import pandas as pd
from measured import timed, told
from topics import long

from analysis.measures.languages.small_areas.estimate import estimate_languages
from analysis.measures.languages.small_areas.fitting import rake

LSOAS, DISTRICTS, LANGUAGES, COUNTY = 35_000, 331, 92, 350
TABLES = {"country of birth": 11, "ethnic group": 19, "religion": 10, "year of arrival": 12}
TIMES_AS_FAST, COUNTY_GOAL, COUNTRY_GOAL, MEMORY_GOAL = 20, 5.0, 60.0, 4.0
RECORDED_IPFN = 3.0
SAME_FIT = 1e-3  # people: ipfn stops at a rate of change, we at a distance from the margins


def margins():
    """Return an invented seed of small areas by languages, and margins that one table meets."""
    rng = np.random.default_rng(1)
    seed = rng.gamma(0.4, 1.0, (LSOAS, LANGUAGES)) + 1e-6
    true = seed * rng.lognormal(0, 0.5, seed.shape)
    return seed, true.sum(axis=1), true.sum(axis=0)


def rival(seed, rows, columns):
    """Return ipfn's fit and its seconds, or None for the fit and the seconds recorded."""
    try:
        from ipfn import ipfn
    except ImportError:
        return None, RECORDED_IPFN
    how = {"convergence_rate": 1e-9, "max_iteration": 1000}
    return timed(ipfn.ipfn(seed.copy(), [rows, columns], [[0], [1]], **how).iteration)


def raking():
    """Yield a line for our raking and one for the rival's, and whether the goal is missed."""
    seed, rows, columns = margins()
    rake(seed[:100], rows[:100], seed[:100].sum(axis=0) * rows[:100].sum() / seed[:100].sum())
    ours, seconds = timed(rake, seed, rows, columns)
    theirs, others = rival(seed, rows, columns)
    same = theirs is None or np.abs(ours - theirs).max() < SAME_FIT
    name = "ipfn" if theirs is not None else "ipfn (not installed: recorded)"
    yield (
        f"raking {LSOAS:,} x {LANGUAGES}",
        seconds,
        f"{others / TIMES_AS_FAST:.2f}",
        (seconds * TIMES_AS_FAST > others or not same or np.abs(ours.sum(axis=1) - rows).max() > SAME_FIT),
    )
    yield f"  {name}: {others / seconds:.0f} times as long", others, "", False


def evidence(small, districts_inside):
    """Return what an estimate reads, of so many small areas in so many of the districts, all invented."""
    rng = np.random.default_rng(2)
    names = [f"{table}: {number}" for table, groups in TABLES.items() for number in range(groups)]
    rates = rng.gamma(0.05, 0.2, (len(names), LANGUAGES + 1)).clip(max=0.3) / 20
    district = np.sort(rng.integers(0, districts_inside, small))
    district[:districts_inside] = np.arange(districts_inside)
    district.sort()
    weight = rng.gamma(0.5, 60, (districts_inside, len(names)))
    people = rng.poisson(weight[district] * rng.lognormal(0, 0.5, (small, len(names))))
    spoken = rng.poisson(people @ rates)
    large = rng.poisson(rng.gamma(0.5, 6_000, (DISTRICTS, len(names))))
    large_spoken = rng.poisson(large @ rates)
    for totals, parts in ((large, people), (large_spoken, spoken)):
        totals[:districts_inside] = 0
        np.add.at(totals, district, parts)
    codes = [f"E07{number:06d}" for number in range(DISTRICTS)]
    lsoas = [f"E01{number:06d}" for number in range(small)]
    languages = [*(f"Language {number}" for number in range(LANGUAGES)), "Welsh"]
    with_english = np.column_stack([large.sum(axis=1), large_spoken])
    levels = {"Main language is English": people.sum(axis=1), "Speak English well": spoken.sum(axis=1)}
    spoken_there = pd.DataFrame(with_english, codes, ["English", *languages])
    places = pd.DataFrame({"lsoa21_code": lsoas, "district22_code": np.array(codes)[district]})
    return {
        "predictors_of_districts": pd.DataFrame(large, columns=names).assign(area_code=codes),
        "languages_of_districts": long(spoken_there, "area_code", "language"),
        "predictors_of_small_areas": pd.DataFrame(people, columns=names).assign(lsoa21_code=lsoas),
        "margin_of_small_areas": long(pd.DataFrame(levels, lsoas), "lsoa21_code", "proficiency"),
        "places_of_small_areas": places,
    }


def estimates():
    """Yield a line for one county and one for England and Wales, and whether the goal is missed."""
    for what, small, inside, goal in (
        ("one county", COUNTY, 5, COUNTY_GOAL),
        ("England and Wales", LSOAS, DISTRICTS, COUNTRY_GOAL),
    ):
        given = evidence(small, inside)
        rows, seconds = timed(estimate_languages, **given)
        yield f"{what}, with intervals: {len(rows):,} rows", seconds, goal, seconds > goal


if __name__ == "__main__":
    sys.exit(told(chain(raking(), estimates()), MEMORY_GOAL))
