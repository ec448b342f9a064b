"""The logical fields of a victim extract and their labels, from data/reference/victim_fields.toml."""

import functools
import tomllib
from dataclasses import dataclass

from analysis import areas, settings

QUARTER, COUNT, VICTIMS = "quarter", "count", "victims"
PLACES = ("district", "msoa", "neighbourhood_team")  # the areas below the force
UNKNOWN, REFUSED, NOT_ASKED, NOT_SUPPLIED = "Unknown", "Refused", "Not asked", "Not supplied"
# What a mapping file calls the values that stand for each.
RECORDED_AS = {"unknown": UNKNOWN, "refused": REFUSED, "not_asked": NOT_ASKED}


@dataclass(frozen=True)
class Field:
    """A logical field: its labels, and whether they are all there are (`closed`)."""

    name: str
    labels: tuple
    closed: bool


@functools.cache
def _listed():
    return tomllib.loads(settings.data("reference", "victim_fields.toml").read_text(encoding="utf-8"))


def names():
    """Return the names of the fields that victims are counted by, the quarter apart."""
    return list(_listed())


def of_area(slug):
    """Return {name: Field} for an area: its districts' names are the labels of "district"."""
    return {
        name: Field(name, _labels(name, entry, slug), name == "district" or "labels" in entry)
        for name, entry in _listed().items()
    }


def _labels(name, entry, slug):
    places = areas.area(slug).district_names if name == "district" else ()
    return (*places, *entry.get("labels", ()), *entry.get("more", ()), *RECORDED_AS.values())


def known_labels(name):
    """Return every label that a field may hold in any area, or None where the mapping decides."""
    entry = _listed()[name]
    return (*entry["labels"], *RECORDED_AS.values(), NOT_SUPPLIED) if "labels" in entry else None
