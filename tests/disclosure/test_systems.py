"""Any system of sums: what is proved protected is so by enumeration, and what is hidden is enough."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_array

from analysis.disclosure import hiding
from analysis.disclosure.hiding import protect, unprotected
from analysis.disclosure.ranges import Outsider
from analysis.disclosure.system import Protection, System, Unsolvable

UP, DOWN, EITHER = 1, -1, 0


def all_worlds(system, hidden, counts, floors):
    """Return every way in which the parts fit what is shown: the first row, a shown total, bounds them."""
    matrix = system.matrix.toarray()
    total = int(counts[0])
    worlds = np.indices((total + 1,) * matrix.shape[1], dtype=np.int8).reshape(matrix.shape[1], -1)
    worlds = worlds[:, matrix[0] @ worlds == total].T.astype(np.int64)
    sums = worlds @ matrix.T
    fits = (sums[:, ~hidden] == counts[~hidden]).all(axis=1)
    fits &= (sums[:, hidden] >= floors[hidden]).all(axis=1)
    if system.links is not None:
        fits &= (worlds @ system.links.toarray().T == 0).all(axis=1)
    return worlds[fits]


def unmet_by_enumeration(system, parts, hidden, needs, floors, width):
    """Return the needs that no world meets."""
    counts = system.matrix @ parts
    sums = all_worlds(system, hidden, counts, floors) @ system.matrix.toarray().T
    found = []
    for cell in np.flatnonzero(needs):
        for side, amount in ((UP, width), (DOWN, min(width, counts[cell] - floors[cell]))):
            if amount and not (sums[:, cell] == counts[cell] + side * amount).any():
                found.append((int(cell), side))
    return sorted(found)


@st.composite
def systems(draw, linked=False):
    """Draw a system with a shown total, its true parts, hidden cells, needs and floors."""
    size = draw(st.integers(2, 5 if not linked else 4))
    parts = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    row = st.lists(st.sampled_from([0, 0, 1]), min_size=size, max_size=size)
    rows = draw(st.lists(row, min_size=2, max_size=9))
    rows = [[1] * size, *np.eye(size, dtype=int)[: draw(st.integers(0, size))].tolist(), *rows]
    links = None
    if linked:
        first = draw(st.integers(0, parts[0] + parts[1]))
        parts = [*parts, first, parts[0] + parts[1] - first]
        rows = [[*row, 0, 0] for row in rows]
        rows += [[0] * size + [1, 0], [0] * size + [0, 1]]
        links = csr_array(np.array([[1, 1] + [0] * (size - 2) + [-1, -1]]))
    matrix = csr_array(np.array(rows))
    parts = np.array(parts)
    counts = matrix @ parts
    informed = draw(st.booleans())
    floors = matrix @ (parts > 0) if informed else np.zeros_like(counts)
    marks = st.lists(st.booleans(), min_size=len(rows), max_size=len(rows))
    hidden = np.array(draw(marks))
    hidden &= (counts > 0) | (not informed)
    hidden[0] = False
    needs = hidden & np.array(draw(marks))
    return System(matrix, links), parts, hidden, needs, floors


@pytest.mark.parametrize("linked", [False, True])
@given(data=st.data(), width=st.sampled_from([1, 2]))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_a_need_counts_as_met_when_some_world_meets_it_and_what_is_hidden_protects_all(linked, data, width):
    system, parts, already, wanted, floors = data.draw(systems(linked))
    how = {"floors": floors, "width": width}

    def unmet(hidden, needs):
        return unmet_by_enumeration(system, parts, hidden, needs & hidden, **how)

    assert unprotected(system, parts, already, wanted, **how) == unmet(already, wanted)
    counts = system.matrix @ parts
    may_hide = (counts > 0) & ~already
    may_hide[0] = False
    others = already & ~wanted
    done = protect(system, parts, wanted, may_hide=may_hide, hidden=others, **how)
    assert (done.hidden >= others).all() and not done.hidden[~may_hide & ~others].any()
    assert set(unmet(done.hidden, wanted)) <= set(done.unmet)
    everything = may_hide | others
    assert set(unmet(everything, wanted)) == {need for need in done.unmet if everything[need[0]]}
    # The moves of one hiding are checked against another: what is shown there they may not change.
    for hidden in (done.hidden, wanted & done.hidden):
        needs = wanted & hidden
        assert unprotected(system, parts, hidden, needs, moves=done.moves, **how) == unmet(hidden, needs)


def outside(system, values, floors):
    """Return the `Outsider` of a system of which NaN among `values` is hidden."""
    hidden = np.isnan(values)
    return Outsider(system, np.where(hidden, floors, values), np.where(hidden, np.inf, values))


@pytest.mark.parametrize("linked", [False, True])
@given(data=st.data())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_somebody_outside_finds_the_range_that_all_worlds_have(linked, data):
    system, parts, hidden, _, floors = data.draw(systems(linked))
    counts = system.matrix @ parts
    found = outside(system, np.where(hidden, np.nan, counts), floors)
    sums = all_worlds(system, hidden, counts, floors) @ system.matrix.toarray().T
    for cell in np.flatnonzero(hidden):
        assert found.whole_ends(cell) == (sums[:, cell].min(), sums[:, cell].max())
    found.some_world()
    assert found.worlds


@pytest.mark.parametrize(
    ("rows", "values"),
    [
        ([[1, 1], [1, 0], [0, 1]], [4, 1, 2]),
        ([[1, 1], [1, 0], [0, 1]], [4, 5, np.nan]),
        ([[1, 1, 0], [0, 1, 1], [1, 0, 1], [1, 0, 0]], [1, 1, 1, np.nan]),  # fits in fractions only
    ],
)
def test_a_world_that_cannot_be_is_refused(rows, values):
    found = outside(System(csr_array(np.array(rows))), np.array(values, dtype=float), 0)
    with pytest.raises(Unsolvable, match="No counts fit"):
        found.end(0, 1)
        found.some_world()


def test_a_range_without_an_end_is_said_to_have_none():
    found = outside(System(csr_array(np.array([[1, 1]]))), np.array([np.nan]), 2)
    assert found.whole_ends(0) == (2, np.inf)


def computable_by_linear_programmes(system, hidden, counts, cells):
    """Return the cells whose least and greatest value agree for somebody who allows fractions."""
    matrix = system.matrix.toarray()
    links = np.zeros((0, matrix.shape[1])) if system.links is None else system.links.toarray()
    known = np.r_[counts[~hidden], np.zeros(len(links))]
    fixed = {"A_eq": np.vstack([matrix[~hidden], links]), "b_eq": known}
    found = []
    for cell in cells:
        least, most = (linprog(sign * matrix[cell], **fixed).fun * sign for sign in (1, -1))
        if most - least < 1e-7:
            found.append((int(cell), EITHER))
    return found


@pytest.mark.parametrize("linked", [False, True])
@given(data=st.data())
@settings(max_examples=50, deadline=None, derandomize=True)
def test_exact_a_cell_is_told_when_its_ends_agree_and_what_is_hidden_leaves_nothing_to_compute(linked, data):
    system, parts, already, wanted, _ = data.draw(systems(linked))
    counts = system.matrix @ parts

    def told(hidden):
        return computable_by_linear_programmes(system, hidden, counts, np.flatnonzero(wanted))

    assert unprotected(system, parts, already, wanted, floors=0, criterion="exact") == told(already)
    may_hide = np.arange(len(counts)) > 0
    done = protect(system, parts, wanted, floors=0, may_hide=may_hide, hidden=already, criterion="exact")
    assert set(told(done.hidden)) == set(done.unmet) == set(told(may_hide | already))


def three_ways(parts):
    """Return the system of a three-way table with every margin, and its parts."""
    parts = np.asarray(parts)
    matrix = np.ones((1, 1), dtype=int)
    for size in parts.shape:
        matrix = np.kron(matrix, np.vstack([np.eye(size, dtype=int), np.ones((1, size), dtype=int)]))
    return System(csr_array(matrix)), parts.ravel()


def test_every_need_has_a_move_by_which_it_is_checked_without_a_search(monkeypatch):
    system, parts = three_ways(np.random.default_rng(3).poisson(3, size=(3, 4, 5)))
    counts = system.matrix @ parts
    floors = csr_array(system.matrix != 0, dtype=int) @ (parts > 0)
    needs = (counts > 0) & (counts < 5)
    done = protect(system, parts, needs, floors=floors, may_hide=counts > 0)
    assert needs.sum() > 20 and not done.unmet and len(done.moves) > 5

    def searched(*_):
        raise AssertionError("moves were sought")

    monkeypatch.setattr(hiding, "Search", searched)
    checked = (system, parts, done.hidden, needs)
    assert unprotected(*checked, floors=floors, moves=done.moves) == []
    for false in (done.moves[:1], [(moved, 2 * change) for moved, change in done.moves], ()):
        with pytest.raises(AssertionError, match="moves were sought"):
            unprotected(*checked, floors=floors, moves=false)


def test_a_shown_cell_that_may_not_be_hidden_is_named_and_does_not_stand_in_the_way():
    system = System(csr_array(np.vstack([np.ones((1, 4), dtype=int), np.eye(4, dtype=int)])))
    may_hide = np.array([False, False, True, True, True])
    needs = np.array([False, True, True, False, False])
    last = [0, 0, 0, 0.9, 0.1]
    done = protect(system, [2, 3, 9, 8], needs, floors=1, may_hide=may_hide, order=last)
    assert done.unmet == ((1, DOWN), (1, UP))
    assert done.hidden.tolist() == [False, False, True, False, True]
    assert isinstance(done, Protection)


def test_exact_a_cell_that_moves_by_two_alone_is_not_told():
    # One cell is p, the other q, and p + 2q is shown: p moves by 2 where q moves by 1, and never by 1.
    system = System(csr_array([[1, 0], [0, 1], [1, 2]]), None)
    hidden, needs = np.array([True, True, False]), np.array([True, False, False])

    def left(criterion):
        return unprotected(system, np.array([3, 9]), hidden, needs, floors=0, criterion=criterion)

    assert left("exact") == []
    assert left("interval") == [(0, DOWN), (0, UP)]
    done = protect(system, np.array([3, 9]), needs, floors=0, may_hide=hidden, criterion="exact")
    assert done.hidden.tolist() == [True, True, False] and not done.unmet
