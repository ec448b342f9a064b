"""The files of counts that an office is given: what each counts, its logical fields and their labels.

They are listed in data/reference/local_counts.toml.
"""

import functools
from dataclasses import dataclass, field

from analysis import areas, sensitivity, settings, toml_file

QUARTER, COUNT, VICTIMS = "quarter", "count", "victims"
PERSON_KEY = "person_key"  # by which one person's records are known again: never counted by, never written
NOT_PERSONS = ("A business or other body", "The state or the public")  # of the field "victim_is"
UNKNOWN, REFUSED, NOT_ASKED, NOT_SUPPLIED = "Unknown", "Refused", "Not asked", "Not supplied"
# What a mapping file calls the values that stand for each.
RECORDED_AS = {"unknown": UNKNOWN, "refused": REFUSED, "not_asked": NOT_ASKED}


@dataclass(frozen=True)
class Kind:
    """One kind of file: what it is, the column of its counts, and how it is supplied.

    `sensitivity` is that of what all its people have in common. `supplied_by` is the field that says whose
    the row is, "" where nobody asks. With `quarter_by_quarter` a file holds the quarter in its name alone;
    else it holds what its supplier knows of earlier ones too.
    `listed` are its fields as the list has them, and `definitions` the ways in which suppliers may count a
    label: {label: sentences}.
    """

    name: str
    title: str
    called: str
    unit: str
    sensitivity: str
    listed: dict
    supplied_by: str = ""
    quarter_by_quarter: bool = False
    definitions: dict = field(default_factory=dict)

    @property
    def fields(self):
        """Return the names of the fields that it counts by, the quarter apart."""
        return tuple(self.listed)

    @property
    def shortened(self):
        """Return {field: the one it is made from} of the fields that a supplier has no column for."""
        return {name: entry["shortened"] for name, entry in self.listed.items() if "shortened" in entry}

    def shorter(self, name, label):
        """Return the label of a shortened field: its group, or without groups what is before a colon."""
        groups = self.listed[name].get("groups")
        return label.partition(":")[0] if groups is None else groups.get(label, label)

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


def read(path):
    """Return what a list of kinds and their fields holds.

    Raises InputError for a kind or a field that does not say how sensitive it is.
    """
    found = toml_file.read(path, "It says what each file of counts holds: restore it.")
    for kind, entry in found.items():
        sensitivity.checked(entry, f"{path.name}, [{kind}]")
        for name, each in entry["fields"].items():
            sensitivity.checked(each, f"{path.name}, [{kind}.fields.{name}]")
    return found


@functools.cache
def kinds():
    """Return {name: Kind} of every kind of file of counts."""
    found = read(settings.data("reference", "local_counts.toml"))
    return {name: Kind(name, listed=entry.pop("fields"), **entry) for name, entry in found.items()}


def sensitivities(kind=VICTIMS):
    """Return {name: sensitivity} of the fields that a kind is counted by."""
    return {name: entry["sensitivity"] for name, entry in kinds()[kind].listed.items()}


def alike(kind=VICTIMS):
    """Return what its fields say of who is counted alike, as `disclosure.equal.Alike` has it."""
    listed, same = kinds()[kind].listed, []
    for name, entry in listed.items():
        same += [
            ((name, [label]), next(iter(other.items())))
            for label, other in entry.get("same_people", {}).items()
        ]
        if "shortened" in entry:
            groups = {}
            for label in known_labels(entry["shortened"], kind) or ():
                groups.setdefault(kinds()[kind].shorter(name, label), []).append(label)
            same += [((entry["shortened"], labels), (name, [group])) for group, labels in groups.items()]
    return {
        "once": {
            name: entry["everybody_once"] for name, entry in listed.items() if "everybody_once" in entry
        },
        "same": tuple(same),
    }


def places(kind=VICTIMS):
    """Return the names of the fields that tell a place below the force area."""
    return [name for name, found in sensitivities(kind).items() if found in sensitivity.PLACES]


def of_area(slug, kind=VICTIMS):
    """Return {name: Field} of what a supplier gives; the area's districts are the labels of "district"."""
    return {
        name: Field(
            name, _labels(name, entry, slug), name == "district" or "labels" in entry, entry.get("says", "")
        )
        for name, entry in kinds()[kind].listed.items()
        if "shortened" not in entry
    }


def _labels(name, entry, slug):
    places = areas.area(slug).district_names if name == "district" else ()
    return (*places, *entry.get("labels", ()), *entry.get("more", ()), *RECORDED_AS.values())


def known_labels(name, kind=VICTIMS):
    """Return every label that a field may hold in any area, or None where the mapping decides."""
    entry = kinds()[kind].listed[name]
    if "shortened" in entry:
        whole = known_labels(entry["shortened"], kind)
        return tuple(dict.fromkeys(kinds()[kind].shorter(name, label) for label in whole))
    return (*entry["labels"], *RECORDED_AS.values(), NOT_SUPPLIED) if "labels" in entry else None
