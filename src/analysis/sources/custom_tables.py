"""ONS "create a custom dataset" exports: one row a place and category, or a place and pair of categories."""

import functools
from dataclasses import dataclass, field

import pandas as pd

from analysis.errors import InputError, how_many
from analysis.sources import files, reading
from analysis.sources.workbooks import tidy

DOES_NOT_APPLY = "-8"  # of language: children under 3. In no denominator


@dataclass(frozen=True)
class Crossed:
    """Two variables crossed. `variables` are their names, with the number of categories in brackets.

    `cells` has `area_code`, `area_name`, `first_code`, `first`, `second_code`, `second` and `count`.
    """

    variables: tuple
    cells: pd.DataFrame = field(repr=False)


def custom_dataset(file):
    """Return an export of one variable, as it is.

    Columns: `area_code`, `area_name`, `category_code`, `category`, `count`. Category code "-8" is
    "Does not apply": those people or households are in no denominator, and leaving them out is the
    reader's business.

    Raises InputError when the headings are not of that export, when an area lacks a category that
    another has or has one twice, and when a count is not a whole number.
    """
    return _export(file, ["category"])[1]


@functools.lru_cache(maxsize=8)
def crossed(file):
    """Return an export of two variables, as it is.

    Code "-8" is "Does not apply"; areas in which the combination would disclose are not in the file.

    Raises InputError for what `custom_dataset` refuses, of combinations.
    """
    return Crossed(*_export(file, ["first", "second"]))


def _export(file, names):
    """Return the headings of the variables, and a row an area and combination; `names` are their columns."""
    frame = files.read_csv(file)
    found = list(frame.columns)
    variables, number = found[3:-1:2], len(names)
    coded = found[0:-1:2] == [f"{name} Code" for name in found[1:-1:2]]
    if not coded or found[-1] != "Observation" or len(variables) < number:
        raise InputError(
            f'{file.name}: headings "{", ".join(found)}" are not those of a custom dataset of {number} '
            'variable(s). Expected "<areas> Code", "<areas>", "<variable> Code" and "<variable>" of each, '
            '"Observation".'
        )
    if len(variables) > number:
        raise InputError(
            f"{file.name}: crosses {len(variables)} variables; {number} expected. Export it with those alone."
        )
    codes = files.area_codes(frame[found[0]], file, found[0])
    cells = pd.DataFrame({"area_code": codes, "area_name": frame[found[1]]})
    for name, variable in zip(names, variables, strict=True):
        cells[f"{name}_code"] = frame[f"{variable} Code"].str.strip()
        cells[name] = frame[variable].map(tidy)
    cells["count"] = files.whole_numbers(frame["Observation"], file, "Observation")
    keys = [f"{name}_code" for name in names]
    reading.refuse_twice(frame, file, [found[0], *(f"{variable} Code" for variable in variables)])
    wanted = cells[keys].drop_duplicates().shape[0]
    held = cells.groupby("area_code").size()
    short = held[held < wanted]
    if len(short):
        raise InputError(
            f"{file.name}: {short.index[0]} has {short.iloc[0]} categories or combinations where "
            f"{wanted} are known; {how_many(len(short), 'such areas')}. The file was cut: download it again."
        )
    for name, variable in zip(names, variables, strict=True):
        reading.refuse_lost_categories(file, variable, cells[f"{name}_code"])
        reading.refuse_two_labels(file, variable, cells[f"{name}_code"], cells[name])
        reading.refuse_two_labels(file, variable, cells[name], cells[f"{name}_code"])
    return tuple(variables), cells.assign(area_name=reading.named(file, found[1], codes, cells["area_name"]))
