"""Iterative proportional fitting: a table of expected counts brought to the margins that were counted."""

from dataclasses import dataclass

import numpy as np

from analysis.errors import InputError

ROUNDS = 1_000  # margins that agree converge in tens of rounds; what has not by then never will
TOLERANCE = 1e-9  # of the table's total, a round: a thousandth of a person in a million
# Census tables are perturbed one by one. Over the 331 districts of 2021 the speakers of TS024 and the sum of
# the small areas of TS029 differ by 8 people on average and by 37 at most, so that a difference of more
# than 60 people and more than 1 % is another place, not noise.
NOISE_SHARE, NOISE_PEOPLE = 0.01, 60


@dataclass(frozen=True)
class Fit:
    """A fitted table, how many rounds it took, how far it is from its margins, and whether it converged.

    `residual` is the largest difference, in people, between a margin and the fitted table's own.
    """

    table: np.ndarray
    rounds: int
    residual: float
    converged: bool


def rake(seed, rows, columns, rounds=ROUNDS, tolerance=TOLERANCE):
    """Return the `Fit` of a matrix of expected counts to its row and column margins.

    The seed's odds are kept: each cell is the seed's times a factor of its row and one of its column (Deming
    and Stephan 1940). Margins with different totals are never met at once: reconcile them first. Those
    that structural zeros keep apart do not converge either; after `rounds` the fit says so, and the
    rows are met, the columns as nearly as can be.

    Raises InputError for a margin above zero whose row or column is zero in the seed.

    >>> rake(np.array([[1.0, 1.0], [1.0, 3.0]]), np.array([3.0, 5.0]), np.array([3.0, 5.0])).table.round(2)
    array([[1.61, 1.39],
           [1.39, 3.61]])
    """
    seed = np.asarray(seed, dtype=float)
    rows, columns = np.asarray(rows, dtype=float), np.asarray(columns, dtype=float)
    _refuse_margins(seed, rows, columns)
    total = max(columns.sum(), 1.0)
    # The table itself is made once, at the end: a round is two products of the seed with a vector.
    of_row, of_column = (rows > 0).astype(float), (columns > 0).astype(float)
    _refuse_unheld("row", rows, seed @ of_column)
    _refuse_unheld("column", columns, of_row @ seed)
    converged, number = False, 0
    while number < rounds and not converged:
        number += 1
        of_column = _ratio(columns, of_row @ seed)
        found = seed @ of_column
        off = np.abs(of_row * found - rows)
        converged = off.sum() <= tolerance * total
        if not converged:
            of_row = _ratio(rows, found)
            off = columns - of_column * (of_row @ seed) if number == rounds else off
    table = seed * of_row[:, None]
    table *= of_column
    return Fit(table, number, _largest(off), converged)


def reconciled(first, second, shared=1):
    """Return the second margin scaled to what the first says of the axes that they share.

    Both have their `shared` first axes in common; with 0 only the totals agree. Where the second holds
    nobody and the first somebody, nothing can be scaled, and the second stays as it is.
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    known = first.sum(axis=tuple(range(shared, first.ndim)), keepdims=True)
    found = second.sum(axis=tuple(range(shared, second.ndim)), keepdims=True)
    known = known.reshape(found.shape)
    return second * np.where(found > 0, _ratio(known, found), 1.0)


def refuse_unlike_totals(first, second, place, words):
    """Refuse two totals of one place that differ by more than the publisher's perturbation explains."""
    allowed = max(NOISE_PEOPLE, NOISE_SHARE * max(first, second))
    if abs(first - second) > allowed:
        raise InputError(
            f"{place}: {words[0]} come to {first:,.0f} and {words[1]} to {second:,.0f}. Disclosure control "
            f"explains {allowed:,.0f} at most. Are the two of the same places, vintage and people?"
        )


def _refuse_margins(seed, rows, columns):
    if seed.shape != (len(rows), len(columns)):
        raise InputError(
            f"A table of {seed.shape[0]} rows and {seed.shape[1]} columns cannot be fitted to {len(rows)} "
            f"row margins and {len(columns)} column margins."
        )
    for name, values in (("expected counts", seed), ("row margins", rows), ("column margins", columns)):
        # The least and the largest of numbers are missing where one of them is.
        if values.size and not (values.min() >= 0 and values.max() < np.inf):
            raise InputError(f"The {name} hold a number that is negative, missing or without end.")


def _refuse_unheld(name, margin, held):
    empty = np.flatnonzero((margin > 0) & ~(held > 0))
    if len(empty):
        raise InputError(
            f"The margins cannot be met: {name} {empty[0] + 1} must hold {margin[empty[0]]:,.0f} and none of "
            f"its cells can hold anybody ({len(empty)} in all)."
        )


def _ratio(wanted, found):
    """Return wanted over found, zero where nothing is found."""
    return np.divide(wanted, found, out=np.zeros(np.broadcast(wanted, found).shape), where=found > 0)


def _largest(differences):
    return float(np.abs(differences).max(initial=0.0))
