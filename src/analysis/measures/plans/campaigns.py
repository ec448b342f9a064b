"""Did a campaign work: contacts to a safe reporting route before and since, beside a place without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.measures.plans import interruption
from analysis.measures.rates.estimates import framed
from analysis.measures.rates.limits import standard_normal
from analysis.measures.rates.status import (
    DOES_NOT_FIT,
    numbers,
    refuse,
    require,
    statuses,
    text,
    whole_counts,
)
from analysis.measures.services.reporting_routes import routes_named
from analysis.states import NOT_AVAILABLE, SHOWN, SUPPRESSED

if TYPE_CHECKING:
    from analysis.measures.plans.interruption import Months


__all__ = ["campaign_routes"]

WORKED, DID_NOT, TOO_SMALL, CANNOT = "worked", "did not", "too small to tell", "cannot be told"
# What an answer takes for granted, and why there is none that chance alone would give.
UNLESS = "unless something else changed contacts by more than is allowed for"
NOT_BY_CHANCE = {
    WORKED: "contacts rose by more than chance, but by no more than something else could have raised them",
    DID_NOT: "no rise as large as was hoped for is seen, but something else could have hidden one",
}
ROUTE_AREA = ("route", "area")
LOG = ("campaign", *ROUTE_AREA, "comparison_area", "started_on", "ended_on", "hoped_for_pct")
NOT_GIVEN = "not given: "
NOBODY_COUNTED = f"{NOT_GIVEN}no log of contacts was supplied"
_FIGURES = (
    "contacts_before", "months_before", "contacts_since", "months_since", "expected_without", "rate_ratio",
    "change_pct", "change_lower_pct", "change_upper_pct", "lower", "upper", "lower_by_chance",
    "upper_by_chance", "trend_to_undo_pct",
)  # fmt: skip
POWER = 0.8
COULD, COULD_NOT = "could be seen", "could not be seen"


def interrupted(table: pd.DataFrame, started_on: pd.Timestamp | str) -> pd.DataFrame:
    """Return one row: how `contacts` a month changed from the day `started_on`, season and trend apart.

    `table` has a row for each `period_start` and place: `own` is true where it happened, false where it did
    not. With a second place the change is what the first did beyond the second.
    `rate_ratio` 1.2 is a fifth more than there would have been, `change_pct` 20 the same; `lower` and
    `upper` are limits of the ratio. `expected_without` is how many there would have been since the start.
    A month that started before `started_on` is neither before nor after and is left out, as is a month
    without a figure of each place; `method` counts both.

    The limits allow for more than chance, whatever the months show: that neighbouring months go together,
    that each place has a trend of its own, and that something else happened in the half years around the
    start (the constants of `interruption`). `lower_by_chance` and `upper_by_chance` allow for the first
    alone. `trend_to_undo_pct` is by how many per cent a year contacts must already have grown faster than in
    the second place for the lower limit to reach no change; blank where it does not lie above, and in one
    place, whose own trend is taken out.

    Raises ValueError for a negative or fractional count, InputError for two rows for one month and place.
    """
    require(table, "contacts", "period_start", "own")
    _, status = whole_counts(table, "contacts")
    twice = table.duplicated(["period_start", "own"]).to_numpy()
    refuse(table, twice, "Two rows for one month", "Sum the counts first.")
    start, month = pd.Timestamp(started_on), pd.DatetimeIndex(table["period_start"])
    partly = (month < start) & (month + pd.offsets.MonthBegin(1) > start)
    counted = table.assign(contacts=table["contacts"].where(status == SHOWN))
    months = interruption.months_of(counted[~partly], start)
    state, reason = interruption.why_not(months)
    if (status == SUPPRESSED).any():
        state, reason = SUPPRESSED, "not given: a month is suppressed"
    if state != SHOWN:
        return _row(reason, state)
    partly_there = bool((partly & (status == SHOWN)).any())
    return _row(_method(months, partly_there), SHOWN, _figures(months))


def _row(method, status, figures=None):
    words = {"method": text([method]), "status": text([status])}
    figures = dict.fromkeys(_FIGURES, np.nan) if figures is None else figures
    return pd.DataFrame([figures]).astype("float64").assign(**words)


def _figures(months):
    change = interruption.change_of(months, interruption.scatter(months))
    lower, upper = change.limits(change.variance)
    least, _ = change.limits(change.chance + change.other_things)
    undone = months.compared and least > 1
    own, ratio = months.counts[:, 0], np.exp(change.log_ratio)
    since = own[months.after].sum()
    figures = (
        own[~months.after].sum(), (~months.after).sum(), since, months.after.sum(), since / ratio, ratio,
        100 * (ratio - 1), 100 * (lower - 1), 100 * (upper - 1), lower, upper, *change.limits(change.chance),
        100 * (least ** (interruption.MONTHS_IN_YEAR / change.by_trend) - 1) if undone else np.nan,
    )  # fmt: skip
    return dict(zip(_FIGURES, figures, strict=True))


def _method(months, partly):
    parts = [
        f"interrupted time series with{'' if months.compared else 'out'} a comparison area, least squares on "
        f"logs, Student's t limits for a correlation of neighbouring months of {interruption.CORRELATION:g}, "
        "trends of their own and other things in the half years around the start"
    ]
    if partly:
        parts.append("the month in which it started left out")
    missing = int(np.ptp(months.number)) + 1 - partly - len(months.number)
    if missing:
        parts.append(f"{missing} month{'s' if missing > 1 else ''} without a figure left out")
    return "; ".join(parts)


def did_it_work(campaigns: pd.DataFrame, contacts: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each campaign: the change in contacts, its interval and one of four `answer`s.

    "worked": the interval lies above no change. "did not": it does not, and leaves out the rise that was
    hoped for. "cannot be told": it holds both, and would not if chance alone were allowed for. "too small to
    tell": it would even then. `why` says it in words, with what the answer takes for granted. A campaign
    whose months are not enough has no answer, and `method` says what is missing; without any contacts none
    has.

    `campaigns` and `contacts` are as the tables of those names. Nothing is hidden: the answer is for the
    statement "campaign_results", which knows the threshold.

    A campaign whose route has no row in `contacts` for its area, or for its comparison area, has no answer.
    """
    require(campaigns, *LOG)
    require(contacts, "period_start", "contacts", *ROUTE_AREA)
    parts = []
    for campaign in campaigns.itertuples(index=False):
        lacking = no_contacts(campaign, contacts)
        if lacking:
            found, answer, why = _row(lacking, NOT_AVAILABLE), None, lacking.removeprefix(NOT_GIVEN)
        else:
            found = interrupted(months_for(campaign, contacts), campaign.started_on)
            answer, why = _answered(campaign, found.iloc[0])
        parts.append(found.assign(answer=text([answer]), why=text([why])))
    words = ["method", "status", "answer", "why"]
    answers = pd.concat(parts, ignore_index=True) if parts else framed([], [*_FIGURES, *words], words)
    return beside_the_log(campaigns, answers)


