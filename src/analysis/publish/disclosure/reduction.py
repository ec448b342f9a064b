"""What is left to decide once everything that the primary cells settle among themselves is drawn together.

Take the arcs of the primary cells, leave out those that an unmet need may not use (a cell's own way back),
and draw each strongly connected part together into one node. Inside a part everything is reached from
everything, at no cost and without any arc that a need may not use, so a need is met in the table if and only
if it is met between the parts. Of the cells that may be hidden, those within a part help nobody. Of those
between the same two parts only the cheapest of each kind (both ways, or one) can matter: secondary cells have
no needs of their own, so that any other can stand aside for it. Two-way tables of tens of thousands of cells
come down to a few hundred.
"""

import functools
from dataclasses import dataclass

import numpy as np

from analysis.publish.disclosure.bridges import components
from analysis.publish.disclosure.networks import DOWN, EITHER, UP


@dataclass(frozen=True, eq=False)
class Problem:
    """Links between `nodes` parts: link i rises from `tail[i]` to `head[i]`, and falls back if `falls[i]`.

    The first `free` links are hidden already; the others may be hidden and stand in the order in which ties
    are broken: the smaller `count` first, then the place in the table. `needs` are (link, direction); `cell`
    is the cell of each link.
    """

    nodes: int
    tail: tuple
    head: tuple
    falls: tuple
    count: tuple
    cell: tuple
    free: int
    needs: tuple

    @functools.cached_property
    def arcs(self):
        """Return for every node the arcs out of it and into it: (other node, (link, direction))."""
        out, into = [[] for _ in range(self.nodes)], [[] for _ in range(self.nodes)]
        for link, (tail, head, falls) in enumerate(zip(self.tail, self.head, self.falls, strict=True)):
            for start, end, arc in ((tail, head, (link, UP)), (head, tail, (link, DOWN)))[: 1 + falls]:
                out[start].append((end, arc))
                into[end].append((start, arc))
        return out, into

    def ways(self, need):
        """Return the paths that would meet a need, any one of them: (from, to, the arc not to be used)."""
        link, direction = need
        up = (self.head[link], self.tail[link], (link, DOWN))
        down = (self.tail[link], self.head[link], (link, UP))
        if direction == EITHER:
            return [up, down] if self.falls[link] else [up]
        return [up] if direction == UP else [down]


def reduce_to_parts(graph, hidden, candidates, counts, needs):
    """Return the `Problem` of meeting `needs`, given what is hidden and which cells may be."""
    part, parts = _parts(graph, hidden, needs)
    tail, head = part[graph.tail], part[graph.head]
    apart = tail != head
    free = np.flatnonzero(hidden & apart)
    chosen = _cheapest(np.flatnonzero(candidates & apart & ~hidden), tail, head, graph.falls, counts, parts)
    cells = np.concatenate([free, chosen])
    place = {cell: link for link, cell in enumerate(free.tolist())}
    return Problem(
        parts,
        tuple(tail[cells].tolist()),
        tuple(head[cells].tolist()),
        tuple(graph.falls[cells].tolist()),
        tuple(counts[cells].tolist()),
        tuple(cells.tolist()),
        len(free),
        tuple((place[cell], direction) for cell, direction in needs),
    )


def _parts(graph, hidden, needs):
    """Return the part of every node, numbered in the order of the nodes, and how many there are."""
    rises, drops = hidden.copy(), hidden & graph.falls
    for cell, direction in needs:
        if direction != DOWN:
            drops[cell] = False
        if direction != UP:
            rises[cell] = False
    starts = np.concatenate([graph.tail[rises], graph.head[drops]])
    ends = np.concatenate([graph.head[rises], graph.tail[drops]])
    found, first, part = np.unique(
        components(graph.nodes, starts, ends), return_index=True, return_inverse=True
    )
    rank = np.empty(len(found), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(found))
    return rank[part], len(found)


def _cheapest(cells, tail, head, falls, counts, parts):
    """Return, between every two parts, the cheapest cell of each kind that no other one makes useless."""
    cells = cells[np.lexsort((cells, counts[cells]))]
    low, high = np.minimum(tail[cells], head[cells]), np.maximum(tail[cells], head[cells])
    pair = low * parts + high
    kind = np.where(falls[cells], 0, np.where(tail[cells] < head[cells], 1, 2))
    _, first = np.unique(pair * 3 + kind, return_index=True)
    first = np.sort(first)
    # A cell that moves both ways makes useless one that costs no less and only rises.
    both = {}
    kept = []
    for place in first.tolist():
        if kind[place] == 0:
            both[int(pair[place])] = True
        elif int(pair[place]) in both:
            continue
        kept.append(place)
    return cells[kept]
