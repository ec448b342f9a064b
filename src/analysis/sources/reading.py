"""What every reader checks of a publisher's table, and what a reader of counts gives back.

That a file gives each place its own name is among it: codes that changed places, or a damaged name, are seen.
"""

import difflib
import functools
import itertools
import re
from dataclasses import dataclass, field

import pandas as pd

from analysis import areas
from analysis.errors import InputError, nearest
from analysis.sources import files

TOTAL = "Total"
ALIKE = 0.8  # "Rhondda Cynon Taff" and "Taf" are 0.97 alike; of two districts 0.8 are one pair in 3,000
SMALL_AREA = re.compile(r"(?P<district>.+) \d{3}[A-Z]")


@dataclass(frozen=True)
class Read:
    """What a file holds: `frame`, the rows that were read, and where each of them went.

    `explained` is {what became of rows: how many}, and adds to every row of the file. `whole` is False for a
    part of a table: the rows of some first responders without the total of all; `forces` are those in it.
    """

    frame: pd.DataFrame = field(repr=False)
    explained: dict
    whole: bool = True
    forces: tuple = ()

    @property
    def rows(self):
        """Return the number of rows of the file."""
        return sum(self.explained.values())


def exactly(file, found, wanted):
    """Refuse a file that lacks a heading, or has one twice or a new one, which may split what is counted."""
    files.refuse_heading_twice(file, list(found))
    files.require(file, found, wanted)
    new = [heading for heading in found if heading not in wanted]
    if new:
        raise InputError(
            f'{file.name}: heading "{new[0]}" is new. Expected: {", ".join(wanted)}. '
            "If the publisher changed the table, its reader has to be changed."
        )


def refuse_twice(table, file, keys):
    """Refuse a table in which two rows have the same `keys`, naming both, counted as in the file."""
    twice = table.duplicated(keys)
    if twice.any():
        place, second = files.first_row(twice, file)
        row = table[keys].iloc[place]
        first = files.first_row((table[keys] == row).all(axis="columns"), file)[1]
        raise InputError(
            f"{file.name}, row {second}: {', '.join(row)} appears in row {first} too; "
            f"{int(twice.sum())} in all. Download the file again."
        )


def refuse_gaps(quarters, file):
    """Refuse quarters such as "2023-Q4" that do not follow one another: a gap would look like nobody."""
    for earlier, later in itertools.pairwise(quarters):
        if pd.Period(earlier, "Q") + 1 != pd.Period(later, "Q"):
            raise InputError(
                f"{file.name}: {later} appears after {earlier}. A quarter is missing, mislabelled or out of "
                "order. Download the file again."
            )


def same(*labels):
    """Return labels that mean themselves, for `refuse_labels`."""
    return {label: label for label in labels}


def refuse_labels(values, file, column, known):
    """Return `values` under the names of `known`, {label of the publisher: name}."""
    found = values.map({text: known.get(text.strip()) for text in values.unique()})
    if found.isna().any():
        first = values[found.isna()].iloc[0]
        hint = nearest(first, known, prefix=' (nearest: "', suffix='")')
        wanted = f"one of {', '.join(known)}{hint}"
        files.refuse_where(found.isna(), file, column, values, wanted)
    return found.astype("str")


def refuse_unless_adds_up(parts, totals, keys, count, file):
    """Refuse `totals` to which `parts` do not add, by `keys`: one changed, missing or too many.

    Rows of both are named as in the file, and what they add to is never said: a sum may be of few people.
    """
    have, want = (side.groupby(keys, sort=False)[count].sum() for side in (parts, totals))
    both = pd.concat({"have": have, "want": want}, axis="columns")
    wrong = both[both["have"].isna() | both["want"].isna() | (both["have"] != both["want"])]
    if wrong.empty:
        return
    where = wrong.index[0]
    named = list(where) if isinstance(where, tuple) else [where]
    place = ", ".join(map(str, named))
    add, said = wrong.iloc[0]["have"], wrong.iloc[0]["want"]
    if pd.isna(said):
        what = "has no row for its total"
    elif pd.isna(add):
        what = "has a total and no rows that it is the total of"
    else:
        what = "has rows that do not add to its total"
    here = totals if pd.notna(said) else parts
    row = here.index[(here[keys] == named).all(axis="columns").to_numpy().argmax()]
    raise InputError(
        f"{file.name}, row {row + 2}: {place}: {what}; {len(wrong)} in all. "
        "The file was cut or edited: download it again."
    )


def refuse_unless_wholes(numbers, wholes, file):
    """Refuse `numbers` in which a row's parts do not add to their whole; `wholes` is {column: its parts}."""
    for whole, parts in wholes.items():
        wrong = numbers[list(parts)].sum(axis="columns") != numbers[whole]
        if wrong.any():
            raise InputError(
                f'{file.name}, row {files.first_row(wrong, file)[1]}: "{whole}" is not the sum of its parts; '
                f"{int(wrong.sum())} such. The file was edited: download it again."
            )


def added(frame, count):
    """Return `frame` with rows of one label added up: two spellings, or two orders of two nationalities."""
    keys = [name for name in frame.columns if name != count]
    return frame.groupby(keys, as_index=False, sort=True)[count].sum()


def named(file, column, codes, names):
    """Return the names of places, tidied, those of districts and counties as this project writes them.

    `names` appear in `column` beside `codes`, both Series. A district or small area that no list knows keeps
    its name.

    Raises InputError for a blank name, one that is another place's, and a place with two names.
    """
    tidied = names.map(lambda name: " ".join(str(name).split())).astype("str")
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


@functools.cache
def _districts():
    return areas.district_names() | areas.county_names()


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
