"""Where the speakers of chosen languages live: estimates with names that people use, in whole people."""

import numpy as np
import pandas as pd

from analysis.measures.languages.decisions.need import NEED, totals_of
from analysis.measures.languages.small_areas.estimate import LEVELS, estimate_languages
from analysis.measures.languages.small_areas.evidence import MIDDLE as MSOA
from analysis.measures.languages.small_areas.evidence import SMALL as LSOA
from analysis.measures.languages.small_areas.fitting import to_margins
from analysis.measures.languages.small_areas.intervals import LEAST_MEAN, POWER, limits
from analysis.measures.places.draws import errors_of
from analysis.measures.places.location import (
    MAY_BE_NAMED,
    NONE_SURE,
    UNSURE,
    in_larger_places,
    in_top_areas,
)
from analysis.measures.rates.estimates import framed, with_ends
from analysis.measures.rates.status import require
from analysis.states import SHOWN

__all__ = [
    "in_named_places",
    "in_neighbourhoods",
    "languages_in_places",
    "where_to_start",
]

# An MSOA that has no name of its own is told by the wards that hold most of its small areas.
WARDS_NAMED = 2
OWN_NAMES = "House of Commons Library"
DISTRICT = "district22_code"
# Code and name of a kind of place, the most local to policing first.
NAMED_PLACES = ["neighbourhood_team"], ["ward24_code", "ward24_name"], [MSOA, "msoa21_name"]
DISTRICTS = ([DISTRICT, "district22_name"],)
PLACES_TO_START = 3

TEXT, NUMBER = pd.Series(dtype="str"), pd.Series(dtype="float64")
WORDS = ["district22_code", "language", "method", "status"]


def languages_in_places(evidence: dict[str, pd.DataFrame] | None, by: str = "lsoa21") -> pd.DataFrame:
    """Return `estimate_languages` of `evidence`, or no row where it cannot be made.

    `evidence` are its arguments by name, or None where the folder lacks them. MSOAs need the outlines that
    place LSOAs in them.
    """
    code = LEVELS[by]
    if evidence is None or code not in evidence["places_of_small_areas"].columns:
        columns = [code, *WORDS[:2], "speakers", "lower", "upper", "standard_error", *WORDS[2:]]
        return framed([], columns, [code, *WORDS])
    return estimate_languages(**evidence, by=by)


def in_neighbourhoods(
    estimates: pd.DataFrame, languages: list[str], names: pd.DataFrame, proficiency: pd.DataFrame | None
) -> pd.DataFrame:
    """Return the estimates of `languages` by MSOA, with each one's name and residents, in their order.

    `estimates` are those of `estimate_languages` by "msoa21"; `names` has each LSOA's MSOA, its name and
    wards (`tables.places.area_names`); `proficiency` the residents aged 3 and over of each LSOA, None where
    there is no estimate. New columns: `area_name` and `residents_3_plus`.
    """
    require(estimates, MSOA, "language", "speakers", "lower", "upper", "status")
    require(names, LSOA, MSOA, "msoa21_name", "msoa21_named_by", "ward24_name")
    if proficiency is None or estimates.empty:
        return estimates.assign(residents_3_plus=NUMBER, area_name=TEXT)
    people = proficiency.groupby(LSOA)["residents_3_plus"].sum()
    known = names.assign(residents_3_plus=names[LSOA].map(people))
    places = known.groupby(MSOA)["residents_3_plus"].sum().to_frame()
    places["area_name"] = {code: _named(rows) for code, rows in known.groupby(MSOA)}
    return _chosen(estimates, languages).join(places, on=MSOA)


