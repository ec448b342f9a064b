"""Needs by the eight categories of the commissioning guidance, what became of them, and places for them."""

import numpy as np
import pandas as pd

from analysis.measures.rates import limits
from analysis.measures.rates.shares import stack
from analysis.measures.rates.status import answered, numbers, phrase, require, statuses, text
from analysis.measures.victims.unknowns import MISSING, labels_of, sums_of, with_reasons, with_shares, words
from analysis.states import NOT_AVAILABLE

__all__ = ["needs_by_characteristic", "needs_in_words", "needs_met", "reasons_not_met", "room_for_demand"]

# Ministry of Justice, guidance on commissioning victim services.
NEED_CATEGORIES = (
    "Mental and physical health",
    "Shelter and accommodation",
    "Drugs and alcohol",
    "Family, friends and children",
    "Education, skills and employment",
    "Finance and benefits",
    "Outlook and attitudes",
    "Social interactions",
)
MET, WAITING, DECLINED = "Met", "Waiting", "Declined"
UNSAFE, UNCONTACTABLE, NOT_MET = "Unsafe to contact", "Uncontactable", "Not met"
NEED_STATES = (MET, WAITING, DECLINED, UNSAFE, UNCONTACTABLE, NOT_MET)

# What became of the needs that were not met
OTHER_RESULTS = {
    "not met": (NOT_MET,),
    "waiting for help to start": (WAITING,),
    "declined": (DECLINED,),
    "where the person could not be reached safely": (UNSAFE, UNCONTACTABLE),
    "where nobody has said": MISSING,
}
NO_REASON = "no reason given"
# Needs of one person end alike. Returns count needs and not whose they are, so that a correlation is stated:
# 0.6, with 1 to 8 needs a person and 3 on average, is 1 + 0.6 * (11 / 3 - 1) needs that tell as much as one.
DESIGN_EFFECT = 2.6
VALUE = "client_needs"

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
LONG = {"": 1, "year ending": 4, "three years ending": 12}  # quarters
ENOUGH, SHORT, CANNOT_BE_TOLD = "enough places", "too few places", "cannot be told"
NOBODY_ASKED = "not given: nobody asked"
UNDER_18 = "0-17"
EVERYBODY = "everybody"  # the group of a blank
NOT_COLLECTED = "not given: not collected, no return has a column for it"
NOT_SUPPLIED = "not given: not every provider supplies it"


def needs_met(table: pd.DataFrame) -> pd.DataFrame:
    """Return, for each category of need, how many were found and what became of them.

    `table` has rows of `client_needs` by `need_category` and `need_result`: "Met", "Waiting", "Declined",
    "Unsafe to contact", "Uncontactable", "Not met" or "Not met: reason", or a label of what is not known. One
    row per category: `client_needs_identified`, `client_needs_met`, `waiting`, `declined`,
    `unsafe_to_contact`, `uncontactable`, `not_met`, `client_needs_known` (all but the unknown),
    `client_needs_unknown`, and the share met with interval and bounds, as `unknowns.shares` gives them with
    `DESIGN_EFFECT`.

    Raises InputError for a category that is none of the eight, and for another result, with the nearest.

    >>> found = pd.DataFrame({"need_category": "Finance and benefits", "client_needs": [30, 10, 10],
    ...                       "need_result": ["Met", "Not met: no such service", "Unknown"]})
    >>> needs_met(found)[["client_needs_identified", "client_needs_met", "share_pct", "least_pct"]]
       client_needs_identified  client_needs_met  share_pct  least_pct
    0                     50.0              30.0       75.0       60.0
    """
    frame, result, _ = _read(table, "need_result")
    unknown = np.isin(result, MISSING)
    parts = {
        f"{VALUE}_identified": np.ones(len(frame), dtype=bool),
        f"{VALUE}_met": result == MET,
        **{label.lower().replace(" ", "_"): result == label for label in NEED_STATES[1:]},
        f"{VALUE}_known": ~unknown,
        f"{VALUE}_unknown": unknown,
    }
    sums = sums_of(frame, ["need_category"], VALUE, **parts)
    return with_shares(sums, f"{VALUE}_met", f"{VALUE}_known", f"{VALUE}_unknown", DESIGN_EFFECT)


