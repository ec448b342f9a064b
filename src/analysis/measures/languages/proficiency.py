"""Who cannot speak English well, beside the languages of an area; and what newcomers may speak."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.shares import largest, share
from analysis.measures.rates.status import SHOWN, listed, pooled, require, text

# The last part of TS029's categories.
ENGLISH_IS_MAIN = "Main language is English"
NOT_PROFICIENT = ("Cannot speak English well", "Cannot speak English")
# Schemes that are for people of one nationality: the others take anyone who is recognised, from anywhere.
OF_ONE_NATIONALITY = {
    "Afghan schemes": "Afghan",
    "Homes for Ukraine": "Ukrainian",
}
NO_LANGUAGE = ("Any other", "Other language")
OF_RESIDENTS = "share of residents of the country of origin, with the range of this project"


def likely_languages(crosswalk, least_pct=1.0):
    """Return which languages people under schemes of one nationality may speak first, as shares with ranges.

    `crosswalk` is that of `tables.languages.language_crosswalk`. Languages below `least_pct` are left out,
    and labels that name none. Of asylum
    support and the other schemes no nationality is published by place, so nothing follows from them.

    Columns: `named` (language and scheme), `scheme`, `nationality`, `language`, `share_pct`, `lower`,
    `upper`, `method`, `status`.
    """
    require(crosswalk, "nationality", "language", "weight", "lower", "upper")
    parts = []
    for scheme, nationality in OF_ONE_NATIONALITY.items():
        rows = crosswalk[crosswalk["nationality"] == nationality]
        if rows.empty:
            raise InputError(f"The crosswalk has no languages of the nationality {nationality}.")
        parts.append(rows.assign(scheme=scheme))
    found = pd.concat(parts, ignore_index=True)
    shares = {name: found[column] * 100 for name, column in
              (("share_pct", "weight"), ("lower", "lower"), ("upper", "upper"))}  # fmt: skip
    found = found.assign(**shares, method=OF_RESIDENTS, status=SHOWN)
    found = found[(found["share_pct"] >= least_pct) & ~found["language"].str.startswith(NO_LANGUAGE)]
    named = found["language"] + " (" + found["scheme"] + ")"
    columns = ["scheme", "nationality", "language", "share_pct", "lower", "upper", "method", "status"]
    found = found[columns].astype({"method": "str", "status": "str"})
    found.insert(0, "named", named.astype("str"))
    return found.reset_index(drop=True)


def language_need(languages, proficiency, value="residents_3_plus", area=("area_code", "area_name"), n=3):
    """Return, for each area, the residents who cannot speak English well or at all, and its languages.

    `languages` has a row per area and `language`, `proficiency` one per area and `proficiency`, both with
    `value` residents aged 3 and over. The two appear side by side and are never multiplied: that a district
    has 8,000 speakers of Polish and 2 % who cannot speak English well does not say how many speakers
    of Polish cannot.

    Columns: the area's, `people_not_proficient`, `total_<value>`, `share_pct`, `largest_language`,
    `largest_language_people`, and `largest_languages`, the `n` largest but English, as text. `area` names
    the area's columns, its code first. Languages that are not shown are not listed.
    """
    key = listed(area)[0]
    require(languages, "language", value, key)
    require(proficiency, "proficiency", value, key)
    areas = [name for name in listed(area) if name in proficiency.columns]
    parts = not_proficient(proficiency, value, areas)
    named = languages[~languages["language"].astype("str").str.startswith("English", na=False)]
    top = largest(pooled(named, [key, "language"], [value]), value, n, by=key)
    top = top[top[value] > 0]
    spoken = pd.DataFrame(
        [
            [code, rows["language"].iloc[0], rows[value].iloc[0], _list_of(rows, value)]
            for code, rows in top.groupby(key, sort=False)
        ],
        columns=[key, "largest_language", "largest_language_people", "largest_languages"],
    )
    if not len(spoken):  # so that text stays text and the join has a key of the same type
        return parts.assign(
            largest_language=text([None] * len(parts)),
            largest_language_people=np.nan,
            largest_languages=text([None] * len(parts)),
        )
    return parts.merge(spoken, on=key, how="left", sort=False)


def not_proficient(proficiency, value="residents_3_plus", areas=("area_code", "area_name")):
    """Return, for each of `areas`, the residents who cannot speak English well or at all, and their share."""
    areas = listed(areas)
    flagged = proficiency.assign(_not_proficient=proficiency_level(proficiency).isin(NOT_PROFICIENT))
    shares = share(flagged, "_not_proficient", value, within=areas)
    kept = shares[shares["_not_proficient"].astype(bool)].drop(columns="_not_proficient")
    return kept.rename(columns={value: "people_not_proficient"}).reset_index(drop=True)


def proficiency_level(proficiency):
    """Return how well each row's people speak English: the last part of TS029's categories.

    Raises InputError for a table without those who are not proficient.
    """
    level = proficiency["proficiency"].astype("str").str.rsplit(": ", n=1).str[-1].str.strip()
    absent = [name for name in NOT_PROFICIENT if name not in set(level)]
    if len(proficiency) and absent:
        raise InputError(
            f'Column "proficiency" needs "{absent[0]}" among its values. '
            f"It has: {'; '.join(proficiency['proficiency'].drop_duplicates().astype(str))}."
        )
    return level


def _list_of(rows, value):
    return ", ".join(
        f"{name} ({people:,.0f})" for name, people in zip(rows["language"], rows[value], strict=True)
    )
