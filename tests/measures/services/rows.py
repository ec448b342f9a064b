"""A directory of services and routes to report by as an office keeps them, for the tests of what is made."""

import pandas as pd

from analysis.measures.services.reporting_routes import reporting_pathway

DAY = "2026-06-30"
MONEY, DRUGS = "Finance and benefits", "Drugs and alcohol"
ENGLISH = "English (English or Welsh in Wales)"
SHARES, SAID_BY, SAID_ON = "shares_with_enforcement", "sharing_said_by", "sharing_said_on"
NEVER = {SHARES: "never", SAID_BY: "Manager", SAID_ON: pd.Timestamp("2026-05-20")}
NOBODY = {SHARES: "not known", SAID_BY: None, SAID_ON: pd.NaT}
VERIFIED = pd.Timestamp("2026-06-01")
ROW = NEVER | {
    "organisation": "Lantern", "service": "Line", "what_for": MONEY, "for_whom": "any victim",
    "districts": "Wick", "languages": f"{ENGLISH}; Polish", "interpreters": "no", "channel": "in person",
    "accepts_no_recourse": "yes", "way_in": "by themselves", "hours": "office hours", "lot": None,
    "funded_by": "council", "funded_until": pd.NaT, "verified_on": VERIFIED, "refuge": "no",
}  # fmt: skip
ROUTE = NEVER | {
    "route": "Line", "kind": "anonymous report", "reach": "local", "offers": "It listens.", "source": "Said",
    "stated_on": pd.Timestamp("2026-01-05"), "verified_on": VERIFIED, "languages": None, "hours": None,
    "telephone": None,
}  # fmt: skip


def directory(*changes):
    """Return a directory of so many services: each as `ROW`, but for its changes."""
    return pd.DataFrame([ROW | change for change in changes])


def network(*rows):
    return pd.DataFrame(rows, columns=["from_organisation", "to_organisation", "shared"], dtype="str")


def pathway(*routes, services=None, ties=(), day=DAY):
    """Return the reporting pathway of so many routes: each as `ROUTE`, but for its changes."""
    rows = pd.DataFrame([ROUTE | change for change in routes], columns=list(ROUTE))
    rows = rows.astype(dict.fromkeys((SAID_ON, "stated_on", "verified_on"), "datetime64[us]"))
    services = directory({}) if services is None else services
    return reporting_pathway(rows, services, network(*ties), day)
