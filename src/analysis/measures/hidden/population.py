"""People never seen, estimated from who is on which of several lists: multiple-systems estimation."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.measures.hidden.captures import REASONS, Captures, read_captures
from analysis.measures.hidden.spread import (
    COLUMNS,
    JOINED,
    LISTS_NEEDED,
    MODEL,
    THRESHOLD,
    TOO_FEW_LISTS,
    Spread,
    spread_around,
)
from analysis.measures.hidden.stepwise import DEFAULT, Step, choice, total_with_limits
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN

ON_A_LIST, ON_NONE, IN_ALL = "On at least one list", "On none of them", "All together"
BY_CHANCE = "On none of them, by chance alone"
CHOICES = {
    THRESHOLD: "On none of them, by a stricter or looser test of whether lists depend on one another",
    MODEL: "On none of them, by other models that fit about as well",
    JOINED: "On none of them, if two of the lists are made one",
}
TOLD, REFUSED = "told", "refused"
ASSUMES = (
    "It assumes that every person on a list was matched rightly, that nobody came or left meanwhile, and "
    "that people do not differ in how likely they are to be seen. Where they do, the true number is higher"
)
NO_LISTS = "no lists were supplied to compare"


def never_seen(captures):
    """Return who is on a list, on none, and all together, and how far chance and other choices move it.

    Takes what `hidden_population` takes. `lower` and `upper` of an estimate are the lowest and highest number
    of all that follows it: the limits at 95 %, and the estimates of each kind of choice. Where no estimate
    should be shown there is one row without a figure, whose `answer` is "refused" and whose `why` says so in
    words without a number.

    Where people differ in how likely they are to be seen, those who are seldom seen are seldom on two lists,
    and the estimate is too low: it is read as "at least", and `why` says so with what else is assumed.

    Columns: `who`, `estimate`, `lower`, `upper`, `answer`, `why`, `status`.
    """
    plain = pd.DataFrame(captures)
    if plain.empty:
        rows = [(IN_ALL, *[np.nan] * 3, REFUSED, NO_LISTS, NOT_AVAILABLE)]
    else:
        found = hidden_population(plain)
        why = found.spread.why_not
        refused = (IN_ALL, *[np.nan] * 3, REFUSED, f"{why[:1].upper()}{why[1:]}", SHOWN)
        rows = [refused] if why else _rows(found)
    columns = ["who", "estimate", "lower", "upper", "answer", "why", "status"]
    words = dict.fromkeys(("who", "answer", "why", "status"), "str")
    return pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[1:4], float) | words)


def _rows(found):
    seen, choices = found.captures.seen, found.spread.choices
    held = choices[choices["counted"]].groupby("kind")["estimate"].agg(["min", "max"])
    ranges = [(BY_CHANCE, found.lower, found.upper)]
    ranges += [(words, *held.loc[kind]) for kind, words in CHOICES.items() if kind in held.index]
    total = (found.estimate, min(low for _, low, _ in ranges), max(high for _, _, high in ranges))
    figures = [
        (ON_A_LIST, seen, np.nan, np.nan),
        (ON_NONE, *(figure - seen for figure in total)),
        (IN_ALL, *total),
        *((words, np.nan, low - seen, high - seen) for words, low, high in ranges),
    ]
    return [(*row, TOLD, ASSUMES, SHOWN) for row in figures]


@dataclass(frozen=True, eq=False)
class HiddenPopulation:
    """An estimate of all people, seen and never seen, with 95 % limits, and the model that it is made by.

    Without an estimate the figures are NaN, there is no `step`, and `none_for` says why.
    """

    captures: Captures = field(repr=False)
    threshold: float
    step: Step | None = field(default=None, repr=False)
    estimate: float = np.nan
    lower: float = np.nan
    upper: float = np.nan
    none_for: str = ""

    @cached_property
    def spread(self):
        """Return the `Spread` of the estimate over choices that could have been made otherwise."""
        if self.step is None:
            return Spread(pd.DataFrame(columns=COLUMNS), self.none_for)
        return spread_around(self.captures, (self.estimate, self.lower, self.upper), self.threshold)


def hidden_population(captures, threshold=DEFAULT):
    """Return the `HiddenPopulation` of a captures table: stepwise multiple-systems estimation.

    `captures` has a column of 0 and 1 for each list and last the count, a row for each combination of lists;
    a combination that is absent is nobody. Pairs of lists are added while the smaller Poisson tail of an
    overlap is below `threshold`, never one that leaves no estimate or more than one: 0 adds none, and 1
    fits all pairs where that is possible. The estimate is n + exp(b0), with n the people seen and b0 the
    constant, and its limits n + exp(b0 -/+ 1.96 se): they do not know that the model was chosen.
    `spread` is worked out when asked for.

    Fewer than three lists, or counts without an estimate, give no number, and `none_for` says why. Raises
    InputError for a table that is not one of counts.

    Source: Chan, Silverman and Vincent 2021, doi 10.1080/01621459.2019.1708748.

    >>> import pandas as pd
    >>> rows = [(1, 0, 0, 60), (0, 1, 0, 60), (0, 0, 1, 60), (1, 1, 0, 20), (1, 0, 1, 20), (0, 1, 1, 20),
    ...         (1, 1, 1, 7)]
    >>> captures = pd.DataFrame(rows, columns=["police", "council", "charity", "people"])
    >>> found = hidden_population(captures)
    >>> round(found.estimate), round(found.lower), round(found.upper)
    (425, 374, 497)
    """
    given = read_captures(captures)
    if len(given.lists) < LISTS_NEEDED:
        return HiddenPopulation(given, threshold, none_for=TOO_FEW_LISTS)
    step, code = choice(len(given.lists), given.counts, threshold)
    if step is None:
        return HiddenPopulation(given, threshold, none_for=REASONS[code])
    return HiddenPopulation(given, threshold, step, *total_with_limits(given.seen, step.fit))