def beside_the_log(campaigns: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Return the campaigns with `answers` beside them."""
    kept = campaigns.reset_index(drop=True).drop(columns=["method", "status"], errors="ignore")
    return pd.concat([kept, answers], axis=1)


def no_contacts(campaign: Any, contacts: pd.DataFrame) -> str:
    """Return why a campaign cannot be judged by the log of contacts, "" where it can be."""
    if not len(contacts):
        return NOBODY_COUNTED
    lacking = no_months(campaign, contacts)
    return f"{DOES_NOT_FIT}{lacking}" if lacking else ""


def months_for(campaign: Any, contacts: pd.DataFrame) -> pd.DataFrame:
    """Return the months of a campaign's place and of its comparison, up to its end, `own` telling which."""
    places = [(campaign.area, True), (campaign.comparison_area, False)]
    of_route = contacts[contacts["route"] == campaign.route]
    parts = [of_route[of_route["area"] == place].assign(own=own) for place, own in places if pd.notna(place)]
    together = pd.concat(parts, ignore_index=True)
    if pd.isna(campaign.ended_on):
        return together
    return together[together["period_start"] <= campaign.ended_on].reset_index(drop=True)


def _answered(campaign, row):
    """Return the answer by the row that `interrupted` gives, and why: both None where there is none."""
    if row["status"] != SHOWN:
        return None, None
    answer, why = answer_for(row["lower"], row["upper"], campaign.hoped_for_pct)
    if answer != TOO_SMALL:
        return answer, f"{why}, {UNLESS}"
    by_chance, _ = answer_for(row["lower_by_chance"], row["upper_by_chance"], campaign.hoped_for_pct)
    return (TOO_SMALL, why) if by_chance == TOO_SMALL else (CANNOT, NOT_BY_CHANCE[by_chance])


def answer_for(lower: float, upper: float, hoped_for_pct: float) -> tuple[str, str]:
    """Return an answer for the limits of a rate ratio and the rise hoped for, and why, in words.

    >>> answer_for(1.1, 1.5, 20)[0], answer_for(0.9, 1.1, 20)[0], answer_for(0.9, 1.3, 20)[0]
    ('worked', 'did not', 'too small to tell')
    """
    hoped = 1 + hoped_for_pct / 100
    if lower > 1:
        if upper < hoped:
            return WORKED, "contacts rose, by less than was hoped for"
        return WORKED, "contacts rose"
    if upper < 1:
        return DID_NOT, "contacts fell"
    if upper < hoped:
        return DID_NOT, "no rise stands out, and one as large as was hoped for is ruled out"
    return TOO_SMALL, "no rise stands out, and one as large as was hoped for cannot be ruled out"


def may_be_told(campaign: Any, contacts: pd.DataFrame, hide_below: int) -> bool:
    """Tell whether a campaign's answer uses no hidden month, in its own place or in the comparison.

    Then its figures tell no hidden count, whatever can be worked out from them. A month that was hidden alone
    could be had from its year's sum: so all are, or none.
    """
    counts = numbers(months_for(campaign, contacts), "contacts")
    return not ((counts > 0) & (counts < hide_below)).any()


def too_few(campaign: Any, contacts: pd.DataFrame, hide_below: int) -> bool:
    """Tell whether fewer than `hide_below` were counted before or since, there or where it is compared."""
    rows = months_for(campaign, contacts)
    since = pd.DatetimeIndex(rows["period_start"]) >= pd.Timestamp(campaign.started_on)
    sums = pd.Series(numbers(rows, "contacts")).groupby([rows["own"].to_numpy(), since]).sum()
    return len(sums) < 2 * rows["own"].nunique() or bool((sums < hide_below).any())


def no_months(campaign: Any, contacts: pd.DataFrame) -> str:
    """Return in words which place of a campaign has no row for its route in the contacts, "" where each has.

    `campaign` is a row of the log of campaigns, its fields as attributes.
    """
    places = {"its area": campaign.area, "its comparison area": campaign.comparison_area}
    for called, place in places.items():
        here = (contacts["route"] == campaign.route) & (contacts["area"] == place)
        if pd.notna(place) and not here.any():
            return f"the log of contacts has no row for its route in {called}"
    return ""


def smallest_rise(campaigns: pd.DataFrame, contacts: pd.DataFrame, months_after: int = 12) -> pd.DataFrame:
    """Return a row for each campaign: the smallest rise in contacts that would be seen, before it starts.

    Only months before `started_on` are read. `smallest_rise_pct` is the rise of which `did_it_work` would say
    "worked", in `POWER` of campaigns that ran for `months_after` months, if months scatter as those before
    did and nothing else happens. `verdict` sets it against `hoped_for_pct`:
    where the rise hoped for "could not be seen" the campaign may still be right, but counts of contacts will
    not tell. There is no interval: it is a property of a plan.
    """
    require(campaigns, *LOG)
    rows = []
    for campaign in campaigns.itertuples(index=False):
        lacking = no_contacts(campaign, contacts)
        ratio, state, why = np.nan, NOT_AVAILABLE, lacking
        if not lacking:
            ratio, state, why = planned(campaign, contacts, months_after)
        rise = 100 * (ratio - 1)
        seen = None if np.isnan(rise) else COULD if rise <= campaign.hoped_for_pct else COULD_NOT
        how = f"power {POWER:.0%}, least squares on logs, {months_after} months, by the limits of the answer"
        rows.append((float(months_after), rise, seen, how if why is None else why, state))
    columns = ["months_after", "smallest_rise_pct", "verdict", "method", "status"]
    return beside_the_log(campaigns, framed(rows, columns, ["verdict", "method", "status"]))


def planned(campaign: Any, contacts: pd.DataFrame, months_after: int) -> tuple:
    """Return the smallest ratio of a campaign (a row) that would be seen, its state, and why it has none."""
    rows = months_for(campaign, contacts)
    start = pd.Timestamp(campaign.started_on)
    rows = rows[pd.DatetimeIndex(rows["period_start"]) + pd.offsets.MonthBegin(1) <= start]
    status = statuses(rows, numbers(rows, "contacts"))
    if (status == SUPPRESSED).any():
        return np.nan, SUPPRESSED, "not given: a month is suppressed"
    months = interruption.months_of(rows.assign(contacts=rows["contacts"].where(status == SHOWN)), start)
    state, why = interruption.why_not(months, before_alone=True)
    if why:
        return np.nan, state, why
    return smallest_ratio(months, months_after), SHOWN, None


def smallest_ratio(before: Months, months_after: int) -> float:
    """Return the smallest ratio that `POWER` of campaigns show, by the `Months` before the start."""
    change = interruption.change_of(before.with_more(months_after), interruption.scatter(before))
    needed = change.reach * np.sqrt(change.variance) + standard_normal(2 * POWER - 1) * np.sqrt(change.chance)
    return float(np.exp(needed))


def campaign_routes(
    campaigns: pd.DataFrame, doors: pd.DataFrame, services: pd.DataFrame, as_of: str
) -> pd.DataFrame:
    """Return each campaign with the route that it sends people to, and whether that may be offered first.

    Columns: `campaign`, `route`, `sharing` (as the directory `services` has it where `doors`, from
    `reporting_pathway`, has no route of that name), `check`, `offer` ("not among the routes" for such a one),
    `status`.
    """
    require(campaigns, "campaign", "route")
    known = routes_named(campaigns["route"], doors, services, as_of)[["key", "sharing", "check", "offer"]]
    rows = campaigns[["campaign", "route"]].assign(key=campaigns["route"].str.casefold())
    found = rows.merge(known, on="key", how="left", validate="many_to_one")
    return found.drop(columns="key").astype("str").assign(status=SHOWN)
