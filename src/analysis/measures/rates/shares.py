"""What an area is like: sums, shares, one area beside another, and how concentrated a group is."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.status import TOTAL, answered, listed, numbers, pooled, require, statuses, text
from analysis.states import NOT_AVAILABLE, SHOWN

__all__ = ["concentration", "counted_apart", "side_by_side", "spread"]

# Why a census share has no interval: everyone was asked, and what blurs a small count is the publisher.
CENSUS_COUNT = "census count, no sampling interval (perturbed by the publisher)"
NOBODY = "not given: nobody to share among"
COUNTED = {"census": CENSUS_COUNT, "records": "every record counted, no sampling interval"}
PER = 10_000  # of residents, for newcomers


def pool(table: pd.DataFrame, by: list[str] | str | None, value: str) -> pd.DataFrame:
    """Return the sums of `value` (a column or several) for each group of `by`; None is the whole table.

    A suppressed part makes the sum suppressed, a part that is not available makes it not available: such
    a sum is blank, and `method` keeps the reasons that its parts gave.

    >>> wards = pd.DataFrame({"district": ["A", "A", "B"], "people": [2, 3, 4]})
    >>> pool(wards, "district", "people")[["district", "people", "status"]]
      district  people status
    0        A       5  shown
    1        B       4  shown
    """
    return pooled(table, listed(by), listed(value))


def share(
    table: pd.DataFrame,
    by: list[str] | str,
    value: str,
    within: list[str] | str | None = None,
    counted: str = "census",
    whole: str | None = None,
) -> pd.DataFrame:
    """Return the share that each category of `by` has of the `value` of its area (`within`).

    `within` is a column or several, such as `["area_code", "area_name"]`; None takes the table as one area.
    The denominator appears in `total_<value>`: the sum over the area's categories, so a suppressed or missing
    category takes the area's shares with it. In a table with margins `whole` is their label, "Total": the
    row with it in every column of `by` is the denominator and has no row in the answer, and a suppressed
    category hides no share but its own. There is no interval, and `method` says why: the counts
    (of the "census", or of "records") are no sample. For a sample use `proportion`.

    Raises InputError for an area without the row that `whole` names.

    >>> ages = pd.DataFrame({"age": ["0-17", "18+"], "people": [20, 60]})
    >>> share(ages, "age", "people")[["age", "people", "total_people", "share_pct"]]
        age  people  total_people  share_pct
    0  0-17      20            80       25.0
    1   18+      60            80       75.0
    """
    areas, total = listed(within), f"total_{value}"
    parts = summed = pooled(table, [*areas, *listed(by)], [value])
    if whole is not None:
        margin = parts[listed(by)].eq(whole).all(axis=1)
        parts, summed = parts[~margin], parts[margin]
    sums = pooled(summed, areas, [value]).rename(
        columns={value: total, "status": "_of_whole", "method": "_why"}
    )
    joined = parts.merge(sums, on=areas, how="left", sort=False) if areas else parts.merge(sums, how="cross")
    if len(joined) < len(parts) or joined["_of_whole"].isna().any():
        raise InputError(f'No row of the table, or of one of its areas, has "{whole}" in {listed(by)}.')
    known, whole_of = joined["status"].eq(SHOWN), numbers(joined, total)
    kept = joined.assign(
        method=joined["_why"].where(known, joined["method"]),
        status=joined["_of_whole"].where(known, joined["status"]),
    )
    none = np.full(len(joined), np.nan)
    pct = numbers(joined, value) / np.where(whole_of > 0, whole_of, np.nan) * 100
    figures = {"share_pct": pct, "lower": none, "upper": none}
    return answered(kept.drop(columns=["_of_whole", "_why"]), figures, COUNTED[counted], NOBODY)


def stack(*tables) -> pd.DataFrame:
    """Return tables with the same columns one beneath the other; those without a row are left out.

    >>> stack(pd.DataFrame({"area": ["Wick"]}), pd.DataFrame({"area": []}))
       area
    0  Wick
    """
    return pd.concat([one for one in tables if len(one)] or tables[:1], ignore_index=True)


def side_by_side(
    ours: pd.DataFrame, theirs: pd.DataFrame, by: str, value: str, names: tuple[str, str]
) -> pd.DataFrame:
    """Return the share of each category of `by` in one area and in another, one row for each.

    `names` are what the two are called in the column `place`. The places of each table are added up first.
    Whatever `share` says of intervals holds here.

    >>> here = pd.DataFrame({"age": ["0-17", "18+"], "people": [20, 60]})
    >>> there = pd.DataFrame({"age": ["0-17", "18+"], "people": [300, 700]})
    >>> side_by_side(here, there, "age", "people", ("Wick", "All"))[["place", "age", "share_pct"]]
      place   age  share_pct
    0  Wick  0-17       25.0
    1  Wick   18+       75.0
    2   All  0-17       30.0
    3   All   18+       70.0
    """
    parts = []
    for name, table in zip(names, (ours, theirs), strict=True):
        require(table, by, value)
        shares = share(pooled(table, [by], [value]), by, value)
        shares.insert(0, "place", text([name] * len(shares)))
        parts.append(shares)
    # Without one's own figures there is nothing to compare, whatever the other file holds.
    return pd.concat(parts if len(parts[0]) else parts[:1], ignore_index=True)


def concentration(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return how few places hold half of `value`, the largest first: one row, of `all_places`.

    Columns: `places` (the fewest whose sum reaches a half), `all_places`, `method`, `status`. A place that is
    not shown makes the answer not available: it could be large.
    """
    values = numbers(table, value)
    status = statuses(table, values)
    hidden = [state for state in status if state != SHOWN]
    places, method, state = np.nan, "fewest places that hold 50 per cent", SHOWN
    if hidden:
        method, state = "not given: a place is not shown", hidden[0]
    elif values.sum() <= 0:
        method, state = "not given: there is nobody to place", NOT_AVAILABLE
    else:
        places = fewest_for_half(values)
    row = {"places": places, "all_places": len(table), "method": method, "status": state}
    return pd.DataFrame([row] if len(table) else [], columns=list(row))


