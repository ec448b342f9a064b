"""The capture lists: people counted by which lists they are on, and never a row for a person.

The body that holds the lists matches them and gives the office counts alone. A column is let in only if
data/reference/capture_lists.toml names its list, and a cell only if it is 0, 1 or a count.
"""

import re

import pandas as pd

from analysis import settings, toml_file
from analysis.errors import InputError, MissingSourceError, how_many
from analysis.extracts import cells
from analysis.extracts.counts import folder_of
from analysis.extracts.sealed import sealed
from analysis.extracts.texts import key

NAME = "capture_lists"
PEOPLE = "people"
LISTED = "data/reference/capture_lists.toml"
NOTHING_KEPT = "Nothing of the file was kept."
COUNT_FIRST = (
    'Count the people on each combination of lists first: a column of 0 and 1 for each list, then "people", '
    f"and one row for each combination. {NOTHING_KEPT}"
)


@sealed
def read(area):
    """Return the capture lists of an Area: a column of 0 and 1 for each list, and `people`.

    Raises MissingSourceError without the file, and InputError naming file, cell and rule, never a value, for
    a list that is not named in the list of lists, a file of persons, a cell that is neither 0 nor 1, a count
    that is not a whole number, and a combination that appears twice.
    """
    path = folder_of(area) / f"{NAME}.csv"
    if not path.is_file():
        raise MissingSourceError(
            f"{path}: no such file. It counts people by which lists they are on, where at least three bodies "
            "match their lists."
        )
    listed = toml_file.read(settings.data("reference", "capture_lists.toml"), "Restore it.")
    allowed = {key(one): one for one in (*listed["lists"], PEOPLE)}
    sheet = cells.with_headings(path, lambda text: key(text) in allowed, LISTED)[0]
    sheet.refuse_persons_above()
    strange = f"not a list that {LISTED} names, and not {PEOPLE}. {{}} {NOTHING_KEPT}"
    columns = sheet.named(allowed, allowed.values(), f". {COUNT_FIRST}", strange)
    if PEOPLE not in columns:
        raise InputError(f'{sheet.place}: has no column "{PEOPLE}". Is it a file of persons? {COUNT_FIRST}')
    if not sheet.rows:
        raise InputError(f"{sheet.place}: holds no rows. Save the file again.")
    table = pd.DataFrame({one: _numbers(sheet, columns[one], one) for one in columns})
    members = [one for one in columns if one != PEOPLE]
    twice = table.duplicated(members).to_numpy()
    if twice.any():
        row = int(twice.argmax())
        raise InputError(
            f"{sheet.place}, row {sheet.top + 1 + row}: this combination of lists appears in an earlier row "
            f"too; {int(twice.sum()):,} in all. {COUNT_FIRST}"
        )
    return table[[*members, PEOPLE]]


def _numbers(sheet, column, name):
    """Return a column as whole numbers: 0 and 1 for a list, 0 or more for the people."""
    form, wanted = (r"\d{1,7}", "a whole number, 0 or more") if name == PEOPLE else ("[01]", "0 or 1")
    wrong = [at for at, text in enumerate(column.texts) if not re.fullmatch(form, text)]
    if wrong and column.number(wrong):
        raise InputError(
            f"{sheet.at(column, column.first(wrong))}: is not {wanted}; "
            f"{how_many(column.number(wrong), 'such cells')} in the column. {COUNT_FIRST}"
        )
    texts = pd.Series(column.texts, dtype="str").where(~pd.Series(range(len(column.texts))).isin(wrong), "0")
    return texts.astype("int64").to_numpy()[column.cells]
