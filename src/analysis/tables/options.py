"""What could close each gap, with what it costs and brings: the office's list of options."""

import pandas as pd
import pandera.pandas as pa

from analysis.tables import office_logs
from analysis.tables.as_of import known
from analysis.tables.declaration import Declaration, checked, empty

NAME = "options"
ALL_OF_THEM = 100
COSTS = ["cost", "cost_lower", "cost_upper"]
EFFECTS = ["effect_pct", "effect_lower_pct", "effect_upper_pct"]
SHARE = {"ge": 0, "le": ALL_OF_THEM, "nullable": True}


class Options(Declaration):
    """A row for each option. People are those reached in a year; costs are pounds in `cost_unit`.

    `effect_pct` is how many of a hundred people reached are helped, with its interval and source. A cost or
    an effect that nobody gave is blank, and such an option cannot be ranked.
    """

    option: str = pa.Field(unique=True)
    gap: str
    lot: str
    people_lower: int = pa.Field(ge=0)
    people_upper: int = pa.Field(ge=0)
    cost: float = pa.Field(ge=0, nullable=True)
    cost_lower: float = pa.Field(ge=0, nullable=True)
    cost_upper: float = pa.Field(ge=0, nullable=True)
    cost_unit: str = pa.Field(nullable=True)
    effect_pct: float = pa.Field(**SHARE)
    effect_lower_pct: float = pa.Field(**SHARE)
    effect_upper_pct: float = pa.Field(**SHARE)
    effect_source: str = pa.Field(nullable=True)
    decided_by: str
    said_by: str
    said_on: pd.Timestamp


def load(area):
    """Return `Options` of an area; without the list a table without rows.

    Raises InputError naming file, row and rule, never a value, for a repeated option, a range whose
    ends are turned round, a cost without a unit or a range, and an effect without an interval or a source.
    """
    log = office_logs.opened(area, NAME)
    if log is None:
        return empty(Options)
    rows = log.frame
    log.refuse(
        rows.assign(option=rows["option"].str.casefold()).duplicated("option"),
        "a second option with the same name. Give each a name of its own.",
    )
    log.refuse(
        rows["people_lower"] > rows["people_upper"],
        "reaches fewer at most than at least. Turn people_lower and people_upper round.",
    )
    _costs(log)
    _effects(log)
    whole = {name: "int64" for name in ("people_lower", "people_upper")}
    return checked(Options, known(rows.astype(whole), "said_on"), log.place)


def _costs(log):
    rows = log.frame
    given, blank = rows[COSTS].notna().any(axis=1), rows[COSTS].isna().any(axis=1)
    log.refuse(
        given & rows["cost_unit"].isna(),
        "has a cost without a unit. Say in cost_unit whether it is a year's, once, or for each person.",
    )
    log.refuse(
        given & blank,
        "has a cost without a range, or a range without a cost. Fill in cost, cost_lower and cost_upper: the "
        "same amount in all three where the price is fixed.",
    )
    log.refuse(
        (rows["cost"] < rows["cost_lower"]) | (rows["cost"] > rows["cost_upper"]),
        "has a cost that does not lie between cost_lower and cost_upper. Correct them.",
    )


def _effects(log):
    rows = log.frame
    given, blank = rows[EFFECTS].notna().any(axis=1), rows[EFFECTS].isna().any(axis=1)
    log.refuse(
        given & blank,
        "has an effect without an interval, or an interval without an effect. Fill in all three.",
    )
    log.refuse(
        given & rows["effect_source"].isna(),
        "has an effect that nobody measured. Name in effect_source where it comes from.",
    )
    log.refuse(
        (rows["effect_pct"] < rows["effect_lower_pct"]) | (rows["effect_pct"] > rows["effect_upper_pct"]),
        "has an effect that does not lie between effect_lower_pct and effect_upper_pct. Correct them.",
    )
