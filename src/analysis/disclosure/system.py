"""Cells as sums of parts: the system that is hidden and checked, its truth, and what of it can move.

Nothing here knows a table. A cell is a row of a matrix over parts, the whole-number counts from which every
cell is summed. A cell is protected in a direction when a move, a whole-number change of the parts that every
shown cell and every known least value allows, changes it by exactly the width in that direction.

Where two sets of cells are equally good, the order of rows and columns decides: the caller gives cells
and parts in an order of their own that does not depend on the order of the data.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import highspy
import numpy as np
from scipy.sparse import csc_array, csr_array, vstack

from analysis.errors import InputError

UP, DOWN, EITHER = 1, -1, 0


class Unsolvable(InputError):  # noqa: N818
    """No whole-number world fits what was published."""


@dataclass(frozen=True, eq=False)
class System:
    """Cells as whole-number sums of parts, and sums of parts (`links`) that are 0 in every possible world."""

    matrix: csr_array
    links: csr_array | None = None


def sums_of(rows: list, width: int) -> csr_array:
    """Return a matrix of sums over `width` parts; `rows` are their parts and weights, or one for all."""
    parts = [np.asarray(numbers, dtype=np.int64) for numbers, _ in rows]
    weights = [np.broadcast_to(weight, len(own)) for own, (_, weight) in zip(parts, rows, strict=True)]
    held = (np.concatenate([*weights, np.empty(0)]), np.concatenate([*parts, np.empty(0)]))
    ends = np.r_[0, np.cumsum([len(one) for one in parts])]
    return csr_array(tuple(one.astype(np.int64) for one in (*held, ends)), shape=(len(rows), width))


@dataclass(frozen=True, eq=False)
class Protection:
    """The cells to hide, the needs (cell, direction) that no hiding can meet, and what is known of the least.

    `bound` is the least price of the cells that have to be hidden beside those that are small or hidden
    anyway, one for each unless some cost more; None where it was not worked out. `moves` are whole-number
    moves (parts, their changes) that meet every other need, by which `unprotected` can check it; of parts
    that no sum distinguishes the first stands for all.
    """

    hidden: np.ndarray
    unmet: tuple
    bound: float | None = None
    moves: tuple = ()


# How far a count above 0 may fall where moves can be made as small as need be.
FAR = 1_000_000


class Truth:
    """A system with its true counts, all in int64, and how far each need has to move.

    `width` is one for all cells, or one for each. `exact` asks only that a cell can move at all, by whatever
    fraction: a count above 0 then has room to fall as far as a move in whole numbers wants, and a need is
    met by a move either way, of any size.
    """

    def __init__(self, system, parts, floors, width, exact=False):
        matrix, links = csr_array(system.matrix, dtype=np.int64), system.links
        links = None if links is None or not links.shape[0] else csr_array(links, dtype=np.int64)
        # Parts that no sum distinguishes move as one: a change of their sum can be shared out among them.
        self.first, self.alike = _alike(csr_array((matrix if links is None else vstack([matrix, links])).T))
        self.parts = np.zeros(len(self.first), dtype=np.int64)
        np.add.at(self.parts, self.alike, np.asarray(parts, dtype=np.int64))
        self.matrix = csr_array(matrix[:, self.first])
        self.links = None if links is None else csr_array(links[:, self.first])
        self.sides = (EITHER,) if exact else (UP, DOWN)
        if exact:
            self.parts, floors, width = np.where(self.parts > 0, FAR, 0), 0, 1
        self.counts = self.matrix @ self.parts
        self.floors = np.broadcast_to(np.asarray(floors, dtype=np.int64), self.counts.shape)
        self.room_below = np.maximum(self.counts - self.floors, 0)
        width = np.broadcast_to(np.asarray(width, dtype=np.int64), self.counts.shape)
        self.amount = {UP: width, DOWN: np.minimum(self.room_below, width), EITHER: width}
        self.widest = int(width.max(initial=0))

    def needs(self, cells: np.ndarray) -> list[tuple[int, int]]:
        """Return the needs (cell, direction) of the cells marked, those to fall from the floor left out."""
        marked = np.flatnonzero(cells).tolist()
        return [(one, side) for one in marked for side in self.sides if self.amount[side][one]]


def _alike(rows):
    """Return the first of the rows of each kind, and the kind of every row."""
    rows.sort_indices()
    spans = [slice(*ends) for ends in pairwise(rows.indptr)]
    keys = [rows.indices[span].tobytes() + rows.data[span].tobytes() for span in spans]
    kinds = {key: kind for kind, key in enumerate(dict.fromkeys(keys))}
    alike = np.array([kinds[key] for key in keys], dtype=np.int64)
    return np.unique(alike, return_index=True)[1], alike


@dataclass(frozen=True, eq=False)
class Room:
    """The steps of which moves are made, how often each can be taken, and the sums of them that must be 0.

    A step is a change of parts (a column of `steps`), at first of one part by 1. It can be taken `low` times,
    which is 0 or less, to `high` times. `dear` are those that should be taken where nothing else will do.
    """

    steps: csr_array
    low: np.ndarray
    high: np.ndarray
    equal: csr_array
    dear: np.ndarray

    def without_dear(self) -> Room:
        """Return the room without its dear steps."""
        kept = np.flatnonzero(~self.dear)
        equal = distinct(self.equal[:, kept])
        return Room(self.steps[:, kept], self.low[kept], self.high[kept], equal, self.dear[kept])

    def bind(self, cells: csr_array, lows: np.ndarray) -> np.ndarray:
        """Tell which of `cells`, rows over all parts, the ends of the steps do not keep above `lows`."""
        held = csr_array(cells @ self.steps)
        rising, falling = held.copy(), held.copy()
        rising.data, falling.data = np.maximum(held.data, 0), np.minimum(held.data, 0)
        for one in (rising, falling):
            one.eliminate_zeros()
        # A step without an end, taken in the direction that lowers a cell, leaves it no least value.
        high = np.where(np.isinf(self.high), -np.iinfo(np.int32).min, self.high)
        return rising @ self.low.astype(float) + falling @ high.astype(float) < lows


def room(
    matrix: csr_array,
    links: csr_array | None,
    low_parts: np.ndarray,
    shown: np.ndarray,
    hidden: np.ndarray,
    low_hidden: np.ndarray,
) -> Room:
    """Return the `Room` that is left by the shown cells, the hidden ones' least values and the links.

    `low_parts`: the lowest change of each part. `shown`, `hidden`: row numbers of `matrix`; `low_hidden`: the
    lowest change of each hidden cell. Cells in neither do not hold anything.
    """
    equal = matrix[shown] if links is None else vstack([matrix[shown], links]).tocsr()
    least = matrix[hidden]
    low = np.asarray(low_parts, dtype=np.int64).copy()
    low_hidden = np.asarray(low_hidden, dtype=np.int64)
    free = np.ones(matrix.shape[1], dtype=bool)
    rises, falls = csr_array(equal > 0, dtype=np.int64), csr_array(equal < 0, dtype=np.int64)
    touched = csr_array((rises + falls).T)
    held = csr_array(least != 0, dtype=np.int64)
    while True:
        before = free.sum()
        _raise_lows(least, held, low_hidden, free, low)
        open_low = (free & (low < 0)).astype(np.int64)
        moving = free.astype(np.int64)
        up = rises @ moving + falls @ open_low
        down = rises @ open_low + falls @ moving
        count = rises @ moving + falls @ moving
        known = (count > 0) & ((up == 0) | (down == 0) | (count == 1))
        free &= (touched @ known.astype(np.int64)) == 0
        if free.sum() == before:
            break
    parts = np.flatnonzero(free)
    size = len(parts)
    steps = csr_array((np.ones(size, dtype=np.int64), (parts, np.arange(size))), shape=(len(free), size))
    dear = np.zeros(size, dtype=bool)
    return Room(steps, low[parts], np.full(size, np.inf), distinct(equal[:, parts]), dear)


def _raise_lows(least, held, low_hidden, free, low):
    """Give a part the least value of a hidden cell that consists of nothing else that can move."""
    single = np.flatnonzero((held @ free.astype(np.int64)) == 1)
    if not len(single):
        return
    rows = least[single][:, np.flatnonzero(free)].tocoo()
    keep = rows.data > 0
    part = np.flatnonzero(free)[rows.col[keep]]
    value = -((-low_hidden[single[rows.row[keep]]]) // rows.data[keep])
    np.maximum.at(low, part, value)


def distinct(rows: csr_array) -> csr_array:
    """Return `rows` without empty ones and repeats."""
    rows = csr_array(rows)
    rows.eliminate_zeros()
    first, _ = _alike(rows)
    return rows[first[np.diff(rows.indptr)[first] > 0]]


NEAR = 1e-6
# Nodes of the search for whole numbers: most need only the first.
NODES = 200
# One thread, one seed, no limit in seconds: the same input gives the same result.
OPTIONS = {"output_flag": False, "parallel": "off", "threads": 1, "random_seed": 0}


class Quiet(highspy.Highs):
    """HiGHS without callbacks: setting them up prints its name before it can be told to be silent."""

    def __init__(self):
        super(highspy.Highs, self).__init__()


def loaded(
    matrix: csc_array | csr_array,
    cost: np.ndarray,
    columns: tuple[np.ndarray, np.ndarray],
    rows: tuple[np.ndarray, np.ndarray],
    *,
    whole: bool = False,
    **options,
) -> Quiet:
    """Return a HiGHS model; `columns` and `rows` are their (lowest, highest) values."""
    matrix = csc_array(matrix)
    programme = highspy.HighsLp()
    programme.num_row_, programme.num_col_ = matrix.shape
    programme.col_cost_ = np.asarray(cost, dtype=float)
    programme.col_lower_, programme.col_upper_ = (np.asarray(one, dtype=float) for one in columns)
    programme.row_lower_, programme.row_upper_ = (np.asarray(one, dtype=float) for one in rows)
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    programme.a_matrix_.index_ = matrix.indices.astype(np.int32)
    programme.a_matrix_.value_ = matrix.data.astype(float)
    if whole:
        programme.integrality_ = [highspy.HighsVarType.kInteger] * matrix.shape[1]
    model = Quiet()
    for name, value in {**OPTIONS, **options}.items():
        model.setOptionValue(name, value)
    model.passModel(programme)
    return model


def solution(model: Quiet) -> np.ndarray | None:
    """Solve; return the values of the columns, or None where there is no proved optimum."""
    model.run()
    if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.array(model.getSolution().col_value)


def whole_solution(model: Quiet) -> np.ndarray | None:
    """Solve; return whole values of the columns, the best that were found, or None."""
    model.run()
    if model.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    return np.rint(np.array(model.getSolution().col_value))
