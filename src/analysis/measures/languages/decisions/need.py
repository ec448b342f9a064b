"""How many speakers of each language cannot speak English well: observed where it is, a range where not.

TS024 and TS029 are one-way tables. A district with 8,000 speakers of Polish and 2,000 people who cannot
speak English well does not say how many speakers of Polish cannot, so the two are never multiplied. What
they do say are bounds (Fréchet's): of N speakers among M residents whose main language is not English, P of
whom are not proficient, at least N + P - M and at most the lesser of N and P are not.
"""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.languages.proficiency import ENGLISH_IS_MAIN, NOT_PROFICIENT, proficiency_level
from analysis.measures.rates.status import require

ENGLISH = "English (English or Welsh in Wales)"
SMALL = "range: bounds from small areas (their speakers partly modelled) and the district's totals"
COLUMNS = [
    "language",
    "residents_3_plus",
    "people_not_proficient",
    "people_not_proficient_lower",
    "people_not_proficient_upper",
    "need_method",
    "modelled",
]
MARGINS = "range: bounds from the district's totals of speakers and of proficiency"
OBSERVED = "observed: cross-table of language and proficiency"
IN_GROUP = "range: its group's rate here, and how far groups differ, within what the totals allow (modelled)"
ELSEWHERE = "range: its group's rates in other places, held to the district's totals (modelled)"
GROUPINGS = ("leaf", "group_26", "group_23")  # the finer first
FEWEST = 100  # speakers of a group in a place, below which its rate says little
NINE_OF_TEN = 1.645  # standard deviations on either side
OUTER = (0.05, 0.95)  # what lies between is nine of ten places
WIDEST = 12.0  # a shift of log-odds beyond which every rate is 0 or 1
# Of the ways in which a language's districts were got, the one that is named.
WORST_FIRST = (ELSEWHERE, MARGINS, IN_GROUP, OBSERVED)


