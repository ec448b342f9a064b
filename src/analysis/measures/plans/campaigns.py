"""Did a campaign work: contacts to a safe reporting route before and since, beside a place without it."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measures.plans import interruption
from analysis.measures.rates.estimates import framed
from analysis.measures.rates.limits import standard_normal
from analysis.measures.rates.status import (
    DOES_NOT_FIT,
    NOT_AVAILABLE,
    SHOWN,
    SUPPRESSED,
    numbers,
    refuse,
    require,
    statuses,
    text,
    whole_counts,
)
from analysis.measures.services.reporting_routes import routes_named

__all__ = ["campaign_routes"]

WORKED, DID_NOT, TOO_SMALL, CANNOT = "worked", "did not", "too small to tell", "cannot be told"
# What an answer takes for granted, and what was found to speak against it.
ALIKE = "if contacts in both places would otherwise have changed alike"
NOTHING_ELSE = "if nothing else changed when it began"
TRENDS_DIFFER = "contacts in the two places were already changing differently before it began"
MONTHS_DEPEND = "neighbouring months depend on one another"
ROUTE_AREA = ("route", "area")
LOG = ("campaign", *ROUTE_AREA, "comparison_area", "started_on", "ended_on", "hoped_for_pct")
NOT_GIVEN = "not given: "
NOBODY_COUNTED = f"{NOT_GIVEN}no log of contacts was supplied"
_FIGURES = (
    "contacts_before", "months_before", "contacts_since", "months_since", "expected_without", "rate_ratio",
    "change_pct", "change_lower_pct", "change_upper_pct", "lower", "upper", "coefficient", "standard_error",
    "dispersion", "autocorrelation",
)  # fmt: skip
LARGEST_RATIO = 100.0  # a rise to a hundred times as many: if even that were not seen, nothing would be
POWER = 0.8
COULD, COULD_NOT = "could be seen", "could not be seen"


def interrupted(table, started_on):
    """Return one row: how `contacts` a month changed from the day `started_on`, season and trend apart.

    `table` has a row for each `period_start` and place: `own` is true where it happened, false where it did
    not. With a second place the change is what the first did beyond the second.
    `rate_ratio` 1.2 is a fifth more than there would have been, `change_pct` 20 the same; `lower` and
    `upper` are limits of the ratio. `expected_without` is how many there would have been since the start.
    A month that started before `started_on` is neither before nor after and is left out, as is a month
    without a figure; `method` counts both.

    The regression is quasi-Poisson with Student's t: with six sizes of invented campaigns, 1,000 of each, its
    limits held the truth in 94 to 96 of 100; a negative binomial's, with 300 of each, in 87 to 95. Limits
    are widened where neighbouring months go together beyond chance (`autocorrelation`). `doubt` says what was
    found against the assumptions: that the places changed differently before the start, or that months depend
    on one another; blank where neither was found.

    Raises ValueError for a negative or fractional count, InputError for two rows for one month and place.
    """
    require(table, "contacts", "period_start", "own")
    _, status = whole_counts(table, "contacts")
    twice = table.duplicated(["period_start", "own"]).to_numpy()
    refuse(table, twice, "Two rows for one month", "Sum the counts first.")
    start, month = pd.Timestamp(started_on), pd.DatetimeIndex(table["period_start"])
    partly = (month < start) & (month + pd.offsets.MonthBegin(1) > start)
    rows = table[(status == SHOWN) & ~partly]
    months = interruption.months_of(rows, start) if rows["own"].any() else None
    state, reason = interruption.why_not(months)
    if (status == SUPPRESSED).any():
        state, reason = SUPPRESSED, "not given: a month is suppressed"
    if state != SHOWN:
        return _row(reason, state)
    shape = interruption.shape_of(months)
    fit = interruption.fitted(months, shape)
    left_out = _months_missing(table, status), bool((partly & (status == SHOWN)).any())
    doubt = TRENDS_DIFFER if shape.apart else MONTHS_DEPEND if fit.widened > 1 else None
    return _row(_method(months, fit, shape, *left_out), SHOWN, _figures(months, fit), doubt)


def _months_missing(table, status):
    """Return how many months of a place have no row or no figure, between its first and its last row."""
    month = pd.DatetimeIndex(table["period_start"]).to_period("M").asi8
    frame = pd.DataFrame({"month": month, "shown": status == SHOWN, "own": table["own"]})
    spans = frame.groupby("own").agg(first=("month", "min"), last=("month", "max"), shown=("shown", "sum"))
    return int((spans["last"] - spans["first"] + 1 - spans["shown"]).sum())


def _row(method, status, figures=None, doubt=None):
    words = {"doubt": text([doubt]), "method": text([method]), "status": text([status])}
    figures = dict.fromkeys(_FIGURES, np.nan) if figures is None else figures
    return pd.DataFrame([figures]).astype("float64").assign(**words)


def _figures(months, fit):
    lower, upper = fit.limits()
    since = months.own & months.after
    before = months.own & ~months.after
    ratio = float(np.exp(fit.coefficients[-1]))
    figures = (
        months.counts[before].sum(), before.sum(), months.counts[since].sum(), since.sum(),
        interruption.without_the_effect(fit)[since].sum(), ratio,
        100 * (ratio - 1), 100 * (lower - 1), 100 * (upper - 1), lower, upper,
        fit.coefficients[-1], fit.errors[-1], fit.dispersion, fit.autocorrelation,
    )  # fmt: skip
    return dict(zip(_FIGURES, figures, strict=True))


def _method(months, fit, shape, missing, partly):
    parts = [
        f"interrupted time series with{'' if months.compared else 'out'} a comparison area, "
        "quasi-Poisson regression, Student's t limits"
    ]
    if shape.apart:
        parts.append("each place has its own trend, for they differed before the start")
    if shape.wave:
        parts.append("one wave a year for the season: too few contacts for each month's own")
    if fit.widened > 1:
        parts.append("limits widened, for neighbouring months go together")
    if partly:
        parts.append("the month in which it started left out")
    if missing:
        parts.append(f"{missing} month{'s' if missing > 1 else ''} without a figure left out")
    return "; ".join(parts)


def did_it_work(campaigns, contacts):
    """Return a row for each campaign: the change in contacts, its interval and one of four `answer`s.

    "worked": the interval lies above no change. "did not": it does not, and leaves out the rise that was
    hoped for. "too small to tell": it holds both no change and the rise that was hoped for. "cannot be told":
    it would be one of the first two, and what that takes for granted was found untrue (`doubt`). `why` says
    it in words, with what the answer takes for granted. A campaign whose months are not enough has no answer,
    and `method` says what is missing;
    without any contacts none has.

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
    words = ["doubt", "method", "status", "answer", "why"]
    answers = pd.concat(parts, ignore_index=True) if parts else framed([], [*_FIGURES, *words], words)
    return beside_the_log(campaigns, answers)


