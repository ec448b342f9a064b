"""What two pages on one place say: it beside the others of its kind, its languages and its services."""

import numpy as np
import pandas as pd

from analysis.measures.languages.decisions.verdicts import PARTNER_ONLY, TRANSLATE_AREAS
from analysis.measures.languages.pages import decision_table, may_be_placed
from analysis.measures.places.location import in_larger_places, in_top_areas
from analysis.measures.rates.rates import rate
from analysis.measures.rates.shares import CENSUS_COUNT, share
from analysis.measures.rates.status import numbers, pooled, require, text
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = [
    "beside_each_other",
    "languages_here",
    "part_of_place",
]

LSOA = "lsoa21_code"
# The names of places within a place, the best known first.
WITHIN = (["ward24_code", "ward24_name"], ["msoa21_code", "msoa21_name"])
PER, RATE = 1_000, "rate_per_1000"
SURE = 0.998
MOST_PLACES = 10  # a chart of more does not fit on a page beside anything else
HIGHER, LOWER, NO_DIFFERENCE = "higher than", "lower than", "not clearly different from"
EVERYWHERE, THROUGH_PARTNERS = "yes", "through partners"
BETWEEN = "; "


def part_of_place(
    table: pd.DataFrame, place: str, category: str, which: list[str] | str, value: str, fact: str
) -> pd.DataFrame:
    """Return the share that some categories have of a place, beside that which they have of all of `table`.

    `which` is a category of the column `category`, or several; `fact` says in words what they are. One row:
    `fact`, `people` (of the place), `share_pct`, `whole_share_pct`, `method`, `status`. Without rows of the
    place it is not available.
    """
    require(table, "area_name", category, value)
    which = [which] if isinstance(which, str | int) else list(which)
    if not table["area_name"].eq(place).any():
        row = [fact, pd.NA, np.nan, np.nan, "not given: there is no data for it", NOT_AVAILABLE]
    else:
        people, here = _share(table[table["area_name"] == place], category, which, value)
        _, whole = _share(table, category, which, value)
        row = [fact, people, here, whole, CENSUS_COUNT, SHOWN]
    columns = ["fact", "people", "share_pct", "whole_share_pct", "method", "status"]
    return pd.DataFrame([row], columns=columns).astype({"people": "Int64"})


def _share(rows, category, which, value):
    marked = rows.assign(_which=rows[category].isin(which).map({True: "these", False: "others"}))
    found = share(marked, "_which", value).set_index("_which")
    if "these" not in found.index:
        return 0, 0.0
    return int(found.loc["these", value]), float(found.loc["these", "share_pct"])


def beside_each_other(
    counts: pd.DataFrame, place: str, whole: str, value: str, population: str
) -> pd.DataFrame:
    """Return the rate of each place of `counts`, of all together, and whether `place` differs from them.

    `counts` has a row for each `area_name` with `value` and `population`. Of more than `MOST_PLACES` those
    are kept whose population is nearest to that of `place`; what they are held against is the rate of all.
    `whole` is what all together are called: their row appears first, the others by rate, those without one
    last. `finding` says higher or lower than all together only where the interval of the place's own rate at
    99.8 % leaves that out, so that chance alone says it in one comparison of five hundred; `places` is how
    many were compared.
    """
    require(counts, "area_name", value, population)
    counts = counts[["area_name", value, population, "status"]]
    shown = counts[counts["status"].eq(SHOWN)]
    overall = PER * shown[value].sum() / shown[population].sum()
    ends = rate(counts, value, population, PER, SURE)
    said = np.select([ends["lower"] > overall, ends["upper"] < overall], [HIGHER, LOWER], NO_DIFFERENCE)
    judged = rate(counts, value, population, PER)
    judged = judged.assign(finding=pd.Series(said, judged.index).where(judged["status"] == SHOWN))
    kept = _nearest(judged, place, population).sort_values(RATE, ascending=False, kind="stable")
    together = rate(
        pooled(counts.assign(area_name=whole), ["area_name"], [value, population]), value, population, PER
    )
    columns = ["area_name", value, population, RATE, "lower", "upper", "finding", "method", "status"]
    rows = pd.concat([together.reindex(columns=columns), kept[columns]], ignore_index=True)
    return rows.assign(places=len(counts), finding=text(rows["finding"].to_numpy(object, na_value=None)))


