"""How many people are on the lists of several organisations, and on each two of them."""

import itertools

import pandas as pd

ANY_LIST, IN_ALL, NO_OTHER = "any of the lists", "in all", "no other list"


def lists_compared(captures: pd.DataFrame) -> pd.DataFrame:
    """Return how many people are on each list, on no other, and on each two of them.

    `captures` has a column of 0 and 1 for each list and last `people`, a row for each combination of lists;
    a combination that is absent is nobody. People whom nobody recognised are on none of them, and nothing is
    said of how many there are: lists that meet different people, and people who are seldom seen, make such
    an estimate wrong by half or double, in either direction.

    Columns: `on`, `and_on`, `people`. The first two rows are of all who are on "any of the lists"; a list
    "in all", with "no other list" and with each other follow.

    >>> captures = pd.DataFrame({"police": [1, 0, 1], "charity": [0, 1, 1], "people": [60, 40, 20]})
    >>> lists_compared(captures)
                     on         and_on  people
    0  any of the lists         in all     120
    1  any of the lists  no other list     100
    2            police         in all      80
    3            police  no other list      60
    4           charity         in all      60
    5           charity  no other list      40
    6            police        charity      20
    """
    people, on = captures["people"], captures.drop(columns="people").astype(bool)
    alone = on.sum(axis=1).eq(1)
    rows = (
        [(ANY_LIST, IN_ALL, people.sum()), (ANY_LIST, NO_OTHER, people[alone].sum())] if len(people) else []
    )
    for name in on:
        rows += [(name, IN_ALL, people[on[name]].sum()), (name, NO_OTHER, people[on[name] & alone].sum())]
    rows += [(one, other, people[on[one] & on[other]].sum()) for one, other in itertools.combinations(on, 2)]
    columns = {"on": "str", "and_on": "str", "people": "int64"}
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)
