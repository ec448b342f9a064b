"""The grid of section 14 of the Victims and Prisoners Act: whose needs, and whether they are met."""

import numpy as np
import pandas as pd

from analysis.measures.status import NOT_AVAILABLE, require, text
from analysis.measures.victims.needs import MET, NEED_STATES, NOT_MET
from analysis.measures.victims.unknowns import MISSING, labels_of, sums_of, with_shares

# The nine protected characteristics of the Equality Act, and the field by which needs are counted, if any.
CHARACTERISTICS = {
    "Age": "age_band",
    "Disability": "disability",
    "Gender reassignment": "",
    "Marriage and civil partnership": "",
    "Pregnancy and maternity": "",
    "Race": "ethnic_group",
    "Religion or belief": "religion",
    "Sex": "sex",
    "Sexual orientation": "sexual_orientation",
}
UNDER_18 = "0-17"
EVERYBODY = "everybody"  # the group of a blank
NOT_COLLECTED = "not given: not collected, no return has a column for it"
NOT_SUPPLIED = "not given: not every provider supplies it"


def needs_of_characteristic(table, column, value="client_needs", state="need_result", confidence=0.95):
    """Return, for each group of one characteristic, its needs, those met, and the share of them.

    `table` has rows of `value` by `column` and `state`. Columns: `characteristic`, `group`, `needs_found`,
    `needs_met`, `known`, `unknown`, and the share with interval and bounds, as `unknowns.shares` gives them.

    >>> seen = pd.DataFrame({"sex": "Female", "need_result": ["Met", "Waiting"], "client_needs": [30, 10]})
    >>> needs_of_characteristic(seen, "sex")[["characteristic", "group", "needs_met", "share_pct"]]
      characteristic   group  needs_met  share_pct
    0            Sex  Female       30.0       75.0
    """
    require(table, column, state, value)
    told = labels_of(table, state, NEED_STATES, families=(NOT_MET,))
    missing = np.isin(told, MISSING)
    sums = sums_of(
        table,
        [column],
        value,
        needs_found=np.ones(len(table), dtype=bool),
        needs_met=told == MET,
        known=~missing,
        unknown=missing,
    )
    found = with_shares(sums, "needs_met", "known", "unknown", confidence=confidence)
    names = {field: name for name, field in CHARACTERISTICS.items() if field}
    return found.rename(columns={column: "group"}).assign(characteristic=names.get(column, column))


def with_blanks(grid):
    """Return a stacked grid in the order of the characteristics, with a row for each of which there is none.

    Of the ages those under 18 come first. A blank is part of the grid: what is not collected cannot be met
    by anybody who plans from it. `why_not` says in words why a row has no figure.

    >>> one = pd.DataFrame({"characteristic": ["Sex"], "group": "Female", "status": "shown", "method": ""})
    >>> with_blanks(one)["status"].value_counts().to_dict()
    {'not available': 8, 'shown': 1}
    """
    require(grid, "characteristic", "group", "status")
    grid = grid[grid["status"].ne(NOT_AVAILABLE).groupby(grid["characteristic"]).transform("any")]
    held = set(grid["characteristic"])
    blanks = pd.DataFrame(
        [
            {
                "characteristic": name,
                "group": EVERYBODY,
                "status": NOT_AVAILABLE,
                "method": NOT_SUPPLIED if field else NOT_COLLECTED,
            }
            for name, field in CHARACTERISTICS.items()
            if name not in held
        ]
    )
    rows = pd.concat([grid, blanks], ignore_index=True)
    place = {name: number for number, name in enumerate(CHARACTERISTICS)}
    order = rows["characteristic"].map(place).to_numpy()
    child = rows["group"].eq(UNDER_18).to_numpy()
    rows = rows.iloc[np.lexsort([np.arange(len(rows)), ~child, order])].reset_index(drop=True)
    why = rows["method"].where(rows["status"].eq(NOT_AVAILABLE), "").str.removeprefix("not given: ")
    return rows.assign(why_not=text(why), method=text(rows["method"]), status=text(rows["status"]))
