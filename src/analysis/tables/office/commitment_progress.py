"""How far each commitment is, as its owner says, and commitments that the office adds."""

import pandas as pd

from analysis.tables.declared import table
from analysis.tables.office import log_table
from analysis.tables.registers.commitments import FILE, commitments
from analysis.tables.registers.recommendations import recommendations


@table("How far each commitment is", "a commitment", ["commitment_progress"])
def commitment_progress(area: str) -> pd.DataFrame:
    """Return who owns each commitment, how far it is and by when it is due, as its owner says.

    A commitment that data/reference/commitments.toml does not list has `says` and `recommendation`; of one
    that it lists both are blank.
    """
    return log_table.load(area, "commitment_progress", _of_recommendations)


def _of_recommendations(log, area):
    rows = log.frame
    here = rows["commitment"].isin(commitments(area)["number"])
    numbers = recommendations(area)["item"].str.extract(r"(\d+)$")[0].astype(int)
    log.refuse(
        rows["recommendation"].notna() & ~rows["recommendation"].isin(numbers),
        f"the recommendation does not exist. They are numbered {numbers.min()} to {numbers.max()}.",
    )
    told = rows["says"].notna() | rows["recommendation"].notna()
    log.refuse(
        here & told,
        f"data/reference/{FILE} says what this commitment is and which recommendation it answers. "
        "Leave says and recommendation blank, or give another commitment a number that is free.",
    )
    log.refuse(
        ~here & (rows["says"].isna() | rows["recommendation"].isna()),
        f"the commitment is not in data/reference/{FILE}. Correct its number, or fill in says and "
        "recommendation.",
    )
