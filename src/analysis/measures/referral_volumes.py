"""How many potential victims are referred, by whom, and how many adults say no: M12 to M14.

A referral is no person (one can be referred twice), no place of exploitation and no conviction: the force
that referred says nothing of where somebody lives or was exploited.
"""

import numpy as np
import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures import limits
from analysis.measures.pathway_shares import proportion_or_reason, share_within
from analysis.measures.rates import rate_name
from analysis.measures.referral_pools import pool_of_quarters, pooled_over
from analysis.measures.status import (
    NOT_AVAILABLE,
    SHOWN,
    listed,
    numbers,
    refuse,
    require,
    shown_only,
    statuses,
    text,
)

ADULT, CHILD, AGE_NOT_KNOWN = "Adult (18 or over)", "Child (17 or under)", "Not specified or unknown"
QUARTERS_A_YEAR = 4
NO_RESIDENTS = "not given: no residents to count against"
CANNOT_DECLINE = "not given: a child cannot decline"
ADULT_OR_CHILD = "not given: nobody knows whether they are adults, who can decline"
NOBODY_ASKED = "not given: no adult was referred and none declined"
NONE_REFERRED = "not given: nobody was referred"


def referral_rates(referrals, known, population, by="age_group", per=100_000, confidence=0.95):
    """Return referrals a year per `per` residents over the pooled quarters, with exact (Poisson) limits.

    `referrals` has `quarter`, `by` and `referrals`, with no row where there was none; `known` names the
    quarters that the source covers, pooled as in `pool_of_quarters`. `population` has a row for each label of
    `by`, such as each age group: `population`, its residents. A label without residents ("Not specified or
    unknown") has a count and no rate; with fewer than four quarters known there is no row.

    Columns: `period`, `by`, `referrals`, `years`, `population`, `rate_per_100000`, `lower`, `upper`,
    `method`, `status`. The limits are exact whatever the count: a method that changed at ten would tell
    which counts are small. They take referrals for independent, which those of one raid are not.

    >>> known = ["2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1"]
    >>> referrals = pd.DataFrame({"quarter": known, "age_group": "All ages", "referrals": [6, 6, 6, 12]})
    >>> residents = pd.DataFrame({"age_group": ["All ages"], "population": [600_000]})
    >>> found = referral_rates(referrals, known, residents)
    >>> found[["referrals", "rate_per_100000", "lower", "upper"]].round(2)
       referrals  rate_per_100000  lower  upper
    0         30              5.0   3.37   7.14
    """
    by = listed(by)
    require(population, *by, "population")
    twice = population.duplicated(by).to_numpy()
    refuse(population, twice, "A second row for one group", "Add its residents together.")
    people = numbers(population, "population")
    refuse(population, people <= 0, '"population" is zero or negative', "Leave it blank where it is unknown.")
    period, quarters = pool_of_quarters(known)
    counts = pooled_over(quarters, referrals, by, "referrals", population[by])
    found = counts.merge(population[[*by, "population"]], on=by, how="left", sort=False)
    events, people = numbers(found, "referrals"), numbers(found, "population")
    status = statuses(found, events, people)
    events, person_years = shown_only(status, events), people * len(quarters) / QUARTERS_A_YEAR
    lower, upper = limits.exact_limits(events, confidence)
    why = np.where(np.isnan(people) & (found["status"] == SHOWN), NO_RESIDENTS, found["method"])
    columns = ["period", *by, "referrals", "years", "population", rate_name(per), "lower", "upper"]
    columns += ["method", "status"]
    if not quarters:
        return found.iloc[:0].reindex(columns=columns)
    return found.assign(
        **{rate_name(per): events / person_years * per},
        lower=lower / person_years * per,
        upper=upper / person_years * per,
        period=period,
        years=len(quarters) / QUARTERS_A_YEAR,
        method=text(np.where(status == SHOWN, "exact", why)),
        status=text(status),
    )[columns]