def needs_in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row: how many needs were `found` and `met`, the share met, and `others`: the rest, in words.

    `table` has rows of `client_needs` by `need_result`, as for `needs_met`.

    >>> found = pd.DataFrame({"need_result": ["Met", "Not met", "Waiting"], "client_needs": [30, 9, 1]})
    >>> needs_in_words(found)["others"].iloc[0]
    '9 not met and 1 waiting for help to start'
    """
    frame, result, _ = _read(table, "need_result")
    parts = {"found": np.ones(len(frame), dtype=bool), "met": result == MET}
    parts |= {words: np.isin(result, labels) for words, labels in OTHER_RESULTS.items()}
    sums = sums_of(frame, [], VALUE, **parts)
    sums["share_pct"] = 100 * sums["met"] / sums["found"]
    rows = sums.to_dict("records")
    said = [phrase(f"{row[one]:,.0f} {one}" for one in OTHER_RESULTS if row[one] > 0) or None for row in rows]
    return sums[["found", "met", "share_pct", "status"]].assign(others=text(said))


def reasons_not_met(table: pd.DataFrame) -> pd.DataFrame:
    """Return how many needs were not met for each reason, the most frequent first.

    `table` has rows of `client_needs` by `need_state`, as `needs_met` has them by result; the reason is what
    follows "Not met: ". Columns: `reason`, `client_needs`, `method`, `status`.

    >>> found = pd.DataFrame({"need_state": ["Met", "Not met: no such service", "Not met: service full"],
    ...                       "client_needs": [30, 10, 12]})
    >>> reasons_not_met(found)[["reason", "client_needs"]]
                reason  client_needs
    0     service full          12.0
    1  no such service          10.0
    """
    frame, state, reasons = _read(table, "need_state")
    rows = frame.assign(reason=[reason or NO_REASON for reason in reasons])[state == NOT_MET]
    sums = sums_of(rows, ["reason"], VALUE, **{VALUE: np.ones(len(rows), dtype=bool)})
    return sums.sort_values(VALUE, ascending=False, kind="stable", ignore_index=True)


def _read(table, column):
    """Return the table with its categories as they are spelt here, and each row's state and reason."""
    require(table, column)
    if "need_category" in table.columns:
        table = table.assign(need_category=labels_of(table, "need_category", NEED_CATEGORIES))
    return table, *with_reasons(table, column, NEED_STATES, NOT_MET)


