"""What each edition said of each quarter: referrals and Duty to Notify reports of the whole country."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables import counted, nrm_editions, places
from analysis.tables.declaration import QUARTER, STATES, Declaration, checked, empty
from analysis.tables.duty_to_notify import QUARTERLY_CARD as REPORTS_CARD
from analysis.tables.referrals import QUARTERLY_CARD as REFERRALS_CARD
from analysis.tables.referrals import known_editions

# What each course counts, and where it stands.
SERIES = {
    "Referrals": ("referrals", REFERRALS_CARD, nrm_editions.REFERRALS),
    "Duty to Notify reports": ("reports", REPORTS_CARD, nrm_editions.REPORTS),
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


@counted.by_release
def load(area):
    """Return `NrmRevisions` of every edition in the folder that `area` reads, with what was said first.

    `first_said` is the figure of the oldest edition here that has the quarter: not always the first ever.
    """
    _, inventory = places.opened(area)
    parts, names = [], []
    for series, (count, card, course) in SERIES.items():
        for one in nrm_editions.every(inventory, card, course):
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
