"""Match the rows of a measure with cells of a tabulation, so that neither their choice nor order tells."""

from itertools import permutations, product

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.publish.states import SET_ASIDE, SHOWN, SUPPRESSED


def keys_of(measure, tabulation):
    """Return, for each row of `measure`, the (period, labels) of its cell.

    The column `period` may be left out where the tabulation has one period. Raises InputError naming the
    first row that is no cell, by its place: the label of an office's own file is never repeated.
    """
    columns = list(tabulation.keys)
    if "period" not in measure.columns:
        if len(tabulation.periods) > 1:
            raise InputError(
                f'The measure has no column "period", and "{tabulation.name}" has {len(tabulation.periods)} '
                "periods: each row says which is its own."
            )
        columns.remove("period")
    for column in columns:
        if column not in measure.columns:
            hint = nearest(column, measure.columns)
            raise InputError(
                f'The measure has no column "{column}", and "{tabulation.name}" is by it. {hint}'.strip()
            )
    labels = [measure[column].astype(object).tolist() for column in columns]
    keys = []
    for number, row in enumerate(zip(*labels, strict=True), start=1):
        period, *rest = row if "period" in columns else (*tabulation.periods, *row)
        # A str and nothing else: what only behaves like one could say one label here and write another.
        plain = all(type(label) is str for label in (period, *rest))
        if not plain or (period, tuple(rest)) not in tabulation.cells:
            raise InputError(
                f'Row {number} of the measure is not a cell of "{tabulation.name}", by its '
                f"{_strange(row, columns, tabulation)}."
            )
        keys.append((period, tuple(rest)))
    if len(set(keys)) < len(keys):
        first = next(number for number, key in enumerate(keys, start=1) if key in keys[: number - 1])
        raise InputError(f'Row {first} of the measure is a second row for one cell of "{tabulation.name}".')
    return keys


def _strange(row, columns, tabulation):
    for column, label in zip(columns, row, strict=True):
        known = tabulation.labels(tabulation.keys.index(column))
        if type(label) is not str or label not in known:
            return f'"{column}"'
    return " and ".join(f'"{column}"' for column in columns)


def not_chosen(keys, tabulation):
    """Return whether hidden cells of the slice that `keys` show are left out, and whether others are not.

    The slice is every cell with the labels that the rows hold. Where one column alone varies it is that
    whole column, but for the labels that are set aside anyway; of the periods it is those from the
    first to the last.
    """
    held = [set(column) for column in zip(*((period, *labels) for period, labels in keys), strict=True)]
    varying = [position for position, labels in enumerate(held) if len(labels) > 1]
    for position, labels in enumerate(held):
        known = tabulation.labels(position)
        if position == 0:
            places = [known.index(label) for label in labels]
            held[0] = set(known[min(places) : max(places) + 1])
        elif varying == [position]:
            held[position] = labels | {label for label in known if label not in SET_ASIDE}
    chosen = set(keys)
    hidden = [
        key
        for period, *labels in product(*held)
        if (key := (period, tuple(labels))) in tabulation.cells and tabulation.state(key) == SUPPRESSED
    ]
    return any(key not in chosen for key in hidden), any(key in chosen for key in hidden)


def untelling_order(keys, status, tabulation, measure):
    """Return positions of rows in an order that says nothing of the hidden ones.

    Rows in the order of their labels stay. Rows in any other order, such as the largest first, keep it
    where they are shown; the hidden ones come last, in the order of the document: between two numbers
    they would be known to lie between them. So they do where both orders are one: whoever knows that a
    chapter puts the largest first would know that the hidden ones follow each other so too.
    """
    hidden = np.asarray(status) == SUPPRESSED
    stays = _by_labels(keys, tabulation) and not _may_be_by_size(keys, ~hidden, measure)
    if not hidden.any() or stays:
        return list(range(len(keys)))
    place = {key: number for number, key in enumerate(tabulation.cells)}
    last = sorted(np.flatnonzero(hidden), key=lambda row: place[keys[row]])
    return [*np.flatnonzero(~hidden), *last]


def _may_be_by_size(keys, shown, measure):
    """Tell whether the shown rows of a measure rise or fall in one of its numbers; of times none does."""
    if len({labels for _, labels in keys}) == 1:
        return False
    sizes = [measure[name] for name in measure.columns if pd.api.types.is_numeric_dtype(measure[name])]
    rows = [size.to_numpy(dtype=float, na_value=np.nan)[shown] for size in sizes]
    steps = [np.diff(row[~np.isnan(row)]) for row in rows]
    return any((step >= 0).all() or (step <= 0).all() for step in steps)


def _by_labels(keys, tabulation):
    columns = list(zip(*((period, *labels) for period, labels in keys), strict=True))
    codes = []
    for position, column in enumerate(columns):
        if len(set(column)) > 1:
            rank = {label: number for number, label in enumerate(tabulation.labels(position))}
            codes.append(np.array([rank[label] for label in column]))
    if not codes:
        return True  # one row alone has no order
    given = np.arange(len(keys))
    for order in permutations(codes):
        for sign in (1, -1):
            # lexsort takes the first key last.
            if np.array_equal(np.lexsort([sign * code for code in reversed(order)]), given):
                return True
    return False


def key_columns(keys, tabulation):
    """Return the key columns anew, from the labels of the document."""
    made = {"period": [period for period, _ in keys]}
    for position, column in enumerate(tabulation.by):
        made[column] = [labels[position] for _, labels in keys]
    return {name: pd.Series(values, dtype="str") for name, values in made.items()}


def state_of_rows(measure, keys, tabulation):
    """Return each row's state: the measure's own, or the cell's where the measure takes it for shown."""
    given = measure["status"].astype(object).tolist()
    cells = [tabulation.state(key) for key in keys]
    worst = [
        cell if own == SHOWN or cell == SUPPRESSED else own for own, cell in zip(given, cells, strict=True)
    ]
    return np.array(worst, dtype=object)
