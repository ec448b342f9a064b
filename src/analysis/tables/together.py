"""The same table of many areas, one beneath the other."""

import pandas as pd

from analysis import areas


def of_areas(load, names, **words):
    """Return the rows that `load(name, **words)` gives of each area, with the area's name in `police_area`.

    An area without a file has no rows.
    """
    found = [load(name, **words).assign(police_area=areas.area(name).name) for name in names]
    held = [one for one in found if len(one)] or found[:1]
    return pd.concat(held, ignore_index=True)
