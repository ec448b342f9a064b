"""The columns of a local measure that are neither keys nor numbers: names and codes of places, and dates."""

import re

import pandas as pd

from analysis import areas
from analysis.errors import InputError
from analysis.publish.door.tabulations import refuse_finer
from analysis.publish.wording import quarter_start

PLACE = re.compile(r"(?P<level>[a-z_]+?)(?P<vintage>\d\d)?_(?P<kind>code|name)")
# The levels at which the policies set their floors, under the names that columns give them.
LEVELS = {"police_force_area": "force", "force": "force", "district": "district", "msoa": "msoa"}
FINER = ("lsoa", "oa", "ward", "postcode", "street", "address")


def place_columns(measure, names, keys, tabulation):
    """Return the columns `names` of `measure` as they may leave: dates worked out, places checked.

    A place's name or code says no more than the row's district does, and must be that district's.
    Raises InputError for every other column, by its name.
    """
    return {name: _column(measure, name, keys, tabulation) for name in names}


def _column(measure, name, keys, tabulation):
    if name == "period_start":
        return pd.Series([quarter_start(period) for period, _ in keys])
    found = PLACE.fullmatch(name)
    level = found["level"] if found else name.removesuffix("_team")
    if level in FINER or level in LEVELS:
        refuse_finer(LEVELS.get(level), f'The column "{name}"', tabulation.policy)
    if not found or level not in (*LEVELS, "area"):
        raise InputError(
            f'The column "{name}" is neither one by which "{tabulation.name}" is made nor the name or code '
            "of a place in it, so it may not leave. Drop it."
        )
    wanted = _places(keys, tabulation, found["kind"])
    made = []
    values = measure[name].astype(object).tolist()
    for number, (value, allowed) in enumerate(zip(values, wanted, strict=True), start=1):
        if value is None or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
            made.append(None)
        elif type(value) is str and value in allowed:
            made.append(value)
        else:
            raise InputError(
                f'The column "{name}", row {number}, is not the {found["kind"]} of that row\'s place.'
            )
    return pd.Series(made, dtype="str")


def _places(keys, tabulation, kind):
    """Return, for each row, the names or codes that its place has."""
    place = areas.area(tabulation.area)
    whole = {place.police_force_area_code} if kind == "code" else {place.name, place.county_name}
    known = {}
    for code, name in _districts(place):
        known.setdefault(name, set()).add(code if kind == "code" else name)
    if "district" not in tabulation.by:
        return [whole] * len(keys)
    at = tabulation.by.index("district")
    own = [{labels[at]} if kind == "name" else set() for _, labels in keys]
    return [known.get(labels[at], whole | mine) for (_, labels), mine in zip(keys, own, strict=True)]


def _districts(place):
    yield from zip(place.districts, place.district_names, strict=True)
    for other in areas.all_areas(invented=place.invented):
        if other.police_force_area_code == place.police_force_area_code:
            yield from zip(other.districts, other.district_names, strict=True)
