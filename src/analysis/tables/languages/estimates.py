"""What languages in small areas are estimated from, and how well the estimates did in a back-test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pandera.pandas as pa

from analysis import areas, settings
from analysis.errors import InputError, MissingSourceError, nearest
from analysis.sources import backtests, custom_tables, files
from analysis.sources.inventory import scan
from analysis.tables import lookups
from analysis.tables.census import language, proficiency, topic
from analysis.tables.declaration import LSOA_CODE, Declaration, checked, columns
from analysis.tables.declared import table
from analysis.tables.languages.reference import language_reference

if TYPE_CHECKING:
    from analysis.areas import Area


VARIABLE = "Main language"

# The publisher's numbers of the categories, in our words: its spelling differs from that of TS024, so that
# they are told by number.
CATEGORIES = {
    "1": "English",
    "2": "Other UK language",
    "3": "French",
    "4": "Portuguese",
    "5": "Spanish",
    "6": "Polish",
    "7": "Any other EU language",
    "8": "Non-EU European language",
    "9": "Russian",
    "10": "Turkish",
    "11": "Arabic",
    "12": "West or Central Asian language",
    "13": "Panjabi",
    "14": "Urdu",
    "15": "Bengali",
    "16": "Gujarati",
    "17": "Tamil",
    "18": "Any other South Asian language",
    "19": "Chinese",
    "20": "Any other East Asian language",
    "21": "African language",
    "22": "British Sign Language",
    "23": "Any other sign language",
    "24": "Any sign communication system",
    "25": "Any other language",
}


class LanguageCategories(Declaration, unique=["lsoa21_code", "category_26"]):
    """Residents aged 3 and over by main language in 26 categories, Census 2021, 21 March 2021."""

    lsoa21_code: str = pa.Field(matches=LSOA_CODE)
    category_26: str = pa.Field(isin=list(CATEGORIES.values()))
    residents_3_plus: int = pa.Field(ge=0)


def category_of_language() -> dict[str, str]:
    """Return the category of each of TS024's 94 languages, by the project's own list of languages.

    Welsh in England appears with the other languages of the United Kingdom.
    """
    known = language_reference()
    known = known[known["leaf"] != ""]
    return dict(zip(known["language"], known["group_26"].astype("str").map(CATEGORIES), strict=True))


def language_categories(area_text: str) -> pd.DataFrame:
    """Return `LanguageCategories` of the area's LSOAs that the folder's exports hold; empty where none does.

    Not every LSOA need be there: the publisher exports as many as are asked for.

    Raises InputError for a category that is not one of the 26, and for an LSOA that two files hold.
    """
    area, inventory = lookups.opened(area_text)
    wanted, parts = None, []
    for item in inventory.find("census_custom"):
        if not _holds_language(item.file):
            continue
        if wanted is None:
            try:
                wanted = set(lookups.lsoas(area, inventory)["lsoa21_code"])
            except MissingSourceError:
                break  # nothing says which LSOAs are the area's
        rows = custom_tables.custom_dataset(item.file)
        rows = rows[rows["area_code"].isin(wanted) & (rows["category_code"] != custom_tables.DOES_NOT_APPLY)]
        unknown = rows[~rows["category_code"].isin(CATEGORIES)]
        if len(unknown):
            row = unknown.iloc[0]
            raise InputError(
                f'{item.file.name}: category "{row["category"]}" (code {row["category_code"]}) is not one '
                f"of the 26 of main language. {nearest(row['category'], CATEGORIES.values())}".rstrip()
            )
        held = {code for other in parts for code in other["lsoa21_code"]} & set(rows["area_code"])
        if held:
            raise InputError(
                f"{item.file.name}: {min(held)} is in another export of main language too "
                f"({len(held)} in all). Keep one of the two."
            )
        parts.append(
            rows.assign(
                lsoa21_code=rows["area_code"],
                category_26=rows["category_code"].map(CATEGORIES),
                residents_3_plus=rows["count"],
                status="shown",
            )[columns(LanguageCategories)]
        )
    return checked(
        LanguageCategories, [part for part in parts if len(part)], "custom dataset of main language"
    )


def _holds_language(file):
    """Tell whether a custom dataset is of main language in small areas, from its headings."""
    headings = files.headings(file)
    return len(headings) == 5 and headings[3].startswith(VARIABLE) and "Lower layer" in headings[1]


# The predictors' names, in the order in which the back-test adds them, and the table of each. The last three
# are published below districts only for larger places, or not in every folder.
TABLES = {
    "country of birth": "TS004",
    "ethnic group": "TS021",
    "religion": "TS030",
    "year of arrival": "TS015",
    "passports held": "TS005",
    "detailed ethnic group": "TS022",
    "detailed national identity": "TS028",
}


def predictors(area: str, by: str = "every district", tables: Sequence[str] = tuple(TABLES)) -> pd.DataFrame:
    """Return residents in each place by every predictor that the folder holds: a row a place.

    Columns: `area_code` (or `lsoa21_code`), then one for each category, named "table: category", in people.
    A table that the folder lacks at this level has no columns. `by` is "every district" (all in the files) or
    "lsoa21"; `tables` those wanted. Without any the result has no rows.
    """
    key, parts = "lsoa21_code" if by == "lsoa21" else "area_code", []
    for name in tables:
        cells = topic(area, TABLES[name], by, labels=False)
        if cells.empty:
            continue
        wide = cells.pivot(index=key, columns="category", values="people")
        order = cells["category"].drop_duplicates()
        parts.append(wide[list(order)].add_prefix(f"{name}: "))
    if not parts:
        return pd.DataFrame({key: pd.Series(dtype="str")})
    # A place that one table lacks keeps its row, its numbers missing: the user of it must say so.
    joined = pd.concat(parts, axis=1).sort_index()
    return joined.rename_axis(key).rename_axis(columns=None).reset_index()


@lookups.once_a_folder
def small_area_evidence(area: str) -> dict:
    """Return what `measures.languages.languages_in_places` reads, by its own names, for the LSOAs of an area.

    Districts are all that the folder's files hold: the more, the better how languages go with who lives
    in a place is learnt. MSOAs are known where the folder has outlines of both.

    Raises MissingSourceError where the folder lacks languages, proficiency or every predictor.
    """
    observed, small = language_categories(area), predictors(area, "lsoa21")
    # What is not known of small areas cannot be used there, so it is not read of districts either.
    held = [name for name in TABLES if any(column.startswith(f"{name}: ") for column in small.columns)]
    evidence = {
        "predictors_of_districts": predictors(area, tables=held),
        "languages_of_districts": language(area, "every district"),
        "predictors_of_small_areas": small,
        "margin_of_small_areas": proficiency(area, "lsoa21"),
    }
    absent = [name.replace("_", " ") for name, table in evidence.items() if table.empty]
    if absent:
        raise MissingSourceError(
            f"Languages in small areas cannot be estimated: the folder has no {', no '.join(absent)}. "
            "Census 2021: TS024 by district; TS029, TS004, TS021 and TS030 by district and by LSOA."
        )
    return evidence | {
        "places_of_small_areas": _places(area),
        "observed_26": observed if len(observed) else None,
        "categories_26": category_of_language(),
    }


def backtest_area(folder: Path | None = None) -> Area:
    """Return the Area in whose name a folder's districts are read: all districts are, whichever it is."""
    invented = folder is None or scan(folder).invented
    return areas.area(settings.SAMPLESHIRE) if invented else areas.all_areas()[0]


