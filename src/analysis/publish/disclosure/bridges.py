"""Arcs whose removal cuts their own ends apart, all of them at once.

Inside a strongly connected component take any root s. Every path from s to u ends, where it first meets u,
with an arc from a node that u does not dominate; and each such arc is the last of a path that avoids the
others. So an arc into u lies on all paths from s to u if and only if it is the only arc into u from a node
that u does not dominate. An arc is a strong bridge if and only if it is so from s, or so from s with all
arcs turned round (Italiano, Laura and Santaroni 2012, doi 10.1016/j.tcs.2011.11.011). Dominators are found
as by Cooper, Harvey and Kennedy 2001.
"""

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components


def strong_bridges(nodes, starts, ends):
    """Return the strongly connected component of every node, and for every arc whether it is a strong bridge.

    Arcs between components are on no cycle at all and are not counted as bridges.
    """
    component = components(nodes, starts, ends)
    within = np.flatnonzero(component[starts] == component[ends])
    bridge = np.zeros(len(starts), dtype=bool)
    # One more node leads to the first node of each component, so that all are searched together.
    firsts = np.unique(component, return_index=True)[1]
    tops = np.full(len(firsts), nodes)
    for ahead, behind in ((starts[within], ends[within]), (ends[within], starts[within])):
        sources, targets = np.concatenate([ahead, tops]), np.concatenate([behind, firsts])
        before, after = _dominated(nodes + 1, sources, targets)
        outer = (before[sources] < before[targets]) | (before[sources] >= after[targets])
        ways_in = np.bincount(targets[outer], minlength=nodes + 1)
        only = outer & (ways_in[targets] == 1)
        bridge[within] |= only[: len(within)]
    return component, bridge


def components(nodes, starts, ends):
    """Return the strongly connected component of every node."""
    graph = csr_array((np.ones(len(starts), dtype=np.int8), (starts, ends)), shape=(nodes, nodes))
    return connected_components(graph, directed=True, connection="strong")[1]


def _dominated(nodes, sources, targets):
    """Return for every node the span of its place in the tree of dominators: u dominates what lies within.

    The root is the last node, and every node can be reached from it.
    """
    order = _reverse_postorder(nodes, sources, targets)
    rank = np.empty(nodes, dtype=np.int64)
    rank[order] = np.arange(nodes)
    # In ranks from here on: the root is 0, and a dominator has a smaller rank than what it dominates.
    into = _lists(nodes, rank[targets], rank[sources])
    above = [0] + [-1] * (nodes - 1)
    changed = True
    while changed:
        changed = False
        for node in range(1, nodes):
            best = -1
            for other in into[node]:
                if above[other] < 0:
                    continue
                while best >= 0 and best != other:
                    if best > other:
                        best = above[best]
                    else:
                        other = above[other]
                best = other
            if best != above[node]:
                above[node], changed = best, True
    size = [1] * nodes
    for node in range(nodes - 1, 0, -1):
        size[above[node]] += size[node]
    before, used = [0] * nodes, [1] * nodes
    for node in range(1, nodes):
        parent = above[node]
        before[node] = before[parent] + used[parent]
        used[parent] += size[node]
    before = np.array(before)[rank]
    return before, before + np.array(size)[rank]


def _reverse_postorder(nodes, sources, targets):
    out = _lists(nodes, sources, targets)
    seen = [False] * nodes
    seen[nodes - 1] = True
    order, stack = [], [(nodes - 1, iter(out[nodes - 1]))]
    while stack:
        node, following = stack[-1]
        for other in following:
            if not seen[other]:
                seen[other] = True
                stack.append((other, iter(out[other])))
                break
        else:
            stack.pop()
            order.append(node)
    return np.array(order[::-1])


def _lists(nodes, keys, values):
    """Return for every node the values of its arcs, each once, in order."""
    pairs = np.unique(keys * nodes + values)
    keys, values = np.divmod(pairs, nodes)
    edges = np.searchsorted(keys, np.arange(nodes + 1))
    values = values.tolist()
    return [values[a:b] for a, b in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)]
