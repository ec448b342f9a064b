"""How long it takes to hide, and to check, where tables are linked: three ways, and editions that overlap.

Counts are invented, seeded and skewed as real ones are. The goals are limits named here, not rivals: no
other program hides over linked tables and editions. A missed goal ends with exit code 1.
"""

import sys
import time
from itertools import chain

import numpy as np
from scipy.sparse import csr_array, eye_array, kron, vstack

from analysis.disclosure.hiding import protect, unprotected
from analysis.disclosure.system import System

THRESHOLD = 5
HIDE_GOAL, CHECK_GOAL, EXACT_GOAL = 120, 60, 2


def margins(labels):
    """Return the sums over one column: each label, and all of them."""
    return csr_array(vstack([eye_array(labels), csr_array(np.ones((1, labels)))]), dtype=np.int64)


def cells(shape):
    """Return the sums of every cell of a table, margins included."""
    matrix = margins(shape[0])
    for labels in shape[1:]:
        matrix = csr_array(kron(matrix, margins(labels)), dtype=np.int64)
    return matrix


def people(shape, total, seed, draws=1):
    """Return invented counts of the inner cells: a row a draw, many small, a few large."""
    rng = np.random.default_rng(seed)
    weight = rng.gamma(0.35, size=shape)
    for axis, labels in enumerate(shape):
        spread = [1] * len(shape)
        spread[axis] = labels
        weight = weight * rng.lognormal(0, 0.7, size=labels).reshape(spread)
    return rng.poisson(np.tile((weight / weight.sum() * total).ravel(), (draws, 1)))


def timed(work, *args, **how):
    """Return what `work` gives and how many seconds it took."""
    start = time.perf_counter()
    return work(*args, **how), time.perf_counter() - start


def three_ways(shape=(12, 15, 28), total=40_000):
    """Yield a line for hiding a three-way table, and one for checking it."""
    matrix, parts = cells(shape), people(shape, total, seed=1)[0]
    counts = matrix @ parts
    floors = csr_array(matrix != 0, dtype=np.int64) @ (parts > 0)
    needs = (counts > 0) & (counts < THRESHOLD)
    system, known = System(matrix, None), {"floors": floors}
    done, seconds = timed(protect, system, parts, needs, may_hide=counts > 0, **known)
    assert not done.unmet
    yield "three ways, informed", len(counts), needs.sum(), done.hidden.sum(), seconds, HIDE_GOAL
    left, seconds = timed(unprotected, system, parts, done.hidden, needs, **known)
    assert not left
    yield "three ways, audit", len(counts), needs.sum(), done.hidden.sum(), seconds, CHECK_GOAL
    left, seconds = timed(unprotected, system, parts, done.hidden, needs, criterion="exact", **known)
    assert not left
    yield "three ways, exact check", len(counts), needs.sum(), done.hidden.sum(), seconds, EXACT_GOAL


def editions(shape=(12, 15, 23), number=6, total=40_000):
    """Yield a line for hiding each edition of overlapping years in its turn, and one for checking all."""
    table = cells(shape)
    quarters = people(shape, total / 4, seed=1, draws=number + 3)
    years = np.array(
        [[edition <= quarter < edition + 4 for quarter in range(number + 3)] for edition in range(number)]
    )
    matrix = csr_array(kron(csr_array(years.astype(np.int64)), table), dtype=np.int64)
    parts, size = quarters.ravel(), table.shape[0]
    counts = matrix @ parts
    floors = np.concatenate(
        [csr_array(table != 0, dtype=np.int64) @ (quarters[year].sum(axis=0) > 0) for year in years]
    )
    needs = (counts > 0) & (counts < THRESHOLD)
    hidden = np.zeros(len(counts), dtype=bool)
    for edition in range(number):
        until, new = (edition + 1) * size, np.arange(len(counts)) // size == edition
        system = System(matrix[:until], None)
        may_hide = (new & (counts > 0))[:until]
        known = {"floors": floors[:until], "may_hide": may_hide, "hidden": hidden[:until]}
        done, seconds = timed(protect, system, parts, needs[:until], **known)
        hidden[:until] = done.hidden
        what = f"{edition + 1} linked editions, informed ({len(done.unmet)} unmet)"
        yield what, until, needs[:until].sum(), done.hidden.sum(), seconds, None
    # Each move by which the last hiding met a need is checked again; only what none meets is searched for.
    known = {"floors": floors, "moves": done.moves}
    left, seconds = timed(unprotected, System(matrix, None), parts, hidden, needs, **known)
    what = f"{number} linked editions, audit of {len(done.moves):,} moves ({len(left)} unmet)"
    yield what, len(counts), needs.sum(), hidden.sum(), seconds, CHECK_GOAL


def main():
    """Print the table, and say which goals are missed."""
    print(f"{'what':52}{'cells':>8}{'primary':>9}{'hidden':>8}{'seconds':>9}{'goal':>6}")
    missed = []
    for what, number, primary, hidden, seconds, goal in chain(three_ways(), editions()):
        print(f"{what:52}{number:8,}{primary:9,}{hidden:8,}{seconds:9.2f}{goal or '':>6}", flush=True)
        missed += [what] if goal is not None and seconds > goal else []
    for what in missed:
        print(f"Goal missed: {what}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
