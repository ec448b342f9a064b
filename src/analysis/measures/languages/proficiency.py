"""Who cannot speak English well, beside the languages of an area; and what newcomers may speak."""

import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.shares import share
from analysis.measures.rates.status import listed, pooled, require
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["language_need", "likely_languages", "not_proficient"]

# The last part of TS029's categories.
ENGLISH_IS_MAIN = "Main language is English"
NOT_PROFICIENT = ("Cannot speak English well", "Cannot speak English")
# Schemes that are for people of one nationality: the others take anyone who is recognised, from anywhere.
AFGHAN, UKRAINE = "Afghan schemes", "Homes for Ukraine"
OF_ONE_NATIONALITY = {AFGHAN: "Afghan", UKRAINE: "Ukrainian"}
AREAS, NO_ROW = ("area_code", "area_name"), "not given: the census's table has no row for it"
NO_LANGUAGE = ("Any other", "Other language")
LEAST_PCT = 1.0
OF_RESIDENTS = "share of residents of the country of origin, with the range of this project"


def likely_languages(
    crosswalk: pd.DataFrame, by_scheme: pd.DataFrame, from_ukraine: pd.DataFrame
) -> pd.DataFrame:
    """Return which languages people under schemes of one nationality may speak first, as shares with ranges.

    `crosswalk` is that of `tables.languages.language_crosswalk`. A scheme under which nobody is counted here
    has no row: `by_scheme` counts `people_resettled` by `scheme`, and `from_ukraine` is of those who came
    under Homes for Ukraine, each with its `status`. Languages below `LEAST_PCT` are left out,
    and labels that name none. Of asylum
    support and the other schemes no nationality is published by place, so nothing follows from them.

    Columns: `named` (language and scheme), `scheme`, `nationality`, `language`, `share_pct`, `lower`,
    `upper`, `method`, `status`.
    """
    require(crosswalk, "nationality", "language", "weight", "lower", "upper")
    require(by_scheme, "scheme", "people_resettled", "status")
    require(from_ukraine, "people_arrived", "status")
    afghan = by_scheme[by_scheme["scheme"].astype("str").str.contains("Afghan")]
    here = {AFGHAN: afghan["people_resettled"], UKRAINE: from_ukraine["people_arrived"]}
    schemes = pd.DataFrame(OF_ONE_NATIONALITY.items(), columns=["scheme", "nationality"])
    schemes = schemes[[here[scheme].gt(0).any() for scheme in schemes["scheme"]]]
    found = schemes.merge(crosswalk, on="nationality").rename(columns={"weight": "share_pct"})
    found[["share_pct", "lower", "upper"]] *= 100
    found = found.assign(method=OF_RESIDENTS, status=SHOWN)
    found = found[(found["share_pct"] >= LEAST_PCT) & ~found["language"].str.startswith(NO_LANGUAGE)]
    named = found["language"] + " (" + found["scheme"] + ")"
    columns = ["scheme", "nationality", "language", "share_pct", "lower", "upper", "method", "status"]
    found = found[columns].astype({"method": "str", "status": "str"})
    found.insert(0, "named", named.astype("str"))
    return found.reset_index(drop=True)


def language_need(languages: pd.DataFrame, proficiency: pd.DataFrame) -> pd.DataFrame:
    """Return, for each district, the residents who cannot speak English well or at all, and its languages.

    `languages` has a row per area and `language`, `proficiency` one per area and `proficiency`, both with
    `residents_3_plus`. The two appear side by side and are never multiplied: that a district has 8,000
    speakers of Polish and 2 % who cannot speak English well does not say how many speakers of Polish cannot.

    Columns: `area_code`, `area_name`, `people_not_proficient`, `total_residents_3_plus`, `share_pct`,
    `largest_language`, `largest_language_people`, and `largest_languages`, the three largest but English, as
    text. Languages that are not shown are not listed. A district of which `proficiency` has no row is not
    available.
    """
    key, value = "area_code", "residents_3_plus"
    require(languages, "language", value, key)
    require(proficiency, "proficiency", value, key)
    named = languages[~languages["language"].astype("str").str.startswith("English", na=False)]
    sums = pooled(named, [key, "language"], [value]).query(f"status == @SHOWN and {value} > 0")
    top = sums.sort_values(value, ascending=False, kind="stable").groupby(key).head(3)
    listing = top["language"] + " (" + top[value].map("{:,.0f}".format) + ")"
    spoken = (
        top.assign(listing=listing)
        .groupby(key)
        .agg(
            largest_language=("language", "first"),
            largest_language_people=(value, "first"),
            largest_languages=("listing", ", ".join),
        )
    )
    found = not_proficient(proficiency)
    lacking = languages[~languages[key].isin(proficiency[key])].drop_duplicates(key)
    if len(found) and len(lacking):
        whole = {name: "Int64" for name in ("people_not_proficient", f"total_{value}")}
        lacking = lacking[list(AREAS)].assign(status=NOT_AVAILABLE, method=NO_ROW)
        found = pd.concat([found.astype(whole), lacking], ignore_index=True)
    return found.join(spoken.astype({"largest_languages": "str"}), on=key)


def not_proficient(proficiency: pd.DataFrame, areas: tuple[str, str] = AREAS) -> pd.DataFrame:
    """Return, for each of `areas`, the residents who cannot speak English well or at all, and their share."""
    areas = listed(areas)
    flagged = proficiency.assign(_not_proficient=proficiency_level(proficiency).isin(NOT_PROFICIENT))
    shares = share(flagged, "_not_proficient", "residents_3_plus", within=areas)
    kept = shares[shares["_not_proficient"].astype(bool)].drop(columns="_not_proficient")
    return kept.rename(columns={"residents_3_plus": "people_not_proficient"}).reset_index(drop=True)


def proficiency_level(proficiency: pd.DataFrame) -> pd.Series:
    """Return how well each row's people speak English: the last part of TS029's categories.

    Raises InputError for a table without those who are not proficient.
    """
    last = {text: str(text).rsplit(": ", 1)[-1].strip() for text in proficiency["proficiency"].unique()}
    level = proficiency["proficiency"].map(last).astype("str")
    absent = [name for name in NOT_PROFICIENT if name not in last.values()]
    if len(proficiency) and absent:
        raise InputError(
            f'Column "proficiency" needs "{absent[0]}" among its values. '
            f"It has: {'; '.join(proficiency['proficiency'].drop_duplicates().astype(str))}."
        )
    return level
