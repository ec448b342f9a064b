"""Official counts by nationality as risk items: which reach the rule, and never how many there are.

A force's count by nationality is small, and small counts point at people. So the counts stay in release: an
item says that one reaches the smallest that may be told. A nationality with a count below it looks the same
as one with none.
"""

from dataclasses import dataclass

import pandas as pd

from analysis import settings
from analysis.disclosure.periods import before
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
CARDS = {"referrals": REFERRALS, "reports": REPORTS}


@dataclass(frozen=True, eq=False)
class Source:
    """One table of counts by quarter and nationality, the quarters that are known, and how it is called."""

    rows: pd.DataFrame
    count: str
    known: tuple
    called: str


def load(area, least):
    """Return what official counts give the decision of an area: no count is among it.

    `least` is the smallest count that may be told. `items` are `RiskItems`, `cards` the ids of the cards that
    they rest on, `periods` says in words what the counts are of, `absent` is {what: why} of those that too
    few quarters are known of. `of_the_force` tells whether the force's own referrals are known: what its
    small counts would say is then kept back, whether or not there are any.
    """
    thresholds = language_policy()["thresholds"]
    fewest, most = (int(thresholds[name]["value"]) for name in ("least_quarters", "largest_nationally"))
    ours, police = (
        Source(referrals_by_nationality(area, *of), "referrals", quarters_of_referrals(area, *of), called)
        for of, called in (((), "referrals by the force"), ((ALL_POLICE,), "referrals by all police"))
    )
    counts, quarters = reports_by_nationality(area), quarters_of_reports(area)
    reports = Source(counts, "reports", quarters, "Duty to Notify reports")
    parts = (
        reaching(ours, fewest, least),
        largest(police, fewest, least, most, "RISK_NRM"),
        largest(reports, fewest, least, most, "RISK_DTN"),
    )
    parts = [part for part in parts if len(part)]
    known = [one for one in (ours, police, reports) if len(one.known) >= fewest]
    added = [(one, together(to_march(one.known) if one is ours else one.known)) for one in known]
    return {
        "items": checked(RiskItems, pd.concat(parts, ignore_index=True), COUNTS)
        if parts
        else empty(RiskItems),
        "cards": list(dict.fromkeys(CARDS[one.count] for one in known)),
        "periods": [f"{one.called} {of[0]} to {of[-1]}" for one, of in added if of],
        "absent": {
            f"{one.called} by nationality": _too_few(one.known, fewest)
            for one in (ours, reports)
            if one not in known
        },
        "of_the_force": ours in known,
    }


def reaching(source, fewest, least):
    """Return a RISK_NRM item for each nationality whose count reaches `least`, the smallest that may be told.

    `source` is the force's alone. Its quarters that end with the newest March are added up: two sums a
    quarter apart would tell what that one quarter held. Fewer than `fewest` of them say nothing.
    """
    pooled, added = _pooled(source, to_march(source.known), fewest)
    said = f"to the National Referral Mechanism, {least} or more in {len(added)} quarters together"
    return _items(source, pooled.index[pooled >= least], added, "RISK_NRM", HERE, f" {said}")


def largest(source, fewest, least, most, reason):
    """Return an item, with its `reason`, for each of the country's `most` largest nationalities but the UK's.

    `source` is of the whole country. Ties for the last place all count.
    """
    pooled, added = _pooled(source, source.known, fewest)
    others = pooled.drop(UNITED_KINGDOM, errors="ignore")
    others = others[others >= least]
    names = others.index[others.rank(method="min", ascending=False) <= most]
    said = f", among the {most} largest nationalities in {len(added)} quarters together"
    return _items(source, names, added, reason, EVERYWHERE, said)


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
    return [one for one in quarters if one > before(max(quarters), QUARTERS_TOGETHER)]


def _pooled(source, known, fewest):
    """Return counts by nationality over three years, none where too few quarters are known, and those."""
    added = together(known)
    if len(added) < fewest:
        return pd.Series(dtype="int64"), added
    rows = source.rows[["quarter", "nationality", source.count]]
    rows = rows[rows["quarter"].isin(added) & ~rows["nationality"].isin(NOBODYS)]
    return rows.groupby("nationality")[source.count].sum(), added


def _items(source, names, added, reason, about, said):
    rows = pd.DataFrame({"nationality": sorted(names)}, dtype="str")
    return rows.assign(
        reason=reason,
        about=about,
        language="",
        date=pd.Timestamp(settings.as_of_date(added[-1])) if added else pd.NaT,
        source=f"{source.called[:1].upper()}{source.called[1:]}{said}",
        said_by=HOME_OFFICE,
        strength="strong",
        official_count=True,
        quote="",
        recorded_in=COUNTS,
    )


def _too_few(known, fewest):
    held = f"the folder holds {how_many(len(known), 'quarters')}, and {fewest} are needed" if known else ""
    return held or "the folder holds no file of them"
