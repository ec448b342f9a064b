"""Official counts by nationality as risk items: which reach the rule, and never how many there are.

A force's count by nationality is small, and small counts point at people. So the counts stay in release: an
item says that one reaches the smallest that may be told. A nationality with a count below it looks the same
as one with none.
"""

from dataclasses import dataclass

import pandas as pd

from analysis import settings
from analysis.errors import how_many
from analysis.tables.declaration import checked, empty
from analysis.tables.languages.policy import language_policy
from analysis.tables.languages.risks import RiskItems
from analysis.tables.people.duty_to_notify import CARD as REPORTS
from analysis.tables.people.duty_to_notify import by_nationality as reports_by_nationality
from analysis.tables.people.duty_to_notify import quarters as quarters_of_reports
from analysis.tables.people.referrals import ALL_POLICE
from analysis.tables.people.referrals import CARD as REFERRALS
from analysis.tables.people.referrals import by_nationality as referrals_by_nationality
from analysis.tables.people.referrals import quarters as quarters_of_referrals

NOBODYS = ("Stateless", "Unknown")  # no language follows
UNITED_KINGDOM = "UK"
HERE, EVERYWHERE = "here", "everywhere"
HOME_OFFICE, COUNTS = "Home Office", "official counts"
QUARTERS_TOGETHER = 12  # three years, as the policy for modern slavery has it
NO_REFERRALS = "referrals by the force by nationality"
NO_REPORTS = "Duty to Notify reports by nationality"


@dataclass(frozen=True)
class CountedRisk:
    """What official counts give the decision: no count is among it.

    `items` are `RiskItems`, `cards` the ids of the cards that they rest on, `periods` says in words what the
    counts are of, `absent` is {what: why} of those that too few quarters are known of. `of_the_force` tells
    whether the force's own referrals are known: what its small counts would say is then kept back, whether or
    not there are any.
    """

    items: pd.DataFrame
    cards: tuple
    periods: tuple
    absent: dict
    of_the_force: bool


@dataclass(frozen=True)
class Source:
    """One table of counts by quarter and nationality, the quarters that are known, and how it is called."""

    rows: pd.DataFrame
    count: str
    known: tuple
    called: str


def load(area, least):
    """Return the CountedRisk of an area; `least` is the smallest count that may be told."""
    thresholds = language_policy()["thresholds"]
    fewest, most = (int(thresholds[name]["value"]) for name in ("least_quarters", "largest_nationally"))
    ours = Source(
        referrals_by_nationality(area), "referrals", quarters_of_referrals(area), "referrals by the force"
    )
    police = Source(
        referrals_by_nationality(area, ALL_POLICE),
        "referrals",
        quarters_of_referrals(area, ALL_POLICE),
        "referrals by all police",
    )
    reports = Source(
        reports_by_nationality(area), "reports", quarters_of_reports(area), "Duty to Notify reports"
    )
    parts = (
        reaching(ours, fewest, least, "Referrals by the force to the National Referral Mechanism"),
        largest(police, fewest, least, most, "RISK_NRM", "Referrals by all police"),
        largest(reports, fewest, least, most, "RISK_DTN", "Duty to Notify reports"),
    )
    parts = [part for part in parts if len(part)]
    periods = [
        f"{one.called} {added[0]} to {added[-1]}"
        for one, added in (
            (ours, together(to_march(ours.known))),
            (police, together(police.known)),
            (reports, together(reports.known)),
        )
        if added and len(one.known) >= fewest
    ]
    return CountedRisk(
        items=checked(RiskItems, pd.concat(parts, ignore_index=True), COUNTS) if parts else empty(RiskItems),
        cards=tuple(
            card
            for card, known in ((REFERRALS, max(ours.known, police.known, key=len)), (REPORTS, reports.known))
            if len(known) >= fewest
        ),
        periods=tuple(periods),
        absent={
            what: _too_few(one.known, fewest)
            for what, one in ((NO_REFERRALS, ours), (NO_REPORTS, reports))
            if len(one.known) < fewest
        },
        of_the_force=len(ours.known) >= fewest,
    )


def reaching(source, fewest, least, said):
    """Return a RISK_NRM item for each nationality whose count reaches `least`, the smallest that may be told.

    `source` is the force's alone. Its quarters that end with the newest March are added up: two sums a
    quarter apart would tell what that one quarter held. Fewer than `fewest` of them say nothing.
    """
    pooled, added = _pooled(source, to_march(source.known), fewest)
    names = pooled.index[pooled >= least]
    return _items(
        names, added, "RISK_NRM", HERE, f"{said}, {least} or more in {len(added)} quarters together"
    )


def largest(source, fewest, least, most, reason, said):
    """Return an item, with its `reason`, for each of the country's `most` largest nationalities but the UK's.

    `source` is of the whole country. Ties for the last place all count.
    """
    pooled, added = _pooled(source, source.known, fewest)
    others = pooled.drop(UNITED_KINGDOM, errors="ignore")
    others = others[others >= least]
    names = others.index[others.rank(method="min", ascending=False) <= most]
    told = f"{said}, among the {most} largest nationalities in {len(added)} quarters together"
    return _items(names, added, reason, EVERYWHERE, told)


def to_march(quarters):
    """Return the quarters up to the newest known one that ends in March.

    >>> to_march(["2022-Q4", "2023-Q1", "2023-Q2"])
    ['2022-Q4', '2023-Q1']
    """
    ends = [one for one in quarters if one.endswith("Q1")]
    return [one for one in quarters if ends and one <= max(ends)]


def together(quarters):
    """Return the known quarters of the three years that end with the newest.

    >>> together(["2019-Q4", "2023-Q1", "2023-Q3"])
    ['2023-Q1', '2023-Q3']
    """
    if not quarters:
        return []
    last = max(map(_number, quarters))
    return [one for one in quarters if last - _number(one) < QUARTERS_TOGETHER]


def _number(quarter):
    return int(quarter[:4]) * 4 + int(quarter[-1])


def _pooled(source, known, fewest):
    """Return counts by nationality over three years, none where too few quarters are known, and those."""
    added = together(known)
    if len(added) < fewest:
        return pd.Series(dtype="int64"), added
    rows = source.rows[["quarter", "nationality", source.count]]
    rows = rows[rows["quarter"].isin(added) & ~rows["nationality"].isin(NOBODYS)]
    return rows.groupby("nationality")[source.count].sum(), added


def _items(names, added, reason, about, source):
    rows = pd.DataFrame({"nationality": sorted(names)}, dtype="str")
    return rows.assign(
        reason=reason,
        about=about,
        language="",
        date=pd.Timestamp(settings.as_of_date(added[-1])) if added else pd.NaT,
        source=source,
        said_by=HOME_OFFICE,
        strength="strong",
        official_count=True,
        quote="",
        recorded_in=COUNTS,
    )


def _too_few(known, fewest):
    held = f"the folder holds {how_many(len(known), 'quarters')}, and {fewest} are needed" if known else ""
    return held or "the folder holds no file of them"
