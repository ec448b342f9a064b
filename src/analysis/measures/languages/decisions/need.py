"""How many speakers of each language cannot speak English well: estimates held to the published totals.

TS024 and TS029 are one-way tables. A district with 8,000 speakers of Polish and 2,000 people who cannot
speak English well does not say how many speakers of Polish cannot, so the two are never multiplied. What they
do say are limits (Fréchet's): of N speakers among M residents whose main language is not English, P of whom
are not proficient, at least N + P - M and at most the lesser of N and P are not. Inside the limits all
languages of a district are estimated as one system (`joint`), so that together they are those P people.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.measures.languages.decisions import joint
from analysis.measures.languages.decisions.joint import expit, logit
from analysis.measures.languages.proficiency import ENGLISH_IS_MAIN, NOT_PROFICIENT, proficiency_level
from analysis.measures.rates.status import require

ENGLISH = "English (English or Welsh in Wales)"
NEED = "people_not_proficient"
COUNTS = ["residents_3_plus", NEED, f"{NEED}_lower", f"{NEED}_upper", f"{NEED}_least", f"{NEED}_most"]
OBSERVED = "counted: the census's table of language by proficiency"
IN_GROUP = "estimated: its group is counted here, and the languages in it are held to that count"
ELSEWHERE = "estimated: from counts of other places, held to the totals here"
MARGINS = "estimated: from the census of 2011 and the totals of other districts, held to the totals here"
NO_TOTAL = "estimated: as in other places, for a district without a total"
# Of the ways in which a language's districts were got, the one that is named.
WORST_FIRST = (NO_TOTAL, MARGINS, ELSEWHERE, IN_GROUP, OBSERVED)
GROUPINGS = ("leaf", "group_26", "group_23")  # the finer first
NO_CROSS = pd.DataFrame(columns=["area_code", "grouping", "group", "people", NEED])
FEWEST = 100  # speakers of a group, below which its rate says little of how groups differ


def need(
    languages: pd.DataFrame,
    proficiency: pd.DataFrame,
    reference: pd.DataFrame,
    cross: pd.DataFrame | None = None,
    everywhere: Sequence[pd.DataFrame] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return how many speakers cannot speak English well: by language, and by district and language.

    `languages` and `proficiency` have a row per district and category (`residents_3_plus`); `reference` names
    each language's groups and what the census of 2011 told of it. `cross` has `area_code`,
    `grouping`, `group`, `people`, `people_not_proficient`
    (`tables.languages.decision.language_proficiency_cross`), of these districts or of others. `everywhere` is
    the two tables for all districts that are known: where nothing is crossed, the languages' rates are learnt
    from the totals of those that are not among `languages`, whose own totals each estimate is held to.

    Columns of both, but for `area_code`: `language`, `residents_3_plus`, `people_not_proficient` (whole
    people: those of a district add up to the published total, or to all its speakers where these are fewer),
    `_lower` and `_upper` (a 90 % interval, of the sum in the first table), `_least` and `_most` (what the
    counts alone leave possible), `need_method`. English is in neither. A district of which `proficiency` has
    no row is estimated as others are, and held to no total.
    """
    cells, left = _system(languages, proficiency, reference, cross, everywhere)
    table = _summed(cells, left, ["language"])
    # A district without a speaker says nothing of how the others were got.
    speakers = cells.groupby("language")["residents_3_plus"].transform("sum")
    telling = cells[(cells["residents_3_plus"] > 0) | (speakers == 0)]
    rank = telling["need_method"].map(WORST_FIRST.index).groupby(telling["language"]).min()
    way = table["language"].map(rank).map(dict(enumerate(WORST_FIRST)))
    in_districts = _summed(cells, left, ["area_code", "language"])
    return table.assign(need_method=way), in_districts.assign(need_method=cells["need_method"])


