"""The register on a day: how old claims and evidence are, and what is overdue. Nothing is resolved."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.status import NOT_AVAILABLE, SHOWN, require, text

NO_DATE, DONE, DUE, OVERDUE = "no next date is given", "done, as claimed", "not yet due", "overdue"
NOT_RECORDED, NO_VIEW = "not recorded", "none known"
CHECK = "check"
# What is not known before its day. Without a claim nothing of the item is.
DATED = {
    "evidence_on": ("evidence",),
    "view_on": ("independent_view", "view_by"),
    "claimed_on": (
        "claim",
        "claimed_by",
        "source",
        "evidence",
        "evidence_on",
        "also_said",
        "independent_view",
        "view_by",
        "view_on",
        "next_on",
        "done_on",
    ),
}
IN_FORCE = {"yes": "in force", "no": "not in force", "unknown": CHECK}


def register_now(register, as_of):
    """Return the register on the day `as_of`: ages in days, what is overdue, and what stands beside a claim.

    `register` is that of `tables.recommendations` or `tables.terms_of_reference`. Claim, evidence and
    independent view stay three columns; where there is no evidence or view it says so. What is dated after
    the day is not known on it. `days_overdue` counts from the next date, or from the day by which the item
    was due where no next date is given, and only where it is past and the item is not claimed to be done;
    `due` says why there is none.

    Columns: those of `register`, `claim_age_days`, `evidence_age_days`, `view_age_days`, `days_overdue`,
    `due`, with `method` and `status` last.

    >>> import pandas as pd
    >>> days = ["due_on", "claimed_on", "evidence_on", "view_on", "next_on", "done_on"]
    >>> row = dict.fromkeys(days, pd.NaT) | {"item": "recommendation 6", "claim": "In progress"}
    >>> row |= {"claimed_on": pd.Timestamp("2026-02-02"), "next_on": pd.Timestamp("2026-07-31")}
    >>> row |= {"evidence": None, "independent_view": None, "method": "as claimed", "status": "shown"}
    >>> found = register_now(pd.DataFrame([row]), "2026-08-30")
    >>> found[["claim", "claim_age_days", "days_overdue", "due", "evidence"]]
             claim  claim_age_days  days_overdue      due      evidence
    0  In progress           209.0          30.0  overdue  not recorded
    """
    require(register, "item", "claim", "claimed_on", "evidence", "evidence_on", "independent_view", "view_on")
    require(register, "due_on", "next_on", "done_on", "method", "status")
    day = _day(as_of)
    found = _known_on(register, day)
    for name, when in (("claim", "claimed_on"), ("evidence", "evidence_on"), ("view", "view_on")):
        found[f"{name}_age_days"] = (day - found[when]).dt.days.astype("float64")
    wanted = found["next_on"].where(found["next_on"].notna(), found["due_on"])
    past, done = (wanted < day).to_numpy(), (found["done_on"] <= day).to_numpy()
    due = np.select([done, wanted.isna(), past], [DONE, NO_DATE, OVERDUE], DUE)
    shown = (found["status"] == SHOWN).to_numpy()
    found["days_overdue"] = (day - wanted).dt.days.astype("float64").where(shown & (due == OVERDUE))
    found["due"] = text(np.where(shown, due, None))
    for name, absent in (("evidence", NOT_RECORDED), ("independent_view", NO_VIEW)):
        blank = found[name].isna().to_numpy()
        found[name] = text(np.where(shown & blank, absent, found[name].astype(object)))
    last = ["method", "status"]
    return found[[*found.columns.drop(last), *last]].reset_index(drop=True)


def _known_on(register, day):
    """Return the rows as they were known on a day: what is dated later is not there yet."""
    found = register.copy()
    for when, names in DATED.items():
        for name in (one for one in (*names, when) if one in found.columns):
            found[name] = found[name].mask(register[when] > day)
    unclaimed = register["claimed_on"] > day
    return found.assign(
        status=found["status"].mask(unclaimed, NOT_AVAILABLE),
        method=found["method"].mask(unclaimed, "no claim was made by then"),
    )


def beside_claims(register):
    """Return the claims with what the claimant's own document says beside them.

    Both stand as they are, and none is preferred: "Completed" and "no organisation is commissioned" are two
    statements of one body. Columns: `item`, `claim`, `claimed_by`, `also_said`,
    `source`, `method`, `status`. Empty where no claim has such a statement.
    """
    require(register, "item", "claim", "claimed_by", "also_said", "source", "status")
    rows = register[(register["status"] == SHOWN) & register["also_said"].notna()].reset_index(drop=True)
    told = text(["both are the claimant's own words, told in ours; neither is resolved"] * len(rows))
    kept = rows[["item", "claim", "claimed_by", "also_said", "source"]]
    return kept.assign(method=told, status=text([SHOWN] * len(rows)))


def duties_now(duties, as_of):
    """Return the duties with what to print of each: "in force" or not, and when somebody looked, or "check".

    A duty of which nobody has looked up whether it is in force is "check", and so is one that was looked up
    after the day `as_of`. Columns: those of `duties`, `says`, with `status` last.
    """
    require(duties, "body", "act", "section", "in_force", "checked_on", "status")
    day = _day(as_of)
    unknown = ~duties["in_force"].isin(list(IN_FORCE)).to_numpy()
    if unknown.any():
        raise InputError(
            f'Column "in_force" wants one of {", ".join(IN_FORCE)}; row {duties.index[unknown][0]} has none.'
        )
    says = [
        CHECK
        if IN_FORCE[one] == CHECK or not looked <= day
        else f"{IN_FORCE[one]}, as seen on {in_days(looked)}"
        for one, looked in zip(duties["in_force"], duties["checked_on"], strict=True)
    ]
    found = duties.assign(says=text(says))
    return found[[*found.columns.drop("status"), "status"]].reset_index(drop=True)


def in_days(day):
    """Return a day as a reader says it: "30 June 2026"."""
    return f"{day.day} {day:%B %Y}"


def _day(as_of):
    day = pd.to_datetime(as_of, errors="coerce")
    if pd.isna(day):
        raise InputError("as_of wants a day, such as 2026-06-30.")
    return day
