"""The state of a figure, and how the states of parts decide the state of a whole."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import InputError, refuse_unknown
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

__all__ = ["what_does_not_fit"]

TOTAL = "Total"
# The order in which a whole takes its state from its parts. Suppressed comes first: a sum that owned up
# only to a missing part would say that the hidden part could be had for the asking.
STATES = (SUPPRESSED, NOT_AVAILABLE, SHOWN)

# A row is named by the first of these that the table has, so that an error points at a place.
NAMES_OF_ROWS = ("area_name", "police_force_area_name", "force_name", "area_code")
DOES_NOT_FIT = "does not fit: "
QUARTER = re.compile(r"(?P<kind>.*?)(?P<year>\d{4})-Q(?P<quarter>[1-4])")
FIRST_MONTHS = ("January", "April", "July", "October")
LAST_MONTHS = ("March", "June", "September", "December")


def require(table: pd.DataFrame, *columns) -> None:
    """Raise InputError for the first of `columns` that `table` has not, naming the nearest."""
    has = ", ".join(map(str, table.columns))
    for column in columns:
        refuse_unknown(column, table.columns, f'Column "{column}" is not in the table. It has: {has}.')


def listed(columns: Sequence[str] | str | None) -> list[str]:
    """Return one column name, several or None as a list."""
    if columns is None:
        return []
    return [columns] if isinstance(columns, str) else list(columns)


def numbers(table: pd.DataFrame, column: str) -> np.ndarray:
    """Return a column as floats, missing ones as NaN; text is refused, not turned into missing."""
    require(table, column)
    values = pd.to_numeric(table[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    text = np.isnan(values) & table[column].notna().to_numpy()
    if text.any():
        raise InputError(
            f'Column "{column}" needs numbers, and blanks where there is none: {rows_named(table, text)}.'
        )
    return values


def rows_named(table: pd.DataFrame, which: np.ndarray) -> str:
    """Return the names of the rows where `which` is true: three of them, and how many more there are."""
    label = next((name for name in NAMES_OF_ROWS if name in table.columns), None)
    found = table.index[which] if label is None else table.loc[which, label]
    names = [f"row {item}" if label is None else str(item) for item in found]
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def refuse(table: pd.DataFrame, which: np.ndarray, found: str, wanted: str) -> None:
    """Raise InputError naming the rows where `which` is true, if there are any."""
    if which.any():
        raise InputError(f"{found} in {rows_named(table, which)}. {wanted}")


def statuses(table: pd.DataFrame, *values) -> np.ndarray:
    """Return each row's state: its own `status`, or "not available" where one of `values` is missing.

    A table without a `status` column is taken as shown throughout.
    """
    if "status" in table.columns:
        status = table["status"].to_numpy(dtype=object, na_value=None)
        unknown = ~np.isin(status.astype(str), STATES)
        refuse(
            table, unknown, "No known status", f"It is one of {', '.join(reversed(STATES))}, and never blank."
        )
    else:
        status = np.full(len(table), SHOWN, dtype=object)
    missing = np.zeros(len(table), dtype=bool)
    for value in values:
        missing |= np.isnan(value)
    return np.where((status == SHOWN) & missing, NOT_AVAILABLE, status)


def whole_counts(table: pd.DataFrame, value: str) -> tuple[np.ndarray, np.ndarray]:
    """Return `value` as counts and each row's state; a negative or fractional count is refused."""
    counts = numbers(table, value)
    refuse(table, counts < 0, f'"{value}" is negative', "A count is zero or more.")
    refuse(table, counts % 1 > 0, f'"{value}" is not whole', "A count is a whole number: not a percentage.")
    return counts, statuses(table, counts)


def text(values: Iterable) -> pd.api.extensions.ExtensionArray:
    """Return strings as a text column, None as missing."""
    return pd.array(list(values), dtype="str")