def totals_of(proficiency: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return, by the areas of `code`, those whose main language is not English and those not proficient."""
    level, people = proficiency_level(proficiency), proficiency["residents_3_plus"]
    english = level.str.startswith(ENGLISH_IS_MAIN)
    return pd.DataFrame(
        {
            "other": people[~english].groupby(proficiency[code]).sum(),
            "not_proficient": people[level.isin(NOT_PROFICIENT)].groupby(proficiency[code]).sum(),
        }
    )


def _system(languages, proficiency, reference, cross, everywhere):
    """Return the cells, a row for each district and language, and what is left unsure of them.

    Cells have an estimate and its limits; the second is the covariance of their log-odds, given the totals.
    """
    require(languages, "area_code", "language", "residents_3_plus")
    require(proficiency, "area_code", "proficiency", "residents_3_plus")
    cells = languages[languages["language"] != ENGLISH].reset_index(drop=True)
    totals = totals_of(proficiency, "area_code")["not_proficient"].reindex(cells["area_code"].unique())
    cross = NO_CROSS if cross is None else cross.astype({"group": "str"})
    cells, wanted = _held(cells, totals, cross, reference)
    cells, covariance = _likely(cells, cross, reference, everywhere or (languages, proficiency))
    speakers, number = cells["residents_3_plus"].to_numpy(float), cells["system"].to_numpy()
    odds, left = joint.under_totals(speakers, number, wanted, cells["odds"].to_numpy(), covariance)
    all_speakers, total = np.bincount(number, speakers)[number], wanted[number]
    likely = speakers * expit(odds)
    sums = np.where(np.isnan(wanted), np.bincount(number, likely).round(), wanted)
    estimates = joint.whole(likely, number, sums)
    # Without a total anything from nobody to all speakers is possible.
    ends = {"_least": np.fmax(speakers + total - all_speakers, 0), "_most": np.fmin(speakers, total)}
    return cells.assign(odds=odds, **{NEED: estimates}, **{NEED + end: ends[end] for end in ends}), left


def _held(cells, totals, cross, reference):
    """Return the cells with the number of the `system` whose total they add up to, and the totals, if known.

    A system is a group of languages whose need is counted in the district, or what no group counts. The
    publisher moves counts by a few from table to table: those of groups are held to the district's total.
    """
    group = pd.Series("", cells.index)
    for grouping in GROUPINGS:
        named = _group(cells, grouping, reference)
        counted = cross[cross["grouping"] == grouping]
        here = pd.MultiIndex.from_arrays([cells["area_code"], named]).isin(
            pd.MultiIndex.from_frame(counted[["area_code", "group"]])
        )
        group = group.mask(here & (group == ""), f"{grouping}: " + named)
    known = cross.assign(group=cross["grouping"] + ": " + cross["group"])
    known = known.set_index(["area_code", "group"])[NEED].to_dict()
    cells, wanted = cells.assign(group=group, system=-1), []
    for code, part in cells.groupby("area_code", sort=False):
        speakers = part.groupby("group")["residents_3_plus"].sum()
        need = pd.Series([known.get((code, name), np.nan) for name in speakers.index], speakers.index)
        if np.isnan(totals[code]):
            need = need.clip(upper=speakers)
        else:
            need = _to_total(need, speakers, min(totals[code], speakers.sum()))
        cells.loc[part.index, "system"] = len(wanted) + part["group"].map(speakers.index.get_loc)
        wanted += list(need)
    members = (cells["residents_3_plus"] > 0).groupby(cells["system"]).transform("sum")
    way = np.where(cells["group"] == "", MARGINS, np.where(members <= 1, OBSERVED, IN_GROUP))
    wanted = np.array(wanted, dtype=float)
    way = np.where(np.isnan(wanted)[cells["system"]], NO_TOTAL, way)
    return cells.assign(need_method=way), wanted


def _to_total(need, speakers, total):
    """Return the need of each group in whole people who add up to `total`; the missing share the rest."""
    need = need.fillna(max(total - need.sum(), 0)).clip(upper=speakers)
    over, room = need.sum() - total, speakers - need
    need = need * total / need.sum() if over > 0 else need - over * room / max(room.sum(), 1)
    return joint.whole(need.to_numpy(), np.zeros(len(need), dtype=int), np.array([total]))


def _group(cells, grouping, reference):
    """Return the group of each cell's language, as text."""
    if grouping == "leaf":
        return cells["language"]
    return cells["language"].map(reference.set_index("language")[grouping]).astype("str")


def _likely(cells, cross, reference, everywhere):
    """Return the cells with the `odds` (log-odds) likely of each, and the covariance of these.

    They come from counts of the language in other places, or of its group; else from the totals of others.
    """
    names = cells["language"].drop_duplicates()
    language, district = (pd.factorize(cells[column])[0] for column in ("language", "area_code"))
    rates, between = _from_margins(names, cells["area_code"], everywhere, reference)
    cells, spread = cells.assign(odds=rates[language]), joint.Spread()
    left = pd.Series(True, cells.index)
    for grouping in GROUPINGS:
        table = cross[cross["grouping"] == grouping]
        if table.empty:
            continue
        named = _group(cells, grouping, reference)
        people, need = (
            table.pivot(index="area_code", columns="group", values=name).dropna(axis="columns").astype(float)
            for name in ("people", NEED)
        )
        for code, part in cells[left].groupby("area_code"):
            others = people.index != code
            enough = people.columns[people[others].sum() >= FEWEST]
            found = part[named[part.index].isin(enough)]
            if found.empty:
                continue
            here = part["residents_3_plus"].groupby(named).sum().reindex(enough, fill_value=0)
            there = (frame.loc[others, enough].to_numpy() for frame in (people, need))
            odds = pd.Series(joint.rates_elsewhere(*there, here.to_numpy(float)), enough)
            likely = named[found.index].map(odds)
            if grouping != "leaf":  # a language differs from its group as the totals of others tell
                likely += _from_group(found["odds"], found["residents_3_plus"], named[found.index])
            cells.loc[found.index, "odds"] = likely
            left[found.index] = False
            these = np.unique(language[found.index])
            if grouping == "leaf":
                between[these, :] = between[:, these] = 0.0
        if grouping == "leaf" and not left.all():
            spread = joint.spread(people.to_numpy(), need.to_numpy())
    elsewhere = ~left & (cells["need_method"] == MARGINS)
    cells["need_method"] = cells["need_method"].mask(elsewhere, ELSEWHERE)
    own = np.sqrt(spread.of(cells["residents_3_plus"].to_numpy(float)))
    same = language[:, None] == language
    covariance = between[np.ix_(language, language)] + spread.between * (district[:, None] == district)
    covariance += joint.SHARED * same * np.outer(own, own) + np.diag((1 - joint.SHARED) * own**2)
    return cells, covariance


def _from_group(odds, speakers, group):
    """Return how far the log-odds of each language lie from the mean of its group here."""
    weights = speakers + 1.0  # a group that nobody speaks here has a mean too
    mean = (odds * weights).groupby(group).transform("sum") / weights.groupby(group).transform("sum")
    return odds - mean


def _from_margins(names, here, everywhere, reference):
    """Return the log-odds of each of `names` and their covariance, as totals of other districts tell them."""
    languages, proficiency = everywhere
    wide = languages.pivot(index="area_code", columns="language", values="residents_3_plus")
    totals = totals_of(proficiency, "area_code")["not_proficient"].reindex(wide.index)
    told = totals.notna() & wide[names].notna().all(axis="columns") & ~wide.index.isin(here)
    of_2011 = reference.set_index("language").loc[list(names)]
    kinds = wide.index.str[:3].to_numpy()  # of a code such as E09000001: a borough of London
    return joint.rates_from_margins(
        wide.loc[told, names].to_numpy(float),
        totals[told].to_numpy(float),
        kinds[told],
        of_2011["least_proficient_2011"].to_numpy(),
        of_2011["most_proficient_2011"].to_numpy(),
        logit(of_2011["not_proficient_2011_pct"].to_numpy() / 100),
    )


def _summed(cells, left, by):
    """Return the sums of the cells by the columns `by`, with a 90 % interval of each."""
    number, keys = pd.factorize(pd.MultiIndex.from_frame(cells[by]))
    summed = [column for column in COUNTS if column in cells.columns]
    table = cells.groupby(by, sort=False)[summed].sum().reset_index()
    speakers, rate = cells["residents_3_plus"].to_numpy(float), expit(cells["odds"].to_numpy())
    slope = (number == np.arange(len(keys))[:, None]) * (speakers * rate * (1 - rate))
    spread = np.sqrt(np.maximum(((slope @ left) * slope).sum(axis=1), 0))  # of what is known, zero or near it
    everyone, need = table["residents_3_plus"].to_numpy(float), np.bincount(number, speakers * rate)
    share = np.divide(need, everyone, out=np.zeros(len(need)), where=everyone > 0).clip(1e-9, 1 - 1e-9)
    least, most = table[f"{NEED}_least"], table[f"{NEED}_most"]
    reach = joint.NINE_OF_TEN * spread / np.maximum(everyone * share * (1 - share), 1e-9)
    lower = np.floor(everyone * expit(logit(share) - reach) + 1e-6)
    upper = np.ceil(everyone * expit(logit(share) + reach) - 1e-6)
    # None excludes the whole people of the estimate, or what is not possible.
    ends = {
        f"{NEED}_lower": np.minimum(lower, table[NEED]).clip(least, most),
        f"{NEED}_upper": np.maximum(upper, table[NEED]).clip(least, most),
    }
    return table.assign(**ends)[[*by, *COUNTS]].astype(dict.fromkeys(COUNTS, "int64"))
