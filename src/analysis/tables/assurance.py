"""What shows that commitments are kept and no figure does: policies, orders, briefings, meetings, reviews."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables import office_logs
from analysis.tables.as_of import known
from analysis.tables.commitments import FILE as COMMITMENTS
from analysis.tables.commitments import load as commitments
from analysis.tables.declaration import Declaration, checked, empty

NAME = "assurance"


class Assurance(Declaration):
    """A row for each thing that was done about a commitment, and how many of its audience it reached.

    `reached` and `of` count those whom it was for, such as officers; both are blank where nobody counted.
    """

    commitment: int
    kind: str
    audience: str
    reached: pd.Int64Dtype = pa.Field(nullable=True, ge=0)
    of: pd.Int64Dtype = pa.Field(nullable=True, ge=1)
    day: pd.Timestamp
    next_day: pd.Timestamp = pa.Field(nullable=True)
    said_by: str
    verified_by: str = pa.Field(nullable=True)

    class Config:
        unique = ["commitment", "kind", "audience", "day"]


def load(area):
    """Return `Assurance` of an area; without the log a table without rows.

    Raises InputError naming file, row and rule, never a value: for a commitment that the area has not made,
    more reached than there are, a next day that is no later, and a body that verifies what it said itself.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(Assurance)
    rows, made = log.frame, commitments(area)["number"].tolist()
    has = f"They are numbered {min(made)} to {max(made)}" if made else "None of this area is listed there"
    log.refuse(
        ~rows["commitment"].isin(made),
        f"the commitment is not in data/reference/{COMMITMENTS}. {has}.",
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
    log.refuse(
        rows.duplicated(["commitment", "kind", "audience", "day"]),
        "a second row for the same commitment, kind, audience and day. Keep one.",
    )
    rows = rows.astype({"commitment": "int64"})
    return checked(Assurance, known(rows, "day"), log.place)
