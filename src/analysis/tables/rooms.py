"""Which functions the rooms of tables offer, by name."""

import inspect
from collections.abc import Callable

# What the rooms offer beside tables: shapes, areas, several tables together, and what is known of them.
BESIDE_TABLES = (
    "boundaries",
    "cards",
    "evidence",
    "sources",
    "names",
    "released",
    "small_areas",
    "small_areas_of",
)


def offered() -> dict[str, Callable]:
    """Return {name: function} of all that the rooms of tables offer; a name is of one room alone."""
    from analysis import tables  # the rooms themselves ask which tables there are

    rooms = (getattr(tables, name) for name in tables.__all__)
    faces = [tables, *filter(inspect.ismodule, rooms)]
    by_name = {name: getattr(face, name) for face in faces for name in face.__all__}
    return {name: thing for name, thing in by_name.items() if not inspect.ismodule(thing)}


def tabular() -> dict[str, Callable]:
    """Return {name: function} of those that are tables of an area, which `vna table` writes."""
    return {name: load for name, load in sorted(offered().items()) if name not in BESIDE_TABLES}
