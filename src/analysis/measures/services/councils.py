"""What councils see: households that lost a home, and what social workers find when they assess a child."""

import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.rates import proportion, rate, without_limits
from analysis.measures.rates.shares import pool
from analysis.measures.rates.status import phrase, require, text
from analysis.states import SHOWN

__all__ = ["assessed_children", "beside_others", "homeless_by_quarter", "homeless_in_a_year"]

QUARTERS = 4
PER = 10_000
ALL_FACTORS = "Episodes_with_assessment_factor"
OWN, SEVERAL, NEIGHBOURS = "local authority", "Councils of the area", "Neighbouring districts"


def homeless_by_quarter(table: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return households by quarter, place and `reason_or_need`, of both duties together.

    `table` is the table `homelessness_by_place`, `what` the reasons or support needs wanted. A sum of
    which a part is not shown is not available. `period_start` is the first day of the quarter.
    """
    require(table, "quarter", "area_name", "reason_or_need", "households", "area_households")
    rows = table[table["reason_or_need"].isin([what] if isinstance(what, str) else what)]
    made = pool(rows, ["quarter", "area_name", "reason_or_need"], "households")
    starts = pd.PeriodIndex(made["quarter"].str.replace("-", ""), freq="Q").start_time
    return _with_households(made, rows, ["quarter", "area_name"]).assign(period_start=starts)


def _with_households(made, rows, keys):
    """Return `made` with the households that live in each place, in the latest of `rows`."""
    lived = rows.groupby(keys)["area_households"].last()
    places = pd.MultiIndex.from_frame(made[keys]) if len(keys) > 1 else made[keys[0]]
    return made.assign(area_households=lived.reindex(places).array)


def homeless_in_a_year(table: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return households of the latest four quarters in a row by place, and how many for every 10,000 there.

    Columns: `area_name`, `reason_or_need`, `households`, `area_households`, `rate_per_10000` with `lower`,
    `upper` and `method`, `period` and `status`. Of the nation, which alone has a code, no limits are given:
    it is a complete count. A place of which a quarter is not known has no figure, and nobody has one where
    the newest four quarters do not follow one another.
    """
    rows = homeless_by_quarter(table, what)
    quarters = sorted(rows["quarter"].unique())[-QUARTERS:]
    periods = [pd.Period(one.replace("-", ""), freq="Q") for one in quarters]
    in_a_row = len(periods) == QUARTERS and periods[-1].ordinal - periods[0].ordinal == QUARTERS - 1
    span = f"{periods[0].start_time:%B %Y} to {periods[-1].end_time:%B %Y}" if periods else ""
    rows = rows[rows["quarter"].isin(quarters)]
    keys = ["area_name", "reason_or_need"]
    whole = in_a_row & (rows.groupby(keys)["quarter"].transform("nunique") == QUARTERS)
    rows = rows.assign(status=rows["status"].where(whole, "not available"))
    made = _with_households(pool(rows, keys, "households"), rows, ["area_name"])
    found = rate(made.assign(period=span), "households", "area_households", per=PER)
    return without_limits(found, found["area_name"].isin(table.loc[table["area_code"].notna(), "area_name"]))


def beside_others(
    rows: pd.DataFrame, here: str, column: str = "rate_per_10000", unit: str = ""
) -> pd.DataFrame:
    """Return one row: `told`, how an area's figure compares with the nation's and its neighbours', in words.

    `rows` has one for each `area_name`, with `column`, `lower` and `upper`. "More than" or "fewer than" only
    where intervals do not meet, else "about as many as"; of a complete count, without limits, its figure is
    compared. Without the area's own figure nothing is told.
    """
    known = rows[rows[column].notna()].sort_values(
        "area_name", key=lambda one: one.eq(NEIGHBOURS), kind="stable"
    )
    own, said = known[known["area_name"] == here], {}
    for other in known[known["area_name"] != here].to_dict("records") if len(own) else []:
        name = f"{other['area_name'].replace(NEIGHBOURS, NEIGHBOURS.lower())} ({other[column]:.1f}{unit})"
        said.setdefault(_compared(own.iloc[0], other, column), []).append(name)
    told = phrase(f"{words} in {phrase(names)}" for words, names in said.items())
    return pd.DataFrame({"told": text([told or None]), "status": [SHOWN]})


def _compared(own, other, column):
    lower, upper = (other[column] if pd.isna(other[limit]) else other[limit] for limit in ("lower", "upper"))
    if own["lower"] > upper:
        return "more than"
    return "fewer than" if own["upper"] < lower else "about as many as"


def assessed_children(table: pd.DataFrame, factors: dict[str, str]) -> pd.DataFrame:
    """Return by year how often assessments found each of `factors`, {the publisher's heading: its name}.

    `table` is `tables.people.children_in_need`. Columns: `year`, `level`, `area_name` (the council, or
    "Councils of the area" together), `factor`, `episodes`, `assessments`, `share_pct` with `lower`, `upper`
    and `method`, `period` and `status`; of the nation, a complete count, no limits. An assessment may find
    several factors, so that shares are not added. A factor that one council does not show is not available
    for the councils together. A table without the publisher's file of factors gives no row.

    Raises InputError for a heading that the table does not have.
    """
    require(table, "year", "level", "area_name", "measure", "episodes")
    known = set(table["measure"])
    table = table if ALL_FACTORS in known else table.iloc[:0]
    unknown = [one for one in factors if one not in known]
    if unknown and len(table):
        raise InputError(f'No factor "{unknown[0]}" in the table. Look at `measure` for those that it has.')
    own = table["level"] == OWN
    several = own & (table.loc[own, "area_name"].nunique() > 1)
    rows = table.assign(area_name=table["area_name"].mask(several, SEVERAL))
    grouped = rows.groupby(["year", "level", "area_name", "measure"], sort=False)["episodes"]
    sums = grouped.sum().astype("Int64").where(grouped.count() == grouped.size())
    wide = sums.unstack("measure").reindex(columns=[ALL_FACTORS, *factors])
    found = [
        pd.DataFrame({"factor": name, "episodes": wide[heading], "assessments": wide[ALL_FACTORS]})
        for heading, name in factors.items()
    ]
    made = pd.concat(found).reset_index()
    made["period"] = "year to March " + made["year"].astype("str")
    made["status"] = made["episodes"].isna().map({True: "not available", False: "shown"})
    return without_limits(proportion(made, "episodes", "assessments"), made["level"].eq("country"))
