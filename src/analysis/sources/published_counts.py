"""What every reader of a published table of counts checks, and what it gives back."""

import itertools
from dataclasses import dataclass, field

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.sources import files

TOTAL = "Total"
SHOWN, SUPPRESSED, NOT_AVAILABLE = "shown", "suppressed", "not available"


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
    """Refuse a file that lacks a heading or has a new one: a new column may split what is counted."""
    files.require(file, found, wanted)
    new = [heading for heading in found if heading not in wanted]
    if new:
        raise InputError(
            f'{file.name}: heading "{new[0]}" is new. Expected: {", ".join(wanted)}. '
            "If the publisher changed the table, its reader has to be changed."
        )


def refuse_twice(table, file, keys):
    """Refuse a table in which two rows have the same `keys`, naming both, counted as in the file."""
    twice = table.duplicated(keys).to_numpy()
    if twice.any():
        second = twice.argmax()
        row = table.iloc[second]
        first = (table[keys] == row[keys]).all(axis="columns").to_numpy().argmax()
        raise InputError(
            f"{file.name}, row {files.row_in(file, second)}: {', '.join(row[keys])} appears in row "
            f"{files.row_in(file, first)} too; "
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
    found = values.str.strip().map(known)
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


def added(frame, count):
    """Return `frame` with rows of one label added up: two spellings, or two orders of two nationalities."""
    keys = [name for name in frame.columns if name != count]
    return frame.groupby(keys, as_index=False, sort=True)[count].sum()
