"""How large a hidden count can be, as anybody can tell from the shown margins around it."""

import math

from analysis.publish.states import SUPPRESSED, TOTAL


def ceiling(keys, tabulation):
    """Return the largest number that any hidden cell of `keys` can be: infinity where no margin tells.

    A shown count above it is larger than every hidden one, and to say so tells nothing new. Only one margin
    is asked at a time, less all that is shown beside the cell: the answer can be too large, never too small.
    """
    hidden = [key for key in keys if tabulation.state(key) == SUPPRESSED]
    return max((_most(key, tabulation) for key in hidden), default=-math.inf)


def _most(key, tabulation):
    period, labels = key
    found = [math.inf]
    for column, label in enumerate(labels):
        if label == TOTAL:
            continue

        def at(other, column=column):
            return tabulation.shown((period, (*labels[:column], other, *labels[column + 1 :])))

        if at(TOTAL) is not None:
            others = set(tabulation.labels(column + 1)) - {TOTAL}
            found.append(at(TOTAL) - sum(at(other) or 0 for other in others))
    return min(found)