def fewest_for_half(values: np.ndarray) -> int:
    """Return how many of the largest `values` make up half of their sum."""
    return int(np.searchsorted(np.sort(values)[::-1].cumsum(), values.sum() / 2)) + 1


def spread(table: pd.DataFrame, rows: str, columns: str, value: str) -> pd.DataFrame:
    """Return `value` with a row for each of `rows`, a column for each of `columns`, and their `total`.

    A row of which one part is suppressed is suppressed, of which one part is not available is not
    available: what appears side by side adds up, so a hidden part could be had from the others.

    >>> long = pd.DataFrame({"month": ["May", "May"], "placed": ["inside", "outside"], "offences": [9, 1]})
    >>> spread(long, "month", "placed", "offences")
      month  inside  outside  total method status
    0   May       9        1     10    NaN  shown
    """
    parts = pooled(table, [rows, columns], [value])
    whole = pooled(parts, [rows], [value])
    wide = parts.pivot(index=rows, columns=columns, values=value).reindex(whole[rows])
    wide = wide[list(dict.fromkeys(parts[columns]))]
    wide.columns.name = None
    wide.index = whole.index
    wide = wide.where(whole["status"].eq(SHOWN), axis=0)
    return pd.concat([whole[[rows]], wide, whole.rename(columns={value: "total"}).drop(columns=rows)], axis=1)


def counted_apart(
    rows: pd.DataFrame, what: str, is_a: str, value: str, residents: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return one count for the whole area, with what it is: for a table in which sources are separate.

    `rows` are those of a released table with its margin; the newest period is taken. `is_a` says in words
    whether it counts who is there or who came. With `residents` (a table of `residents` by place) also
    how many that is for every 10,000 of them, `rate_per_10000`; no interval, for the publisher counted
    everybody. Without residents there is no such column.

    Columns: `what`, `is_a`, `period` (blank where there is no count), `people`, `method`, `status`.
    """
    require(rows, "period", "district", value, "status")
    last = rows[rows["district"].eq(TOTAL)].tail(1)
    if last.empty and len(rows):
        raise InputError(f'No row of the table has "{TOTAL}" in the column "district".')
    people = numbers(last, value)
    found = pd.DataFrame(
        {
            "what": text([what] * len(last)),
            "is_a": text([is_a] * len(last)),
            "period": last["period"].where(last["status"] != NOT_AVAILABLE).to_numpy(),
            "people": pd.array(people, dtype="Int64"),
            "method": text(["no interval: the publisher counted everybody"] * len(last)),
            "status": last["status"].to_numpy(),
        }
    )
    if residents is None or residents.empty:
        return found
    return found.assign(rate_per_10000=people / numbers(residents, "residents").sum() * PER)