def needs_by_characteristic(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the grid of needs: for each group of each protected characteristic, those met and their share.

    `tables` maps a column ("age_band") to a table with rows of `client_needs` by it and `need_result`. The
    nine characteristics come in their order, with a row for each of which there is no figure: what is not
    collected cannot be met by anybody who plans from it. Of the ages those under 18 come first.

    Columns: `characteristic`, `group`, `needs_found`, `needs_met`, `known`, `unknown`, the share with
    interval and bounds as `unknowns.shares` gives them, `why_not` (in words why a row has no figure),
    `method`, `status`.

    >>> seen = pd.DataFrame({"sex": "Female", "need_result": ["Met", "Waiting"], "client_needs": [30, 10]})
    >>> found = needs_by_characteristic({"sex": seen})
    >>> found.loc[found["status"] == "shown", ["characteristic", "group", "needs_met", "share_pct"]]
      characteristic   group  needs_met  share_pct
    7            Sex  Female       30.0       75.0
    """
    names = {field: name for name, field in CHARACTERISTICS.items() if field}
    parts = [_of_characteristic(table, column, names) for column, table in tables.items()]
    grid = stack(*parts)
    grid = grid[grid["status"].ne(NOT_AVAILABLE).groupby(grid["characteristic"]).transform("any")]
    why = {name: NOT_SUPPLIED if field else NOT_COLLECTED for name, field in CHARACTERISTICS.items()}
    blanks = pd.DataFrame(
        {"characteristic": [name for name in why if name not in set(grid["characteristic"])]}
    )
    blanks = blanks.assign(group=EVERYBODY, status=NOT_AVAILABLE, method=blanks["characteristic"].map(why))
    rows = pd.concat([grid, blanks], ignore_index=True)
    place = rows["characteristic"].map({name: number for number, name in enumerate(CHARACTERISTICS)})
    child = rows["group"].eq(UNDER_18).to_numpy()
    rows = rows.iloc[np.lexsort([np.arange(len(rows)), ~child, place.to_numpy()])].reset_index(drop=True)
    told = rows["method"].where(rows["status"].eq(NOT_AVAILABLE), "").str.removeprefix("not given: ")
    return rows.assign(why_not=text(told), method=text(rows["method"]), status=text(rows["status"]))


def _of_characteristic(table, column, names):
    """Return the needs of each group of one characteristic, those met, and the share of them."""
    require(table, column, VALUE)
    table, told, _ = _read(table, "need_result")
    missing = np.isin(told, MISSING)
    parts = {"needs_found": np.ones(len(table), dtype=bool), "needs_met": told == MET}
    sums = sums_of(table, [column], VALUE, **parts, known=~missing, unknown=missing)
    found = with_shares(sums, "needs_met", "known", "unknown", DESIGN_EFFECT)
    return found.rename(columns={column: "group"}).assign(characteristic=names.get(column, column))


def room_for_demand(reached: pd.DataFrame, capacity: pd.DataFrame, period: float | str) -> pd.DataFrame:
    """Return each provider's places for each person who was referred to it in a period.

    `reached` is what `stages_by_group` gives by `provider`; `capacity` has `places` by `provider` and
    `quarter`; `period` is such as "year ending 2026-Q2". A provider that did not say for each quarter of the
    period has no places: a year of three quarters would look like too few. One that has only places or only
    people keeps its row, without a ratio.

    `ratio` is `places` over `demand`: below 1 there are too few. Places are what they are; how many ask is a
    count with chance in it, and `lower` and `upper` are the places over its limits (exact below 10, Byar from
    10). `verdict` is "enough places" or "too few places" only where the whole interval says so.

    >>> came = pd.DataFrame({"provider": ["A"], "stage": "Contacted safely", "before": [90]})
    >>> said = pd.DataFrame({"provider": ["A"], "quarter": "2026-Q2", "places": [60]})
    >>> found = room_for_demand(came.assign(status="shown"), said, "2026-Q2")
    >>> found[["provider", "ratio", "lower", "upper", "verdict"]].round(2)
      provider  ratio  lower  upper         verdict
    0        A   0.67   0.54   0.83  too few places
    """
    require(reached, "provider", "stage", "before")
    referred = reached.drop_duplicates("provider")  # before the first stage are those who were referred
    demand = referred[["provider", "before", "status"]].rename(columns={"before": "demand"})
    table = demand.merge(_places(capacity, period), on="provider", how="outer", sort=False)
    table["status"] = table["status"].where(table["status"].notna(), NOT_AVAILABLE)
    have, ask = numbers(table, "places"), numbers(table, "demand")
    low, high, how = limits.count_limits(np.where(ask > 0, ask, np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        figures = {"ratio": have / ask, "lower": have / high, "upper": have / low}
    method = np.array([f"{name}, of the demand; places as they are" for name in how], dtype=object)
    rows = table[["provider", "places", "demand"]].assign(
        provider=text(table["provider"]), status=statuses(table, have, ask)
    )
    found = answered(rows, figures, method, NOBODY_ASKED)
    verdict = np.select([found["lower"] >= 1, found["upper"] < 1], [ENOUGH, SHORT], CANNOT_BE_TOLD)
    found.insert(len(found.columns) - 2, "verdict", words(found["status"], verdict))
    return found


def _places(capacity, period):
    """Return the places of each provider that said for every quarter of the period."""
    require(capacity, "provider", "quarter", "places")
    if pd.isna(period):  # nothing was counted, so that there is no period of which places could be told
        return capacity[["provider", "places"]].iloc[:0]
    length, _, quarter = period.rpartition(" ")
    last = pd.Period(quarter.replace("-", ""), freq="Q")
    wanted = {f"{one.year}-Q{one.quarter}" for one in pd.period_range(end=last, periods=LONG[length])}
    inside = capacity[capacity["quarter"].isin(wanted)].groupby("provider", as_index=False)
    sums = inside.agg(places=("places", "sum"), _quarters=("quarter", "nunique"))
    return sums.loc[sums["_quarters"].eq(len(wanted)), ["provider", "places"]]
