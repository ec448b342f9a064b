"""What is decided of those who were referred: reasonable grounds, then conclusive grounds, nationally."""

import pandas as pd
import pandera.pandas as pa

from analysis.sources import home_office, nrm_decisions
from analysis.tables import nrm_editions, places
from analysis.tables.declaration import QUARTER, STATES, Declaration, checked, empty
from analysis.tables.referrals import until_now

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


def load(area):
    """Return `GroundsDecisions`, national: `area` says which folder is read."""
    _, inventory = places.opened(area)
    parts, names = [], []
    for kind, card in CARDS.items():
        newest = nrm_editions.newest(inventory, card, nrm_editions.DECISIONS[kind])
        if newest is not None:
            parts.append(newest.frame.assign(grounds=kind, edition=newest.edition))
            names.append(newest.file.name)
    if not parts:
        return empty(GroundsDecisions)
    rows = until_now(pd.concat(parts, ignore_index=True)).assign(status="shown")
    return checked(GroundsDecisions, rows, ", ".join(names))
