"""The states of a row, their markers, and what charts ask of a measure's columns."""

import pandas as pd

from analysis.errors import InputError, refuse_unknown
from analysis.states import SHOWN, STATES, SUPPRESSED

NOT_APPLICABLE, ROUNDS_TO_ZERO = "[z]", "[low]"

# How `method` begins where a row can have no share or rate: there is nothing to divide by, and never will be.
NONE_POSSIBLE = "not applicable"
# The ends of a range of an answer, of which there may be none: too little may be known to give it.
ENDS_OF_A_RATE = ("least_rate_pct", "most_rate_pct")

TOTAL = "Total"  # the label of a margin

# Labels that are left out of a table without anybody having looked at their counts.
SET_ASIDE = (
    TOTAL,
    "Unknown",
    "Not stated",
    "Not asked",
    "Refused",
    "Outside the area",
    "Other or not stated",
)


# What a row says in words about its own hidden number: "exact" says that it is below ten.
TELLING = ("method", "position", "direction")


def require(frame, column, what_for="", lacks="The table has no column"):
    """Refuse a column that `frame` has not, naming the nearest, and `what_for` it is, a sentence."""
    refuse_unknown(column, frame.columns, f'{lacks} "{column}".', what_for)


def numbers_in(frame):
    """Return the names of the columns that hold numbers."""
    return list(frame.select_dtypes("number", exclude="timedelta"))


def is_answer(column):
    """Tell whether a column by its name is what a measure works out, not what it works from."""
    # What an answer is held against, where there is any, and between what it lies.
    if column.startswith("benchmark_") or column in ENDS_OF_A_RATE:
        return False
    return column in ("value", "ratio", "share") or column.endswith("_pct") or column.startswith("rate_per_")


def refuse_blank(frame, column):
    """Refuse `column` where it is blank in a row whose status is shown."""
    shown = frame["status"].eq(SHOWN)
    blank = shown & frame[column].isna()
    if blank.any():
        raise InputError(
            f'The column "{column}" is blank in {blank.sum()} of the {shown.sum()} rows whose '
            f'status is "shown", first in row {int(blank.idxmax()) + 1}. A row without a value is '
            '"not available".'
        )


def blanked(frame):
    """Return `frame` without any number, or word that tells one, in its suppressed rows."""
    hidden = frame["status"].eq(SUPPRESSED)
    if not hidden.any():
        return frame
    frame = frame.copy()
    for column in numbers_in(frame):
        kind = "Float64" if frame[column].dtype.kind == "f" else "Int64"
        frame[column] = frame[column].astype(kind).mask(hidden)
    for column in frame.columns:
        if column in TELLING or pd.api.types.is_bool_dtype(frame[column]):
            frame[column] = frame[column].astype("object").mask(hidden, None)
    return frame


def checked(frame):
    """Return a measure with its suppressed rows blanked, once it says of each row what may be shown of it.

    Raises InputError for a column that is there twice, a status that is none, a shown row that is blank and
    a number without end.
    """
    if frame.columns.duplicated().any():
        twice = frame.columns[frame.columns.duplicated()][0]
        raise InputError(f'The measure has the column "{twice}" twice. Rename one of them.')
    require(frame, "status", "Every row says whether it is shown, suppressed or not available.")
    takes = "It takes shown, suppressed or not available."
    for found in map(str, frame["status"].unique()):
        refuse_unknown(found, STATES, f'The measure\'s column "status" holds "{found}".', takes)
    _refuse_blank_rows(frame)
    for column in numbers_in(frame):
        if frame[column].isin([float("inf"), float("-inf")]).any():
            raise InputError(
                f'The measure\'s column "{column}" holds an infinite number: its denominator is zero.'
            )
    return blanked(frame).astype({"status": "str"})


def _refuse_blank_rows(frame):
    """Refuse a shown row whose rate, share or value is blank, or that holds no number at all.

    Blank it may be where the measure says in `method` that there can be none, such as before a first stage.
    """
    numbers, shown = numbers_in(frame), frame["status"].eq(SHOWN)
    none_possible = frame["method"].str.contains(NONE_POSSIBLE, na=False) if "method" in frame else False
    asked = frame[~(shown & none_possible)]
    for column in [name for name in numbers if is_answer(name)]:
        refuse_blank(asked, column)
    empty = shown & frame[numbers].isna().all(axis="columns") if numbers else shown & False
    if empty.any():
        raise InputError(
            f'{empty.sum()} of the {shown.sum()} rows whose status is "shown" hold no number, first row '
            f'{int(empty.idxmax()) + 1}. A row without a value is "not available".'
        )
