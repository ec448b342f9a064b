"""What is counted of the whole country: decisions of the NRM and their revisions, and what is estimated."""

import pandas as pd
import pandera.pandas as pa

from analysis.sources import home_office, nrm_decisions
from analysis.sources.change_of_conditions import change_of_conditions as read_conditions
from analysis.tables import lookups
from analysis.tables.as_of import known_editions, until_now
from analysis.tables.declaration import QUARTER, STATES, Declaration, by_release, checked, empty
from analysis.tables.people import editions
from analysis.tables.people.duty_to_notify import QUARTERLY_CARD as REPORTS
from analysis.tables.people.referrals import QUARTERLY_CARD as REFERRALS

CARDS = {
    nrm_decisions.REASONABLE: "nrm_reasonable_grounds",
    nrm_decisions.CONCLUSIVE: "nrm_conclusive_grounds",
}


class GroundsDecisions(Declaration):
    """Decisions of both competent authorities by quarter of the decision, not of the referral, zeros too.

    `edition` is the newest quarter of the file from which a figure comes: each edition revises earlier ones.
    Those who wait for a decision are not in it: the two kinds are of different people in one quarter.
    """

    quarter: str = pa.Field(str_matches=QUARTER)
    grounds: str = pa.Field(isin=nrm_decisions.KINDS)
    age_group: str = pa.Field(isin=home_office.AGE_GROUPS)
    decision: str = pa.Field(isin=(nrm_decisions.POSITIVE, nrm_decisions.NEGATIVE))
    decisions: int = pa.Field(ge=0)
    edition: str = pa.Field(str_matches=QUARTER)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["quarter", "grounds", "age_group", "decision"]


def grounds_decisions(area):
    """Return `GroundsDecisions`, national: `area` says which folder is read."""
    _, inventory = lookups.opened(area)
    parts, names = [], []
    for kind, card in CARDS.items():
        newest = editions.newest(inventory, card, editions.DECISIONS[kind])
        if newest is not None:
            parts.append(newest.frame.assign(grounds=kind, edition=newest.edition))
            names.append(newest.file.name)
    if not parts:
        return empty(GroundsDecisions)
    rows = until_now(pd.concat(parts, ignore_index=True)).assign(status="shown")
    return checked(GroundsDecisions, rows, ", ".join(names))


# What each course counts, and where it stands.
SERIES = {
    "Referrals": ("referrals", REFERRALS, editions.REFERRALS),
    "Duty to Notify reports": ("reports", REPORTS, editions.REPORTS),
}


class NrmRevisions(Declaration):
    """A national total by series, quarter and edition (the newest quarter of the file that said it)."""

    series: str = pa.Field(isin=tuple(SERIES))
    quarter: str = pa.Field(str_matches=QUARTER)
    edition: str = pa.Field(str_matches=QUARTER)
    referrals_or_reports: int = pa.Field(ge=0)
    first_said: int = pa.Field(ge=0)
    status: str = pa.Field(isin=STATES)

    class Config:
        unique = ["series", "quarter", "edition"]


@by_release
def nrm_revisions(area):
    """Return `NrmRevisions` of every edition in the folder that `area` reads, with what was said first.

    `first_said` is the figure of the oldest edition here that has the quarter: not always the first ever.
    """
    _, inventory = lookups.opened(area)
    parts, names = [], []
    for series, (count, card, course) in SERIES.items():
        for one in editions.every(inventory, card, course):
            sums = one.frame.groupby("quarter", as_index=False)[count].sum()
            sums = sums.rename(columns={count: "referrals_or_reports"})
            parts.append(sums.assign(series=series, edition=one.edition))
            names.append(one.file.name)
    if not parts:
        return empty(NrmRevisions)
    rows = pd.concat(parts, ignore_index=True).sort_values(
        ["series", "quarter", "edition"], ignore_index=True
    )
    rows["first_said"] = rows.groupby(["series", "quarter"])["referrals_or_reports"].transform("first")
    rows = known_editions(rows).assign(status="shown")
    return checked(NrmRevisions, rows, ", ".join(dict.fromkeys(names)))


CONDITIONS = "change_of_conditions"


class ChangeOfConditions(Declaration):
    """Applications by the quarter in which they were received, and what has become of them since.

    Of people who have leave and applied because of destitution, in the whole country. People without leave
    cannot apply, and nothing here is of a county.
    """

    quarter: str = pa.Field(str_matches=QUARTER, unique=True)
    applications: int = pa.Field(ge=0)
    pending: int = pa.Field(ge=0)
    conditions_decided: int = pa.Field(ge=0)
    accepted: int = pa.Field(ge=0)
    rejected: int = pa.Field(ge=0)
    status: str = pa.Field(isin=STATES)


def change_of_conditions(area):
    """Return `ChangeOfConditions`, national: `area` says which folder is read."""
    _, inventory = lookups.opened(area)
    if not inventory.find(CONDITIONS):
        return empty(ChangeOfConditions)
    file = inventory.one(CONDITIONS)
    rows = until_now(read_conditions(file).frame)
    return checked(ChangeOfConditions, rows.assign(status="shown"), file.name)