def decline_share(referrals, reports, quarters=None):
    """Return the share of adults who said no to a referral: Duty to Notify over it and adult referrals.

    `referrals` has `quarter`, `age_group` and `referrals`; `reports` has `quarter` and `reports`, of adults.
    Both have to be of one area: the published reports are national and name no force. The quarters are the
    ones that both have, pooled as in `pool_of_quarters`; or the `quarters` given, as they stand, for the
    course of national figures.

    Columns: `period`, `age_group`, `referrals`, `reports`, `asked` (both together), `share_pct`, `lower`,
    `upper` (Wilson's), `lowest_share_pct` (if all whose age is not known were adults), `method`, `status`.
    Children have a row and no share: they cannot decline. A report is not always one person: it can be made
    without a name, and more than once.

    >>> known = ["2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1"]
    >>> referrals = pd.DataFrame({"quarter": known, "age_group": "Adult (18 or over)", "referrals": 30})
    >>> reports = pd.DataFrame({"quarter": known, "reports": 10})
    >>> decline_share(referrals, reports)[["period", "reports", "asked", "share_pct"]].head(1)
                             period  reports  asked  share_pct
    0  four quarters ending 2023-Q1     40.0  160.0       25.0
    """
    require(referrals, "quarter", "age_group", "referrals")
    require(reports, "quarter", "reports")
    refuse_unknown_labels(referrals, "age_group", (ADULT, CHILD, AGE_NOT_KNOWN))
    period, quarters = _of_both(referrals, reports, quarters)
    ages = pd.DataFrame({"age_group": [ADULT, CHILD, AGE_NOT_KNOWN]})
    referred = pooled_over(quarters, referrals, "age_group", "referrals", ages)
    said_no = pooled_over(quarters, reports.assign(age_group=ADULT), "age_group", "reports", ages)
    said_no = said_no.rename(columns={"status": "_state", "method": "_why"})
    both = referred.merge(said_no, on="age_group", sort=False)
    found = _declined(both).assign(period=period)
    columns = ["period", "age_group", "referrals", "reports", "asked", "share_pct", "lower", "upper"]
    return found.loc[found.index if quarters else [], [*columns, "lowest_share_pct", "method", "status"]]


def _of_both(referrals, reports, quarters):
    """Return the name of the period, and the quarters of it that both tables have."""
    both = set(referrals["quarter"]) & set(reports["quarter"])
    if quarters is None:
        return pool_of_quarters(both)
    wanted = sorted(set(quarters))
    missing = [quarter for quarter in wanted if quarter not in both]
    if missing:
        raise InputError(f"{missing[0]} is not in both tables: a share needs its referrals and its reports.")
    return " to ".join(dict.fromkeys([*wanted[:1], *wanted[-1:]])), wanted


def _declined(both):
    """Return the rows of `decline_share`, of the referrals and reports of each age group."""
    adult, child = (both["age_group"].eq(one).to_numpy() for one in (ADULT, CHILD))
    own, other = (both[name].to_numpy(dtype=object) for name in ("status", "_state"))
    told, others = (both[name].to_numpy(dtype=object, na_value=None) for name in ("method", "_why"))
    referred, reports = numbers(both, "referrals"), np.where(adult, numbers(both, "reports"), np.nan)
    state = np.where(own == SHOWN, np.where(adult, other, NOT_AVAILABLE), own)
    why = np.where(child, CANNOT_DECLINE, ADULT_OR_CHILD)
    why = np.where(own != SHOWN, told, np.where(adult, others, why))
    rows = both.drop(columns=["_state", "_why"]).assign(
        reports=reports, asked=referred + reports, method=text(why), status=text(state)
    )
    found = proportion_or_reason(rows, "reports", "asked", NOBODY_ASKED)
    not_known = referred[~adult & ~child].sum()
    with np.errstate(invalid="ignore"):  # nobody asked and nobody of unknown age: no share, as its row says
        lowest = 100 * reports / (referred + reports + not_known)
    return found.assign(lowest_share_pct=shown_only(found["status"].to_numpy(dtype=object), lowest))


def first_responder_mix(referrals, known, by="first_responder_type"):
    """Return the share of referrals that each kind of first responder made over the pooled quarters.

    `referrals` has `quarter`, `by` and `referrals`; `known` names the quarters that the source covers.
    Columns: `period`, `by`, `referrals`, `total_referrals`, `share_pct`, `lower`, `upper` (Wilson's),
    `method`, `status`; in the order of the table, which tells nothing of sizes.

    >>> known = ["2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1"]
    >>> referrals = pd.DataFrame({"quarter": known * 2, "referrals": [10] * 4 + [30] * 4})
    >>> referrals["first_responder_type"] = ["Police"] * 4 + ["Local authority"] * 4
    >>> first_responder_mix(referrals, known)[["first_responder_type", "referrals", "share_pct"]]
      first_responder_type  referrals  share_pct
    0               Police         40       25.0
    1      Local authority        120       75.0
    """
    period, quarters = pool_of_quarters(known)
    parts = pooled_over(quarters, referrals, by, "referrals")
    found = share_within(parts, "referrals", [], "total_referrals", NONE_REFERRED).assign(period=period)
    columns = ["period", *listed(by), "referrals", "total_referrals", "share_pct", "lower", "upper"]
    return found[[*columns, "method", "status"]]


def refuse_unknown_labels(table, column, wanted):
    """Raise InputError for a label of `column` that is not `wanted`, without repeating it."""
    unknown = ~table[column].isin(wanted).to_numpy()
    if unknown.any():
        hint = nearest(table.loc[unknown, column].iloc[0], wanted)
        refuse(table, unknown, f'"{column}" is not known', f"Known: {'; '.join(wanted)}. {hint}".rstrip())
