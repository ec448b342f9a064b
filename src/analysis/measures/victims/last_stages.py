"""From the last stage that each person reached to everyone at each stage: who came further was there too.

Returns count each person once, by the last stage reached. Were people counted at every stage, a hidden count
at one could be had from the next, for those who go on from one stage are those who come to the other.
"""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.rates.status import (
    SHOWN,
    TOTAL,
    listed,
    numbers,
    pooled_status,
    require,
    shown_only,
    statuses,
)
from analysis.measures.victims.stages import FINISHED, STAGES, WENT_ON
from analysis.measures.victims.unknowns import answered

FIRST = 2  # the first stage that is compared, contact: who came another way was never offered help
NEED_MET = "Need met"
NOTHING_BEFORE = "not given: nothing before it"


def all_at_each_stage(table, value="clients"):
    """Return rows of everyone at each stage by what became of them there, as `reach_funnel` takes them.

    `table` has rows of `value` by the last `stage` reached and `state`, with margins ("Total"). Those
    who reached a later stage "Went on" from each before it. That holds of people who all came by one way: who
    refers themselves was never offered help. Counts are called `people`.

    Raises InputError where the table has no margins.
    """
    require(table, "stage", "state", value)
    whole = table["state"].eq(TOTAL)
    if len(table) and not whole.any():
        raise InputError(f'The table has no "{TOTAL}" in "state": take it with its margins.')
    counts = table[["stage", "state", "status"]].assign(
        people=shown_only(table["status"], numbers(table, value))
    )
    parts = counts[counts["stage"].ne(TOTAL) & ~whole]
    made = [parts.assign(state=parts["state"].replace(NEED_MET, FINISHED))]
    for place, stage in enumerate(STAGES[:-1]):
        later = counts[whole & counts["stage"].isin(STAGES[place + 1 :])]
        row = {"stage": stage, "state": WENT_ON, "status": _whole(later["status"])}
        made.append(pd.DataFrame([row | {"people": later["people"].sum(skipna=False)}]))
    together = pd.concat(made, ignore_index=True)
    order = together["stage"].map({stage: place for place, stage in enumerate(STAGES)})
    return together.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)


def stages_by_group(table, by, stage=None, value="clients", confidence=0.95, apart=()):
    """Return a row per label of `by` and stage from safe contact on: who reached it, of those before.

    `table` has rows of `value` by `by` and the last `stage` reached, with or without margins. `reached` are
    those whose last stage it is or a later one, `before` those of the stage before; `share_pct` has Wilson's
    interval. Labels that say something is not known are kept; one of which nobody ever came further than the
    first stage has no rows. With `stage` its rows alone are given. Stages in `apart`, which providers count
    in different ways, have no rows: people who came no further are still at the stage before.

    >>> seen = pd.DataFrame({"language_need": "yes", "clients": [60, 25, 15],
    ...                      "stage": ["Referred", "Contacted safely", "Needs assessed"]})
    >>> found = stages_by_group(seen, "language_need")
    >>> found.loc[found["share_pct"].notna(), ["stage", "reached", "before", "share_pct"]]
                  stage  reached  before  share_pct
    0  Contacted safely     40.0   100.0       40.0
    1    Needs assessed     15.0    40.0       37.5
    2         Needs met      0.0    15.0        0.0
    """
    (by,) = listed(by)
    require(table, by, "stage", value)
    rows = table[table[by].ne(TOTAL) & table["stage"].ne(TOTAL)].reset_index(drop=True)
    rows = rows.assign(_state=statuses(rows, numbers(rows, value)), _people=numbers(rows, value))
    made = []
    for label, part in rows.groupby(by, sort=False, observed=True):
        further = part[part["stage"].isin(STAGES[1:])]
        if further["_state"].eq(SHOWN).all() and not further["_people"].sum():
            continue
        places = [place for place in range(FIRST, len(STAGES)) if STAGES[place] not in apart]
        for before, place in zip([FIRST - 1, *places], places, strict=False):
            reached = STAGES[place]
            here = part[part["stage"].isin(STAGES[place:])]
            last = part[part["stage"].isin(STAGES[before:place])]
            state = _whole([*here["_state"], *last["_state"]])
            people = here["_people"].sum() if state == SHOWN else np.nan
            made.append([label, reached, people, people + last["_people"].sum(), state])
    found = pd.DataFrame(made, columns=[by, "stage", "reached", "before", "status"])
    found = found if stage is None else found[found["stage"].eq(stage)].reset_index(drop=True)
    return _shared(found, confidence)


def _whole(states):
    """Return the state of the sum of parts in these states: a combination without a row is zero."""
    states = list(states)
    return pooled_status(states, [0] * len(states))[0] if states else SHOWN


def _shared(found, confidence):
    """Return rows with the share of those before, its limits, and how it was had."""
    reached, before = found["reached"].to_numpy(float), found["before"].to_numpy(float)
    before = np.where(before > 0, before, np.nan)
    lower, upper = limits.wilson_limits(reached, before, confidence)
    figures = {"share_pct": reached / before * 100, "lower": lower * 100, "upper": upper * 100}
    return answered(found.assign(before=before, method=None), figures, "Wilson", NOTHING_BEFORE)
