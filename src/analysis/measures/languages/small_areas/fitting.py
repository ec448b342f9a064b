"""Iterative proportional fitting: estimates brought to the margins that were counted; places held out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analysis.errors import InputError
from analysis.measures.languages.small_areas import model

if TYPE_CHECKING:
    from analysis.measures.languages.small_areas.model import Places


ROUNDS = 1_000  # margins that agree converge in tens of rounds; what has not by then never will
TOLERANCE = 1e-9  # of the table's total, a round: a thousandth of a person in a million
# Census tables are perturbed one by one. Over the 331 districts of 2021 the speakers of TS024 and the sum of
# the small areas of TS029 differ by 8 people on average and by 37 at most, so that a difference of more
# than 60 people and more than 1 % is another place, not noise.
NOISE_SHARE, NOISE_PEOPLE = 0.01, 60
ALIKE = "Are the two of the same places, vintage and people?"
FOLDS = 10
SEED = 20210321


def rake(
    seed: np.ndarray,
    rows: np.ndarray,
    columns: np.ndarray,
    rounds: int = ROUNDS,
    tolerance: float = TOLERANCE,
) -> np.ndarray:
    """Return a matrix of expected counts, fitted to its row and column margins.

    The seed's odds are kept: each cell is the seed's times a factor of its row and one of its column (Deming
    and Stephan 1940). Margins with different totals are never met at once: reconcile them first. Those
    that structural zeros keep apart do not converge either; after `rounds` the rows are met, the columns as
    nearly as can be.

    Raises InputError for a margin above zero whose row or column is zero in the seed, and for columns that
    are then missed by more people than the publisher's perturbation explains.

    >>> rake(np.array([[1.0, 1.0], [1.0, 3.0]]), np.array([3.0, 5.0]), np.array([3.0, 5.0])).round(2)
    array([[1.61, 1.39],
           [1.39, 3.61]])
    """
    seed = np.asarray(seed, dtype=float)
    rows, columns = np.asarray(rows, dtype=float), np.asarray(columns, dtype=float)
    for name, values in (("expected counts", seed), ("row margins", rows), ("column margins", columns)):
        # The least and the largest of numbers are missing where one of them is.
        if values.size and not (values.min() >= 0 and values.max() < np.inf):
            raise InputError(f"The {name} hold a number that is negative, missing or without end.")
    # The table itself is made once, at the end: a round is two products of the seed with a vector.
    of_row, of_column = (rows > 0).astype(float), (columns > 0).astype(float)
    _refuse_unheld("row", rows, seed @ of_column)
    _refuse_unheld("column", columns, of_row @ seed)
    for _ in range(rounds):
        of_column = model.ratio(columns, of_row @ seed)
        found = seed @ of_column
        if np.abs(of_row * found - rows).sum() <= tolerance * max(columns.sum(), 1.0):
            break
        of_row = model.ratio(rows, found)
    else:
        missed = np.abs(of_row @ seed * of_column - columns).sum() / 2
        if missed > _noise(columns.sum()):
            raise InputError(
                f"The margins cannot be met: after {rounds:,} rounds {missed:,.0f} of {columns.sum():,.0f} "
                f"people are in another column than counted. {ALIKE}"
            )
    return seed * of_row[:, None] * of_column


def reconciled(total: float, margin: np.ndarray) -> np.ndarray:
    """Return a margin scaled to a `total`; one that holds nobody stays as it is."""
    found = margin.sum()
    return margin * (total / found if found > 0 else 1.0)


def to_margins(seed: np.ndarray, people: np.ndarray, speakers: np.ndarray) -> np.ndarray:
    """Return a seed fitted to `speakers` of each language and to `people`, scaled to the same total."""
    return rake(seed, reconciled(speakers.sum(), people), speakers)


def refuse_unlike_totals(first: float, second: float, place: str, words: tuple[str, str]) -> None:
    """Refuse two totals of one place that differ by more than the publisher's perturbation explains."""
    allowed = _noise(max(first, second))
    if abs(first - second) > allowed:
        raise InputError(
            f"{place}: {words[0]} come to {first:,.0f} and {words[1]} to {second:,.0f}. Disclosure control "
            f"explains {allowed:,.0f} at most. {ALIKE}"
        )


def _noise(total):
    """Return by how many people two counts of a total may differ as the publisher perturbs each."""
    return max(NOISE_PEOPLE, NOISE_SHARE * total)


def _refuse_unheld(name, margin, held):
    empty = np.flatnonzero((margin > 0) & ~(held > 0))
    if len(empty):
        raise InputError(
            f"The margins cannot be met: {name} {empty[0] + 1} must hold {margin[empty[0]]:,.0f} and none of "
            f"its cells can hold anybody ({len(empty)} in all)."
        )


def random_folds(number: int) -> np.ndarray:
    """Return a fold's number for each of so many places, at random but the same every time.

    Raises InputError for fewer than two places a fold.
    """
    if number < 2 * FOLDS:
        raise InputError(
            f"Languages are known of {number} districts. At least {2 * FOLDS} are needed to learn how "
            "languages go with who lives in a place, and to test it: read TS024 for all of England and Wales."
        )
    order = np.random.default_rng(SEED).permutation(number)
    fold = np.empty(number, dtype=int)
    fold[order] = np.arange(number) % FOLDS
    return fold


def estimates(places: Places, speakers: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Return the estimated speakers of each place (places by languages), learnt without its fold.

    The margins are those of the fold: the speakers of each language, and each place's residents with
    another main language, scaled to the same total. A fold of one place is met exactly and tests nothing.
    """
    found = np.empty_like(speakers)
    for number in np.unique(fold):
        out = fold == number
        learnt = model.learn(places.chosen(~out), speakers[~out])
        seed = model.expected(learnt, places.chosen(out))
        found[out] = to_margins(seed, places.other_language[out], speakers[out].sum(axis=0))
    return found


def spread_evenly(people: np.ndarray, speakers: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Return the naive estimate: in every place of a fold its languages, in the same proportion."""
    found = np.empty((len(people), speakers.shape[1]))
    for number in np.unique(fold):
        out = fold == number
        share = people[out] / max(people[out].sum(), 1.0)
        found[out] = share[:, None] * speakers[out].sum(axis=0)
    return found


def misplaced(estimate: np.ndarray, true: np.ndarray) -> float:
    """Return the share of speakers put in the wrong place: half the absolute errors over all speakers."""
    return float(np.abs(estimate - true).sum() / (2 * true.sum()))
