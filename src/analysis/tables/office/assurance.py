"""What was done about commitments that no figure shows, and who else looked."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table
from analysis.tables.registers.commitments import FILE, commitments


@table("What was done about commitments that no figure shows", "a check of a commitment", ["assurance"])
def assurance(area: str) -> pd.DataFrame:
    """Return what was done about commitments that no figure shows, and how many of its audience it reached.

    `reached` and `of` count those whom it was for, such as officers; both are blank where nobody counted.
    """
    return log_table.load(area, "assurance", _of_commitments)


def _of_commitments(log, area):
    rows, made = log.frame, commitments(area)["number"].tolist()
    has = f"They are numbered {min(made)} to {max(made)}" if made else "None of this area is listed there"
    own = log_table.if_kept(area, "commitment_progress")
    known = made if own is None else [*made, *own.frame["commitment"]]
    log.refuse(
        ~rows["commitment"].isin(known),
        f"the commitment is not in data/reference/{FILE}, and the log commitment_progress adds none "
        f"of that number. {has}.",
    )
    reached, of = (rows[name].astype("float64") for name in ("reached", "of"))  # missing compares as no
    log.refuse(
        (of == 0) | (reached > of) | (of.notna() & reached.isna()),
        "reached and of do not fit. Of is all whom it was for, 1 or more; reached is those of them whom it "
        "reached. Leave both blank where nobody counted.",
    )
    log.refuse(
        rows["next_day"] <= rows["day"], "next_day is no later than day. Leave it blank, or correct it."
    )
    log.refuse(
        rows["said_by"].str.casefold() == rows["verified_by"].str.casefold(),
        "verified_by is the one that said it. Leave it blank until another has looked.",
    )