def _nearest(judged, place, population):
    """Return the places nearest in population to `place`, the largest where it is none of them."""
    people = numbers(judged, population)
    own = people[judged["area_name"].eq(place).to_numpy()]
    order = np.argsort(np.abs(people - (own[0] if len(own) else np.nanmax(people, initial=0))), kind="stable")
    return judged.iloc[np.sort(order[:MOST_PLACES])]


def speakers_in_place(estimates: pd.DataFrame, names: pd.DataFrame, languages: list[str]) -> pd.DataFrame:
    """Return the speakers of `languages` in a place and the wards in it where most of them live.

    `estimates` are those of `languages_in_places` by LSOA, `names` the rows of `tables.places.area_names` of
    the place alone; without names of wards, neighbourhoods are named. Columns: `language`, `speakers`,
    `lower`, `upper`, `named`, `method`, `status`. No rows without estimates.
    """
    require(estimates, LSOA, "language", "speakers", "lower", "upper", "status")
    require(names, LSOA)
    columns = ["language", "speakers", "lower", "upper", "named", "method", "status"]
    here = estimates[estimates[LSOA].isin(set(names[LSOA])) & estimates["language"].isin(list(languages))]
    if here.empty:
        return pd.DataFrame(columns=columns)
    whole = in_larger_places(here, names.assign(place="here"), "place")
    whole["speakers"] = whole["speakers"].round().astype("Int64")
    within = next((pair for pair in WITHIN if names[pair].notna().all(axis=None)), None)
    if within is None:
        return whole.assign(named=None)[columns]
    parts = in_larger_places(here, names, within)
    top = in_top_areas(parts, within[0], within[1], k=3)[["language", "named"]]
    return whole.merge(top, on="language", how="left", validate="one_to_one")[columns]


def languages_here(
    decision: pd.DataFrame,
    estimates: pd.DataFrame,
    names: pd.DataFrame,
    district: str,
    spoken: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the languages that something is to be published in for a place in a district, and where in it.

    `decision` is that of `decide_languages`; `estimates` and `names` are as `speakers_in_place` takes them;
    `spoken` has the `residents_3_plus` with each `language` where they are counted. Languages that are
    proposed for other districts alone, those that nobody here speaks, and those that may not be shown for
    places (see `may_be_placed`), are left out. Columns: `language`, `residents_3_plus` or the estimated
    `speakers` with the ends of their range, `here` ("yes", or "through partners"), `verdict`, `where_here`,
    `status`; those with material of their own come first, most speakers before.
    """
    asked = decision_table(decision)
    places = speakers_in_place(estimates, names, asked["language"])
    value, spoken = ("speakers", places) if spoken is None else ("residents_3_plus", spoken)
    require(spoken, "language", value)
    here = np.array([district in areas.split(BETWEEN) for areas in asked["areas"]], dtype=bool)
    kept = here | asked["verdict_code"].ne(TRANSLATE_AREAS).to_numpy()
    kept &= asked["language"].isin(may_be_placed(decision)).to_numpy()
    asked = asked.loc[kept, ["language", "verdict", "verdict_code"]]
    # Limits of an estimate are named for what they limit: residents, and no count of victims.
    limits = {"lower": "residents_3_plus_lower", "upper": "residents_3_plus_upper"}
    known = spoken[["language", value, *(name for name in limits if name in spoken.columns)]]
    rows = asked.merge(known.rename(columns=limits), on="language", how="inner")
    rows = rows[numbers(rows, value) > 0]
    rows = rows.merge(places[["language", "named"]], on="language", how="left").rename(
        columns={"named": "where_here"}
    )
    partners = rows["verdict_code"].eq(PARTNER_ONLY)
    rows = rows.assign(
        here=partners.map({True: THROUGH_PARTNERS, False: EVERYWHERE}), _partners=partners, status=SHOWN
    )
    rows = rows.sort_values(["_partners", value], ascending=[True, False], kind="stable", ignore_index=True)
    return rows.drop(columns=["_partners", "verdict_code"]).astype({"where_here": "str"})
