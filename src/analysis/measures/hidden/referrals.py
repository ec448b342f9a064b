"""How many potential victims are referred, by whom, and how many adults say no: M12 to M14.

Counts of the whole country are complete: their shares have no limits, as nothing was sampled.

A referral is no person (one can be referred twice), no place of exploitation and no conviction: the force
that referred says nothing of where somebody lives or was exploited. All of them take counts of quarters that
are pooled already, a row for each label and the margin "Total", as released tables have them.
"""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.rates.among import among_areas
from analysis.measures.rates.rates import proportion_of_margin, proportion_or_reason, without_limits
from analysis.measures.rates.status import (
    TOTAL,
    answered,
    listed,
    numbers,
    pooled,
    refuse,
    require,
    shown_only,
    statuses,
    text,
)
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = [
    "any_mention",
    "decline_share",
    "first_responder_mix",
    "positive_share",
    "referral_rates",
    "referrals_by_force",
]

ADULT, CHILD = "Adult (18 or over)", "Child (17 or under)"
NOT_ADULT, ADULT_FROM = "Child, or age not known", 18  # as the released counts have them
MENTIONED = "Mentioned"
PER = 100_000
QUARTERS_A_YEAR = 4
NO_RESIDENTS = "not given: no residents to count against"
CANNOT_DECLINE = "not applicable: a child cannot decline"
ADULT_OR_CHILD = "not given: nobody knows whether they are adults, who can decline"
NOBODY_ASKED = "not given: no adult was referred and none declined"
NONE_REFERRED = "not given: nobody was referred"
OTHER_PERIOD = "not given: the two are counted over different quarters"
POSITIVE = "Positive"
NONE_DECIDED = "not given: nothing was decided"
NOT_KNOWN = "of those decided; how many await a decision is not in the table"


def referral_rates(referrals: pd.DataFrame, residents: pd.DataFrame, periods: dict) -> pd.DataFrame:
    """Return referrals a year per 100,000 residents over the pooled quarters, with exact (Poisson) limits.

    `referrals` has `period`, `adult_or_child`, `referrals` and `status`; `residents` has `residents` by
    single year of `age`; `periods` is {name of a period: its quarters}. A label without residents has a count
    and no rate.

    Columns: `period`, `adult_or_child`, `referrals`, `years`, `population`, `rate_per_100000`, `lower`,
    `upper`, `method`, `status`. The limits are exact whatever the count: a method that changed at ten would
    tell which counts are small. They take referrals for independent, which those of one raid are not.

    >>> year = {"four quarters ending 2023-Q1": ["2022-Q2", "2022-Q3", "2022-Q4", "2023-Q1"]}
    >>> referrals = pd.DataFrame({"period": list(year), "adult_or_child": "Total", "referrals": [30]})
    >>> residents = pd.DataFrame({"age": [17, 40], "residents": [100_000, 500_000]})
    >>> found = referral_rates(referrals.assign(status="shown"), residents, year)
    >>> found[["referrals", "rate_per_100000", "lower", "upper"]].round(2)
       referrals  rate_per_100000  lower  upper
    0       30.0              5.0   3.37   7.14
    """
    require(referrals, "period", "adult_or_child", "referrals")
    require(residents, "age", "residents")
    adults = residents.loc[residents["age"] >= ADULT_FROM, "residents"].sum()
    whole = residents["residents"].sum()
    people = {ADULT: adults, NOT_ADULT: whole - adults, TOTAL: whole} if len(residents) else {}
    years = _years(referrals, periods)
    population = referrals["adult_or_child"].map(people).astype(float)
    events = numbers(referrals, "referrals")
    state = statuses(referrals, events)
    person_years, shown = population.to_numpy() * years, shown_only(state, events)
    lower, upper = limits.exact_limits(shown)
    figures = {"rate_per_100000": shown, "lower": lower, "upper": upper}
    figures = {name: figure / person_years * PER for name, figure in figures.items()}
    rows = referrals[["period", "adult_or_child"]].assign(
        referrals=shown, years=years, population=population, status=state
    )
    return answered(rows, figures, "exact", NO_RESIDENTS)


