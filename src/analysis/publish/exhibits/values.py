"""Figures and names of a table as words for a sentence: "12.3%", or the marker of what is not shown.

A hidden figure is "[c]" and one that is not available "[x]": `say` says its `otherwise` for either.
"""

import math

import pandas as pd

from analysis.errors import InputError
from analysis.publish.exhibits import over_hidden
from analysis.publish.states import TOTAL, numbers_in, require
from analysis.publish.wording import kind_of, range_in_words, written
from analysis.states import MARKERS, NOT_AVAILABLE, SHOWN, SUPPRESSED
from analysis.tables.released import FROM

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


class NoRows(str):
    """The marker of a figure behind which there is no row: no sentence is made of it."""

    __slots__ = ()
    empty = True


HIDDEN, MISSING = MARKERS[SUPPRESSED], MARKERS[NOT_AVAILABLE]
NOTHING = NoRows(MISSING)


def value(frame, column, as_=None, **where):
    """Return the figure in `column` of the one row that `where` picks, in words.

    Written by the column's kind: whole numbers with thousands commas, `…_pct` with one decimal
    and a per cent sign, rates with one decimal, dates as month and year. Halves round away from
    zero. `as_` is "whole percentage" for a share without a decimal. A row that is not there is "not
    available".

    >>> offences = pd.DataFrame({"area": ["Wick"], "offences": [1204], "status": ["shown"]})
    >>> value(offences, "offences", area="Wick"), value(offences, "offences", area="Larkmere")
    ('1,204', '[x]')

    Raises InputError for an unknown column and when `where` picks more than one row.
    """
    row = _row(frame, column, where)
    if row is None:
        return _missing(frame)
    return _cell(frame, row, column, as_)


def span(frame, lower, upper, **where):
    """Return "2.1% to 2.4%" out of `lower` and `upper` of the one row that `where` picks.

    Each end is written as `value` writes it; ends that would read alike get a decimal more.
    """
    for column in (lower, upper):
        if (end := value(frame, column, **where)) in (HIDDEN, MISSING):
            return end
    row = _row(frame, lower, where)
    kinds = {kind_of(column, frame[column]) for column in (lower, upper)}
    return range_in_words(row[lower], row[upper], kinds.pop() if len(kinds) == 1 else "decimal")


def text(frame, column, **where):
    """Return the name in `column` of the rows that `where` picks: it is known where figures are hidden.

    Raises InputError for a column of figures, and where more than one name fits.
    """
    if not _any_figure(frame):
        return _missing(frame)
    require(frame, column)
    if column in numbers_in(frame):
        raise InputError(f'"{column}" holds numbers: take it with value(…, "{column}").')
    names = _picked(frame, where)[column].drop_duplicates()
    if len(names) > 1:
        raise InputError(f'value(…, "{column}") picks one name, and {len(names)} fit. Name more columns.')
    return MISSING if names.empty or pd.isna(names.iloc[0]) else written(names.iloc[0])


def largest(frame, n, column, label, beyond_chance=False, as_=None, **where):
    """Return the labels of the `n` rows with the largest `column`, as `first`, `second`, ….

    `label` may be a column of figures: then those come back, in the same order, `as_` as for `value`. Only
    shown rows take part, and no margin ("Total"). Where a tie runs over the end of the list the tied places
    are not available, because no row has the better claim. While a row is hidden a place is available only
    where a margin among the rows shows that no hidden figure can be as large.

    With `beyond_chance` a place is not available either while the range from `lower` to `upper` of its
    row meets that of a row which ranks below it: another may then be as large.
    """
    return _ranked(frame, n, column, label, where, False, beyond_chance, as_)


def smallest(frame, n, column, label, beyond_chance=False, as_=None, **where):
    """Return the labels of the `n` rows with the smallest `column`, as `largest` does."""
    return _ranked(frame, n, column, label, where, True, beyond_chance, as_)


def total(frame, column, **where):
    """Return the sum of `column` in words; hidden when any row in it is hidden."""
    if not _any_figure(frame):
        return _missing(frame)
    require(frame, column)
    if not kind_of(column, frame[column]) == "number":
        raise InputError(f'"{column}" does not add up: only counts have a total, not shares, rates or names.')
    picked = _picked(frame, where)
    for state in (SUPPRESSED, NOT_AVAILABLE):
        if picked["status"].eq(state).any():
            return MARKERS[state]
    return MISSING if picked.empty else written(picked[column].sum(), "number")


def count(frame, **where):
    """Return how many rows `where` picks, in words. A list picks any of its members."""
    return written(len(_picked(frame, where)), "number") if _any_figure(frame) else _missing(frame)