def in_named_places(
    estimates: pd.DataFrame,
    languages: list[str],
    names: pd.DataFrame,
    kinds: tuple[list[str], ...] = NAMED_PLACES,
) -> pd.DataFrame:
    """Return the estimates of `languages` in the places by which the police know them.

    `estimates` are by LSOA. The places are the first of `kinds` that `names` has for each LSOA: neighbourhood
    teams, else wards, else MSOAs; where it has none of them there is no row. Columns: those of
    `in_larger_places`, `area_code` and `area_name` for the place, the `district22_code` in which most of its
    small areas lie, and `error_of_total` of the language there, where `estimates` have one.
    """
    require(estimates, LSOA, DISTRICT, "language", "speakers", "lower", "upper", "status")
    known = [columns for columns in kinds if names[columns].notna().all(axis=None)]
    if not known:
        known, names, estimates = kinds, names.iloc[:0], estimates.iloc[:0]
    columns = known[0]
    kept = _chosen(estimates, languages)
    rows = in_larger_places(kept, names, columns)
    district = kept[DISTRICT].groupby(kept[LSOA].map(names.set_index(LSOA)[columns[0]]))
    rows[DISTRICT] = rows[columns[0]].map(district.agg(lambda codes: codes.mode()[0]))
    if UNSURE in kept:
        totals = kept.drop_duplicates([DISTRICT, "language"])[[DISTRICT, "language", UNSURE]]
        rows = _with_limits(rows.merge(totals, on=[DISTRICT, "language"], how="left"))
    return rows.assign(area_code=rows[columns[0]], area_name=rows[columns[-1]])


def where_to_start(
    estimates: pd.DataFrame,
    need: pd.DataFrame | None,
    proficiency: pd.DataFrame | None,
    chosen: pd.DataFrame,
    names: pd.DataFrame,
) -> pd.DataFrame:
    """Return the three places in which each of the `chosen` languages should start: a row for each, in order.

    The first three arguments are those of `need_in_places`, `names` is as `in_named_places` has it; `chosen`
    has each `language` and the `areas` that its verdict names ("" for the whole area), in which its places
    then lie. The places are those that the police know where at least one of them is likely to be among the
    three. Of a thousand wards none may be: then they are districts, and `named` says so. Shares are of all
    the need.

    Columns: those of `in_top_areas`, and `begin`: the places that are sure, else those that are likely, which
    it then says; blank where there is neither.
    """
    require(chosen, "language", "areas")
    languages, found = list(chosen["language"]), []
    need = need_in_places(estimates, need, proficiency)
    areas = {row.language: row.areas.split("; ") for row in chosen.itertuples() if row.areas}
    called = names.drop_duplicates(DISTRICT).set_index(DISTRICT)["district22_name"]
    for kinds in (NAMED_PLACES, DISTRICTS):
        rows = in_named_places(need, languages, names, kinds)
        inside = zip(rows["language"], rows[DISTRICT].map(called), strict=True)
        rows[MAY_BE_NAMED] = [district in areas.get(language, [district]) for language, district in inside]
        found.append(in_top_areas(rows, "area_code", "area_name", k=PLACES_TO_START))
    local, districts = found
    districts["named"] += " (districts)"
    rows = pd.concat([local[local["how_sure"].ne(NONE_SURE)], districts]).drop_duplicates("language")
    likely = (rows["likely"] + " (likely)").mask(rows["likely"].isin(["none"]))
    rows["begin"] = rows["sure"].where(rows["sure_areas"].gt(0), likely)
    return _chosen(rows, languages)


