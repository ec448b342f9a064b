"""How many speakers of each language cannot speak English well: observed where it is, a range where not.

TS024 and TS029 are one-way tables. A district with 8,000 speakers of Polish and 2,000 people who cannot
speak English well does not say how many speakers of Polish cannot, so the two are never multiplied. What
they do say are bounds (Fréchet's): of N speakers among M residents whose main language is not English, P of
whom are not proficient, at least N + P - M and at most the lesser of N and P are not.
"""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.decisions.need_by_group import (
    ELSEWHERE,
    IN_GROUP,
    MARGINS,
    OBSERVED,
    bounds,
    with_groups,
)
from analysis.measures.description import ENGLISH_IS_MAIN, NOT_PROFICIENT, proficiency_level
from analysis.measures.status import require

ENGLISH = "English (English or Welsh in Wales)"
SMALL = "range: bounds from small areas (their speakers partly modelled) and the district's totals"
# Of the ways in which a language's districts were got, the one that is named.
WORST_FIRST = (ELSEWHERE, MARGINS, IN_GROUP, OBSERVED)

COLUMNS = [
    "language",
    "residents_3_plus",
    "people_not_proficient",
    "people_not_proficient_lower",
    "people_not_proficient_upper",
    "need_method",
    "modelled",
]


def need_by_language(languages, proficiency, reference, cross=None, small_areas=None, small_proficiency=None):
    """Return, for each language but English, how many of its speakers cannot speak English well or at all.

    `languages` and `proficiency` have a row per district and category (`residents_3_plus`); `reference`
    names each language's groups. `cross` has `area_code`, `grouping`, `group`, `people`,
    `people_not_proficient` (`tables.language_proficiency_cross`). `small_areas` has the speakers of each
    language in small areas with `lower` and `upper`, `small_proficiency` their proficiency: both, with a
    common code column, or neither.

    Columns: `language`, `residents_3_plus`, `people_not_proficient` (blank unless observed),
    `people_not_proficient_lower`, `people_not_proficient_upper`, `need_method`, `modelled` (whether more
    than counts went into the range). Ends are whole people, summed over districts: the range of a sum of
    ranges is wider than it need be, never narrower.
    """
    require(languages, "area_code", "language", "residents_3_plus")
    require(proficiency, "area_code", "proficiency", "residents_3_plus")
    totals = totals_of(proficiency, "area_code")
    speakers = languages[languages["language"] != ENGLISH]
    missing = set(speakers["area_code"]) - set(totals.index)
    if missing:
        raise InputError(
            f"Proficiency has no row for {min(missing)}, which languages have; {len(missing)} in all."
        )
    # The two tables are moved apart by the publisher: 40,098 against 40,096 in Warwickshire.
    added = speakers.groupby("area_code")["residents_3_plus"].sum()
    totals["other"] = np.maximum(totals["other"], added.reindex(totals.index))
    rows = speakers.join(totals, on="area_code")
    rows = rows.assign(**bounds(rows["residents_3_plus"], rows["other"], rows["not_proficient"]))
    rows["way"] = MARGINS
    rows["rate"] = np.nan
    if cross is not None and len(cross):
        rows = with_groups(rows, cross, reference)
    result = _summed(rows)
    if small_areas is not None and small_proficiency is not None and len(small_areas):
        result = _narrowed(result, small_areas, small_proficiency)
    return result


def totals_of(proficiency, code):
    """Return, by the areas of `code`, those whose main language is not English and those not proficient."""
    level, people = proficiency_level(proficiency), proficiency["residents_3_plus"]
    english = level.str.startswith(ENGLISH_IS_MAIN)
    return pd.DataFrame(
        {
            "other": people[~english].groupby(proficiency[code]).sum(),
            "not_proficient": people[level.isin(NOT_PROFICIENT)].groupby(proficiency[code]).sum(),
        }
    )


def _summed(rows):
    """Return one row a language of rows of a language and a district, in the order in which they come."""
    sums = rows.groupby("language", sort=False)[["residents_3_plus", "low", "high"]].sum()
    # A district without a speaker says nothing of how the others were got.
    telling = (rows["residents_3_plus"] > 0) | (rows["language"].map(sums["residents_3_plus"]) == 0)
    ways = rows[telling].groupby("language")["way"].agg(set).reindex(sums.index)
    worst = ways.map(lambda found: next(way for way in WORST_FIRST if way in found))
    low, high = np.floor(sums["low"] + 1e-9), np.ceil(sums["high"] - 1e-9)
    found = {
        "language": sums.index,
        "residents_3_plus": sums["residents_3_plus"].astype("int64"),
        "people_not_proficient": high.where(worst == OBSERVED),
        "people_not_proficient_lower": low,
        "people_not_proficient_upper": high,
        "need_method": worst,
        "modelled": ways.map(lambda found: not found.isdisjoint({ELSEWHERE, IN_GROUP})),
    }
    return pd.DataFrame(found)[COLUMNS].reset_index(drop=True)


def _narrowed(result, small_areas, small_proficiency):
    """Return ranges narrowed to what the small areas allow.

    The ends of a small area's 90 % interval stand for its speakers: sums of such ends are wider than a
    90 % interval of the sum.
    """
    code = next(
        (name for name in ("lsoa21_code", "msoa21_code", "area_code") if name in small_areas.columns), None
    )
    if code is None or code not in small_proficiency.columns:
        raise InputError(
            "Small areas of languages and of proficiency have no code column in common, such as lsoa21_code."
        )
    totals = totals_of(small_proficiency, code)
    rows = small_areas[small_areas["language"].isin(result["language"])].join(totals, on=code)
    if rows["other"].isna().any():
        lost = rows.loc[rows["other"].isna(), code].iloc[0]
        raise InputError(f"The proficiency of small areas has no row for {lost}, which languages have.")
    low = (rows["lower"] + rows["not_proficient"] - rows["other"]).clip(lower=0)
    high = np.minimum(rows["upper"], rows["not_proficient"])
    low, high = low.groupby(rows["language"]).sum(), high.groupby(rows["language"]).sum()
    names = result["language"]
    lower = np.fmax(result["people_not_proficient_lower"], np.floor(names.map(low)))
    upper = np.fmin(result["people_not_proficient_upper"], np.ceil(names.map(high)))
    open_ = result["people_not_proficient"].isna() & (lower <= upper)
    better = open_ & (
        (lower > result["people_not_proficient_lower"]) | (upper < result["people_not_proficient_upper"])
    )
    return result.assign(
        people_not_proficient_lower=result["people_not_proficient_lower"].where(~better, lower),
        people_not_proficient_upper=result["people_not_proficient_upper"].where(~better, upper),
        need_method=result["need_method"].where(~better, SMALL),
        modelled=result["modelled"] | better,
    )
