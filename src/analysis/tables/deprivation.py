"""Indices of deprivation 2025, by LSOA 2021."""

import pandera.pandas as pa

from analysis.errors import MissingSourceError
from analysis.tables import places
from analysis.tables.declaration import LSOA_CODE, STATES, Declaration, checked, empty, same_members

LSOAS_OF_ENGLAND = 33_755


class Deprivation(Declaration):
    """How deprived each LSOA is among those of England: rank 1 and decile 1 are the most deprived."""

    lsoa21_code: str = pa.Field(str_matches=LSOA_CODE, unique=True)
    imd_rank: int = pa.Field(ge=1, le=LSOAS_OF_ENGLAND)
    imd_decile: int = pa.Field(ge=1, le=10)
    status: str = pa.Field(isin=STATES)


@places.once_a_folder
def load(area):
    """Return `Deprivation` for the LSOAs of an area; empty without the file, as for an area of Wales."""
    area, inventory = places.opened(area)
    from analysis.sources import indices

    try:
        file = inventory.one("deprivation_2025")
        expected = places.lsoas(area, inventory)["lsoa21_code"]
    except MissingSourceError:
        return empty(Deprivation)
    # The indices are of England: an area of Wales has none.
    expected = expected[expected.str.startswith("E")]
    if expected.empty:
        return empty(Deprivation)
    rows = indices.deprivation(file)
    rows = rows[rows["lsoa21_code"].isin(set(expected))].assign(status="shown")
    same_members(rows["lsoa21_code"], expected, "LSOA", file.name)
    places.refuse_other_names(file, rows, inventory)
    return checked(Deprivation, rows, file.name)
