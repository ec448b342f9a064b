"""The junction tree of a set of tables: the fewest counts that hold all that the tables can say.

Columns are joined when a table has both. The graph is filled in until it has no hole (min-fill), its
greatest cliques are taken, and they are joined into a tree by their largest overlaps, the separators. One
table over each clique, agreeing with its neighbours on the separators, says all that the full table over
every column can say about tables whose columns lie within a clique. This is exact for whole numbers:
tables over the cliques of such a graph that agree on the separators always come from a full table of whole
numbers that are 0 or more, because one clique after another can be joined to what is there by filling each
separator's cell on its own.
"""

from itertools import combinations


def cliques(groups):
    """Return the greatest cliques of the filled-in graph that joins the columns of each group, sorted.

    >>> cliques([("offence", "district"), ("district", "ethnic")])
    [('district', 'ethnic'), ('district', 'offence')]
    """
    joined = {column: set() for group in groups for column in group}
    for group in groups:
        for one, other in combinations(group, 2):
            joined[one].add(other)
            joined[other].add(one)
    found = []
    while joined:
        # The fewest new edges first; ties go to the fewest columns, then to the name.
        column = min(joined, key=lambda one: (_missing(joined, one), len(joined[one]), one))
        around = joined.pop(column)
        for one, other in combinations(around, 2):
            joined[one].add(other)
            joined[other].add(one)
        for one in around:
            joined[one].discard(column)
        found.append(frozenset({column, *around}))
    greatest = {one for one in found if not any(one < other for other in found)}
    return sorted(tuple(sorted(one)) for one in greatest) or [()]


def _missing(joined, column):
    return sum(other not in joined[one] for one, other in combinations(joined[column], 2))


def tree(found):
    """Return the edges of a junction tree over `found` cliques: (clique, clique, separator), by their places.

    Cliques that share no column are joined too: their tables still have the same total.
    """
    edges = sorted(
        (
            (one, other, tuple(sorted(set(found[one]) & set(found[other]))))
            for one, other in combinations(range(len(found)), 2)
        ),
        key=lambda edge: (-len(edge[2]), edge[0], edge[1]),
    )
    component, kept = list(range(len(found))), []
    for one, other, separator in edges:
        if component[one] != component[other]:
            kept.append((one, other, separator))
            old, new = component[other], component[one]
            component = [new if here == old else here for here in component]
    return kept
