"""Districts of an area of which a publisher's table has no row: not available, which is not zero.

An authority that is merged or split has a new code, under which its people stand. Where nobody has put that
code in data/reference/districts.csv yet, the district that was has no row, and a sum over the area would
lack its people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analysis import areas
from analysis.sources import closed_lists
from analysis.states import NOT_AVAILABLE

if TYPE_CHECKING:
    from analysis.areas import Area


LONG = 4  # quarter ends in a row with people: a district does not lose all of them in one quarter


def with_lacking(
    area: Area,
    rows: pd.DataFrame,
    when: str,
    labels: list[str] | tuple[()] = (),
    counts: list[str] | tuple[()] = (),
) -> pd.DataFrame:
    """Return rows of an Area's districts, with a row for each district that has none, "not available".

    `rows` have `area_code`, `area_name` and `status`, `when` is their column of the quarter or day, `labels`
    those that tell rows of one district apart, and `counts` what is then blank. Districts of before the
    census are not looked for. It is for a table in which the publisher has a row for each authority.
    """
    parts, names = [rows], areas.district_names()
    for moment, held in rows.groupby(when, sort=False):
        if _quarter(moment) < closed_lists.SINCE:
            continue
        for code in areas.missing_districts(area, held["area_code"]):
            lacking = held.drop_duplicates(list(labels) or [when]).copy()
            blank = {name: pd.array([pd.NA] * len(lacking), lacking[name].dtype) for name in counts}
            parts.append(lacking.assign(area_code=code, area_name=names[code], status=NOT_AVAILABLE, **blank))
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else rows


def quarters_without(area: Area, rows: pd.DataFrame, stock: bool) -> set[str]:
    """Return the quarters in which nobody can tell whether a district of an Area has nobody, or another code.

    It is for tables in which authorities with nobody have no row. A district without one has nobody, unless
    its region has an authority in that quarter that no list knows, or, of a `stock`, the district had people
    at the end of each of `LONG` quarters before. `rows` are those of all authorities, with `quarter`,
    `area_code` and `region`.
    """
    rows = rows[rows["area_code"] != ""]
    regions = set(rows.loc[rows["area_code"].isin(areas.districts_since(area)), "region"])
    new = {label for column, label, _ in closed_lists.unlisted(rows) if column == "area_code"}
    unlisted = rows["area_code"].isin(new) & (rows["region"].isin(regions) if regions else True)
    strange = set(rows.loc[unlisted, "quarter"])
    held = rows.groupby("quarter")["area_code"].agg(set).to_dict()
    every = sorted(held)
    lost = {
        quarter: set(areas.missing_districts(area, held[quarter]))
        for quarter in every
        if quarter >= closed_lists.SINCE
    }
    found = {quarter for quarter, codes in lost.items() if codes and quarter in strange}
    if stock:
        for code in area.districts:
            at = 0
            for quarter in every:
                absent = code in lost.get(quarter, ())
                if absent and at >= LONG:
                    found.add(quarter)
                else:
                    at = 0 if absent or quarter not in lost else at + 1
    return found


def _quarter(moment):
    """Return the quarter of a day, a quarter as it stands.

    >>> _quarter(pd.Timestamp("2026-06-30")), _quarter("2026-Q1")
    ('2026-Q2', '2026-Q1')
    """
    return f"{moment.year}-Q{moment.quarter}" if isinstance(moment, pd.Timestamp) else moment
