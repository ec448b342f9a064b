"""What a campaign could show at all, said before it starts: the smallest rise that would be seen."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measures import interruption
from analysis.measures.campaigns import LOG, beside_the_log, months_for, no_contacts
from analysis.measures.limits import standard_normal
from analysis.measures.status import NOT_AVAILABLE, SHOWN, SUPPRESSED, numbers, require, statuses, text

LARGEST_RATIO = 100.0  # a rise to a hundred times as many: if even that were not seen, nothing would be
COULD, COULD_NOT = "could be seen", "could not be seen"


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


def smallest_rise(
    campaigns, contacts, months_after=12, power=0.8, confidence=0.95, family=interruption.QUASI_POISSON
):
    """Return a row for each campaign: the smallest rise in contacts that would be seen, before it starts.

    Only months before `started_on` are read. `smallest_rise_pct` is the rise that would be told from no
    change, at `confidence`, in `power` of campaigns that ran for `months_after` months: in closed form from
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
            plan, state, why = planned(campaign, contacts, months_after, family)
        ratio = np.nan if plan is None else smallest_ratio(plan, power, confidence)
        if state == SHOWN and np.isnan(ratio):
            state, why = NOT_AVAILABLE, f"not given: not even {LARGEST_RATIO:.0f} times as many would be seen"
        rise = 100 * (ratio - 1)
        seen = None if np.isnan(rise) else COULD if rise <= campaign.hoped_for_pct else COULD_NOT
        expected = np.nan if plan is None else plan.means[plan.months.own & plan.months.after].sum()
        how = f"closed form, power {power:.0%}, {family} regression, {months_after} months"
        rows.append((expected, float(months_after), rise, seen, how if why is None else why, state))
    columns = ["expected_without", "months_after", "smallest_rise_pct", "verdict", "method", "status"]
    answers = pd.DataFrame(rows, columns=columns)
    for name in ("verdict", "method", "status"):
        answers[name] = text(answers[name])
    return beside_the_log(campaigns, answers)


def planned(campaign, contacts, months_after, family=interruption.QUASI_POISSON):
    """Return the `Plan` of a campaign (a row, fields as attributes), its state, and why there is none."""
    rows = months_for(campaign, contacts)
    start = pd.Timestamp(campaign.started_on)
    rows = rows[pd.DatetimeIndex(rows["period_start"]) + pd.offsets.MonthBegin(1) <= start]
    status = statuses(rows, numbers(rows, "contacts"))
    if (status == SUPPRESSED).any():
        return None, SUPPRESSED, "not given: a month is suppressed"
    rows = rows[status == SHOWN]
    months = (
        interruption.months_of(rows, "contacts", "period_start", start, rows["own"]) if len(rows) else None
    )
    state, why = interruption.why_not_before(months)
    if why:
        return None, state, why
    shape = interruption.shape_of(months, family)
    before = interruption.fitted(months, family, shape)
    with_those_to_come = _with_months_to_come(months, months_after)
    columns = interruption.design(with_those_to_come, shape)
    known = dict(zip(before.terms, before.coefficients, strict=True))
    # What the campaign, and whatever else comes with it, will do is not known: zero.
    coefficients = np.array([known.get(name, 0.0) for name in columns])
    design = np.column_stack(list(columns.values()))
    return Plan(with_those_to_come, before, design, np.exp(design @ coefficients)), SHOWN, None


def _with_months_to_come(months, months_after):
    last = months.step.max()
    parts = [months]
    for own in np.unique(months.own):
        step = last + 1.0 + np.arange(months_after)
        parts.append(
            interruption.Months(
                np.zeros(months_after),
                np.full(months_after, own),
                step,
                (months.month[0] + (step - months.step[0]).astype(int)) % interruption.MONTHS_IN_YEAR,
                np.ones(months_after, dtype=bool),
            )
        )
    return interruption.stacked(parts)


def smallest_ratio(plan, power=0.8, confidence=0.95):
    """Return the smallest rate ratio told from 1 with this `power`, NaN where none up to 100 would be."""
    from scipy import optimize

    reach = interruption.limit_quantile(plan.before.family, _degrees_of_freedom(plan), confidence)
    aim = reach + standard_normal(2 * power - 1)

    def short(log_ratio):
        return aim * error_of(plan, np.exp(log_ratio)) - log_ratio

    top = np.log(LARGEST_RATIO)
    if short(top) > 0:
        return np.nan
    return float(np.exp(optimize.brentq(short, 1e-9, top, xtol=1e-10)))


def error_of(plan, ratio):
    """Return the standard error of the effect's coefficient if the campaign has this rate `ratio`."""
    means = plan.means * np.where(plan.design[:, -1] == 1, ratio, 1.0)
    if plan.before.family == interruption.QUASI_POISSON:
        weights = means / plan.crowding
    else:
        weights = means / (1 + means / plan.before.theta)
    information = plan.design.T @ (plan.design * weights[:, None])
    return float(np.sqrt(np.linalg.inv(information)[-1, -1]) * plan.before.widened)


def _degrees_of_freedom(plan):
    return plan.design.shape[0] - plan.design.shape[1]