def need_in_places(estimates: pd.DataFrame, need: pd.DataFrame, proficiency: pd.DataFrame) -> pd.DataFrame:
    """Return estimates of speakers by LSOA as estimates of those of them who cannot speak English well.

    `need` has the `people_not_proficient` of every language in each district (`area_code`), as
    `measures.plans.need_by_place` gives them; `proficiency` the residents of each LSOA by how well they speak
    English. In a district a language's speakers need it alike at first; that is fitted to the need of each
    language and to the people whom the census counts in each LSOA (`rake`). Columns are those of `estimates`:
    `speakers` are then people in need. Limits hold the error of the speakers, chance, and how far rates of
    need differ between a district's LSOAs, taken to be alike for each language. How far the need of the
    district itself may be off is not in them: `error_of_total` is its standard error as a part of it.
    Languages of which no need is known have no rows.
    """
    require(estimates, LSOA, "district22_code", "language", "speakers", "lower", "upper", "status")
    told = need[need["status"] == SHOWN]
    people, lower, upper, _ = with_ends(told, NEED)
    told = told.assign(
        **{UNSURE: errors_of(told, people, lower, upper) / np.where(people > 0, people, np.inf)}
    )
    if estimates.empty or proficiency is None or told.empty:
        return estimates.iloc[:0]
    worse, parts = totals_of(proficiency, LSOA)["not_proficient"], []
    for district, rows in estimates.groupby("district22_code"):
        spoken = rows.pivot(index=LSOA, columns="language", values="speakers")
        wanted = told[told["area_code"] == district].set_index("language")[NEED]
        nobody = spoken.columns[spoken.sum() == 0].intersection(told["language"].unique())
        parts.append(rows[rows["language"].isin(nobody)])
        spoken = spoken[[name for name in spoken if name in wanted.index and name not in nobody]]
        wanted = wanted[spoken.columns]
        likely = (spoken * (wanted / spoken.sum())).to_numpy()
        people = worse.reindex(spoken.index).to_numpy(float) * (likely.sum(axis=1) > 0)
        fitted = pd.DataFrame(
            to_margins(likely, people, wanted.to_numpy(float)), spoken.index, spoken.columns
        )
        found = rows.merge(fitted.stack().rename(NEED).reset_index(), on=[LSOA, "language"])
        part = found[NEED] / found["speakers"].where(found["speakers"] > 0, 1)
        by_chance = found[NEED] * (1 - part).clip(lower=0)
        spread = _between_places(likely, spoken.to_numpy(float), people)
        variance = (found["standard_error"] * part) ** 2 + by_chance + (spread * by_chance) ** 2
        need_here = found.assign(speakers=found[NEED], standard_error=np.sqrt(variance))
        parts.append(_with_limits(need_here.drop(columns=NEED)))
    unsure = told.rename(columns={"area_code": DISTRICT})[[DISTRICT, "language", UNSURE]]
    return pd.concat(parts, ignore_index=True).merge(unsure, on=[DISTRICT, "language"], how="left")


def _with_limits(estimates):
    """Return estimates with limits of 90 %, from their standard errors."""
    people = estimates["speakers"]
    mean = people.clip(lower=LEAST_MEAN)
    spread = np.sqrt((estimates["standard_error"] ** 2 - mean).clip(lower=0) / mean**POWER)
    lower, upper = limits(mean, spread)
    return estimates.assign(lower=np.minimum(lower, people), upper=np.maximum(upper, people))


def _between_places(likely, spoken, people):
    """Return by how much the log-odds of being in need differ between a district's LSOAs, as one deviation.

    It is what the people whom the census counts there differ by from those `likely`, beyond chance.
    """
    expected, speakers = likely.sum(axis=1), spoken.sum(axis=1)
    chance = expected * (1 - expected / np.where(speakers > 0, speakers, np.inf))
    beyond = ((people - expected) ** 2 - chance).sum() / max((chance**2).sum(), 1)
    return np.sqrt(max(beyond, 0))


def _chosen(estimates, languages):
    """Return the rows of `languages`, in the order in which they are given."""
    kept = estimates[estimates["language"].isin(languages)]
    order = pd.Categorical(kept["language"], languages).argsort(kind="stable")
    return kept.iloc[order].reset_index(drop=True)


def _named(rows):
    """Return an MSOA's name, with the wards that hold most of it where the name says nothing to a reader."""
    name = rows["msoa21_name"].iloc[0]
    wards = rows["ward24_name"].dropna()
    if rows["msoa21_named_by"].iloc[0] == OWN_NAMES or wards.empty:
        return name
    return f"{' / '.join(wards.value_counts().index[:WARDS_NAMED])} ({name})"
