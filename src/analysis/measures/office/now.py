"""The register on a day: how old claims are, who has checked them, and what is overdue."""

import numpy as np
import pandas as pd

from analysis.errors import InputError
from analysis.measures.rates.status import NOT_AVAILABLE, SHOWN, require, text

COMPLETED = "Completed"
NO_DATE, DUE, OVERDUE = "no date is given", "not yet due", "overdue"
DONE, REVIEW = "reported complete", "reported complete; its review is overdue"
NOT_RECORDED, NO_VIEW = "not recorded", "no independent view is known"
NOT_VERIFIED, VIEWED = "claimed, not verified", "claimed; an independent view is known"
CHECK, TODAY = "check", "0 days"
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
    """Return the register on the day `as_of`: ages, whether a claim is verified, and what is overdue.

    `register` is that of `tables.registers.recommendations` or `tables.registers.terms_of_reference`. Claim,
    evidence and independent view stay three columns; where there is no evidence or view it says so. What is
    dated after the day is not known on it. `verified` says "claimed, not verified" unless an independent view
    of the claim's own day or later is known. `overdue_by` counts from the next date, or from the day by which
    the item was due where no next date is given. What is claimed to be Completed is never overdue: its next
    date is that of a review, and `due` says when the review is late.

    Columns: those of `register`, `verified`, `claim_age`, `evidence_age` and `overdue_by` in words, `due`,
    with `method` and `status` last.

    >>> import pandas as pd
    >>> days = ["due_on", "claimed_on", "evidence_on", "view_on", "next_on", "done_on"]
    >>> row = dict.fromkeys(days, pd.NaT) | {"item": "recommendation 6", "claim": "In progress"}
    >>> row |= {"claimed_on": pd.Timestamp("2026-02-02"), "next_on": pd.Timestamp("2026-07-31")}
    >>> row |= {"evidence": None, "independent_view": None, "method": "as claimed", "status": "shown"}
    >>> found = register_now(pd.DataFrame([row]), "2026-08-30")
    >>> found[["claim", "claim_age", "overdue_by", "due", "verified"]]
             claim claim_age overdue_by      due               verified
    0  In progress  6 months    30 days  overdue  claimed, not verified
    """
    require(register, "item", "claim", "claimed_on", "evidence", "evidence_on", "independent_view", "view_on")
    require(register, "due_on", "next_on", "done_on", "method", "status")
    day = read_day(as_of)
    found = _known_on(register, day).reset_index(drop=True)
    for name, when in (("claim_age", "claimed_on"), ("evidence_age", "evidence_on")):
        found[name] = text([None if pd.isna(one) else age_in_words(one, day) for one in found[when]])
    shown = (found["status"] == SHOWN).to_numpy()
    viewed = (found["view_on"] >= found["claimed_on"]).to_numpy()
    found["verified"] = text(np.where(shown, np.where(viewed, VIEWED, NOT_VERIFIED), None))
    wanted = found["next_on"].where(found["next_on"].notna(), found["due_on"])
    done = (found["claim"] == COMPLETED).to_numpy()
    review = done & (found["next_on"] < day).to_numpy()
    late = ~done & (wanted < day).to_numpy()
    due = np.select([review, done, wanted.isna(), late], [REVIEW, DONE, NO_DATE, OVERDUE], DUE)
    past = np.where(review, found["next_on"], wanted)
    found["overdue_by"] = text(
        _many((day - one).days, "day") if counts else None
        for one, counts in zip(pd.to_datetime(past), shown & (review | late), strict=True)
    )
    found["due"] = text(np.where(shown, due, None))
    for name, absent in (("evidence", NOT_RECORDED), ("independent_view", NO_VIEW)):
        blank = found[name].isna().to_numpy()
        found[name] = text(np.where(shown & blank, absent, found[name].astype(object)))
    last = ["method", "status"]
    return found[[*found.columns.drop(last), *last]]


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

    `register` is that of `register_now`. Both stand as they are, and none is preferred: "Completed" and "no
    organisation is commissioned" are two statements of one body. Columns: `item`, `claim`, `stated` (the
    claim and whether it is verified), `also_said`, `said` (by whom, when, how old), `source`, `method`,
    `status`. Empty where no claim has such a statement.
    """
    require(register, "item", "claim", "verified", "claimed_by", "claimed_on", "claim_age", "also_said")
    require(register, "source", "status")
    rows = register[(register["status"] == SHOWN) & register["also_said"].notna()].reset_index(drop=True)
    told = text(["both are the claimant's own words, told in ours; neither is resolved"] * len(rows))
    kept = rows[["item", "claim"]].assign(stated=stated(rows), also_said=rows["also_said"], said=said(rows))
    return kept.assign(source=rows["source"], method=told, status=text([SHOWN] * len(rows)))


def stated(register):
    """Return each claim and whether it is verified: "Completed (claimed, not verified)"."""
    pairs = zip(register["claim"], register["verified"], strict=True)
    return text([None if pd.isna(claim) else f"{claim.rstrip('.')} ({seen})" for claim, seen in pairs])


def said(register):
    """Return who made each claim, when, and how old it is by the day of the register."""
    rows = zip(register["claimed_by"], register["claimed_on"], register["claim_age"], strict=True)
    return text([None if pd.isna(day) else f"{by}, {day_and_age(day, age)}" for by, day, age in rows])


def day_and_age(day, age):
    """Return a day with its age in brackets, and without one where it is the day itself."""
    return in_days(day) if age == TODAY else f"{in_days(day)} ({age} old)"


def duties_now(duties, as_of):
    """Return the duties with what to print of each: "in force" or not, and when somebody looked, or "check".

    A duty of which nobody has looked up whether it is in force is "check", and so is one that was looked up
    after the day `as_of`. Columns: those of `duties`, `says`, with `status` last.
    """
    require(duties, "body", "act", "section", "in_force", "checked_on", "status")
    day = read_day(as_of)
    unknown = ~duties["in_force"].isin(list(IN_FORCE)).to_numpy()
    if unknown.any():
        raise InputError(
            f'Column "in_force" needs one of {", ".join(IN_FORCE)}; row {duties.index[unknown][0]} has none.'
        )
    says = [
        CHECK
        if IN_FORCE[one] == CHECK or not looked <= day
        else f"{IN_FORCE[one]}, as seen on {in_days(looked)}"
        for one, looked in zip(duties["in_force"], duties["checked_on"], strict=True)
    ]
    found = duties.assign(says=text(says))
    return found[[*found.columns.drop("status"), "status"]].reset_index(drop=True)


def age_in_words(day, as_of):
    """Return how long before `as_of` a day is, in words.

    >>> [age_in_words(pd.Timestamp(day), pd.Timestamp("2026-09-30")) for day in ("2026-09-29", "2021-11-29")]
    ['1 day', '4 years 10 months']
    """
    months = 12 * (as_of.year - day.year) + as_of.month - day.month - (as_of.day < day.day)
    if months < 1:
        return _many((as_of - day).days, "day")
    years, rest = divmod(months, 12)
    if years < 2:
        return _many(months, "month")
    return f"{_many(years, 'year')} {_many(rest, 'month')}" if rest else _many(years, "year")


def _many(number, unit):
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def in_days(day):
    """Return a day as a reader says it: "30 June 2026"."""
    return f"{day.day} {day:%B %Y}"


def read_day(as_of):
    """Return a day as a Timestamp; raises InputError for what is none."""
    day = pd.to_datetime(as_of, errors="coerce")
    if pd.isna(day):
        raise InputError("as_of needs a day, such as 2026-06-30.")
    return day
