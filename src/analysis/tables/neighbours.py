"""Which places of an area touch each other."""

import pandas as pd

from analysis.errors import InputError
from analysis.tables import places

LEVELS = ("lsoa21", "msoa21")
# A border with a point on one side that the other side lacks leaves a hair's breadth between the two.
GAP_METRES = 1.0


def load(area, level="lsoa21"):
    """Return the pairs of places of an area that share a border or a corner, each pair both ways.

    Columns: `<level>_code` and `neighbour_<level>_code`, in order of code. Only pairs within the area: what
    lies over its edge is in no file. Empty where the folder has no outlines.

    Raises InputError for a level other than lsoa21 and msoa21.
    """
    if level not in LEVELS:
        raise InputError(f'No neighbours of "{level}". Known: {", ".join(LEVELS)}.')
    code = f"{level}_code"
    outlines = places.boundaries(area, level)[[code, "geometry"]]
    return touching(outlines, code)


def touching(outlines, code):
    """Return the pairs of `outlines` (a GeoDataFrame in metres) that touch, by their `code`."""
    other = f"neighbour_{code}"
    if outlines.empty:
        return pd.DataFrame({code: [], other: []}, dtype="str")
    beside = outlines.rename(columns={code: other})
    pairs = outlines.sjoin(beside, predicate="dwithin", distance=GAP_METRES)[[code, other]]
    pairs = pairs[pairs[code] != pairs[other]].astype("str")
    return pd.DataFrame(pairs).sort_values([code, other], ignore_index=True)
