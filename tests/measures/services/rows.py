"""A directory of services as an office keeps it, for the tests of what is made of it."""

import pandas as pd

DAY = "2026-06-30"
MONEY, DRUGS = "Finance and benefits", "Drugs and alcohol"
ENGLISH = "English (English or Welsh in Wales)"
SHARES, SAID_BY, SAID_ON = "shares_with_enforcement", "sharing_said_by", "sharing_said_on"
NEVER = {SHARES: "never", SAID_BY: "Manager", SAID_ON: pd.Timestamp("2026-05-20")}
VERIFIED = pd.Timestamp("2026-06-01")
ROW = NEVER | {
    "organisation": "Lantern", "service": "Line", "what_for": MONEY, "for_whom": "any victim",
    "districts": "Wick", "languages": f"{ENGLISH}; Polish", "interpreters": "no", "channel": "in person",
    "accepts_no_recourse": "yes", "way_in": "by themselves", "hours": "office hours", "lot": None,
    "funded_by": "council", "funded_until": pd.NaT, "verified_on": VERIFIED,
}  # fmt: skip


def directory(*changes):
    """Return a directory of so many services: each as `ROW`, but for its changes."""
    return pd.DataFrame([ROW | change for change in changes])