def beside_the_log(campaigns, answers):
    """Return the campaigns with `answers` beside them."""
    kept = campaigns.reset_index(drop=True).drop(columns=["method", "status"], errors="ignore")
    return pd.concat([kept, answers], axis=1)


def no_contacts(campaign, contacts):
    """Return why a campaign cannot be judged by the log of contacts, "" where it can be."""
    if not len(contacts):
        return NOBODY_COUNTED
    lacking = no_months(campaign, contacts)
    return f"{DOES_NOT_FIT}{lacking}" if lacking else ""


def months_for(campaign, contacts):
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
    if answer not in (WORKED, DID_NOT):
        return answer, why
    if pd.notna(row["doubt"]):
        return CANNOT, row["doubt"]
    return answer, f"{why}, {NOTHING_ELSE if pd.isna(campaign.comparison_area) else ALIKE}"


def answer_for(lower, upper, hoped_for_pct):
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
        return DID_NOT, "no rise is seen, and one as large as was hoped for is ruled out"
    return TOO_SMALL, "no rise is seen, and one as large as was hoped for cannot be ruled out"


def may_be_told(campaign, contacts, hide_below):
    """Tell whether a campaign's answer uses no hidden month, in its own place or in the comparison.

    Then its figures tell no hidden count, whatever can be worked out from them. A month that was hidden alone
    could be had from its year's sum: so all are, or none.
    """
    counts = numbers(months_for(campaign, contacts), "contacts")
    return not ((counts > 0) & (counts < hide_below)).any()


def too_few(campaign, contacts, hide_below):
    """Tell whether fewer than `hide_below` were counted before or since, there or where it is compared."""
    rows = months_for(campaign, contacts)
    since = pd.DatetimeIndex(rows["period_start"]) >= pd.Timestamp(campaign.started_on)
    sums = pd.Series(numbers(rows, "contacts")).groupby([rows["own"].to_numpy(), since]).sum()
    return len(sums) < 2 * rows["own"].nunique() or bool((sums < hide_below).any())


def no_months(campaign, contacts):
    """Return in words which place of a campaign has no row for its route in the contacts, "" where each has.

    `campaign` is a row of the log of campaigns, its fields as attributes.
    """
    places = {"its area": campaign.area, "its comparison area": campaign.comparison_area}
    for called, place in places.items():
        here = (contacts["route"] == campaign.route) & (contacts["area"] == place)
        if pd.notna(place) and not here.any():
            return f"the log of contacts has no row for its route in {called}"
    return ""


