"""What may be told of those never seen: an estimate with its spread, or that none can be given, and why."""

import numpy as np
import pandas as pd

from analysis.measures.hidden.population import hidden_population
from analysis.measures.hidden.spread import JOINED, MODEL, THRESHOLD, TOO_MANY
from analysis.measures.hidden.thresholds import DEFAULT
from analysis.measures.status import NOT_AVAILABLE, SHOWN, text

ON_A_LIST, ON_NONE, IN_ALL = "On at least one list", "On none of them", "All together"
CHOICES = {
    THRESHOLD: "All together, if lists are taken as dependent more or less readily",
    MODEL: "All together, by other models that fit about as well",
    JOINED: "All together, if two of the lists are made one",
}
TOLD, REFUSED = "told", "refused"
ASSUMES = (
    "It assumes that every person on a list was matched rightly, that nobody came or left meanwhile, and "
    "that people do not differ in how likely they are to be seen. Where they do, the true number is higher"
)
TOO_WIDE = (
    "Other reasonable choices, or the limits of the estimate alone, give less than half of it or more than "
    "double: one number would mislead"
)
NO_LISTS = "not given: no lists were supplied to compare"


def never_seen(captures, p_threshold=DEFAULT):
    """Return who is on a list, on none, and all together, and how far other choices move the last.

    Takes what `hidden_population` takes. `lower` and `upper` are limits at 95 % for the first rows, and the
    lowest and highest estimate for each kind of choice. Where the estimate should not be shown there is one
    row without a figure, whose `answer` is "refused" and whose `why` says so in words without a number.

    Where people differ in how likely they are to be seen, those who are seldom seen are seldom on two lists,
    and the estimate is too low: it is read as "at least", and `why` says so with what else is assumed.

    Columns: `who`, `estimate`, `lower`, `upper`, `answer`, `why`, `method`, `status`.
    """
    plain = pd.DataFrame(captures)
    if plain.empty:
        rows = [
            (IN_ALL, *[np.nan] * 3, REFUSED, NO_LISTS.removeprefix("not given: "), NO_LISTS, NOT_AVAILABLE)
        ]
    else:
        found = hidden_population(plain, p_threshold)
        rows = list(_rows(found)) if found.may_be_shown else [_refused(found)]
    columns = ["who", "estimate", "lower", "upper", "answer", "why", "method", "status"]
    table = pd.DataFrame(rows, columns=columns)
    words = {name: text(table[name]) for name in ("who", "answer", "why", "method", "status")}
    return table.astype({name: float for name in columns[1:4]}).assign(**words)


def _refused(found):
    """Return the row of an estimate that there is not, or that should not be shown."""
    if found.status != SHOWN:
        why = found.method.removeprefix("not given: ")
    else:
        why = TOO_MANY if TOO_MANY in found.verdict else TOO_WIDE
    return (IN_ALL, *[np.nan] * 3, REFUSED, f"{why[:1].upper()}{why[1:]}", f"not given: {why}", SHOWN)


def _rows(found):
    said = (TOLD, ASSUMES)
    seen, total = found.seen, (found.estimate, found.lower, found.upper)
    yield (ON_A_LIST, seen, np.nan, np.nan, *said, "counted", SHOWN)
    yield (ON_NONE, *(figure - seen for figure in total), *said, found.method, SHOWN)
    yield (IN_ALL, *total, *said, found.method, SHOWN)
    choices = found.spread.choices
    counted = choices[choices["counted"] & (choices["status"] == SHOWN)]
    for kind, words in CHOICES.items():
        held = counted.loc[counted["kind"] == kind, "estimate"]
        if len(held):
            yield (words, np.nan, held.min(), held.max(), *said, "lowest and highest estimate", SHOWN)
