"""Moves in fractions become whole step by step, and leave nothing behind for the move that is asked next."""

import numpy as np
import pytest
from scipy.sparse import csr_array, eye_array, kron, vstack

from analysis.publish.disclosure import moves
from analysis.publish.disclosure.search import Search
from analysis.publish.disclosure.sums import System, Truth

SHAPE, THRESHOLD = (7, 8, 9), 5


def three_ways(seed=1):
    """Return a three-way table's `Truth`, and which of its cells are hidden: many, so that moves are long."""
    rng, matrix = np.random.default_rng(seed), csr_array(np.ones((1, 1), dtype=np.int64))
    for labels in SHAPE:
        both = vstack([eye_array(labels), csr_array(np.ones((1, labels)))])
        matrix = csr_array(kron(matrix, both), dtype=np.int64)
    parts = rng.poisson(rng.gamma(0.4, 4, size=matrix.shape[1]))
    counts = matrix @ parts
    floors = csr_array(matrix != 0, dtype=np.int64) @ (parts > 0)
    small = (counts > 0) & (counts < THRESHOLD)
    others = (counts > 0) & (np.diff(matrix.indptr) == 1) & (rng.random(len(counts)) < 0.5)
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


def asked(truth, hidden, search=None):
    """Return the move of each hidden cell upwards, by one search or each by a new one."""
    cells = np.flatnonzero(hidden)
    return [(search or searched(truth, hidden)).move(cell, 1, 3) for cell in cells]


def test_fractions_become_whole_without_a_search_of_all_columns(made_whole, monkeypatch):
    monkeypatch.setattr(moves.Programme, "_whole_search", lambda *_: pytest.fail("all columns were searched"))
    truth, hidden = three_ways()
    found = asked(truth, hidden, searched(truth, hidden))
    assert len(made_whole) > 10 and all(made_whole)
    cells = np.flatnonzero(hidden)
    for cell, (parts, change) in ((cell, move) for cell, move in zip(cells, found, strict=True) if move):
        moved = truth.matrix[:, parts] @ change
        assert moved[cell] == 1 and not moved[~hidden].any()
        assert (truth.parts[parts] + change >= 0).all() and (truth.counts + moved >= truth.floors)[
            hidden
        ].all()


def test_a_move_does_not_depend_on_what_was_asked_before(made_whole):
    truth, hidden = three_ways()
    one_after_another = asked(truth, hidden, searched(truth, hidden))
    alone = asked(truth, hidden)
    assert made_whole
    for one, other in zip(one_after_another, alone, strict=True):
        assert (one is None) == (other is None)
        assert one is None or (np.array_equal(one[0], other[0]) and np.array_equal(one[1], other[1]))