def backtest_evidence(area: str) -> dict:
    """Return what `vna backtest` reads: the districts of England in the folder of `area`.

    Of Sampleshire the truth in small areas is known, and comes too.

    Raises MissingSourceError where the folder lacks languages, proficiency or every predictor.
    """
    evidence = {
        "predictors": predictors(area),
        "languages": language(area, "every district"),
        "proficiency": proficiency(area, "every district"),
    }
    absent = [name for name, table in evidence.items() if table.empty]
    if absent:
        raise MissingSourceError(
            f"Nothing can be tested: the folder has no {', no '.join(absent)} of every district. "
            "Census 2021: TS024, TS029, TS004, TS021 and TS030 by district."
        )
    english = {name: table[table["area_code"].str.startswith("E")] for name, table in evidence.items()}
    made = english | {"forces": _forces(area), "categories_26": category_of_language()}
    return made | {"small_areas": _true_small_areas(area)} if areas.area(area).invented else made


def _true_small_areas(area):
    """Return the small areas of an invented county with the languages that are true there."""
    import sampleshire

    evidence = small_area_evidence(area)
    spoken = sampleshire.truth()["ts024_lsoa"].rename(columns=lambda name: name.rpartition(": ")[2])
    true = spoken.rename_axis("lsoa21_code").reset_index()
    return {
        "predictors": evidence["predictors_of_small_areas"],
        "margin": evidence["margin_of_small_areas"],
        "places": evidence["places_of_small_areas"],
        "truth": true.melt("lsoa21_code", var_name="language", value_name="residents_3_plus"),
    }


