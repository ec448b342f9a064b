"""Invented decisions, first responders other than the police, and what earlier editions said of one year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.sources.home_office import ADULT, AGE_GROUPS, CHILD, GENDERS, NOT_SPECIFIED
from analysis.sources.nrm_decisions import CONCLUSIVE, REASONABLE
from analysis.sources.nrm_workbook import CHARITIES, COUNCILS, GOVERNMENT
from sampleshire import home_office

SINCE = "2014-Q1"
# Of a hundred referrals of a quarter: decisions in it, and of a hundred decisions: positive, by age group.
MADE = {REASONABLE: 0.92, CONCLUSIVE: 0.55}
POSITIVE = {
    REASONABLE: {ADULT: 0.52, CHILD: 0.79, NOT_SPECIFIED: 0.40},
    CONCLUSIVE: {ADULT: 0.60, CHILD: 0.81, NOT_SPECIFIED: 0.50},
}
OTHERS = {
    GOVERNMENT: (0.44, {"Border Force": 3, "Immigration Enforcement": 2, "National Crime Agency NCA": 1}),
    CHARITIES: (0.16, {"Salvation Army": 3, "Migrant Help": 2, "Kalayaan": 1}),
    COUNCILS: (0.40, {COUNCILS: 1}),
}
# The quarters whose workbook there is: one in the layout of before 2022 Q4, and a run of five.
WORKBOOKS = ("2022-Q3", "2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1", "2026-Q2")
REVISED_YEAR, REVISED_IN = "2024", "2026-Q1"


@dataclass(frozen=True)
class Rest:
    """Decisions by quarter, kind, age group and result; referrals of other first responders; revisions.

    `revisions` has what editions before `REVISED_IN` said too little, by quarter of the revised year.
    """

    decisions: pd.DataFrame
    others: pd.DataFrame
    revisions: dict


def build(rng, figures):
    """Return `Rest` for a numpy random generator and the `home_office.Figures`."""
    course = figures.referrals_by_quarter
    by_age = course.groupby(["quarter", "age_group"])["referrals"].sum()
    rows = []
    for kind, share in MADE.items():
        for quarter in home_office.quarters(SINCE):
            for age in AGE_GROUPS:
                made = int(rng.poisson(share * by_age[quarter, age]))
                positive = int(rng.binomial(made, POSITIVE[kind][age]))
                rows += [
                    (quarter, kind, age, "Negative", made - positive),
                    (quarter, kind, age, "Positive", positive),
                ]
    decisions = pd.DataFrame(rows, columns=["quarter", "grounds", "age_group", "decision", "decisions"])
    year = [quarter for quarter in home_office.quarters("2024-Q1") if quarter.startswith(REVISED_YEAR)]
    return Rest(decisions, _others(rng, figures), {quarter: int(rng.integers(1, 5)) for quarter in year})


def _others(rng, figures):
    """Return the referrals of other first responders: with the police's they are those of the course."""
    police = figures.referrals.groupby("quarter")["referrals"].sum()
    everybody = figures.referrals_by_quarter.groupby("quarter")["referrals"].sum()
    parts = []
    for quarter in WORKBOOKS:
        left = int(everybody[quarter] - police[quarter])
        shares = [share for share, _ in OTHERS.values()]
        for (kind, (_, bodies)), number in zip(OTHERS.items(), rng.multinomial(left, shares), strict=True):
            weights = np.array(list(bodies.values()), dtype=float)
            ages = rng.choice(AGE_GROUPS, number, p=(0.56, 0.38, 0.06))
            parts.append(
                pd.DataFrame(
                    {
                        "quarter": quarter,
                        "kind": kind,
                        "first_responder": rng.choice(list(bodies), number, p=weights / weights.sum()),
                        "exploitation": [
                            home_office.drawn(rng, home_office.EXPLOITATIONS[age]) for age in ages
                        ],
                        "age_group": ages,
                        "gender": rng.choice(GENDERS[:2], number, p=(0.25, 0.75)),
                        "nationality": rng.choice(
                            ("UK", "Albanian", "Vietnamese", "Eritrean", "Sudanese"), number
                        ),
                    }
                )
            )
    rows = pd.concat(parts, ignore_index=True)
    return rows.groupby(list(rows.columns), as_index=False).size().rename(columns={"size": "referrals"})


def as_said(counts, edition, revisions):
    """Return {quarter: count} as an edition says it: to its own quarter, the revised year as it was then."""
    said = {quarter: count for quarter, count in counts.items() if quarter <= edition}
    if edition < REVISED_IN:
        said |= {
            quarter: max(said[quarter] - less, 0) for quarter, less in revisions.items() if quarter in said
        }
    return said


def by_responder_type(figures, rest):
    """Return referrals by quarter, kind of first responder and age group, for quarters with a workbook."""
    police = figures.referrals[figures.referrals["quarter"].isin(WORKBOOKS)].assign(kind="Police")
    rows = pd.concat([police, rest.others]).rename(columns={"kind": "first_responder_type"})
    return rows.groupby(["quarter", "first_responder_type", "age_group"], as_index=False)["referrals"].sum()
