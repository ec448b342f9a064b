"""The files of counts that an office is given: what each counts, its logical fields and their labels.

They are listed in data/reference/local_counts.toml.
"""

import functools
import tomllib
from dataclasses import dataclass, field

from analysis import areas, settings

QUARTER, COUNT, VICTIMS = "quarter", "count", "victims"
PLACES = ("district", "msoa", "neighbourhood_team")  # the areas below the force
UNKNOWN, REFUSED, NOT_ASKED, NOT_SUPPLIED = "Unknown", "Refused", "Not asked", "Not supplied"
# What a mapping file calls the values that stand for each.
RECORDED_AS = {"unknown": UNKNOWN, "refused": REFUSED, "not_asked": NOT_ASKED}


@dataclass(frozen=True)
class Kind:
    """One kind of file: what it is, the column of its counts, and how it is supplied.

    `supplied_by` is the field that says whose the row is, "" where nobody asks. With `quarter_by_quarter` a
    file holds the quarter in its name alone; else it holds what its supplier knows of earlier ones too.
    `definitions` are the ways in which suppliers may count a label: {label: sentences}.
    """

    name: str
    title: str
    called: str
    unit: str
    supplied_by: str = ""
    quarter_by_quarter: bool = False
    definitions: dict = field(default_factory=dict)

    @property
    def fields(self):
        """Return the names of the fields that it counts by, the quarter apart."""
        return tuple(_listed()[self.name]["fields"])

    @property
    def shortened(self):
        """Return {field: the one it is made from} of the fields that a supplier has no column for."""
        found = _listed()[self.name]["fields"].items()
        return {name: entry["shortened"] for name, entry in found if "shortened" in entry}

    def shorter(self, name, label):
        """Return the label of a shortened field: its group, or without groups what stands before a colon."""
        groups = _listed()[self.name]["fields"][name].get("groups")
        return shorter(label) if groups is None else groups.get(label, label)

    @property
    def columns(self):
        """Return the columns of a frame of its counts."""
        return [QUARTER, *self.fields, self.unit]


@dataclass(frozen=True)
class Field:
    """A logical field: its labels, whether they are all there are (`closed`), and what it says."""

    name: str
    labels: tuple
    closed: bool
    says: str = ""


@functools.cache
def _listed():
    return tomllib.loads(settings.data("reference", "local_counts.toml").read_text(encoding="utf-8"))


@functools.cache
def kinds():
    """Return {name: Kind} of every kind of file of counts."""
    return {
        name: Kind(name, **{key: value for key, value in entry.items() if key != "fields"})
        for name, entry in _listed().items()
    }


def names(kind=VICTIMS):
    """Return the names of the fields that a kind is counted by, the quarter apart."""
    return list(kinds()[kind].fields)


def of_area(slug, kind=VICTIMS):
    """Return {name: Field} of what a supplier gives; the area's districts are the labels of "district"."""
    return {
        name: Field(
            name, _labels(name, entry, slug), name == "district" or "labels" in entry, entry.get("says", "")
        )
        for name, entry in _listed()[kind]["fields"].items()
        if "shortened" not in entry
    }


def shorter(label):
    """Return what stands before a label's colon.

    >>> shorter("Not met: service full")
    'Not met'
    """
    return label.partition(":")[0]


def _labels(name, entry, slug):
    places = areas.area(slug).district_names if name == "district" else ()
    return (*places, *entry.get("labels", ()), *entry.get("more", ()), *RECORDED_AS.values())


def known_labels(name, kind=VICTIMS):
    """Return every label that a field may hold in any area, or None where the mapping decides."""
    entry = _listed()[kind]["fields"][name]
    if "shortened" in entry:
        whole = known_labels(entry["shortened"], kind)
        return tuple(dict.fromkeys(kinds()[kind].shorter(name, label) for label in whole))
    return (*entry["labels"], *RECORDED_AS.values(), NOT_SUPPLIED) if "labels" in entry else None
