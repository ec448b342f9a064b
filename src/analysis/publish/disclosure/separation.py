"""Cuts that a choice of parts of links does not cross in full, found as the narrowest way of each need.

A need asks that one whole unit can flow from the start of its path to the end, each link letting through its
share. If less flows, the links where it is held up (the least cut) have shares that add up to less than
one: a cut that the whole choice must cross. All cuts of that kind together are as strong as a model with a
flow for every need, and far smaller.
"""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, maximum_flow

# Shares are counted in millionths. Each link lets through one more than its share, so that of cuts that are
# equally narrow the one of fewest links is found.
UNIT = 1_000_000


class Flows:
    """The arcs of a `Problem`, through which a unit is to flow for every need."""

    def __init__(self, problem):
        self.problem = problem
        arcs = [
            (start, end, arc) for start, out in enumerate(problem.arcs[0]) for end, arc in out if start != end
        ]
        self.arcs = {arc: place for place, (_, _, arc) in enumerate(arcs)}
        self.start = np.array([start for start, _, _ in arcs])
        self.end = np.array([end for _, end, _ in arcs])
        self.link = np.array([arc[0] for _, _, arc in arcs])

    def narrow(self, shares):
        """Return the cuts, as sets of links, whose shares add up to less than one."""
        room = np.rint(np.asarray(shares) * UNIT).astype(np.int64) + 1
        room[: self.problem.free] = 2 * UNIT
        found = {}
        for need in self.problem.needs:
            sides = [self._sides(way, room) for way in self.problem.ways(need)]
            if any(side is None for side in sides):
                continue
            for cuts in zip(*sides, strict=True):
                links = frozenset().union(*cuts)
                if room[list(links)].sum() < UNIT - 1_000:
                    found[links] = None
        return list(found)

    def _sides(self, way, room):
        """Return the least cuts nearest to the start and to the end of a way, or None where a unit flows."""
        start, end, barred = way
        nodes = self.problem.nodes
        capacity = room[self.link].astype(np.int32)
        capacity[self.arcs.get(barred, [])] = 0
        graph = csr_array((capacity, (self.start, self.end)), shape=(nodes, nodes))
        graph.sum_duplicates()
        done = maximum_flow(graph, start, end)
        if done.flow_value >= UNIT - 1_000:
            return None
        left = csr_array(graph - done.flow)
        left.eliminate_zeros()
        ahead = np.zeros(nodes, dtype=bool)
        ahead[breadth_first_order(left, start, return_predecessors=False)] = True
        behind = np.ones(nodes, dtype=bool)
        behind[breadth_first_order(csr_array(left.T), end, return_predecessors=False)] = False
        return [
            frozenset(self.link[side[self.start] & ~side[self.end] & (capacity > 0)].tolist())
            for side in (ahead, behind)
        ]
