"""Residents aged 3 and over by main language in 26 categories, where the folder has ONS's export of it."""

import pandera.pandas as pa

from analysis.errors import InputError, MissingSourceError, nearest
from analysis.sources import nomis
from analysis.tables import places
from analysis.tables.declaration import LSOA_CODE, STATES, Declaration, checked, columns, empty
from analysis.tables.language_reference import load as language_reference

DOES_NOT_APPLY = "-8"  # children under 3: in no denominator
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


class LanguageCategories(Declaration):
    """Residents aged 3 and over by main language in 26 categories, Census 2021, 21 March 2021."""

    lsoa21_code: str = pa.Field(str_matches=LSOA_CODE)
    category_26: str = pa.Field(isin=list(CATEGORIES.values()))
    residents_3_plus: int = pa.Field(ge=0)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["lsoa21_code", "category_26"]


def category_of_language():
    """Return the category of each of TS024's 94 languages, by the project's own list of languages.

    Welsh in England appears with the other languages of the United Kingdom.
    """
    known = language_reference()
    known = known[known["leaf"] != ""]
    return dict(zip(known["language"], known["group_26"].astype("str").map(CATEGORIES), strict=True))


def load(area_text):
    """Return `LanguageCategories` of the area's LSOAs that the folder's exports hold; empty where none does.

    Not every LSOA need be there: the publisher exports as many as are asked for.

    Raises InputError for a category that is not one of the 26, and for an LSOA that two files hold.
    """
    import pandas as pd

    area, inventory = places.opened(area_text)
    wanted, parts = None, []
    for item in inventory.find("census_custom"):
        if not _holds_language(item.file):
            continue
        if wanted is None:
            try:
                wanted = set(places.lsoas(area, inventory)["lsoa21_code"])
            except MissingSourceError:
                break  # nothing says which LSOAs are the area's
        rows = nomis.custom_dataset(item.file)
        rows = rows[rows["area_code"].isin(wanted) & (rows["category_code"] != DOES_NOT_APPLY)]
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
    kept = [part for part in parts if len(part)]
    if not kept:
        return empty(LanguageCategories)
    return checked(LanguageCategories, pd.concat(kept, ignore_index=True), "custom dataset of main language")


def _holds_language(file):
    """Tell whether a custom dataset is of main language in small areas, from its headings."""
    from analysis.sources import files

    headings = files.headings(file)
    return len(headings) == 5 and headings[3].startswith(VARIABLE) and "Lower layer" in headings[1]
