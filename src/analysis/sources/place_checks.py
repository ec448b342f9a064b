"""That a file gives each place its own name: codes that changed places, or a damaged name, are seen by it."""

import difflib
import functools
import re

import pandas as pd

from analysis import areas
from analysis.errors import InputError
from analysis.sources import files

ALIKE = 0.8  # "Rhondda Cynon Taff" and "Taf" are 0.97 alike; of two districts 0.8 are one pair in 3,000
SMALL_AREA = re.compile(r"(?P<district>.+) \d{3}[A-Z]")


def named(file, column, codes, names):
    """Return the names of places, tidied, those of districts as this project writes them.

    `names` appear in `column` beside `codes`, both Series. A district or small area that no list knows keeps
    its name.

    Raises InputError for a blank name, one that is another place's, and a place with two names.
    """
    tidied = names.map(_tidy).astype("str")
    files.refuse_where(tidied == "", file, column, names, "a name")
    refuse_two_labels(file, column, codes, tidied)
    known = codes.map(_districts())
    wrong = ~_alike(tidied, known)
    if wrong.any():
        place = wrong.to_numpy().argmax()
        files.refuse_where(wrong, file, column, names, f'"{known.iloc[place]}", which is {codes.iloc[place]}')
    small = codes.str.match("[EW]01")
    files.refuse_where(
        small & ~tidied.map(_is_small_area),
        file,
        column,
        names,
        "the name of an LSOA: its district's, three digits and a letter",
    )
    return known.astype("str").where(known.notna(), tidied)


def _tidy(name):
    return " ".join(str(name).split())


@functools.cache
def _districts():
    return areas.district_names()


def _alike(names, known):
    """Tell of each name whether it is the known one, or near enough to be a spelling of it."""
    same = (known.isna() | (names == known)).to_numpy().copy()
    near = [
        name == wanted.split(",")[0] or (name not in _stems() and _likeness(name, wanted) >= ALIKE)
        for name, wanted in zip(names[~same], known[~same], strict=True)
    ]
    same[~same] = near
    return pd.Series(same, names.index)


@functools.lru_cache(maxsize=4_096)
def _likeness(one, other):
    return difflib.SequenceMatcher(None, one.casefold(), other.casefold()).ratio()


@functools.lru_cache(maxsize=65_536)
def _is_small_area(name):
    """Tell whether a name is an LSOA's: "Bristol 001A" lies in "Bristol, City of"."""
    found = SMALL_AREA.fullmatch(name)
    return bool(found) and found["district"] in _stems()


@functools.cache
def _stems():
    return {stem for name in _districts().values() for stem in (name, name.split(",")[0])}


def refuse_two_labels(file, column, codes, labels):
    """Refuse a file in which one code appears beside two labels."""
    pairs = pd.DataFrame({"code": codes.to_numpy(), "label": labels.to_numpy()}).drop_duplicates()
    twice = pairs[pairs.duplicated("code", keep=False)]
    if len(twice):
        first = twice["code"].iloc[0]
        one, other = twice.loc[twice["code"] == first, "label"].head(2)
        raise InputError(
            f'{file.name}, column "{column}": "{first}" appears beside "{one}" and beside "{other}"; '
            f"{twice['code'].nunique()} in all. The file was edited: download it again."
        )


def refuse_lost_categories(file, heading, codes):
    """Refuse a custom dataset without a category: its heading says how many it has, "(26 categories)".

    A code is a whole number, and -8 stands for "Does not apply".
    """
    files.refuse_where(
        ~codes.str.fullmatch(r"-?[0-9]{1,4}"), file, f"{heading} Code", codes, "a whole number"
    )
    said = re.search(r"\((\d+) categories\)$", heading)
    if said and codes.nunique() < int(said[1]):
        raise InputError(
            f'{file.name}: holds {codes.nunique()} categories of "{heading}". The file was cut: download it '
            "again."
        )


def refuse_other_names(file, codes, names, known):
    """Refuse places that `known`, {code: name}, calls otherwise: two codes changed places."""
    other = codes.map(known)
    wrong = other.notna() & (other != names)
    if wrong.any():
        place = wrong.to_numpy().argmax()
        raise InputError(
            f'{file.name}: calls {codes.iloc[place]} "{names.iloc[place]}", and the lookup of small areas '
            f'calls it "{other.iloc[place]}"; {int(wrong.sum())} in all. Rows or codes of one of the files '
            "changed places: download both again."
        )