def need_by_language(languages, proficiency, reference, cross=None, small_areas=None, small_proficiency=None):
    """Return, for each language but English, how many of its speakers cannot speak English well or at all.

    `languages` and `proficiency` have a row per district and category (`residents_3_plus`); `reference`
    names each language's groups. `cross` has `area_code`, `grouping`, `group`, `people`,
    `people_not_proficient` (`tables.languages.decision.language_proficiency_cross`). `small_areas` has the
    speakers of each language in small areas with `lower` and `upper`, `small_proficiency` their proficiency:
    both, with a common code column, or neither.

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


def bounds(speakers, among, not_proficient):
    """Return the least (`low`) and the most (`high`) speakers who can be among those not proficient."""
    return {
        "low": (speakers + not_proficient - among).clip(lower=0).astype(float),
        "high": np.minimum(speakers, not_proficient).astype(float),
    }


def with_groups(rows, cross, reference):
    """Return `rows` (district and language, with `low`, `high`, `way`) with what `cross` adds to them.

    A language that is a group by itself is observed. One of several in a group is held between the
    group's bounds, and within a range about the group's rate: a group's rate is not a language's, so
    languages are taken to differ from it as the groups differ from one another. Where the publisher
    did not open the district, the rate is that of other places, moved so that the district's own total
    of people not proficient is kept. A few speakers differ from any rate by chance: ends are binomial.
    """
    require(cross, "area_code", "grouping", "group", "people", "people_not_proficient")
    rows = rows.copy()
    named = reference.set_index("language")
    for grouping in GROUPINGS:
        table = cross[cross["grouping"] == grouping].astype({"group": "str"})
        if table.empty:
            continue
        group = rows["language"] if grouping == "leaf" else rows["language"].map(named[grouping])
        group = group.astype("str")
        rows = _here(rows, table, group)
        rows = _elsewhere(rows, table, group)
    return rows


def _here(rows, table, group):
    """Return rows with what their own group says, in districts that are open."""
    keys = pd.MultiIndex.from_arrays([rows["area_code"], group])
    known = table.set_index(["area_code", "group"])[["people", "people_not_proficient"]].reindex(keys)
    people, worse = (pd.Series(known[name].to_numpy(), rows.index) for name in known)
    members = rows["residents_3_plus"].groupby([rows["area_code"], group]).transform("sum")
    open_here = people.notna() & (rows["way"] == MARGINS)
    alone = open_here & (members == rows["residents_3_plus"])
    several = open_here & ~alone
    inside = bounds(rows["residents_3_plus"], np.maximum(people, members), worse)
    apart = _apart(table)
    rate = (worse / people.where(people > 0)).where(several)
    for end, sign, chance, tighter in (("low", -1, OUTER[0], np.fmax), ("high", 1, OUTER[1], np.fmin)):
        drawn = _drawn(chance, rows["residents_3_plus"], moved(rate, sign * apart))
        within = tighter(tighter(rows[end], inside[end]), drawn)
        # The cross-table is perturbed by itself: an observed count may exceed the speakers by a few.
        seen = np.minimum(worse, rows["residents_3_plus"])
        rows[end] = rows[end].where(~several, within).where(~alone, seen)
    rows["low"] = np.minimum(rows["low"], rows["high"])
    rows["way"] = rows["way"].where(~several, IN_GROUP).where(~alone, OBSERVED)
    return rows


def _elsewhere(rows, table, group):
    """Return rows with the range of their group's rates in other places, where their own is not open."""
    wide = table[table["people"] >= FEWEST]
    rates = (wide["people_not_proficient"] / wide["people"]).groupby(wide["group"])
    middle = wide.groupby("group")[["people_not_proficient", "people"]].sum()
    centre = group.map(middle["people_not_proficient"] / middle["people"])
    wanted = (rows["way"] == MARGINS) & centre.notna()
    apart = _apart(table) * group.groupby(rows["area_code"]).transform(_several)
    low = np.minimum(group.map(rates.quantile(OUTER[0])), moved(centre, -apart))
    high = np.maximum(group.map(rates.quantile(OUTER[1])), moved(centre, apart))
    for district, part in rows[wanted].groupby("area_code"):
        at = part.index
        others = rows[(rows["area_code"] == district) & ~wanted & (rows["way"] != MARGINS)]
        left = part["not_proficient"].iloc[0] - (others["low"] + others["high"]).sum() / 2
        shift = shift_to(part["residents_3_plus"], centre[at], left)
        for end, rate, chance, tighter in (
            ("low", low, OUTER[0], np.maximum),
            ("high", high, OUTER[1], np.minimum),
        ):
            drawn = _drawn(chance, part["residents_3_plus"], moved(rate[at], shift))
            rows.loc[at, end] = tighter(rows.loc[at, end], drawn)
    rows.loc[wanted, "low"] = np.minimum(rows.loc[wanted, "low"], rows.loc[wanted, "high"])
    rows.loc[wanted, "way"] = ELSEWHERE
    return rows


def _apart(table):
    """Return how far from their middle, in log-odds, nine groups of ten lie: what one may hide inside it."""
    groups = table.groupby("group")[["people_not_proficient", "people"]].sum()
    wide = groups[(groups["people"] >= FEWEST) & (groups["people_not_proficient"] > 0)]
    rate = wide["people_not_proficient"] / wide["people"]
    return NINE_OF_TEN * float(np.log(rate / (1 - rate)).std()) if len(wide) > 1 else WIDEST


def _several(group):
    """Tell for each row whether another language of the district is in the same group."""
    return group.map(group.value_counts()).gt(1).astype(float)


def _drawn(chance, speakers, rate):
    """Return the count below which `chance` of all draws of `speakers` lie; NaN without a rate."""
    from scipy.stats import binom

    return pd.Series(binom.ppf(chance, speakers, rate), speakers.index)


def moved(rate, shift):
    """Return rates whose odds were multiplied by exp(`shift`): none leaves 0 to 1.

    >>> round(float(moved(pd.Series([0.5]), np.log(3))[0]), 3)
    0.75
    """
    odds = rate / (1 - rate).clip(lower=1e-9) * np.exp(shift)
    return odds / (1 + odds)


def shift_to(speakers, rate, not_proficient):
    """Return the one shift of log-odds with which speakers times rates add up to `not_proficient`."""
    from scipy.optimize import brentq

    def over(shift):
        return float((speakers * moved(rate, shift)).sum() - not_proficient)

    if over(-WIDEST) >= 0:
        return -WIDEST
    return WIDEST if over(WIDEST) <= 0 else brentq(over, -WIDEST, WIDEST, xtol=1e-9)