@dataclass(frozen=True)
class Plan:
    """The months before a start and those to come, with the means that the months before promise."""

    months: interruption.Months
    before: interruption.Fit
    design: np.ndarray
    means: np.ndarray

    @property
    def crowding(self):
        """Return how many times a count's variance is its mean: never less than once."""
        return max(self.before.dispersion, 1.0)


def smallest_rise(campaigns, contacts, months_after=12):
    """Return a row for each campaign: the smallest rise in contacts that would be seen, before it starts.

    Only months before `started_on` are read. `smallest_rise_pct` is the rise that would be told from no
    change, at 95 per cent, in `POWER` of campaigns that ran for `months_after` months: in closed form from
    the errors of the regression that `did_it_work` would fit. `verdict` sets it against `hoped_for_pct`:
    where the rise hoped for "could not be seen" the campaign may still be right, but counts of contacts will
    not tell. There is no interval: it is a property of a plan.
    """
    require(campaigns, *LOG)
    rows = []
    for campaign in campaigns.itertuples(index=False):
        lacking = no_contacts(campaign, contacts)
        if lacking:
            plan, state, why = None, NOT_AVAILABLE, lacking
        else:
            plan, state, why = planned(campaign, contacts, months_after)
        ratio = np.nan if plan is None else smallest_ratio(plan)
        if state == SHOWN and np.isnan(ratio):
            state, why = NOT_AVAILABLE, f"not given: not even {LARGEST_RATIO:.0f} times as many would be seen"
        rise = 100 * (ratio - 1)
        seen = None if np.isnan(rise) else COULD if rise <= campaign.hoped_for_pct else COULD_NOT
        expected = np.nan if plan is None else plan.means[plan.months.own & plan.months.after].sum()
        how = f"closed form, power {POWER:.0%}, quasi-Poisson regression, {months_after} months"
        rows.append((expected, float(months_after), rise, seen, how if why is None else why, state))
    columns = ["expected_without", "months_after", "smallest_rise_pct", "verdict", "method", "status"]
    return beside_the_log(campaigns, framed(rows, columns, ["verdict", "method", "status"]))


def planned(campaign, contacts, months_after):
    """Return the `Plan` of a campaign (a row, fields as attributes), its state, and why there is none."""
    rows = months_for(campaign, contacts)
    start = pd.Timestamp(campaign.started_on)
    rows = rows[pd.DatetimeIndex(rows["period_start"]) + pd.offsets.MonthBegin(1) <= start]
    status = statuses(rows, numbers(rows, "contacts"))
    if (status == SUPPRESSED).any():
        return None, SUPPRESSED, "not given: a month is suppressed"
    rows = rows[status == SHOWN]
    months = interruption.months_of(rows, start) if len(rows) else None
    state, why = interruption.why_not(months, before_alone=True)
    if why:
        return None, state, why
    shape = interruption.shape_of(months)
    before = interruption.fitted(months, shape)
    with_those_to_come = _with_months_to_come(months, months_after)
    columns = interruption.design(with_those_to_come, shape)
    known = dict(zip(before.terms, before.coefficients, strict=True))
    # What the campaign, and whatever else comes with it, will do is not known: zero.
    coefficients = np.array([known.get(name, 0.0) for name in columns])
    design = np.column_stack(list(columns.values()))
    return Plan(with_those_to_come, before, design, np.exp(design @ coefficients)), SHOWN, None


def _with_months_to_come(months, months_after):
    parts, come = [months], np.arange(months_after) + 1.0
    for own in np.unique(months.own):
        step = months.step.max() + come
        month = (months.month[0] + (step - months.step[0]).astype(int)) % interruption.MONTHS_IN_YEAR
        sides = np.full(months_after, own), step, month, np.ones(months_after, dtype=bool)
        parts.append(interruption.Months(np.zeros(months_after), *sides))
    return interruption.stacked(parts)


def smallest_ratio(plan):
    """Return the smallest rate ratio that `POWER` of campaigns show, NaN where none up to 100 would be."""
    from scipy import optimize

    reach = interruption.reach(plan.design.shape[0] - plan.design.shape[1])
    aim = reach + standard_normal(2 * POWER - 1)

    def short(log_ratio):
        return aim * error_of(plan, np.exp(log_ratio)) - log_ratio

    top = np.log(LARGEST_RATIO)
    if short(top) > 0:
        return np.nan
    return float(np.exp(optimize.brentq(short, 1e-9, top, xtol=1e-10)))


def error_of(plan, ratio):
    """Return the standard error of the effect's coefficient if the campaign has this rate `ratio`."""
    means = plan.means * np.where(plan.design[:, -1] == 1, ratio, 1.0)
    information = plan.design.T @ (plan.design * (means / plan.crowding)[:, None])
    return float(np.sqrt(np.linalg.inv(information)[-1, -1]) * plan.before.widened)


def campaign_routes(campaigns, doors, services, as_of):
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