def any_mention(referrals: pd.DataFrame, kind: str, column: str) -> pd.DataFrame:
    """Return the share of referrals in which a kind of exploitation is mentioned, alone or with others.

    `referrals` has `column` ("Mentioned", "Not mentioned" and the margin), `referrals` and `status`. Shares
    of several kinds add to more than a hundred: one referral may mention more than one of them.

    Columns: `exploitation` (`kind`), `referrals`, `total_referrals`, `share_pct`, `lower`, `upper`
    (Wilson's), `method`, `status`; where no referral has the kind the row is zero.
    """
    require(referrals, column, "referrals", "status")
    rows = referrals.set_index(column)
    if len(rows) and TOTAL not in rows.index:
        raise InputError(f'The counts by "{column}" have no row "{TOTAL}": a share is of all referrals.')
    counts, states = rows["referrals"].astype(float), rows["status"]
    state = states.get(MENTIONED, states.get(TOTAL, NOT_AVAILABLE))
    count = counts.get(MENTIONED, 0.0) if state == SHOWN else np.nan
    row = {"exploitation": kind, "referrals": count, "total_referrals": counts.get(TOTAL, np.nan)}
    found = pd.DataFrame([row | {"status": state}])
    return proportion_of_margin(found, "referrals", "total_referrals", NONE_REFERRED)


def referrals_by_force(
    others: pd.DataFrame,
    own: pd.DataFrame,
    population: pd.DataFrame,
    periods: dict[str, list[str]],
    here: str,
) -> pd.DataFrame:
    """Return the yearly rate of referrals of each force, and the range that is usual for a force of its size.

    `others` has `period`, `force`, `referrals` and `status` of the other forces, `own` the margin "Total" of
    this one, called `here`; `population` has `area_name` and `population`. A force whose count is hidden has
    no rate and is not among those that the range is learnt from. Where this force is counted over other
    quarters than the others it has none either.

    Columns: `area_name`, `period`, `referrals`, `population`, `person_years` (residents times years), and
    those of `among_areas`.
    """
    require(others, "period", "force", "referrals", "status")
    require(own, "period", "referrals", "status")
    require(population, "area_name", "population")
    labels = [name for name in own.columns if name not in ("period", "referrals", "status", "method")]
    own = own[(own[labels] == TOTAL).all(axis="columns")].assign(force=here)
    rows = pd.concat([others[others["force"] != TOTAL], own], ignore_index=True)
    apart = ~rows["period"].isin(others["period"]).to_numpy()
    rows["status"] = rows["status"].mask(apart & rows["status"].eq(SHOWN), NOT_AVAILABLE)
    people = dict(zip(population["area_name"], numbers(population, "population"), strict=True))
    rows = rows.assign(
        area_name=rows["force"],
        population=rows["force"].map(people).astype(float),
        referrals=shown_only(rows["status"].to_numpy(dtype=object), numbers(rows, "referrals")),
        method=text(np.where(apart, OTHER_PERIOD, None)),
    )
    years = np.full(len(rows), np.nan)
    years[~apart] = _years(rows[~apart].reset_index(drop=True), periods)
    rows = rows.assign(person_years=rows["population"] * years)
    keep = ["area_name", "period", "referrals", "population", "person_years", "method", "status"]
    return among_areas(rows[keep], "referrals", "person_years", per=PER)


