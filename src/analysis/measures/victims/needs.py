"""Needs by the eight categories of the commissioning guidance: identified, met, waiting, not met and why."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates import limits
from analysis.measures.rates.status import (
    NOT_AVAILABLE,
    SHOWN,
    listed,
    methods,
    numbers,
    refuse,
    require,
    shown_only,
    statuses,
    text,
)
from analysis.measures.victims.unknowns import MISSING, labels_of, sums_of, with_shares, words

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

NO_REASON = "no reason given"

ENOUGH, SHORT, CANNOT_BE_TOLD = "enough places", "too few places", "cannot be told"
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


def needs_met(table, by=None, value="needs", state="need_state", confidence=0.95):
    """Return, for each category of need, how many were found and what became of them.

    `table` has rows of `value` by `need_category` and, in the column `state`: "Met", "Waiting", "Declined",
    "Unsafe to contact", "Uncontactable", "Not met" or "Not met: reason", or a label of what is not known. One
    row per group of `by` (`provider`, `offence_group`) and category: `<value>_identified`, `<value>_met`,
    `waiting`, `declined`, `unsafe_to_contact`, `uncontactable`, `not_met`, `<value>_known` (all but the
    unknown), `<value>_unknown`, and the share met with interval and bounds, as `unknowns.shares` gives them.

    Raises InputError for a category that is none of the eight, and for another state, with the nearest.

    >>> import pandas as pd
    >>> found = pd.DataFrame({"need_category": "Finance and benefits", "needs": [30, 10, 10],
    ...                       "need_state": ["Met", "Not met: no such service", "Unknown"]})
    >>> needs_met(found)[["needs_identified", "needs_met", "share_pct", "least_pct", "most_pct"]]
       needs_identified  needs_met  share_pct  least_pct  most_pct
    0              50.0       30.0       75.0       60.0      80.0
    """
    frame, state = _read(table, state)
    family = np.array([label.partition(":")[0] for label in state], dtype=object)
    unknown = np.isin(family, MISSING)
    sums = sums_of(
        frame,
        [*listed(by), "need_category"],
        value,
        **{
            f"{value}_identified": np.ones(len(frame), dtype=bool),
            f"{value}_met": family == MET,
            "waiting": family == WAITING,
            "declined": family == DECLINED,
            "unsafe_to_contact": family == UNSAFE,
            "uncontactable": family == UNCONTACTABLE,
            "not_met": family == NOT_MET,
            f"{value}_known": ~unknown,
            f"{value}_unknown": unknown,
        },
    )
    return with_shares(sums, f"{value}_met", f"{value}_known", f"{value}_unknown", confidence=confidence)


def reasons_not_met(table, by=None, value="needs"):
    """Return, for each group of `by`, how many needs were not met for each reason, the most frequent first.

    `table` is that of `needs_met`; the reason is what follows "Not met: ". Columns: `by`, `reason`,
    `value`, `method`, `status`.

    >>> import pandas as pd
    >>> found = pd.DataFrame({"need_category": "Finance and benefits", "needs": [30, 10, 12],
    ...                       "need_state": ["Met", "Not met: no such service", "Not met: service full"]})
    >>> reasons_not_met(found)[["reason", "needs"]]
                reason  needs
    0     service full   12.0
    1  no such service   10.0
    """
    frame, state = _read(table)
    rows = frame.assign(reason=[label.partition(": ")[2] or NO_REASON for label in state])
    rows = rows[np.array([label.partition(":")[0] == NOT_MET for label in state], dtype=bool)]
    groups = [*listed(by), "reason"]
    counts = {value: np.ones(len(rows), dtype=bool)}
    sums = sums_of(rows.reset_index(drop=True), groups, value, **counts)
    return sums.sort_values(
        [*listed(by), value], ascending=[*[True] * len(listed(by)), False], kind="stable", ignore_index=True
    )[[*groups, value, "method", "status"]]


def _read(table, column="need_state"):
    """Return the table with its categories as they are spelt here, if it has any, and each row's state."""
    require(table, column)
    if "need_category" in table.columns:
        table = table.assign(need_category=labels_of(table, "need_category", NEED_CATEGORIES))
    return table, labels_of(table, column, NEED_STATES, families=(NOT_MET,))


def capacity_against_demand(table, places="places", demand="demand", confidence=0.95):
    """Return `table` (a row per provider) with the places for each person who asks for one.

    `ratio` is `places` over `demand`: below 1 there are too few. Places are what they are; how many ask is a
    count with chance in it, and `lower` and `upper` are the places over its limits (exact below 10, Byar from
    10). `verdict` is "enough places" or "too few places" only where the whole interval says so.

    Raises InputError for negative places or demand.

    >>> import pandas as pd
    >>> seen = pd.DataFrame({"provider": ["A"], "places": [60], "demand": [90]})
    >>> capacity_against_demand(seen)[["provider", "ratio", "lower", "upper", "verdict"]].round(2)
      provider  ratio  lower  upper         verdict
    0        A   0.67   0.54   0.83  too few places
    """
    have, ask = numbers(table, places), numbers(table, demand)
    for name, figure in ((places, have), (demand, ask)):
        refuse(table, figure < 0, f'"{name}" is negative', "It is zero or more.")
    if places == demand:
        raise InputError("places and demand name the same column: give two.")
    status = statuses(table, have, ask)
    none = (status == SHOWN) & (ask == 0)
    state = np.where(none, NOT_AVAILABLE, status)
    low, high, how = limits.count_limits(np.where(state == SHOWN, ask, np.nan), confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        figures = {"ratio": have / ask, "lower": have / high, "upper": have / low}
    figures = {name: shown_only(state, figure) for name, figure in figures.items()}
    verdict = np.select([figures["lower"] >= 1, figures["upper"] < 1], [ENOUGH, SHORT], CANNOT_BE_TOLD)
    told = methods(table, status, np.array([f"{name}, of the demand; places as they are" for name in how]))
    kept = table.drop(columns=[name for name in (*figures, "verdict", "method", "status") if name in table])
    return kept.assign(
        **figures,
        verdict=words(state, verdict),
        method=text(np.where(none, "not given: nobody asked", told)),
        status=text(state),
    )


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
