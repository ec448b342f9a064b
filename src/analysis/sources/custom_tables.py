"""ONS "create a custom dataset" exports that cross two variables: one row a place and combination."""

from dataclasses import dataclass, field

import pandas as pd

from analysis.errors import InputError, such
from analysis.sources import files, place_checks

HEADINGS = 7  # area, two variables: a code and a name each, and the count


@dataclass(frozen=True)
class Crossed:
    """Two variables crossed. `variables` are their names, with the number of categories in brackets.

    `cells` has `area_code`, `area_name`, `first_code`, `first`, `second_code`, `second` and `count`.
    """

    variables: tuple
    cells: pd.DataFrame = field(repr=False)


def crossed(file):
    """Return an export of two variables, as it is.

    Code "-8" is "Does not apply"; areas in which the combination would disclose are not in the file.

    Raises InputError when the headings are not of such an export, when an area lacks a combination that
    another has or has one twice, and when a count is not a whole number.
    """
    frame = files.read_csv(file)
    found = list(frame.columns)
    named = found[1:-1:2]
    if (
        len(found) != HEADINGS
        or found[-1] != "Observation"
        or found[0:-1:2] != [f"{name} Code" for name in named]
    ):
        raise InputError(
            f'{file.name}: headings "{", ".join(found)}" are not those of a custom dataset of two variables. '
            'Expected "<areas> Code", "<areas>", and a code and a name for each of two variables, '
            '"Observation".'
        )
    codes = files.area_codes(frame[found[0]], file, found[0])
    cells = pd.DataFrame(
        {
            "area_code": codes,
            "area_name": frame[found[1]],
            "first_code": frame[found[2]].str.strip(),
            "first": frame[found[3]].map(_tidy),
            "second_code": frame[found[4]].str.strip(),
            "second": frame[found[5]].map(_tidy),
            "count": files.whole_numbers(frame["Observation"], file, "Observation"),
        }
    )
    keys = ["area_code", "first_code", "second_code"]
    twice = cells.duplicated(keys).to_numpy()
    if twice.any():
        row = cells[twice].iloc[0]
        raise InputError(
            f'{file.name}, row {int(twice.argmax()) + 2}: "{row["first"]}" by "{row["second"]}" is repeated '
            f"for {row['area_code']}. Download the file again."
        )
    wanted = cells[keys[1:]].drop_duplicates().shape[0]
    held = cells.groupby("area_code").size()
    short = held[held < wanted]
    if len(short):
        raise InputError(
            f"{file.name}: {short.index[0]} has {short.iloc[0]} combinations where {wanted} are known; "
            f"{such(len(short), 'areas')}. The file was cut: download it again."
        )
    for name, heading in (("first", found[3]), ("second", found[5])):
        place_checks.refuse_lost_categories(file, heading, cells[f"{name}_code"])
        place_checks.refuse_two_labels(file, heading, cells[f"{name}_code"], cells[name])
        place_checks.refuse_two_labels(file, heading, cells[name], cells[f"{name}_code"])
    cells["area_name"] = place_checks.named(file, found[1], codes, cells["area_name"])
    return Crossed((found[3], found[5]), cells)


def _tidy(text):
    return " ".join(text.split())