def decline_share(referrals: pd.DataFrame, reports: pd.DataFrame) -> pd.DataFrame:
    """Return the share of adults who said no to a referral: Duty to Notify over it and adult referrals.

    `referrals` has `period`, `age_group`, `referrals` and `status`, `reports` the same with `reports`, which
    are of adults. Both have to be of one area: the published reports are national and name no force.

    Columns: `period`, `age_group`, `referred`, `said_no`, `asked` (both together), `share_pct`,
    `lowest_share_pct` (if all whose age is not known were adults), `method`, `status`.
    Children have a row to which no share applies: they cannot decline. A report is not always one person: it
    can be made without a name, and more than once. Over other quarters than the referrals there is no share.

    >>> referrals = pd.DataFrame({"period": "2023", "age_group": ["Adult (18 or over)"], "referrals": [120]})
    >>> reports = referrals.rename(columns={"referrals": "reports"}).assign(reports=40, status="shown")
    >>> decline_share(referrals.assign(status="shown"), reports)[["said_no", "asked", "share_pct"]].head(1)
       said_no  asked  share_pct
    0     40.0  160.0       25.0
    """
    require(referrals, "period", "age_group", "referrals", "status")
    require(reports, "period", "age_group", "reports", "status")
    rows = referrals[referrals["age_group"] != TOTAL]
    said_no = reports.loc[reports["age_group"] == ADULT, ["period", "age_group", "reports", "status"]]
    both = rows[["period", "age_group", "referrals", "status"]].merge(
        said_no.rename(columns={"status": "_state"}), on=["period", "age_group"], how="left"
    )
    adult, child = (both["age_group"].eq(one).to_numpy() for one in (ADULT, CHILD))
    own, other = both["status"].to_numpy(dtype=object), both["_state"].to_numpy(dtype=object, na_value=None)
    apart = adult & np.array([one is None for one in other], dtype=bool)
    referred = shown_only(own, numbers(both, "referrals"))
    reports = np.where(adult & (other == SHOWN), numbers(both, "reports"), np.nan)
    state = np.where(adult & ~apart, other, NOT_AVAILABLE)
    state = np.where(own != SHOWN, own, state)
    why = np.select([child, ~adult, apart], [CANNOT_DECLINE, ADULT_OR_CHILD, OTHER_PERIOD], None)
    rows = both.drop(columns="_state").assign(
        referrals=referred,
        reports=reports,
        asked=referred + reports,
        method=text(np.where(own == SHOWN, why, None)),
        status=text(state),
    )
    found = proportion_or_reason(rows, "reports", "asked", NOBODY_ASKED)
    found = _complete(found)
    not_known = referred[~adult & ~child].sum()
    with np.errstate(invalid="ignore"):  # nobody asked and nobody of unknown age: no share, as its row says
        lowest = 100 * reports / (referred + reports + not_known)
    found["status"] = found["status"].mask(child & (own == SHOWN), SHOWN)
    found = found.assign(lowest_share_pct=shown_only(found["status"].to_numpy(dtype=object), lowest))
    found = found.rename(columns={"referrals": "referred", "reports": "said_no"})
    columns = ["period", "age_group", "referred", "said_no", "asked", "share_pct"]
    return found[[*columns, "lowest_share_pct", "method", "status"]]


def first_responder_mix(referrals: pd.DataFrame) -> pd.DataFrame:
    """Return the share of referrals that each kind of first responder made over the pooled quarters.

    `referrals` has `period`, `first_responder_type`, `referrals` and `status` with the margin "Total", which
    the shares are of. Columns: those, `total_referrals`, `share_pct`, `method`, `status`; in
    the order of the table, which tells nothing of sizes.
    """
    by = "first_responder_type"
    require(referrals, "period", by, "referrals", "status")
    margin = referrals[referrals[by] == TOTAL].set_index("period")
    rows = referrals[referrals[by] != TOTAL].reset_index(drop=True)
    found = rows[["period", by, "status"]].assign(
        referrals=shown_only(rows["status"].to_numpy(dtype=object), numbers(rows, "referrals")),
        total_referrals=rows["period"].map(margin["referrals"]).astype(float),
    )
    return _complete(proportion_of_margin(found, "referrals", "total_referrals", NONE_REFERRED))


def _complete(found):
    """Return shares of a complete count: without limits, and without a method but a reason."""
    every = pd.Series(True, index=found.index)
    return without_limits(found, every).drop(columns=["lower", "upper"])


def _years(table, periods):
    """Return how many years the period of each row is, from its quarters."""
    unknown = ~table["period"].isin(list(periods)).to_numpy()
    refuse(table, unknown, "A period without its quarters", f"Known: {', '.join(periods) or 'none'}.")
    return np.array([len(periods[period]) / QUARTERS_A_YEAR for period in table["period"]], dtype=float)


def positive_share(decisions: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the share of decisions that were positive, of those decided.

    `decisions` has `decision` ("Positive" or "Negative"), `decisions` and the columns of `by`, such as
    `age_group`. Columns: `by`, `positive`, `decided`, `share_pct`, `method`, `status`.
    Those who await a decision are not in the publisher's table, and `method` says so.

    >>> import pandas as pd
    >>> found = pd.DataFrame({"decision": ["Positive", "Negative"], "decisions": [60, 40]})
    >>> positive_share(found.assign(age_group="Adult"), "age_group")[["decided", "share_pct"]]
       decided  share_pct
    0      100       60.0
    """
    by = listed(by)
    require(decisions, *by, "decision", "decisions")
    positive = decisions["decisions"].where(decisions["decision"] == POSITIVE, 0)
    split = decisions.assign(positive=positive, decided=decisions["decisions"])
    sums = pooled(split, by, ["positive", "decided"])
    found = _complete(proportion_or_reason(sums, "positive", "decided", NONE_DECIDED))
    found["method"] = found["method"].where(found["status"] != SHOWN, NOT_KNOWN)
    return found[[*by, "positive", "decided", "share_pct", "method", "status"]]
