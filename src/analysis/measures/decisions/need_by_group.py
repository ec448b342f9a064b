"""What a cross-table says of a language through its group: exactly, within bounds, or as a range."""

import numpy as np
import pandas as pd

from analysis.measures.status import require

MARGINS = "range: bounds from the district's totals of speakers and of proficiency"
OBSERVED = "observed: cross-table of language and proficiency"
IN_GROUP = "range: its group's rate here, and how far groups differ, within what the totals allow (modelled)"
ELSEWHERE = "range: its group's rates in other places, held to the district's totals (modelled)"
GROUPINGS = ("leaf", "group_26", "group_23")  # the finer first
FEWEST = 100  # speakers of a group in a place, below which its rate says little
NINE_OF_TEN = 1.645  # standard deviations on either side
OUTER = (0.05, 0.95)  # what lies between is nine of ten places
WIDEST = 12.0  # a shift of log-odds beyond which every rate is 0 or 1


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
