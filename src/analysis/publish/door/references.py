"""The other cells with which a share, a ratio or a change may have been worked out."""

from itertools import product

import numpy as np

from analysis.disclosure.release import TOTAL
from analysis.publish.states import SUPPRESSED


def references_of(keys, tabulation, wanted):
    """Yield, for each way of choosing another cell for every row, its `number`s and which are `hidden`.

    `wanted` is "margin" for the cells that a row is a part of, or "any" for those, for the cells under one
    and the same label of a column, and for those of the same labels so many periods before.
    """
    ways = [*_margins(tabulation)]
    if wanted == "any":
        ways += [*_other_labels(tabulation), *_other_periods(tabulation)]
    for way in ways:
        others = [way(key) for key in keys]
        numbers = [tabulation.shown(other) for other in others]
        yield {
            "number": np.array([np.nan if number is None else number for number in numbers], dtype=float),
            "hidden": np.array(
                [other in tabulation.cells and tabulation.state(other) == SUPPRESSED for other in others]
            ),
        }


def _margins(tabulation):
    for which in product((False, True), repeat=len(tabulation.by)):
        if any(which):

            def way(key, which=which):
                period, labels = key
                return period, tuple(
                    TOTAL if summed else label for label, summed in zip(labels, which, strict=True)
                )

            yield way


def _other_labels(tabulation):
    for column in range(len(tabulation.by)):
        for label in tabulation.labels(column + 1):

            def way(key, column=column, label=label):
                period, labels = key
                return period, (*labels[:column], label, *labels[column + 1 :])

            yield way


def _other_periods(tabulation):
    periods = tabulation.periods
    for steps in range(1, len(periods)):

        def way(key, steps=steps):
            place = periods.index(key[0]) - steps
            return (periods[place] if place >= 0 else None), key[1]

        yield way
    for one in periods:

        def against(key, one=one):
            return one, key[1]

        yield against
