"""Moves in fractions become whole step by step, and leave nothing behind for the move that is asked next."""

import numpy as np
import pytest
from scipy.sparse import csr_array, kron

from analysis.disclosure import moves
from analysis.disclosure.search import Search
from analysis.disclosure.system import System, Truth
from tests.benchmarks.bench_linked import cells

SHAPE, THRESHOLD = (7, 8, 9), 5


def three_ways(seed=1, shape=SHAPE, years=((1,),)):
    """Return the `Truth` of a three-way table, and which cells are hidden: many, so that moves are long.

    With `years`, rows over quarters, there is a table for each.
    """
    rng, matrix = np.random.default_rng(seed), csr_array(kron(np.array(years), cells(shape)), dtype=np.int64)
    parts = rng.poisson(rng.gamma(0.4, 4, size=matrix.shape[1]))
    counts = matrix @ parts
    floors = csr_array(matrix != 0, dtype=np.int64) @ (parts > 0)
    small = (counts > 0) & (counts < THRESHOLD)
    others = (counts > 0) & (np.diff(matrix.indptr) <= len(years[0])) & (rng.random(len(counts)) < 0.5)
    return Truth(System(matrix, None), parts, floors, 1), small | others


def searched(truth, hidden):
    nobody = np.zeros_like(hidden)
    return Search(truth, hidden, nobody, hidden, 1)


@pytest.fixture
def made_whole(monkeypatch):
    """Return a list of whether a solution in fractions became whole, for each that there was."""
    found, own = [], moves.Programme._whole

    def watched(self, solved):
        whole = own(self, solved)
        if moves._is_split(solved).any():
            found.append(whole is not None)
        return whole

    monkeypatch.setattr(moves.Programme, "_whole", watched)
    return found


def asked(truth, hidden, search=None, level=2, which=slice(None)):
    """Return the move of hidden cells upwards, by one search or each by a new one."""
    chosen = np.flatnonzero(hidden)[which]
    return [(search or searched(truth, hidden)).move((cell, 1), level) for cell in chosen]


def stands(truth, hidden, cell, parts, change):
    """Tell whether a move raises a cell by one, leaves what is shown, and asks too much of nothing."""
    moved = truth.matrix[:, parts] @ change
    least = (truth.parts[parts] + change >= 0).all() and (truth.counts + moved >= truth.floors)[hidden].all()
    return moved[cell] == 1 and not moved[~hidden].any() and least


def test_fractions_become_whole_without_a_search_of_all_columns(made_whole, monkeypatch):
    monkeypatch.setattr(moves.Programme, "_whole_search", lambda *_: pytest.fail("all columns were searched"))
    truth, hidden = three_ways()
    found = asked(truth, hidden, searched(truth, hidden))
    assert len(made_whole) > 10 and all(made_whole)
    for cell, move in zip(np.flatnonzero(hidden), found, strict=True):
        assert move is None or stands(truth, hidden, cell, *move)


def test_a_move_of_blocks_that_asks_too_much_of_a_part_is_mended(monkeypatch):
    truth, hidden = three_ways(seed=0, shape=(6, 7, 8), years=((1, 1, 1, 0), (0, 1, 1, 1)))

    def found(times):
        monkeypatch.setattr(moves, "TOLD", times)
        return asked(truth, hidden, searched(truth, hidden), level=0)

    once, mended = found(1), found(4)
    assert sum(move is not None for move in mended) > sum(move is not None for move in once) > 10
    for cell, move in zip(np.flatnonzero(hidden), mended, strict=True):
        assert move is None or stands(truth, hidden, cell, *move)


def test_a_move_does_not_depend_on_what_was_asked_before(made_whole):
    truth, hidden = three_ways()
    one_after_another = asked(truth, hidden, searched(truth, hidden))
    assert made_whole
    alone = asked(truth, hidden, which=slice(None, None, 8))
    for one, other in zip(one_after_another[::8], alone, strict=True):
        assert (one is None) == (other is None)
        assert one is None or (np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1]))
