"""Hide along cheapest paths, one need after another, then give back what turned out not to be needed.

The price of a path is the number of cells it newly hides, then their counts; what is hidden is free. The
result meets every need; it is not always the least (12 cells in a published table of 45 where 11 are enough),
which is what cuts.py is for.
"""

import heapq
import math


class Search:
    """The links of a `Problem`, some of them open, and cheapest paths along them."""

    def __init__(self, problem, opened=()):
        self.problem = problem
        self.open = [link < problem.free for link in range(len(problem.tail))]
        for link in opened:
            self.open[link] = True
        # One more cell outweighs any counts.
        one_cell = 1 + sum(problem.count)
        self.price = [one_cell + count for count in problem.count]
        self.out, self.into = problem.arcs

    @property
    def opened(self):
        """Return the links that are open and were not free, in order."""
        return [link for link in range(self.problem.free, len(self.open)) if self.open[link]]

    def best(self, need, only_open=False):
        """Return the price and the links of the cheapest path that meets a need, or None."""
        found = [self._path(*way, only_open) for way in self.problem.ways(need)]
        return min((one for one in found if one), key=lambda one: one[0], default=None)

    def cut(self, start, end, barred):
        """Return the closed links out of what is reached, or None when open links lead from `start` to `end`.

        Both ends grow until one of them is stuck, always the one that has looked at fewer arcs so far: the
        smaller side gives the cut.
        """
        along, seen, waiting, looked = (self.out, self.into), ({start}, {end}), ([start], [end]), [0, 0]
        while all(waiting):
            near = [looked[side] + len(along[side][waiting[side][-1]]) for side in (0, 1)]
            side = int(near[1] < near[0])
            looked[side] = near[side]
            for node, arc in along[side][waiting[side].pop()]:
                if self.open[arc[0]] and node not in seen[side] and arc != barred:
                    if node in seen[1 - side]:
                        return None
                    seen[side].add(node)
                    waiting[side].append(node)
        stuck = 0 if not waiting[0] else 1
        arcs = (step for node in seen[stuck] for step in along[stuck][node])
        return {arc[0] for node, arc in arcs if node not in seen[stuck] and arc != barred}

    def _path(self, start, end, barred, only_open):
        """Return the price and links of a cheapest path, or None, searching from both ends as `cut` does."""
        if only_open and self.cut(start, end, barred) is not None:
            return None
        along, looked = (self.out, self.into), [0, 0]
        price, came, done = ({start: 0}, {end: 0}), ({}, {}), (set(), set())
        waiting = ([(0, start)], [(0, end)])
        least, middle = None, None
        while all(waiting):
            if least is not None and waiting[0][0][0] + waiting[1][0][0] >= least:
                break
            near = [looked[side] + len(along[side][waiting[side][0][1]]) for side in (0, 1)]
            side = int(near[1] < near[0])
            spent, node = heapq.heappop(waiting[side])
            if node in done[side]:
                continue
            done[side].add(node)
            looked[side] = near[side]
            for other, arc in along[side][node]:
                link = arc[0]
                if arc == barred or other in done[side] or (only_open and not self.open[link]):
                    continue
                total = spent if self.open[link] else spent + self.price[link]
                if (least is None or total < least) and total < price[side].get(other, total + 1):
                    price[side][other], came[side][other] = total, (node, link)
                    heapq.heappush(waiting[side], (total, other))
                    whole = total + price[1 - side].get(other, math.inf)
                    if whole < (math.inf if least is None else least):
                        least, middle = whole, other
        return None if least is None else (least, _trail(came[0], middle) + _trail(came[1], middle))


def _trail(came, node):
    links = []
    while node in came:
        node, link = came[node]
        links.append(link)
    return links


def hide_along_paths(problem, opened=()):
    """Return the links to hide, `opened` and what else is wanted, so that every need is met."""
    search = Search(problem, opened)
    give_back(search, meet(search, problem.needs))
    return search.opened


def meet(search, needs):
    """Open the cheapest path of each need in turn, and return the links of each need's path."""
    witness = {}
    for need in needs:
        found = search.best(need)
        if found is None:
            raise AssertionError(f"no path meets {need}: every cell that is not zero may be hidden")
        witness[need] = set(found[1])
        for link in found[1]:
            search.open[link] = True
    return witness


def give_back(search, witness):
    """Close, the largest count first, every link without which each need still has a path."""
    served = {}
    for need, links in witness.items():
        for link in links:
            served.setdefault(link, {})[need] = True
    for link in reversed(search.opened):
        search.open[link] = False
        instead = {need: search.best(need, only_open=True) for need in served.get(link, ())}
        if not all(instead.values()):
            search.open[link] = True
            continue
        for need, (_, links) in instead.items():
            for old in witness[need]:
                del served[old][need]
            witness[need] = set(links)
            for new in links:
                served.setdefault(new, {})[need] = True
