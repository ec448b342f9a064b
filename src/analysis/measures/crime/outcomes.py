"""How investigations ended: how often the victim does not support one."""

import re

import numpy as np
import pandas as pd

from analysis.measures.rates import limits
from analysis.measures.rates.status import answered, listed, pooled, require, text
from analysis.measures.trends.change import newest_year
from analysis.measures.victims.unknowns import MISSING, labels_of, sums_of, with_shares
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

__all__ = ["closed_outcomes", "does_not_support_for_mix", "victim_does_not_support"]

# Home Office outcome types. 14: no suspect identified, 16: suspect identified; in both the victim does not
# support further action.
NOT_SUPPORTED_BY_THE_VICTIM = ("14", "16")
NOT_YET_ASSIGNED = "0"
AREA, MIX = ["year_ending", "area_name"], "offence_group"
REFERENCE_HIDDEN = "not given: a count of the reference is not shown"
NO_OUTCOME = "not given: no outcome yet"
NOTHING_EXPECTED = "not given: no event is expected"
OUTCOME_TYPES = tuple(str(number) for number in range(23))


def victim_does_not_support(
    table: pd.DataFrame, by: list[str] | str | None = None, value: str = "outcomes"
) -> pd.DataFrame:
    """Return, for each group of `by`, the share of outcomes in which the victim does not support action.

    `table` has rows of `value` by `outcome_type`: the Home Office's number as text or as a number, or a label
    of what is not known. Types 14 and 16 over all types but 0, which is not an outcome: not yet assigned.
    Columns: `by`, `victim_does_not_support`, `<value>_known`, `<value>_unknown`, `not_yet_assigned`, and the
    share with interval and bounds, as `unknowns.shares` gives them.

    A type that is new is an outcome in which the victim's wish is not said. Raises InputError for one that is
    not a number: alternate types such as "1A" count offences twice.

    >>> import pandas as pd
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
    return with_shares(sums, "victim_does_not_support", f"{value}_known", f"{value}_unknown")


def closed_outcomes(outcomes: pd.DataFrame, by: list[str] | tuple[()] = ()) -> pd.DataFrame:
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
    newest, ends = newest_year(outcomes["period_start"])
    rows = outcomes[outcomes["period_start"].isin(newest)]
    rows = rows[rows[count].notna() | rows["status"].ne(SHOWN)]
    rows = rows.assign(year_ending=text([ends] * len(rows)))
    keys = [*by, "year_ending", "offence_group", "outcome_type"]
    sums = pooled(rows, keys, [count]).rename(columns={count: "outcomes"})
    return sums.assign(outcome_type=text(sums["outcome_type"].astype("str")))


def does_not_support_for_mix(table: pd.DataFrame) -> pd.DataFrame:
    """Return, for each area and year, how often victims do not support action over what its offences give.

    Indirectly standardised: `expected` is the share that each offence group has in all of `table` together,
    times the area's outcomes of it. `ratio` above 1 is more often than offences alone would have it. The
    interval is that of a count, exact below 10 and Byar's from 10 on, which for a large share is a little too
    wide. A count that is not shown hides every ratio, for it is a part of all together.

    Columns: `year_ending`, `area_name`, `victim_does_not_support`, `expected`, `ratio`, `lower`, `upper`,
    `method`, `status`.
    """
    counted, against = _counted(table, [*AREA, MIX]), _counted(table, [MIX])
    supported_not, known = against["victim_does_not_support"], against["outcomes_known"]
    # An offence group without an outcome anywhere has no share, and nothing to be expected of.
    share = np.where(known > 0, supported_not / known.where(known > 0), 0.0)
    share = dict(zip(against[MIX], share, strict=True))
    expected = counted[MIX].map(share) * counted["outcomes_known"]
    names = ["victim_does_not_support", "outcomes_known", "expected"]
    sums = pooled(counted.assign(expected=expected), AREA, names)
    hidden = against.loc[against["status"] != SHOWN, "status"]
    if len(hidden):
        state = SUPPRESSED if (hidden == SUPPRESSED).any() else NOT_AVAILABLE
        sums = sums.assign(status=state, method=REFERENCE_HIDDEN, **dict.fromkeys(names, np.nan))
    expected = sums["expected"].to_numpy(dtype=float)
    above_zero = np.where(expected > 0, expected, np.nan)
    observed = sums["victim_does_not_support"].to_numpy(dtype=float)
    lower, upper, how = limits.count_limits(observed)
    figures = {"ratio": observed, "lower": lower, "upper": upper}
    figures = {name: figure / above_zero for name, figure in figures.items()}
    why_not = np.where(sums["outcomes_known"] == 0, NO_OUTCOME, NOTHING_EXPECTED)
    return answered(sums, figures, how, why_not).drop(columns="outcomes_known")


def _counted(table, by):
    found = victim_does_not_support(table, by)
    # A group without an outcome has no share, and yet its counts are known.
    known = found["outcomes_known"].notna()
    kept = found[[*by, "victim_does_not_support", "outcomes_known"]]
    return kept.assign(status=text(np.where(known, SHOWN, found["status"])))


def _kinds(table):
    require(table, "outcome_type")
    plain = [
        str(int(kind)) if isinstance(kind, float) and kind.is_integer() else kind
        for kind in table["outcome_type"]
    ]
    # The publisher may add a type: what it says of the victim is not known, and it is an outcome.
    new = {str(kind) for kind in plain if re.fullmatch("[0-9]{1,2}", str(kind))}.difference(OUTCOME_TYPES)
    return labels_of(table.assign(outcome_type=plain), "outcome_type", (*OUTCOME_TYPES, *sorted(new)))
