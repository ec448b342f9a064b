"""Pairs of lists by name: `first:second`, as they stand in the captures table."""

from analysis.measures.hidden.designs import geometry


def pair_names(lists):
    """Return the name of each pair, in the order of `geometry(…).pairs`.

    >>> pair_names(("police", "council", "charity"))
    ['police:council', 'police:charity', 'council:charity']
    """
    return [f"{lists[first]}:{lists[second]}" for first, second in geometry(len(lists)).pairs]
