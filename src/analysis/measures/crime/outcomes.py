"""How investigations ended: how often the victim does not support one."""

import re

import numpy as np
import pandas as pd

from analysis.measures.rates.rates import standardised_ratio
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, SUPPRESSED, listed, pooled, require, text
from analysis.measures.trends.change import month_in_which_it_ends, newest_year
from analysis.measures.victims.unknowns import MISSING, labels_of, sums_of, with_shares

# Home Office outcome types. 14: no suspect identified, 16: suspect identified; in both the victim does not
# support further action.
NOT_SUPPORTED_BY_THE_VICTIM = ("14", "16")
NOT_YET_ASSIGNED = "0"
MIX = "offence_group"
REFERENCE_HIDDEN = "not given: a count of the reference is not shown"
NO_OUTCOME = "not given: no outcome yet"
OUTCOME_TYPES = tuple(str(number) for number in range(23))


def victim_does_not_support(table, by=None, value="outcomes", confidence=0.95):
    """Return, for each group of `by`, the share of outcomes in which the victim does not support action.

    `table` has rows of `value` by `outcome_type`: the Home Office's number as text or as a number, or a label
    of what is not known. Types 14 and 16 over all types but 0, which is not an outcome: not yet assigned.
    Columns: `by`, `victim_does_not_support`, `<value>_known`, `<value>_unknown`, `not_yet_assigned`, and the
    share with interval and bounds, as `unknowns.shares` gives them.

    A type that is new is an outcome in which the victim's wish is not said. Raises InputError for one that is
    not a number: alternate types such as "1A" count offences twice.

    >>> seen = pd.DataFrame({"outcome_type": ["0", "14", "16", "18"], "outcomes": [50, 10, 30, 60]})
    >>> found = victim_does_not_support(seen)
    >>> found[["victim_does_not_support", "outcomes_known", "not_yet_assigned", "share_pct"]]
       victim_does_not_support  outcomes_known  not_yet_assigned  share_pct
    0                     40.0           100.0              50.0       40.0
    """
    kind = _kinds(table)
    missing = np.isin(kind, MISSING)
    sums = sums_of(
        table,
        listed(by),
        value,
        victim_does_not_support=np.isin(kind, NOT_SUPPORTED_BY_THE_VICTIM),
        **{
            f"{value}_known": ~missing & (kind != NOT_YET_ASSIGNED),
            f"{value}_unknown": missing,
        },
        not_yet_assigned=kind == NOT_YET_ASSIGNED,
    )
    return with_shares(
        sums, "victim_does_not_support", f"{value}_known", f"{value}_unknown", confidence=confidence
    )


def closed_outcomes(outcomes, by=()):
    """Return the outcomes given in the newest year by offence group and type, as the verbs here take them.

    Columns: `by`, `year_ending` ("2026-03"), `offence_group`, `outcome_type`, `outcomes`, `method`, `status`.

    `outcomes` has `outcomes_closed_in_quarter` by `period_start`, `offence_group` and `outcome_type`: those
    given in a quarter, whenever the crime was recorded. The other count, of crimes recorded in the quarter,
    answers another question and is not taken. Corrections below zero are added in. A blank that is shown
    (type 0, an expired code) has nothing to add; a count that was not provided leaves its sum without a
    number. No row where the year is not whole.
    """
    count = "outcomes_closed_in_quarter"
    require(outcomes, *by, "period_start", "offence_group", "outcome_type", count, "status")
    newest = newest_year(outcomes["period_start"])
    rows = outcomes[outcomes["period_start"].isin(newest)]
    rows = rows[rows[count].notna() | rows["status"].ne(SHOWN)]
    rows = rows.assign(year_ending="".join(month_in_which_it_ends(newest)))
    keys = [*by, "year_ending", "offence_group", "outcome_type"]
    sums = pooled(rows, keys, [count]).rename(columns={count: "outcomes"})
    return sums.assign(outcome_type=text(sums["outcome_type"].astype("str")))


def does_not_support_for_mix(table, by=("year_ending", "area_name"), reference=None, value="outcomes"):
    """Return, for each group of `by`, how often victims do not support action over what its offences give.

    Indirectly standardised (`standardised_ratio`): the share of each offence group in `reference`, by default
    all of `table` together, times the group's outcomes of it. `ratio` above 1 is more often than offences
    alone would have it. The interval is that of a count, which for a large share is a little too wide.
    `reference` has the columns of `table`.

    Columns: `by`, `victim_does_not_support`, `expected`, `ratio`, `lower`, `upper`, `method`, `status`.
    """
    by = listed(by)
    require(table, MIX, *by)
    counted = _counted(table, [*by, MIX], value)
    against = _counted(table if reference is None else reference, [MIX], value)
    hidden = against.loc[against["status"] != SHOWN, "status"]
    if len(hidden):
        state = SUPPRESSED if (hidden == SUPPRESSED).any() else NOT_AVAILABLE
        return _without(table[by].drop_duplicates(ignore_index=True), REFERENCE_HIDDEN, state)
    # An offence group without an outcome anywhere has no share, and nothing to be expected of.
    empty = counted[MIX].isin(against.loc[against["outcomes_known"] == 0, MIX]) & (
        counted["outcomes_known"] == 0
    )
    against, kept = against[against["outcomes_known"] > 0], counted[~empty]
    names = "victim_does_not_support", "outcomes_known"
    found = standardised_ratio(kept, *names, against, by, MIX)
    left_out = counted[by].drop_duplicates().merge(kept[by].drop_duplicates(), how="left", indicator=True)
    left_out = left_out.loc[left_out["_merge"] == "left_only", by].reset_index(drop=True)
    return pd.concat([found, _without(left_out, NO_OUTCOME, NOT_AVAILABLE)], ignore_index=True)


def _without(groups, reason, state):
    """Return groups that have no ratio, with the reason and their state."""
    blank = dict.fromkeys(("victim_does_not_support", "expected", "ratio", "lower", "upper"), np.nan)
    size = len(groups)
    return groups.assign(**blank, method=text([reason] * size), status=text([state] * size)).astype(
        dict.fromkeys(blank, "float64")
    )


def _counted(table, by, value):
    found = victim_does_not_support(table, by, value)
    found = found.rename(columns={f"{value}_known": "outcomes_known"})
    columns = [*by, "victim_does_not_support", "outcomes_known"]
    # A group without an outcome has no share, and yet its counts are known.
    known = found["outcomes_known"].notna()
    return found[columns].assign(status=text(np.where(known, SHOWN, found["status"])))


def _kinds(table):
    require(table, "outcome_type")
    plain = [
        str(int(kind)) if isinstance(kind, float) and kind.is_integer() else kind
        for kind in table["outcome_type"]
    ]
    # The publisher may add a type: what it says of the victim is not known, and it is an outcome.
    new = {str(kind) for kind in plain if re.fullmatch("[0-9]{1,2}", str(kind))}.difference(OUTCOME_TYPES)
    return labels_of(table.assign(outcome_type=plain), "outcome_type", (*OUTCOME_TYPES, *sorted(new)))
