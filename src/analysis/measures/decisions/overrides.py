"""The rules propose, a named role decides: and an override needs a reason."""

import pandas as pd

from analysis.errors import InputError, nearest
from analysis.measures.decisions import verdicts
from analysis.measures.status import require

# Nobody has decided, however plain the figures are.
PROPOSED = "nobody yet: proposed by the rules"


def decided(table, decisions, as_of, restated):
    """Return the table with what a named role decided in place of what the rules propose, and its caveat.

    `restated` takes a language and a verdict and returns what its row says of it, {column: words}: areas
    and next steps are those of the verdict that stands.

    Raises InputError for an override without a reason, and for a decision that cannot be placed.
    """
    table = table.assign(
        proposed_verdict=table["verdict"], decided_by=PROPOSED, decided_on="", override_reason=""
    )
    if decisions is not None and len(decisions):
        require(decisions, "language", "verdict", "decided_by", "decided_on", "reason")
        for row in decisions.itertuples():
            _decide(table, row, as_of, restated)
    rights = table["verdict"].map(lambda name: "" if name == verdicts.TRANSLATE_COUNTY else verdicts.RIGHTS)
    return table.assign(rights=rights)


def _decide(table, row, as_of, restated):
    if row.verdict not in verdicts.STRONGEST_FIRST:
        raise InputError(
            f'No verdict "{row.verdict}". {nearest(row.verdict, verdicts.STRONGEST_FIRST)}'.rstrip()
        )
    at = table.index[table["language"] == row.language]
    if not len(at):
        raise InputError(
            f'A decision about "{row.language}", which has no row. '
            f"{nearest(row.language, table['language'])}".rstrip()
        )
    if pd.Timestamp(row.decided_on) > as_of:
        return
    if not str(row.decided_by).strip() or pd.isna(row.decided_by):
        raise InputError(f"The decision about {row.language} does not say who decided. Name the role.")
    reason = "" if pd.isna(row.reason) else str(row.reason).strip()
    proposed = table.loc[at[0], "proposed_verdict"]
    if row.verdict != proposed and not reason:
        raise InputError(
            f"{row.language}: {row.verdict} was decided where the rules propose {proposed}, and no reason is "
            "given. An override needs one: fill in reason, or take the decision back."
        )
    table.loc[at, ["verdict", "decided_by", "decided_on", "override_reason"]] = [
        row.verdict,
        row.decided_by,
        f"{pd.Timestamp(row.decided_on):%Y-%m-%d}",
        reason if row.verdict != proposed else "",
    ]
    if row.verdict != proposed:
        for column, words in restated(row.language, row.verdict).items():
            table.loc[at, column] = words
