"""A table in which every cell stands in at most two equations is a network: cells are arcs, sums are nodes.

Two ways, the first perhaps with a tree-shaped hierarchy. The equations kept are, for each label t that has
children and each column b (`Total` included), "the cells (child, b) add up to (t, b)", and for each leaf row
"its cells add up to its total". The other rows' equations follow from these. Give the equations of a column
b the sign s = 1, those of the column `Total` s = -1, and those of leaf rows -1: then cell (a, b) has
coefficient s in the equation of its parent and -s in its own, so an arc from its own node to its parent's
carries it (the other way where s = -1). The root's cells have no parent; their second end is the outside
node, whose equation "the root's cells add up to its total" is the sum of all others. In one way a leaf's own
node is the outside. Hence the changes of cells that every equation allows are exactly the circulations of
this graph, and circulations with whole bounds split into whole directed cycles.

A hidden cell gives an arc along which it can rise, without bound, and, if its count less one is not below
its floor, an arc the other way along which it can fall. A cell can be one higher, all else allowed, if and
only if a directed path leads back from the head of its rise to the tail and does not use the cell's own
fall. Such a path changes no cell by more than one, so every floor is kept. One lower likewise.
"""

from dataclasses import dataclass

import numpy as np

from analysis.publish.disclosure.bridges import strong_bridges

UP, DOWN, EITHER = 1, -1, 0


@dataclass(frozen=True, eq=False)
class Network:
    """Cells as arcs: cell i rises from node `tail[i]` to node `head[i]`, and falls back if `falls[i]`."""

    nodes: int
    tail: np.ndarray
    head: np.ndarray
    falls: np.ndarray


def network(layout, floors):
    """Return the `Network` of a layout of kind "network"; `floors` is the least of each cell when hidden."""
    tree = next((one for one in layout.dimensions if one.has_parents), layout.dimensions[0])
    across = next((one for one in layout.dimensions if one is not tree), None)
    columns = 1 if across is None else len(across.labels)
    rows, leaves = len(tree.labels), tree.leaves
    outside = leaves + (rows - leaves) * columns
    row, column = np.divmod(np.arange(rows * columns), columns)
    if across is not None and across is layout.dimensions[0]:
        # Cells are stored with the first column of the layout outermost; here the tree's is.
        column, row = np.divmod(np.arange(rows * columns), rows)

    def node(label):
        return np.where(label < leaves, label, leaves + (label - leaves) * columns + column)

    own = node(row) if across is not None else np.where(row < leaves, outside, node(row))
    parent = tree.parent[row]
    above = np.where(parent < 0, outside, node(parent))
    total = (column == columns - 1) & (across is not None)
    falls = layout.counts - 1 >= floors
    return Network(outside + 1, np.where(total, above, own), np.where(total, own, above), falls)


def unmet_needs(graph, hidden, primary, criterion):
    """Return the needs (cell, direction) of primary cells that the hidden cells do not meet, in order.

    `exact` asks that a cell can move at all (direction 0), the other criteria that it can rise (1) and,
    above its floor, fall (-1). Where every hidden cell can fall, a cell that can move can rise, by the same
    cycle walked the other way, so `exact` too asks for 1: a cell is computed if and only if it is a bridge.
    """
    up, down = movable(graph, hidden)
    at_all = UP if graph.falls[hidden].all() else EITHER
    found = []
    for cell in np.flatnonzero(primary).tolist():
        if criterion == "exact":
            found += [] if up[cell] or down[cell] else [(cell, at_all)]
            continue
        found += [] if up[cell] else [(cell, UP)]
        found += [(cell, DOWN)] if graph.falls[cell] and not down[cell] else []
    return found


def movable(graph, hidden):
    """Return, for every cell, whether it can be one higher and whether it can be one lower.

    An arc whose removal separates its ends is a strong bridge. A cell that can fall and rise needs a way back
    other than its own, so its other arc must not be a strong bridge; one that can only rise needs its ends
    to be strongly connected.
    """
    rises = np.flatnonzero(hidden)
    drops = np.flatnonzero(hidden & graph.falls)
    starts = np.concatenate([graph.tail[rises], graph.head[drops]])
    ends = np.concatenate([graph.head[rises], graph.tail[drops]])
    component, bridge = strong_bridges(graph.nodes, starts, ends)
    up, down = np.zeros(len(graph.tail), dtype=bool), np.zeros(len(graph.tail), dtype=bool)
    up[rises] = component[graph.tail[rises]] == component[graph.head[rises]]
    up[drops] &= ~bridge[len(rises) :]
    down[rises] = graph.falls[rises] & ~bridge[: len(rises)]
    return up, down
