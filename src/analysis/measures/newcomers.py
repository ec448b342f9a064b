"""People who came since the census, as official counts have them: a flag with a date, never added to it."""

import pandas as pd

from analysis.measures.status import SHOWN, numbers, require
from analysis.measures.tabulation import TOTAL, number


def in_all(counts, value, known, quarters=12, by="district"):
    """Return the one row that stands for everybody counted in the last `quarters`, none where none is known.

    `counts` has a row for each `quarter` and whatever else was counted; `known` names the quarters that the
    source is known for, so that one in which nobody was counted is a nought. People who arrive are added over
    three years; of people who are there, a stock, with `quarters=1` only the latest quarter is taken.

    Columns: `by`, whose label is "Total", `value` and `status`.

    >>> came = pd.DataFrame({"quarter": ["2025-Q4", "2026-Q1"], "people_resettled": [20, 11]})
    >>> in_all(came, "people_resettled", ["2025-Q4", "2026-Q1", "2026-Q2"])
      district  people_resettled status
    0    Total                31  shown
    """
    require(counts, "quarter", value)
    last = max(map(number, known), default=0)
    inside = [last - number(quarter) in range(quarters) for quarter in counts["quarter"]]
    people = int(numbers(counts, value)[inside].sum()) if len(inside) else 0
    row = pd.DataFrame({by: [TOTAL], value: [people], "status": [SHOWN]})
    return row.astype({by: "str", "status": "str"}) if len(known) else row.iloc[0:0]
