"""Names that a publisher wrote and that no list here has: what becomes of them, in every reader alike.

Publishers add to their lists: a unit of the police, a nationality, an outcome, an authority. A name that is
new is kept and shown as itself, so that totals still add up, and `vna check` and the end of a build say so
once. One that may be the area's own force or authority is refused: under a name that nobody knows its people
would be missing from the area. A nationality, an offence, an outcome and a kind of crime are of no area.
"""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis import areas
from analysis.errors import InputError, nearest
from analysis.sources import first_responders, nationalities, outcome_types, police, recorded_crime

ALIKE = 0.8  # "Warwickshire" and "Warwikshire" are 0.96 alike; "West Mercia" and "West Midlands" 0.67
# Of England and Wales: authorities of Scotland and Northern Ireland are in no force area here.
AUTHORITY = r"(?:E0[6-9]|W06)[0-9]{6}"
SINCE = "2021-Q2"  # the list begins with the census; authorities abolished before it appear in older quarters


@dataclass(frozen=True)
class _List:
    """A list: what it is of, as what a new name is counted, where the list stands, which names it knows.

    `names` are those that a hint may give. Without `knows` what most forces have stands for a list.
    """

    what: str
    counted_as: str
    where: str
    knows: Callable | None
    names: Callable
    of_places: bool = False


def _areas(invented):
    return (*areas.all_areas(), *(areas.all_areas(invented=True) if invented else ()))


def _forces(invented):
    return [one.name for one in _areas(invented)]


def _districts(invented):
    names = areas.district_names()
    return [names[code] for one in _areas(invented) for code in (*one.districts, *one.districts24)]


def _is_force(name):
    other = {one.lower() for one in recorded_crime.NOT_TERRITORIAL}
    return name.lower() in other or areas.find(name) is not None


LISTS = {
    "first_responder": _List(
        "first responder",
        "a body without a force area",
        first_responders.WHERE_LISTED,
        first_responders.is_known,
        lambda invented: [*_forces(invented), *first_responders.bodies(invented)],
        of_places=True,
    ),
    "force_name": _List(
        "force or other body",
        "a body without a territory",
        "data/reference/forces.csv",
        _is_force,
        lambda invented: [*_forces(invented), *recorded_crime.NOT_TERRITORIAL],
        of_places=True,
    ),
    "area_code": _List(
        "authority",
        "one of no force area",
        "data/reference/districts.csv",
        lambda code: not re.fullmatch(AUTHORITY, code) or code in areas.district_names(),
        _districts,
        of_places=True,
    ),
    "nationality": _List(
        "nationality",
        "one of which no language is known",
        f"{nationalities.WHERE_LISTED} (and its languages in nationality_languages.csv)",
        lambda text: bool(nationalities.named_in(text)),
        lambda invented: nationalities.listed(),
    ),
    "offence_code": _List("offence code", "an offence", "the rows of most forces", None, lambda invented: ()),
    "outcome_type": _List(
        "outcome type",
        "an outcome that says nothing of the victim's wish",
        outcome_types.LISTED,
        lambda number: number in outcome_types.outcome_types(),
        lambda invented: (),
    ),
    "crime_type": _List(
        "crime type",
        "a crime",
        "CRIME_TYPES of src/analysis/sources/police.py",
        lambda text: text in (police.ANTISOCIAL, *police.CRIME_TYPES),
        lambda invented: (police.ANTISOCIAL, *police.CRIME_TYPES),
    ),
}
# Beside a code or number, what it stands for.
SAID_BESIDE = {"area_code": "area_name", "offence_code": "offence", "outcome_type": "outcome_description"}


def unlisted(found):
    """Yield (column, label, what is beside it) of each name that its list does not know.

    `found` is what a reader gave of a file.
    """
    frame = getattr(found, "frame", found)
    for column in [name for name in LISTS if isinstance(frame, pd.DataFrame) and name in frame]:
        rows, beside = frame, SAID_BESIDE.get(column, column)
        if column == "area_code" and "quarter" in frame:
            rows = frame[frame["quarter"] >= SINCE]
        elif column == "area_code" and "year" in frame:
            rows = frame[frame["year"] > SINCE[:4]]
        knows = LISTS[column].knows
        if knows is not None:
            unknown = sorted(label for label in rows[column].unique() if not knows(label))
        else:
            unknown = sorted(recorded_crime.codes_of_few(rows)) if "territorial" in rows else []
        names = rows[rows[column].isin(unknown)].drop_duplicates(column).set_index(column, drop=False)[beside]
        yield from ((column, str(label), str(names[label])) for label in unknown)


def own_fault(found, area):
    """Return what is wrong where an unknown name may be of `area` (an Area), with the nearest; "" if none is.

    `found` is what a reader gave of a file, or a frame with one of the columns of `LISTS`.
    """
    for column, label, beside in unlisted(found):
        listed = LISTS[column]
        own = _own_name(beside, area, listed.names(area.invented)) if listed.of_places else ""
        if own:
            return (
                f'the {listed.what} "{_shown(label, beside)}" is in no list, and may be of {area.name}. '
                f'Nearest: "{own}". Correct the file if the name is misspelt; if it is new, add it to '
                f"{listed.where}."
            )
    return ""


def refuse_own(found, area, name):
    """Raise InputError with the `own_fault` of what a reader gave of the file `name`, if there is one."""
    fault = own_fault(found, area)
    if fault:
        raise InputError(f"{name}: {fault}")


def kept(found, invented):
    """Yield (column and label, sentence) for each unknown name of what a reader gave of a file.

    `invented` says whether the file is of Sampleshire: no other hint names one of its bodies.
    """
    for column, label, beside in unlisted(found):
        listed = LISTS[column]
        near = nearest(beside, listed.names(invented)) + " "
        add = "If it is new, add it there." if listed.knows else ""
        yield (
            (column, label),
            f'The {listed.what} "{_shown(label, beside)}" is not in {listed.where}. It is shown as itself '
            f"and counted as {listed.counted_as}. {near.lstrip()}{add}".rstrip(),
        )


def _shown(label, beside):
    return label if label == beside else f"{label} {beside}"


def _own_name(name, area, known):
    """Return the name of the area's own that a name holds, or is nearer to than to any other; else ""."""
    names = areas.district_names()
    districts = (names[code] for code in (*area.districts, *area.districts24))
    own = {
        areas.plain(one): one
        for one in (area.home_office_name, area.county_name, *districts, area.name)
        if one
    }
    words = areas.plain(name)
    held = [one for one in own if re.search(rf"\b{re.escape(one)}\b", words)]
    others = [areas.plain(one) for one in known]
    near = held or difflib.get_close_matches(words, [*own, *others], n=1, cutoff=ALIKE)
    return own.get(near[0], "") if near else ""
