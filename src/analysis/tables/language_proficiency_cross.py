"""Speakers of each group of languages by how well they speak English, where ONS lets the two be crossed."""

import functools

import pandas as pd
import pandera.pandas as pa

from analysis.errors import InputError
from analysis.sources import custom_tables
from analysis.tables import places
from analysis.tables.declaration import DISTRICT_CODE, STATES, Declaration, checked, empty
from analysis.tables.language_reference import load as reference

CARD = "census_language_by_proficiency"
DOES_NOT_APPLY = "-8"  # children under 3
# Option codes of english_proficiency: 4 cannot speak well, 5 cannot speak; 1 main language English.
NOT_PROFICIENT = ("4", "5")
LEAF, GROUP_26, GROUP_23 = "leaf", "group_26", "group_23"


class LanguageProficiencyCross(Declaration):
    """Residents aged 3 and over by group of languages, Census 2021: how many, and how many not proficient.

    `grouping` says which groups: "group_26" or "group_23" (`group` is then the publisher's number) or
    "leaf" (a language of TS024). Districts in which the combination would disclose are left out by the
    publisher, and have no row.
    """

    area_code: str = pa.Field(str_matches=DISTRICT_CODE)
    area_name: str
    grouping: str = pa.Field(isin=(LEAF, GROUP_26, GROUP_23))
    group: str
    people: int = pa.Field(ge=0)
    people_not_proficient: int = pa.Field(ge=0)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["area_code", "grouping", "group"]


@functools.lru_cache(maxsize=8)
def _crossed(file):
    return custom_tables.crossed(file)


def load(area):
    """Return `LanguageProficiencyCross` for every district that the folder's exports hold; empty without one.

    All districts, not the area's alone: where the area's own are blocked, a group's rates elsewhere are
    what a range is made of.

    Raises InputError naming the file for languages in categories that are not known, or other than of
    districts.
    """
    _, inventory = places.opened(area)
    found = [item.file for item in inventory.find(CARD)]
    if not found:
        return empty(LanguageProficiencyCross)
    parts = [_rows(file) for file in found]
    rows = pd.concat(parts, ignore_index=True)
    twice = rows.duplicated(["area_code", "grouping", "group"])
    if twice.any():
        row = rows[twice].iloc[0]
        raise InputError(
            f"{', '.join(file.name for file in found)}: {row['area_code']} appears in two exports of one "
            "combination. Keep the newer one."
        )
    return checked(LanguageProficiencyCross, rows, ", ".join(file.name for file in found))


def _rows(file):
    table = _crossed(file)
    if not (table.variables[0].startswith("Main language") and "Proficiency" in table.variables[1]):
        raise InputError(
            f"{file.name}: crosses {table.variables[0]} with {table.variables[1]}. Expected: main language, "
            "then proficiency in English."
        )
    rows = table.cells
    rows = rows[(rows["first_code"] != DOES_NOT_APPLY) & (rows["second_code"] != DOES_NOT_APPLY)]
    grouping, names = _grouping(file, table.variables[0], rows)
    rows = rows.assign(group=rows["first_code"].map(names))
    whole = rows.groupby(["area_code", "area_name", "group"], sort=False)["count"].sum()
    worse = rows[rows["second_code"].isin(NOT_PROFICIENT)]
    worse = worse.groupby(["area_code", "area_name", "group"], sort=False)["count"].sum()
    joined = pd.DataFrame({"people": whole, "people_not_proficient": worse})
    if joined["people_not_proficient"].isna().any():
        raise InputError(f"{file.name}: has no people for the proficiency codes 4 and 5. Export it again.")
    return joined.astype("int64").reset_index().assign(grouping=grouping, status="shown")


def _grouping(file, variable, rows):
    """Return which grouping the categories are of, and {category code: group}."""
    codes = rows.drop_duplicates("first_code").set_index("first_code")["first"]
    for size, grouping in (("26", GROUP_26), ("23", GROUP_23)):
        if f"({size} categories)" in variable:
            return grouping, {code: code for code in codes.index}
    leaves = reference()
    known = {leaf: name for leaf, name in zip(leaves["leaf"], leaves["language"], strict=True) if leaf}
    known |= {name: name for name in known.values()}
    unknown = [text for text in codes if text not in known]
    if unknown:
        raise InputError(
            f'{file.name}: "{unknown[0]}" is a category of neither the 26, the 23 nor the detailed '
            f"languages; {len(unknown)} in all."
        )
    return LEAF, {code: known[text] for code, text in codes.items()}
