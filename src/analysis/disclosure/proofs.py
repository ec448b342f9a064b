"""Prove by whole-number moves that hidden cells cannot be told."""

import numpy as np

from analysis.disclosure.exactness import computable
from analysis.disclosure.search import Search
from analysis.disclosure.sums import EITHER, Truth
from analysis.disclosure.witnesses import Witnesses

# So few needs are met one after another. A round of moves that leaves more than this share unmet is the last.
FEW, STALLED = 100, 0.9
# What a need is worth where nothing has to be hidden: more than any way round through hidden cells costs.
FREELY = 1_000


def unprotected(system, parts, hidden, needs, *, floors, criterion="informed", width=1, moves=()):
    """Return the needs (cell, +1 or -1) that no whole-number move proves to be met, in order.

    `parts` are the true counts, `floors` the least that each hidden cell can be known to be. `moves` are such
    as a `Protection` has: each is checked in whole numbers against all that is shown or known, and counts for
    the needs that it is found to meet; for the others moves are sought. A need for which the search gives up
    counts as unmet.
    """
    truth = Truth(system, parts, floors, width)
    hidden, needs = np.asarray(hidden, dtype=bool), np.asarray(needs, dtype=bool)
    if criterion == "exact":
        cells = np.flatnonzero(needs)
        told = ~hidden[cells] | computable(truth, hidden, cells)
        return [(int(cell), EITHER) for cell in cells[told]]
    witnesses = Witnesses(truth, truth.needs(needs & hidden), hidden.copy())
    for moved, change in moves:
        witnesses.add(truth.alike[moved], change)
    failed = truth.needs(needs & ~hidden)
    if not witnesses.unmet:
        return failed
    search = Search(truth, hidden, np.zeros_like(needs), needs & hidden, 1)
    meet_together(truth, witnesses, search)
    for level in search.levels if witnesses.unmet else ():
        meet(truth, witnesses, search, level)
        if not witnesses.unmet:
            break
    return sorted([*failed, *witnesses.unmet])


def meet(truth, witnesses, search, level):
    """Find moves that meet the needs of `witnesses` by one way of searching, where it finds any."""
    for need in list(witnesses.unmet):
        if need not in witnesses.unmet:
            continue
        cell, side = need
        move = search.move(cell, side * truth.amount[side][cell], level)
        if move is not None:
            witnesses.add(*move)


def meet_together(truth, witnesses, search):
    """Find moves that each meet many of the needs of `witnesses`, until a round meets few."""
    sides = np.random.default_rng(0)
    while (before := len(witnesses.unmet)) > FEW:
        for move in search.together(one_side_each(witnesses.unmet, sides), truth.widest, FREELY):
            witnesses.add(*move)
        if len(witnesses.unmet) > STALLED * before:
            break


def one_side_each(needs, sides, most=None):
    """Return (cell, direction) of `most` of the needs, by one side of each cell at random."""
    needs = list(needs)
    return dict(needs[place] for place in sides.permutation(len(needs))[:most]).items()