def methods(table: pd.DataFrame, status: np.ndarray, method: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Return `method` (one or a row each) for shown rows, and elsewhere the reason that the table gives."""
    given: Any = table["method"].to_numpy(dtype=object, na_value=None) if "method" in table.columns else None
    return text(np.where(status == SHOWN, method, given))


def shown_only(status: np.ndarray | pd.Series, values: np.ndarray | pd.Series) -> np.ndarray:
    """Return `values` with NaN in every row that is not shown."""
    return np.where(status == SHOWN, values, np.nan)


def answered(
    result: pd.DataFrame, figures: dict, method: np.ndarray | str, why_not: np.ndarray | str | None = None
) -> pd.DataFrame:
    """Return `result` with `figures`; a shown row whose first figure cannot be had says `why_not`.

    Rows of `result` that are not shown keep its `method` and `status` and get no figures. A column that it
    has of a figure's name is replaced.
    """
    status, first = statuses(result), np.asarray(next(iter(figures.values())), dtype=float)
    none = (status == SHOWN) & ~np.isfinite(first)
    why: Any = why_not  # a text, one a row, or none
    state = np.where(none, NOT_AVAILABLE, status)
    kept = result.drop(columns=[*figures, "method", "status"], errors="ignore")
    return kept.assign(
        **{name: shown_only(state, np.asarray(figure, dtype=float)) for name, figure in figures.items()},
        method=methods(result, status, np.where(none, why, method)),
        status=text(state),
    )


def pooled_status(status: list[str] | np.ndarray | pd.Series, groups: list[int] | np.ndarray) -> np.ndarray:
    """Return the state of each group: the first of `STATES` that any of its rows has.

    `status` is an array with a row each, `groups` a group number each, counted from zero.
    """
    order = pd.Series(status, dtype=object).map({state: rank for rank, state in enumerate(STATES)})
    return order.groupby(np.asarray(groups)).min().map(dict(enumerate(STATES))).to_numpy(dtype=object)


def pooled_method(
    method: np.ndarray, status: np.ndarray, state: np.ndarray, groups: np.ndarray
) -> pd.api.extensions.ExtensionArray:
    """Return the reason or method of each group: those of the rows that gave the group its `state`."""
    frame = pd.DataFrame({"method": method, "group": np.asarray(groups)})
    deciding = frame[(np.asarray(status) == np.asarray(state)[frame["group"]]) & frame["method"].notna()]
    told = deciding.drop_duplicates().groupby("group")["method"].agg("; ".join)
    return text(told.reindex(range(len(state))).to_numpy(dtype=object, na_value=None))


def pooled(table: pd.DataFrame, by: list[str], values: list[str]) -> pd.DataFrame:
    """Return one row per group of `by` with the sums of `values`, `method` and `status`.

    A suppressed part makes the sum suppressed, a part that is not available makes it not available;
    a sum that is not shown is blank and `method` keeps the reason that its parts gave. Whole numbers stay
    whole, unless a blank among them makes the column one of floats.
    """
    require(table, *by, *values)
    columns = {value: numbers(table, value) for value in values}
    status = statuses(table, *columns.values())
    if by:
        groups = table.groupby(by, sort=False, dropna=False, observed=True).ngroup().to_numpy()
        first = np.unique(groups, return_index=True)[1]  # groups are numbered as they appear
        result = table[by].iloc[first].reset_index(drop=True)
    else:
        groups = np.zeros(len(table), dtype=int)
        result = pd.DataFrame(index=range(min(len(table), 1)))
    state = pooled_status(status, groups)
    for value, column in columns.items():
        sums = np.bincount(groups, weights=column, minlength=len(state)) if len(state) else np.array([])
        sums = shown_only(state, sums)
        whole = pd.api.types.is_integer_dtype(table[value]) and not np.isnan(sums).any()
        result[value] = sums.astype("int64") if whole else sums
    given: Any = table["method"].to_numpy(dtype=object, na_value=None) if "method" in table.columns else None
    return result.assign(
        method=pooled_method(np.full(len(table), None) if given is None else given, status, state, groups),
        status=text(state),
    )


def phrase(names: Iterable[str]) -> str:
    """Return names in one phrase, with semicolons where a name has a joint of its own.

    >>> phrase(["Abbey", "Quay", "Mill"])
    'Abbey, Quay and Mill'
    >>> phrase(["Rugby", "Nuneaton and Bedworth"])
    'Rugby; and Nuneaton and Bedworth'
    """
    names = list(names)
    if len(names) > 1 and any(joint in name for name in names for joint in (",", " and ")):
        return f"{'; '.join(names[:-1])}; and {names[-1]}"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def in_day(day: pd.Timestamp) -> str:
    """Return a day as a page writes it: 20 May 2026."""
    return f"{day.day} {day:%B %Y}"


def two_quarters_after(day: pd.Timestamp | str) -> pd.Timestamp:
    """Return the last day of the two quarters after `day`: six calendar months, month's end to month's end.

    >>> [in_day(two_quarters_after(day)) for day in ("2026-06-30", "2026-05-20", "2026-08-31")]
    ['31 December 2026', '20 November 2026', '28 February 2027']
    """
    return pd.Timestamp(day) + pd.DateOffset(days=1) + pd.DateOffset(months=6) - pd.DateOffset(days=1)


def what_does_not_fit(table: pd.DataFrame, fits: str) -> pd.DataFrame:
    """Return one row, `says` in words what does not fit in a table; `fits` where everything does.

    >>> rows = pd.DataFrame({"method": ["does not fit: more left than came", "Wilson"]})
    >>> [what_does_not_fit(each, "All fits.")["says"].iloc[0] for each in (rows, rows[1:])]
    ['More left than came.', 'All fits.']
    """
    require(table, "method")
    found = table["method"].dropna().drop_duplicates()
    said = [method.removeprefix(DOES_NOT_FIT) for method in found if method.startswith(DOES_NOT_FIT)]
    sentences = [f"{one[:1].upper()}{one[1:]}." for one in said]
    return pd.DataFrame({"says": text([" ".join(sentences) or fits]), "status": text([SHOWN])})


def quarters_in_words(periods: list[str]) -> str:
    """Return the periods of a tabulation, in their order, as a reader says them: the first to the last.

    >>> quarters_in_words(["2025-Q4", "2026-Q1"]), quarters_in_words(["year ending 2026-Q1"])
    ('October 2025 to March 2026', 'year ending March 2026')
    """
    found = [QUARTER.fullmatch(period) for period in periods]
    whole = [one for one in found if one is not None]
    if not found or len(whole) < len(found):
        return " to ".join(dict.fromkeys([*periods[:1], *periods[-1:]]))
    first, last = ((one["kind"], one["year"], int(one["quarter"]) - 1) for one in (whole[0], whole[-1]))
    end = f"{LAST_MONTHS[last[2]]} {last[1]}"
    if first[0]:
        start = f"{first[0]}{LAST_MONTHS[first[2]]} {first[1]}"
        return start if first == last else f"{start} to {end}"
    same_year = first[1] == last[1]
    return f"{FIRST_MONTHS[first[2]]}{'' if same_year else f' {first[1]}'} to {end}"
