"""What goes with language: residents by birthplace, ethnic group, religion and more, a row a place."""

from analysis import areas, settings
from analysis.errors import MissingSourceError
from analysis.tables import language_26, places
from analysis.tables.census import topic
from analysis.tables.census_topics import language, proficiency

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
KEYS = {"every district": "area_code", "district": "area_code", "lsoa21": "lsoa21_code"}


def load(area, by="every district", tables=tuple(TABLES)):
    """Return residents in each place by every predictor that the folder holds: a row a place.

    Columns: `area_code` (or `lsoa21_code`), then one for each category, named "table: category", in people.
    A table that the folder lacks at this level has no columns. `by` is "every district" (all in the files),
    "district" (those of the area) or "lsoa21"; `tables` those wanted. Without any the result has no rows.
    """
    import pandas as pd

    key, parts = KEYS[by], []
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


@places.once_a_folder
def small_area_evidence(area):
    """Return what `measures.languages.languages_in_places` reads, by its own names, for the LSOAs of an area.

    Districts are all that the folder's files hold: the more, the better how languages go with who lives
    in a place is learnt. MSOAs are known where the folder has outlines of both.

    Raises MissingSourceError where the folder lacks languages, proficiency or every predictor.
    """
    observed, small = language_26.load(area), load(area, "lsoa21")
    # What is not known of small areas cannot be used there, so it is not read of districts either.
    held = [name for name in TABLES if any(column.startswith(f"{name}: ") for column in small.columns)]
    evidence = {
        "predictors_of_districts": load(area, tables=held),
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
        "categories_26": language_26.category_of_language(),
    }


def backtest_area(folder=None):
    """Return the Area in whose name a folder's districts are read: all districts are, whichever it is."""
    from analysis.sources import inventory

    invented = folder is None or inventory.scan(folder).invented
    return areas.area(settings.SAMPLESHIRE) if invented else areas.all_areas()[0]


def backtest_evidence(area):
    """Return what `vna backtest` reads: the districts of England in the folder of `area`.

    Of Sampleshire the truth in small areas is known, and comes too.

    Raises MissingSourceError where the folder lacks languages, proficiency or every predictor.
    """
    evidence = {
        "predictors": load(area),
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
    made = english | {"forces": _forces(area), "categories_26": language_26.category_of_language()}
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
    import pandas as pd

    area = areas.area(area_text)
    rows = [
        (district, item.police_force_area_code)
        for item in areas.all_areas(invented=area.invented)
        for district in item.districts
    ]
    return pd.DataFrame(rows, columns=["area_code", "police_force_area_code"])


def _places(area_text):
    """Return `lsoa21_code`, `district22_code` and, where outlines tell it, `msoa21_code` of the LSOAs."""
    area, inventory = places.opened(area_text)
    small = places.lsoas(area, inventory)
    try:
        middle = places.lsoa_to_msoa(area, inventory)
    except MissingSourceError:
        return small
    return areas.join(small, middle.drop(columns="area_name"))
