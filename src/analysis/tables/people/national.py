"""What is counted of the whole country: decisions of the NRM, and applications to have no recourse lifted."""

import pandas as pd
import pandera.pandas as pa

from analysis.extracts import handover, logs
from analysis.sources import home_office, nrm_decisions
from analysis.sources.change_of_conditions import change_of_conditions as read_conditions
from analysis.tables import lookups
from analysis.tables.as_of import until_now
from analysis.tables.declaration import QUARTER, Declaration, checked, empty
from analysis.tables.declared import table
from analysis.tables.people import editions

CARDS = {
    nrm_decisions.REASONABLE: "nrm_reasonable_grounds",
    nrm_decisions.CONCLUSIVE: "nrm_conclusive_grounds",
}


class GroundsDecisions(Declaration, unique=["quarter", "grounds", "age_group", "decision"]):
    """Decisions of both competent authorities by quarter of the decision, not of the referral, zeros too.

    `edition` is the newest quarter of the file from which a figure comes: each edition revises earlier ones.
    Those who wait for a decision are not in it: the two kinds are of different people in one quarter.
    """

    quarter: str = pa.Field(matches=QUARTER)
    grounds: str = pa.Field(isin=nrm_decisions.KINDS)
    age_group: str = pa.Field(isin=home_office.AGE_GROUPS)
    decision: str = pa.Field(isin=(nrm_decisions.POSITIVE, nrm_decisions.NEGATIVE))
    decisions: int = pa.Field(ge=0)
    edition: str = pa.Field(matches=QUARTER)


@table(
    "Decisions of the NRM, whole country",
    "a decision on an age group in a quarter",
    ["nrm_reasonable_grounds", "nrm_conclusive_grounds", "nrm_workbook"],
    shared=True,
)
def grounds_decisions(area: str) -> pd.DataFrame:
    """Return `GroundsDecisions`, national: `area` says which folder is read.

    Where released tables are handed to this process it is what release read for them: the workbook that may
    hold it counts people.
    """
    place, inventory = lookups.opened(area)
    handed = handover.national(place.slug)
    if handed is None:
        return _read_decisions(area)
    # The files that release read count as used here too: they are the sources of the table.
    read = set(map(tuple, handed["files"]))
    files = [*inventory.files, *(older for older, _ in inventory.replaced)]
    inventory.used.update(file for file in files if (file.card_id, file.part, file.period) in read)
    return checked(GroundsDecisions, handover.from_plain(handed["table"]).frame, ", ".join(CARDS.values()))


def decisions_to_hand(area: str) -> dict[str, dict | list[tuple]]:
    """Return the decisions as `handover.national` gives them to chapters."""
    _, inventory = lookups.opened(area)
    used_before = set(inventory.used)
    inventory.used.clear()
    table = handover.plain(logs.Log("", _read_decisions(area)))
    files = sorted({(file.card_id, file.part, file.period) for file in inventory.used})
    inventory.used.update(used_before)
    return {"table": table, "files": files}


def _read_decisions(area):
    """Return `GroundsDecisions` as the publisher's files have them, of both kinds of decision."""
    parts = [
        rows.assign(grounds=kind)
        for kind, card in CARDS.items()
        for rows in editions.national_course(area, card, editions.DECISIONS[kind])
    ]
    return checked(GroundsDecisions, parts, ", ".join(CARDS.values()))


CONDITIONS = "change_of_conditions"


class ChangeOfConditions(Declaration):
    """Applications by the quarter in which they were received, and what has become of them since.

    Of people who have leave and applied because of destitution, in the whole country. People without leave
    cannot apply, and nothing here is of a county.
    """

    quarter: str = pa.Field(matches=QUARTER, unique=True)
    applications: int = pa.Field(ge=0)
    pending: int = pa.Field(ge=0)
    conditions_decided: int = pa.Field(ge=0)
    accepted: int = pa.Field(ge=0)
    rejected: int = pa.Field(ge=0)


@table(
    "Applications to lift the condition of no recourse, whole country",
    "a quarter",
    ["change_of_conditions"],
    shared=True,
)
def change_of_conditions(area: str) -> pd.DataFrame:
    """Return `ChangeOfConditions`, national: `area` says which folder is read."""
    _, inventory = lookups.opened(area)
    if not inventory.find(CONDITIONS):
        return empty(ChangeOfConditions)
    file = inventory.one(CONDITIONS)
    rows = until_now(read_conditions(file).frame)
    return checked(ChangeOfConditions, rows.assign(status="shown"), file.name)
