"""The fewest cells by integer programming: an unmet need names a cut that one more hidden cell must cross.

If a need is unmet, the nodes that its path can reach do not hold its end; of the cells that may be hidden and
lead out of these nodes at least one must be. Solving with the cuts found so far hides no more than the least
that is enough, so its value is a lower bound; when its cells meet every need they are the least. Cuts are
made only for needs that a solution leaves unmet. First the number of cells is made least, then, with no more
cells, the sum of their counts. Work is capped by rounds and nodes, never by seconds.
"""

import math
from dataclasses import dataclass

from analysis.publish.disclosure.covering import Cover
from analysis.publish.disclosure.paths import Search, hide_along_paths
from analysis.publish.disclosure.separation import Flows

# Solving goes on for so many rounds at most, fewer where there is more to choose from, and in each round for
# so many nodes. Two-way tables of 40,000 cells come down to so little that three rounds and one node do.
ROUNDS, LINK_ROUNDS, NODES = 60, 20_000, 200
# Rounds of solving in parts, each of which looks at every need on every link: fewer where these are many.
PART_ROUNDS, NEED_LINK_ROUNDS = 60, 1_500_000
# The least counts, of as many cells, are proved for small tables only: it can take hours for the last person.
COUNT_ROUNDS, COUNT_LINKS = 20, 100


@dataclass(frozen=True)
class Choice:
    """Links to hide, and the least number that any choice must hide."""

    links: tuple
    bound: int


def fewest(problem, start):
    """Return the `Choice` of fewest links found, from `start`, a choice that meets every need."""
    cover = Cover(problem.free, len(problem.tail))
    cover.add(violated(problem, []))
    _strengthen(problem, cover)
    best, bound = _least(problem, cover, start)
    if len(best) == bound and len(problem.tail) - problem.free <= COUNT_LINKS:
        cover.limit(bound)
        best, _ = _least(problem, cover, best, by_count=True)
    return Choice(tuple(best), bound)


def _strengthen(problem, cover):
    """Add the cuts that a choice of parts of links does not cross, until there are none or rounds end."""
    rounds = min(PART_ROUNDS, NEED_LINK_ROUNDS // (1 + len(problem.needs) * len(problem.tail)))
    flows = Flows(problem)
    for _ in range(rounds):
        shares, _ = cover.in_parts([1] * len(problem.tail))
        if not cover.add(flows.narrow(shares)):
            break


def _least(problem, cover, best, by_count=False):
    """Return the cheapest choice found and a lower bound of its price, adding to `cover` what it needs."""
    price = problem.count if by_count else [1] * len(problem.tail)
    size = len(best)

    def worth(links):
        return sum(price[link] for link in links), sum(problem.count[link] for link in links)

    bound = 0
    for _ in range(max(1, min(COUNT_ROUNDS if by_count else ROUNDS, LINK_ROUNDS // (1 + len(price))))):
        chosen, lower = cover.whole(price, best, NODES)
        bound = max(bound, math.ceil(lower - 1e-6))
        if chosen is None or worth(best)[0] <= bound:
            break
        new = violated(problem, chosen)
        if not new:
            return min(best, chosen, key=worth), bound
        cover.add(new)
        # What a round chooses, completed, meets every need, and is often better than what we have.
        whole = hide_along_paths(problem, chosen)
        if not by_count or len(whole) <= size:
            best = min(best, whole, key=worth)
        if worth(best)[0] <= bound:
            break
    return best, bound


def violated(problem, chosen):
    """Return the cuts, as sets of links, that `chosen` does not cross though a need asks for it.

    Behind the first cut of a need come further ones: those that remain when all of its links are hidden.
    """
    found = {}
    search = Search(problem, chosen)
    for need in problem.needs:
        as_chosen = list(search.open)
        while (links := _cut(search, need)) is not None:
            found[links] = None
            for link in links:
                search.open[link] = True
        search.open = as_chosen
    return list(found)


def _cut(search, need):
    """Return the links of which one must be hidden for the need, or None where it is met."""
    links = set()
    for way in search.problem.ways(need):
        crossing = search.cut(*way)
        if crossing is None:
            return None
        links |= crossing
    return frozenset(links)