def _forces(area_text):
    """Return `area_code` and `police_force_area_code` of every district of the census, by our own list.

    A lookup of 2024 lacks the 17 districts of 2021 that were merged in 2023: joined to it, they would
    leave the test without a word.
    """
    area = areas.area(area_text)
    rows = [
        (district, item.police_force_area_code)
        for item in areas.all_areas(invented=area.invented)
        for district in item.districts
    ]
    return pd.DataFrame(rows, columns=["area_code", "police_force_area_code"])


def _places(area_text):
    """Return `lsoa21_code`, `district22_code` and, where outlines tell it, `msoa21_code` of the LSOAs."""
    area, inventory = lookups.opened(area_text)
    small = lookups.lsoas(area, inventory)
    try:
        middle = lookups.lsoa_to_msoa(area, inventory)
    except MissingSourceError:
        return small
    return areas.join(small, middle.drop(columns="area_name"))


class LanguageBacktest(Declaration, unique=["test", "predictors"], status=False):
    """How many speakers the estimates put in the wrong place, and how often their intervals held the truth.

    `error` and `naive` are shares of all speakers, `coverage_90` a share of cases. `made_on` is the day.
    """

    test: str
    predictors: str
    error: float = pa.Field(ge=0, le=1)
    naive: float = pa.Field(ge=0, le=1)
    coverage_90: float = pa.Field(ge=0, le=1)
    cases: int = pa.Field(gt=0)
    made_on: str = pa.Field(matches=r"^20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]$")


class LanguageCoverage(Declaration, unique=["topic", "level", "kind", "part"], status=False):
    """How often intervals of 90 % held the number counted, in topics that are published for small areas.

    Each topic was estimated as languages are. `kind` is all, size (by how many were expected) or group (those
    of 1,000 people or more), `part` which; `cases` are places by groups, `made_on` is the day.
    """

    topic: str
    level: str = pa.Field(isin=["MSOA", "LSOA"])
    kind: str = pa.Field(isin=["all", "size", "group"])
    part: str
    coverage_90: float = pa.Field(ge=0, le=1)
    cases: int = pa.Field(gt=0)
    made_on: str = pa.Field(matches=r"^20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]$")


class NeedBacktest(Declaration, unique=["place", "setting"], status=False):
    """How well need by language was estimated where it is known: American states, by year, and Sampleshire.

    Each state was left out, its languages and its people in need given; of Sampleshire `setting` says what
    was known of the cross. `error` and `naive` (one rate for all languages) are shares of people in need,
    without Spanish in the states; `coverage_90` is the share of 90 % intervals that held, and
    `coverage_middle` that of languages of 500 to 5,000 speakers. `made_on` is the day.
    """

    place: str
    setting: str
    cases: int = pa.Field(gt=0)
    error: float = pa.Field(ge=0, le=1)
    naive: float = pa.Field(ge=0, le=1)
    coverage_90: float = pa.Field(ge=0, le=1)
    coverage_middle: float = pa.Field(ge=0, le=1)
    made_on: str = pa.Field(matches=r"^20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]$")


@table(
    "How far estimates of languages in small areas were off",
    "a topic tried",
    ["census_ts024", "census_ts029"],
    shared=True,
)
@table(
    "How far estimates of need by language were off",
    "a setting tried",
    ["need_backtest"],
    name="language_backtest_need",
    shared=True,
    of="need",
)
@table(
    "How far estimates of other census topics were off",
    "a topic tried",
    ["topics_backtest"],
    name="language_backtest_topics",
    shared=True,
    of="topics",
)
def language_backtest(area: str, of: str = "languages") -> pd.DataFrame:
    """Return what a test of the estimates gave, as it was stored; nothing is run.

    Of "languages": `LanguageBacktest`, of the districts of England or of Sampleshire (made by
    `vna backtest languages --keep`). Of "topics": `LanguageCoverage`, of districts of the country, thirty
    with each seed (made by `python tests/benchmarks/bench_truth.py --keep`). Of "need": `NeedBacktest` (made
    by the same).
    """
    if of in ("topics", "need"):
        name, declared = {
            "topics": (backtests.COVERAGE, LanguageCoverage),
            "need": (backtests.NEED, NeedBacktest),
        }[of]
        return checked(declared, backtests.stored_truth(name), name).assign(status="shown")
    place, _ = lookups.opened(area)  # the folder that is read is the one that is cited
    result, _ = backtests.stored(place.invented)
    return checked(LanguageBacktest, result, backtests.RESULT)
