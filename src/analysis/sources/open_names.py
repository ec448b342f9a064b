"""Ordnance Survey's OS Open Names: the cities and towns of Great Britain, and where each lies."""

import functools

import pandas as pd

from analysis.errors import InputError
from analysis.sources import files, store
from analysis.sources.workbooks import Place

HEADINGS_IN = "OS_Open_Names_Header.csv"
NAME, OTHER_NAME, OTHER_LANGUAGE = "NAME1", "NAME2", "NAME2_LANG"
KIND, EAST, NORTH = "LOCAL_TYPE", "GEOMETRY_X", "GEOMETRY_Y"
EDGES = ("MBR_XMIN", "MBR_YMIN", "MBR_XMAX", "MBR_YMAX")
READ = (NAME, OTHER_NAME, OTHER_LANGUAGE, KIND, EAST, NORTH, *EDGES)
CITY, TOWN = "City", "Town"
ENGLISH = "eng"


@functools.lru_cache(maxsize=4)
@store.once()
def towns(file):
    """Return the cities and towns of `opname_csv_gb.zip`, the largest first.

    Columns: `town` (in English where the list has a name in English), `kind` (City, Town), `easting_metres`,
    `northing_metres` (British National Grid), `extent_square_km` (of the box around it; blank where the list
    has none).

    The zip holds a CSV for each square of 20 km, without headings, and one file with the headings of all. No
    copy of it was at hand: the headings, their order and the kinds of place are those that public programs
    name that read it, and all agree. That each line ends is the one thing none of them says. The squares are
    read one by one, and of their three million rows the towns are kept.

    Raises InputError naming the file in the zip: for a heading that is missing, a row with too few or too
    many cells, and a town without a name or a place.
    """
    members = files.zip_members(file.path)
    named = [one for one in members if one.stem_name == HEADINGS_IN]
    squares = [one for one in members if one.member.casefold().endswith(".csv") and one not in named]
    if not named or not squares:
        raise InputError(f"{file.name}: holds no {'squares' if named else HEADINGS_IN}. Download it again.")
    headings = files.headings(named[0])
    files.require(named[0], headings, READ)
    kept = [_towns_of(one, headings) for one in sorted(squares)]
    found = pd.concat(kept, ignore_index=True)
    if found.empty:
        raise InputError(f"{file.name}: holds no place whose {KIND} is {CITY} or {TOWN}. Download it again.")
    order = ["kind", "extent_square_km", "town", "easting_metres", "northing_metres"]
    return found.sort_values(order, ascending=[True, False, True, True, True], ignore_index=True)


def _towns_of(square, headings):
    """Return the cities and towns of one square, in the order of its rows."""
    rows = files.arrow(square, READ, headings).to_pandas()
    rows = rows[rows[KIND].isin((CITY, TOWN))]
    place = Place(square.name, above=-1)  # it has no headings
    files.refuse_where(rows[NAME].str.strip() == "", place, NAME, rows[NAME], "the name of a town")
    numbers = rows[[EAST, NORTH, *EDGES]].apply(pd.to_numeric, errors="coerce").astype("float64")
    for column in (EAST, NORTH):
        wrong = numbers[column].isna()
        files.refuse_where(wrong, place, column, rows[column], "metres of the National Grid")
    left, bottom, right, top = (numbers[column] for column in EDGES)
    english = rows[OTHER_LANGUAGE].eq(ENGLISH) & rows[OTHER_NAME].ne("")
    return pd.DataFrame(
        {
            "town": rows[OTHER_NAME].where(english, rows[NAME]).str.strip(),
            "kind": rows[KIND],
            "easting_metres": numbers[EAST],
            "northing_metres": numbers[NORTH],
            "extent_square_km": (right - left) * (top - bottom) / 1e6,
        }
    )
