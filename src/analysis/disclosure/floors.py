"""The least that a hidden count can be, by the markers alone.

Zeros are shown, so a marker stands for at least 1, and a hidden total for at least as many as there are
published cells within it that are not zero. Inside and outside must agree on this, so it is worked out
in one place, from what is printed.
"""

from collections import defaultdict

from analysis.disclosure.release import TOTAL


def least_counts(cells, tables, names, printed):
    """Return the least count of each of `cells` by the markers alone.

    `names` maps (tabulation, period, labels) to a cell, and `printed` a cell to its ends.
    """
    within = _inner_counts(tables, names, printed)
    found = []
    for cell in cells:
        if cell.part is not None or cell.policy.criterion != "informed" or not cell.policy.show_zeros:
            found.append(0)
            continue
        inside = [_most_within(cell.region, periods) for periods in within[cell.region.source].values()]
        found.append(max([0 if cell.virtual else 1, *inside]))
    return found


def _inner_counts(tables, names, printed):
    """Return, by source and tabulation, (quarters, where, {labels: inner cells that are not zero})."""
    found, seen = defaultdict(lambda: defaultdict(list)), set()
    for table in tables:
        if (table.tabulation, table.period) in seen:
            continue
        seen.add((table.tabulation, table.period))
        counted = defaultdict(int)
        for labels in table.cells:
            cell = names[table.tabulation, table.period, labels]
            telling = cell.policy.show_zeros and cell.policy.criterion == "informed"
            if TOTAL in labels or not telling or printed[cell][1] == 0:
                continue
            pairs = tuple(zip(table.by, labels, strict=True))
            for chosen in range(2 ** len(pairs)):
                counted[frozenset(pair for place, pair in enumerate(pairs) if chosen >> place & 1)] += 1
        found[table.source][table.tabulation].append((table.quarters, frozenset(table.where), counted))
    return found


def _most_within(region, periods):
    """Return how many inner cells of one tabulation within `region` are not zero, each quarter once."""
    single, largest = {}, 0
    for quarters, where, counted in periods:
        if quarters <= region.quarters:
            # Labels that the tabulation filters on are met by all of it; the rest choose among its cells.
            number = counted.get(region.fixed - where, 0)
            if len(quarters) == 1:
                single[quarters] = number
            largest = max(largest, number)
    return max(largest, sum(single.values()))
