"""Words that may be printed: of those who agreed to it, once they were checked."""

from analysis.measures.status import SHOWN, require


def printable(quotations):
    """Return the words, and whether a victim or a professional said them, in the order of the log.

    `quotations` has a row per `quotation`, with `said_by`, `consented` and `checked_on`. A row without
    consent or without a check is left out: the table that reads the log refuses it before.

    >>> import pandas as pd
    >>> said = pd.DataFrame({"quotation": ["They rang back", "Nobody did"], "said_by": "a victim",
    ...                      "consented": ["yes", "no"], "checked_on": "2026-06-22"})
    >>> printable(said)["quotation"].tolist()
    ['They rang back']
    """
    require(quotations, "quotation", "said_by", "consented", "checked_on")
    kept = quotations["consented"].eq("yes") & quotations["checked_on"].notna()
    return quotations.loc[kept, ["quotation", "said_by"]].assign(status=SHOWN).reset_index(drop=True)
