"""Pairs of lists by name: `first:second`, as they stand in the captures table."""

from analysis.errors import InputError, nearest
from analysis.measures.hidden.designs import geometry


def pair_names(lists):
    """Return the name of each pair, in the order of `geometry(…).pairs`.

    >>> pair_names(("police", "council", "charity"))
    ['police:council', 'police:charity', 'council:charity']
    """
    return [f"{lists[first]}:{lists[second]}" for first, second in geometry(len(lists)).pairs]


def pairs_named(lists, interactions):
    """Return the numbers of pairs given as `"first:second"` or as two names, in either order.

    Raises InputError for a pair that is not one of these lists, naming the nearest, and for one given twice.
    """
    names = pair_names(lists)
    numbers = {name: number for number, name in enumerate(names)}
    for number, (first, second) in enumerate(geometry(len(lists)).pairs):
        numbers[f"{lists[second]}:{lists[first]}"] = number
    found = []
    for interaction in interactions:
        name = interaction if isinstance(interaction, str) else ":".join(map(str, interaction))
        if name not in numbers:
            raise InputError(f'"{name}" is not a pair of these lists. {nearest(name, names)}'.rstrip())
        if numbers[name] in found:
            raise InputError(f'The pair "{name}" is given twice.')
        found.append(numbers[name])
    return tuple(found)