def _any_figure(frame):
    """Tell whether any row is available, once it is known that the frame says what of it is hidden."""
    if len(frame):
        why = "Without it nobody knows what of it is hidden: keep the column."
        require(frame, "status", why, "The table has no")
    if FROM in frame.attrs:
        over_hidden.refuse(frame, [over_hidden.of_document(*frame.attrs[FROM])])
    return len(frame) and not frame["status"].eq(NOT_AVAILABLE).all()


def _missing(frame):
    """Return the marker of a figure that is not available: of a table without rows nothing can be said."""
    return MISSING if len(frame) else NOTHING


def _row(frame, column, where):
    """Return the one row that `where` picks, None where there is none."""
    if not _any_figure(frame):
        return None
    require(frame, column)
    picked = _picked(frame, where)
    if len(picked) > 1:
        told = ", ".join(f"{name}={wanted!r}" for name, wanted in where.items()) or "nothing"
        raise InputError(
            f'value(…, "{column}") picks one row, and {told} picks {len(picked)}. Name more columns '
            f"out of: {', '.join(frame.columns)}."
        )
    return None if picked.empty else picked.iloc[0]


def _picked(frame, where):
    """Return the rows whose columns hold what `where` asks for: {column: a label, or several}."""
    for name, wanted in where.items():
        require(frame, name)
        options = list(wanted) if isinstance(wanted, list | tuple | set) else [wanted]
        if pd.api.types.is_datetime64_any_dtype(frame[name]):
            options = [pd.Timestamp(option) for option in options]
        frame = frame[frame[name].isin(options)]
    return frame


def _cell(frame, row, column, as_=None):
    """Return the cell of a row in words, its marker where it is not shown."""
    series = frame[column]
    if row["status"] != SHOWN:
        return MARKERS[row["status"]]
    if pd.isna(row[column]):
        return MISSING
    is_number = pd.api.types.is_numeric_dtype(series) and not pd.api.types.is_bool_dtype(series)
    return written(row[column], (as_ or kind_of(column, series)) if is_number else "words")


def _ranked(frame, n, column, label, where, ascending, beyond_chance, as_):
    """Return {"first": label, …} of the `n` rows with the largest or smallest `column`; see `largest`."""
    if not 1 <= n <= len(ORDINALS):
        raise InputError(f"A sentence can name the first one to {len(ORDINALS)}, not {n}.")
    places = dict.fromkeys(ORDINALS[:n], MISSING)
    if not _any_figure(frame):
        return dict.fromkeys(places, _missing(frame))
    for name in (column, label, *(("lower", "upper") if beyond_chance else ())):
        require(frame, name)
    picked = _picked(frame, where)
    # Of rows that all are of one margin, such as all districts together, none is the margin of the others.
    with_margins = [name for name in _labels(picked) if picked[name].nunique() > 1]
    parts = picked[~picked[with_margins].eq(TOTAL).any(axis="columns")]
    hidden = parts["status"].eq(SUPPRESSED).any()
    if hidden and (ascending or beyond_chance):
        return places
    # The largest shown is the largest of all only where no hidden one can be larger.
    most_hidden = _most_hidden(picked, parts, column) if hidden else -math.inf
    shown = parts[parts["status"].eq(SHOWN) & parts[column].notna()]
    order = shown.sort_values([column, *_labels(frame)[:1]], ascending=[ascending, True], kind="stable")
    tied = order[column].iloc[n] if len(order) > n else None
    for position, (place, figure) in enumerate(zip(ORDINALS, order[column].iloc[:n], strict=False)):
        unsure = beyond_chance and _meets_one_below(order, position)
        if figure > most_hidden and figure != tied and not unsure:
            places[place] = _cell(frame, order.iloc[position], label, as_)
    return places


def _labels(frame):
    """Return the columns that name a row, which are those without numbers."""
    numbers = numbers_in(frame)
    return [name for name in frame.columns if name not in numbers]


def _most_hidden(picked, parts, column):
    """Return the most that a hidden part can be: what its margin leaves over, infinity without a margin."""
    margins = picked.drop(parts.index)
    margins = margins[margins["status"].eq(SHOWN)]
    if len(margins) != 1 or column.endswith("_pct") or "_per_" in column:
        return math.inf
    return margins[column].iloc[0] - parts[column].sum()


def _meets_one_below(order, position):
    """Tell whether the range of a row meets that of one after it; an unknown range meets every other."""
    own, below = order.iloc[position], order.iloc[position + 1 :]
    return not (below["upper"].lt(own["lower"]) | below["lower"].gt(own["upper"])).all()
